"""Scores the candidates for a pronoun or a role: agreement, recency, salience, role words, place in the text."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.pipeline.document import Attribution, Span
from service.pipeline.entities import Entity
from service.pipeline.roles import Phrase, same_class
from service.pipeline.speaker_words import (
    FEMALE_HEADS,
    FEMALE_PRONOUNS,
    FUNCTION_WORDS,
    GENERIC_HEADS,
    MALE_HEADS,
)

BREAK = re.compile(r"[.!?][\"'\u201d\u2019)\]]{0,3}[ \u00a0]{1,3}(?=[\"'\u201c\u2018(\[]{0,2}[A-Z])|\n")
ABBREVIATIONS = frozenset("mr mrs ms dr gen lt col sen rep gov sgt maj st prof rev u.s u.n u.k jr".split())


@dataclass(slots=True)
class Sentences:
    """Where sentences and paragraphs begin."""

    starts: list[int]
    paragraphs: list[int]

    @classmethod
    def of(cls, text: str) -> Sentences:
        """Cut a text roughly at full stops and line ends; abbreviations and initials do not end a sentence."""
        starts, paragraphs = [0], [0]
        for match in BREAK.finditer(text):
            if text[match.start()] == "\n":
                paragraphs.append(match.end())
                starts.append(match.end())
                continue
            word = text[max(0, match.start() - 8) : match.start()].split(" ")[-1].casefold()
            if word not in ABBREVIATIONS and len(word) > 1:
                starts.append(match.end())
        return cls(starts, paragraphs)

    def at(self, position: int) -> int:
        """Return the number of the sentence at a position."""
        return bisect_right(self.starts, position) - 1

    def paragraph(self, position: int) -> int:
        """Return the number of the paragraph at a position."""
        return bisect_right(self.paragraphs, position) - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source stands, who spoke last, and the statement it belongs to."""

    position: int
    last: Entity | None
    statement: Attribution


WEIGHTS: dict[str, float] = {
    "last": 2.5, "gender_match": 1.0, "gender_clash": -6.0, "recent0": 1.0, "recent1": 1.0, "recent2": 0.2,
    "far": -1.5, "spoke": 1.0, "subject": 1.2, "quoted": -1.5, "strong": 1.0, "mentions": 0.3, "cataphora": -3.0,
    "head_same": 3.0, "head_class": 1.5, "head_clash": -3.0, "generic": 1.0, "country_same": 2.0, "country_clash": -3.5,
    "words": 1.0, "own": -8.0, "same_paragraph": 0.3, "latest": 0.7, "bias": -2.0, "indefinite_back": -3.0,
}  # fmt: skip


@dataclass(slots=True)
class Ranker:
    """Ranks an article's persons for a place in it."""

    sentences: Sentences
    persons: Sequence[Entity]
    contents: Sequence[Span]
    _content: list[Span] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._content = sorted(self.contents)

    def rank(
        self, place: Place, kind: str, phrase: Phrase | None, country: str | None, words: frozenset[str] = frozenset()
    ) -> tuple[Entity, float] | None:
        """Return the best candidate and how sure it is; None without candidates."""
        scored = [
            (self._score(c, place, kind, phrase, country, words), -i, c)
            for i, c in enumerate(self._candidates(place, phrase))
        ]
        if not scored:
            return None
        best = max(scored, key=lambda s: (s[0], s[1]))
        if kind == "role":
            return best[2], 1 / (1 + math.exp(-best[0]))
        total = sum(math.exp(s[0] - best[0]) for s in scored)
        return best[2], 1 / total

    def _candidates(self, place: Place, phrase: Phrase | None) -> list[Entity]:
        """Persons named before the place, the latest forty of them; for a role, those named a little later as well."""
        near = [e for e in self.persons if e.mentions[0].start < place.position + (1500 if phrase else 0)]
        return near[-60:] + [e for e in near[:-60] if e.turns]

    def features(
        self, c: Entity, place: Place, kind: str, phrase: Phrase | None, country: str | None, words: frozenset[str]
    ) -> dict[str, float]:
        """Return what speaks for and against a candidate."""
        f: dict[str, float] = {"bias": 1.0}
        at = self.sentences.at(place.position)
        before = [m for m in c.mentions if m.start < place.position]
        turns = [t for t in c.turns if t < place.position]
        if c is place.last:
            f["last"] = 1.0
        if turns:
            f["spoke"] = 1.0
        if before or turns:
            latest = max([m.start for m in before] + turns)
            gap = at - self.sentences.at(latest)
            f["recent0"] = float(gap == 0)
            f["recent1"] = float(gap == 1)
            f["recent2"] = float(gap == 2)
            f["far"] = math.log2(gap / 3) / 2 if gap > 3 else 0.0
            f["same_paragraph"] = float(self.sentences.paragraph(latest) == self.sentences.paragraph(place.position))
            f["subject"] = float(gap <= 1 and self._is_subject(latest))
            f["quoted"] = float(self._in_content(latest))
        else:
            f["cataphora"] = 1.0
            gap = self.sentences.at(c.mentions[0].start) - at
            f["far"] = math.log2(gap / 2) if gap > 2 else 0.0
        f["strong"] = float(c.strong or bool(c.roles))
        f["mentions"] = math.log2(1 + len(c.mentions))
        if phrase is None:
            wanted = "f" if kind in FEMALE_PRONOUNS else "m"
        else:
            wanted = "f" if phrase.head in FEMALE_HEADS else "m" if phrase.head in MALE_HEADS else ""
        if wanted and c.gender:
            f["gender_match" if wanted == c.gender else "gender_clash"] = 1.0
        if phrase is not None:
            if phrase.head in c.heads:
                f["head_same"] = 1.0
            elif any(same_class(phrase.head, h) for h in c.heads):
                f["head_class"] = 1.0
            elif c.heads and phrase.head not in GENERIC_HEADS:
                f["head_clash"] = 1.0
            if phrase.head in GENERIC_HEADS and c.heads:
                f["generic"] = 1.0
            if country and c.country:
                f["country_same" if country == c.country else "country_clash"] = 1.0
            f["words"] = float(len((words - FUNCTION_WORDS - {phrase.head}) & c.role_words))
            if phrase.determiner == "a" and "cataphora" not in f:
                f["indefinite_back"] = 1.0
        return f

    def _score(
        self, c: Entity, place: Place, kind: str, phrase: Phrase | None, country: str | None, words: frozenset[str]
    ) -> float:
        return sum(WEIGHTS.get(k, 0.0) * v for k, v in self.features(c, place, kind, phrase, country, words).items())

    def _is_subject(self, position: int) -> bool:
        """Roughly: the first words of a sentence."""
        return position - self.sentences.starts[self.sentences.at(position)] < 60

    def _in_content(self, position: int) -> bool:
        k = bisect_right(self._content, Span(position, 1 << 60)) - 1
        return k >= 0 and self._content[k].end > position

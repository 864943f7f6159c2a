"""Scores the candidates for a pronoun or a role: agreement, recency, salience, role words, place in the text."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.pipeline.document import Attribution, Span
from service.pipeline.entities import Entity
from service.pipeline.focus import Focus
from service.pipeline.names import Token
from service.pipeline.roles import Phrase, same_class
from service.pipeline.speaker_words import (
    FEMALE_HEADS,
    FEMALE_PRONOUNS,
    FUNCTION_WORDS,
    GENERIC_HEADS,
    MALE_HEADS,
)

BREAK = re.compile(r"[.!?][\"'\u201d\u2019)\]]{0,3}[ \u00a0]{1,3}(?=[\"'\u201c\u2018(\[]{0,2}[A-Z])|\n")
NEUTRAL = frozenset("senior top veteran former new chief leading prominent then visiting".split())
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


@dataclass(slots=True)
class Ranker:
    """Ranks an article's persons for a place in it."""

    sentences: Sentences
    persons: Sequence[Entity]
    contents: Sequence[Span]
    sources: Sequence[Span] = ()  # in reading order
    pronouns: Sequence[Token] = ()  # "he" and "she", in reading order
    _content: list[Span] = field(default_factory=list)
    named: list[tuple[int, int]] = field(default_factory=list)
    memory: dict[tuple[str, frozenset[str]], Entity] = field(default_factory=dict)
    _focus: Focus = field(init=False)

    def __post_init__(self) -> None:
        self._content = sorted(self.contents)
        self.named = sorted((m.start, i) for i, e in enumerate(self.persons) for m in e.mentions)
        mentions = [(start, self.persons[i]) for start, i in self.named]
        self._focus = Focus(self.sentences.starts, mentions, self.pronouns, self._in_content)

    def rank(
        self,
        place: Place,
        kind: str,
        phrase: Phrase | None,
        country: str | None,
        words: frozenset[str] = frozenset(),
        more: Sequence[Entity] = (),
    ) -> tuple[list[Entity | None], list[dict[str, float]]]:
        """Return the candidates with what speaks for and against each; None stands for "none of these".

        ``more`` are speakers without a name, who may be meant as well.
        """
        source = place.statement.source
        inside = [
            e
            for e in self._candidates(place, phrase)
            if not (source and any(source.covers(m) and m != source for m in e.mentions))
        ]
        options: list[Entity | None] = [*inside, *more]
        rows = [self.features(c, place, kind, phrase, country, words) for c in options if c is not None]
        best = {name: max((row.get(name, 0.0) for row in rows), default=0.0) for name in ("head_same", "head_class")}
        none = {"none": 1.0, "none with head": best["head_same"], "none with class": best["head_class"]}
        none["none of few"] = float(not rows)
        if phrase is not None:
            none[f"none {phrase.determiner or 'bare'}"] = 1.0
            none["none generic"] = float(phrase.head in GENERIC_HEADS)
            none["none country"] = float(country is not None)
            none["none long"] = float(len(words) > 5)
        return [*options, None], [*rows, none]

    def _candidates(self, place: Place, phrase: Phrase | None) -> list[Entity]:
        """Persons named before the place, the latest forty of them; for a role, those named a little later as well."""
        near = [e for e in self.persons if e.mentions[0].start < place.position + (1500 if phrase else 0)]
        return near[-60:] + [e for e in near[:-60] if e.turns]

    def features(
        self, c: Entity, place: Place, kind: str, phrase: Phrase | None, country: str | None, words: frozenset[str]
    ) -> dict[str, float]:
        """Return what speaks for and against a candidate."""
        f: dict[str, float] = {}
        at = self.sentences.at(place.position)
        before = [m for m in c.mentions if m.start < place.position]
        turns = [t for t in c.turns if t < place.position]
        if c is place.last:
            f["last"] = 1.0
        if turns:
            f["spoke"] = 1.0
        centre, since = self._focus.at(place.position)
        if c is centre:
            f["focus"] = 1.0
            f["focus near"] = float(at - self.sentences.at(since) <= 2)
        if c.type != "person":
            f["nameless"] = 1.0
            f["nameless last"] = float(c is place.last)
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
            f["latest person"] = float(c is self._latest(place.position))
        else:
            f["cataphora"] = 1.0
            # "The committee's head said …", and the next to speak is named for the first time: most often the same.
            k = bisect_right(self.sources, place.position, key=lambda source: source.start)
            f["next source"] = float(k < len(self.sources) and self.sources[k].covers(c.mentions[0]))
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
            f["gender match f"] = float(wanted == c.gender == "f")
        if phrase is not None:
            if phrase.head in c.heads:
                f["head_same"] = 1.0
                if phrase.determiner == "the" and phrase.head_token is not None and phrase.head_token.capital:
                    f["title same" if phrase.head in c.titles else "title lower"] = 1.0
            elif any(same_class(phrase.head, h) for h in c.heads):
                f["head_class"] = 1.0
            elif c.heads and phrase.head not in GENERIC_HEADS:
                f["head_clash"] = 1.0
            if phrase.head in GENERIC_HEADS and c.heads:
                f["generic"] = 1.0
            if country and c.countries:
                f["both"] = float(phrase.head in c.heads and country == c.country)
                f["neither"] = float(phrase.head not in c.heads and country != c.country)
                f["sure clash"] = float(country != c.country and c.countries[c.country or ""] > 2)
            elif country:
                f["stateless"] = 1.0
            if not c.heads:
                f["roleless"] = 1.0
            if country and c.country:
                f["country_same" if country == c.country else "country_clash"] = 1.0
            content = (
                words - FUNCTION_WORDS - {phrase.head, phrase.head_token.low if phrase.head_token else ""} - NEUTRAL
            )
            f["words"] = float(len(content & c.role_words))
            if content and c.roles:
                missing = len(content - c.role_words)
                f["missing"] = missing / len(content)
                f["all words"] = float(not missing)
                f["head and words"] = float(not missing and phrase.head in c.heads)
                f["head not words"] = float(missing > 0 and phrase.head in c.heads)
            elif not content and phrase.head in c.heads:
                f["head alone"] = 1.0
            f["remembered"] = float(c is self.memory.get((phrase.head, content)))
            tag = "a " if phrase.determiner == "a" else "the " if phrase.determiner == "the" else "bare "
            for name in ("cataphora", "last", "far", "spoke", "head_same", "head_class", "country_same"):
                if name in f:
                    f[tag + name] = f[name]
            if phrase.head in GENERIC_HEADS:
                for name in ("last", "cataphora", "country_same", "recent0", "recent1"):
                    if name in f:
                        f["generic " + name] = f[name]
        return f

    def remember(self, entity: Entity, phrase: Phrase, words: frozenset[str]) -> None:
        """Keep whom a role was given to: the same words mean the same person later."""
        content = words - FUNCTION_WORDS - {phrase.head, phrase.head_token.low if phrase.head_token else ""} - NEUTRAL
        self.memory[phrase.head, content] = entity

    def _latest(self, position: int) -> Entity | None:
        k = bisect_right(self.named, (position, -1)) - 1
        return self.persons[self.named[k][1]] if k >= 0 else None

    def _is_subject(self, position: int) -> bool:
        """Roughly: the first words of a sentence."""
        return position - self.sentences.starts[self.sentences.at(position)] < 60

    def _in_content(self, position: int) -> bool:
        k = bisect_right(self._content, Span(position, 1 << 60)) - 1
        return k >= 0 and self._content[k].end > position

"""What the report counts, in one pass over the answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from service.corpus.answers import name_of, speaker_of, words_of

Pair = tuple[str, str]
FEW = 3  # a speaker with fewer tones is no trend


@dataclass(slots=True)
class Sum:
    """Scores added up."""

    total: float = 0.0
    count: int = 0

    def add(self, score: float) -> None:
        """Add one."""
        self.total += score
        self.count += 1

    @property
    def mean(self) -> float:
        """Their mean; 0 where there are none."""
        return self.total / self.count if self.count else 0.0


@dataclass(slots=True)
class Voice:
    """A named speaker: country, tones added up, and the words at either end."""

    name: str
    country: str | None
    tones: Sum = field(default_factory=Sum)
    lowest: tuple[float, str, str, str] | None = None
    highest: tuple[float, str, str, str] | None = None

    def add(self, score: float, target: str, words: str, article: str) -> None:
        """Note a tone and the words it was given to."""
        self.tones.add(score)
        told = (score, target, words, article)
        if self.lowest is None or score < self.lowest[0]:
            self.lowest = told
        if self.highest is None or score > self.highest[0]:
            self.highest = told


@dataclass(slots=True)
class Figures:
    """All that the report shows."""

    articles: int = 0
    copies: int = 0
    undated: int = 0
    statements: int = 0
    tones: int = 0
    first: str | None = None
    last: str | None = None
    names: dict[str, str] = field(default_factory=dict)
    months: defaultdict[Pair, dict[str, Sum]] = field(default_factory=lambda: defaultdict(dict))
    pairs: defaultdict[Pair, Sum] = field(default_factory=lambda: defaultdict(Sum))
    voices: dict[tuple[str, str | None], Voice] = field(default_factory=dict)
    no_speaker: int = 0
    no_name: int = 0
    no_country: int = 0
    no_target: int = 0
    abstained: Counter[str] = field(default_factory=Counter)
    quotations: int = 0
    sources: Counter[str] = field(default_factory=Counter)

    def add(self, answer: dict[str, Any]) -> None:
        """Count an answer. A copy is counted as an article and nothing else: its words were counted once."""
        self.articles += 1
        if answer["duplicate_of"] is not None:
            self.copies += 1
            return
        day = answer["published"]
        if day is None:
            self.undated += 1
        else:
            self.first, self.last = min(self.first or day, day), max(self.last or day, day)
        coverage = answer["coverage"] or {}
        self.quotations += len(coverage.get("unattributed_quotations", ()))
        for target in answer["targets"]:
            self.names[target["id"]] = target["name"]
        speakers = speaker_of(answer)
        for statement in answer["statements"]:
            self._statement(answer, statement, speakers.get(statement["speaker"]), day[:7] if day else None)

    def _statement(self, answer: Any, statement: Any, speaker: Any, month: str | None) -> None:
        self.statements += 1
        self.no_target += not statement["tones"]
        if speaker is None:
            self.no_speaker += 1
            if statement["source"]:
                self.sources[" ".join(statement["source"]["text"].split()).casefold()] += 1
        else:
            self.no_name += speaker["name"] is None
            self.no_country += speaker["country"] is None
        for tone in statement["tones"]:
            self.names[tone["target"]] = tone["name"]
            self.tones += 1
            if tone["abstained"] is not None:
                self.abstained[tone["abstained"]] += 1
            elif speaker is not None:
                self._tone(answer, statement, speaker, tone, month)

    def _tone(self, answer: Any, statement: Any, speaker: Any, tone: Any, month: str | None) -> None:
        country, target, score = speaker["country"], tone["target"], tone["score"]
        if country is not None:
            self.pairs[country, target].add(score)
            if month is not None:
                self.months[country, target].setdefault(month, Sum()).add(score)
        if speaker["name"] is not None and target != country:
            key = (speaker["name"], country)
            voice = self.voices.setdefault(key, Voice(name_of(speaker, statement) or "", country))
            voice.add(score, target, words_of(statement), str(answer["id"]))

    def name(self, target: str) -> str:
        """Return a target's name, or its id where no article named it."""
        return self.names.get(target, target)

    def ends(self, count: int) -> tuple[list[Voice], list[Voice]]:
        """Return the most critical and the most cooperative speakers, of those with at least ``FEW`` tones."""
        enough = [voice for voice in self.voices.values() if voice.tones.count >= FEW]
        ranked = sorted(enough, key=lambda voice: (voice.tones.mean, voice.name))
        critical = [voice for voice in ranked[:count] if voice.tones.mean < 0]
        return critical, [voice for voice in reversed(ranked[-count:]) if voice.tones.mean > 0]


def count(answers: Iterable[dict[str, Any]]) -> Figures:
    """Return the figures of all answers."""
    figures = Figures()
    for answer in answers:
        figures.add(answer)
    return figures

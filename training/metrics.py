"""The figures that quality is told in: all over whole articles, from matched statements, in percent.

A found statement matches an annotated one when their contents share at least half of their characters (Dice). What
hangs on a statement (speaker, source, target, tone, …) is compared in matched pairs only; the figures named
``target_f1``, ``opinion_f1`` and ``relation_f1`` also count what was missed or sent without being there.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from service.pipeline.document import LABELS
from training.statements import JudgedTone, Probabilities, Statement, characters

MATCH = 0.5
BINS = 15
WORD = re.compile(r"[^\W\d_]+")
FILLERS = frozenset("the a an mr mrs ms dr sir lord of and for in s".split())
OFFICES = frozenset(
    "ministry minister department office government ministers spokesman spokesperson spokeswoman president officials "
    "official army parliament embassy agency council commission committee group union organization".split()
)
Figures = dict[str, Any]


def words(name: str | None) -> list[str]:
    """Return a name's words without accents, case, titles and little words."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name or "") if not unicodedata.combining(char))
    return [word for word in WORD.findall(plain.casefold()) if word not in FILLERS]


def same_speaker(one: str | None, other: str | None) -> bool:
    """Tell whether two names mean one speaker: the same words, or a person's name in full and in part."""
    if not one or not other:
        return not one and not other
    if one.casefold() == other.casefold():
        return True
    first, second = words(one), words(other)
    if not first or not second:
        return False
    if set(first) == set(second):
        return True
    if OFFICES.intersection(first) or OFFICES.intersection(second):
        return False  # a part of an office's name may be another office
    shorter, longer = sorted((first, second), key=len)
    return set(shorter) <= set(longer)


def dice(one: AbstractSet[int], other: AbstractSet[int]) -> float:
    """Return how far two sets agree, 0 to 1; two empty ones agree."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def match(gold: Sequence[Statement], found: Sequence[Statement]) -> list[tuple[int, int]]:
    """Pair annotated and found statements one to one, the best agreement of their contents first."""
    gold_sets = [characters(statement.content) for statement in gold]
    found_sets = [characters(statement.content) for statement in found]
    candidates = []
    for i, one in enumerate(gold_sets):
        for j, other in enumerate(found_sets):
            agreement = dice(one, other) if one & other else 0.0
            if agreement >= MATCH:
                candidates.append((-agreement, i, j))
    pairs: list[tuple[int, int]] = []
    taken_gold, taken_found = set(), set()
    for _, i, j in sorted(candidates):
        if i not in taken_gold and j not in taken_found:
            taken_gold.add(i)
            taken_found.add(j)
            pairs.append((i, j))
    return pairs


def f1(hits: int, found: int, gold: int) -> float:
    """Return the F1 in percent from counts; 0 where there is nothing at all."""
    return 200 * hits / max(1, found + gold)


@dataclass(slots=True)
class Count:
    """Hits, and how many there were: on both sides for an F1, on the annotated side for a share."""

    hits: int = 0
    found: int = 0
    gold: int = 0

    @property
    def f1(self) -> float:
        """F1 in percent."""
        return f1(self.hits, self.found, self.gold)

    @property
    def share(self) -> float:
        """Share of the annotated ones that were right, in percent."""
        return 100 * self.hits / max(1, self.gold)

    def tell(self, right: bool) -> None:
        """Count one annotated thing, right or wrong."""
        self.gold += 1
        self.hits += right


@dataclass(slots=True)
class Tally:
    """Counts over articles; ``labels`` are the pairs of (annotated, found) labels compared."""

    counts: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    labels: list[tuple[str, str]] = field(default_factory=list)

    def add(self, gold: Sequence[Statement], found: Sequence[Statement]) -> None:
        """Count one article."""
        pairs = match(gold, found)
        self._amount("statement", len(pairs), len(found), len(gold))
        covered, covering = _covered(gold), _covered(found)
        self._amount("content", len(covered & covering), len(covering), len(covered))
        self._amount("target", 0, _tones(found), _tones(gold))
        for name in ("opinion", "opinion_without_speaker"):
            self._amount(name, 0, _opinions(found), _opinions(gold))
        for i, j in pairs:
            self._pair(gold[i], found[j])
        annotated, answered = relations(gold), relations(found)
        self._amount("relation", len(annotated & answered), len(answered), len(annotated))

    def _amount(self, name: str, hits: int, found: int, gold: int) -> None:
        count = self.counts[name]
        count.hits += hits
        count.found += found
        count.gold += gold

    def _pair(self, gold: Statement, found: Statement) -> None:
        """Count what hangs on a matched pair."""
        right_speaker = same_speaker(gold.speaker, found.speaker)
        if gold.speaker:
            self.counts["speaker"].tell(right_speaker)
        else:
            self.counts["null"].tell(not found.speaker)
        if gold.country:
            self.counts["country"].tell(gold.country == found.country)
        if gold.kind:
            self.counts["kind"].tell(gold.kind == found.kind)
        for name, one, other in (("source", gold.source, found.source), ("cue", gold.cue, found.cue)):
            if one:
                self.counts[name].tell(other is not None and dice(characters([one]), characters([other])) >= MATCH)
        shared = gold.tones.keys() & found.tones.keys()
        self._amount("target_in_matched", len(shared), len(found.tones), len(gold.tones))
        self.counts["target"].hits += len(shared)
        for target in sorted(shared):
            self._tone(gold.tones[target], found.tones[target], right_speaker)

    def _tone(self, gold: JudgedTone, found: JudgedTone, right_speaker: bool) -> None:
        """Count a target that both sides have."""
        self.labels.append((gold.label, found.label))
        if gold.mention:
            self.counts["mention"].tell(found.mention is not None and gold.mention.overlaps(found.mention))
        if gold.label == "neutral":
            return
        if gold.aspect:
            shared = set(words(gold.aspect)).intersection(words(found.aspect))
            self.counts["aspect"].tell(bool(shared))
        if gold.label == found.label:
            self.counts["opinion_without_speaker"].hits += 1
            self.counts["opinion"].hits += right_speaker

    def figures(self) -> Figures:
        """Return all figures, by the names that floors are set for."""
        count = self.counts
        by_label = label_f1(self.labels)
        return {
            "statements_gold": count["statement"].gold,
            "statement_f1": count["statement"].f1,
            "content_char_f1": count["content"].f1,
            "source": count["source"].share,
            "cue": count["cue"].share,
            "kind": count["kind"].share,
            "speaker": count["speaker"].share,
            "speaker_country": count["country"].share,
            "null_speaker_left_null": count["null"].share,
            "target_f1_in_matched": count["target_in_matched"].f1,
            "target_f1": count["target"].f1,
            "mention": count["mention"].share,
            "aspect": count["aspect"].share,
            "tone_acc": 100 * sum(one == other for one, other in self.labels) / max(1, len(self.labels)),
            "tone_macro_f1": sum(by_label) / len(by_label),
            "tone_f1_critical_neutral_cooperative": [round(value, 1) for value in by_label],
            "tones_compared": len(self.labels),
            "opinion_without_speaker_f1": count["opinion_without_speaker"].f1,
            "opinion_f1": count["opinion"].f1,
            "relation_f1": count["relation"].f1,
        }


def score(articles: Iterable[tuple[Sequence[Statement], Sequence[Statement]]]) -> Figures:
    """Return the figures of pairs of (annotated, found) statements, one pair an article."""
    tally = Tally()
    for gold, found in articles:
        tally.add(gold, found)
    return tally.figures()


def relations(statements: Iterable[Statement]) -> set[tuple[str, str, str]]:
    """Return (last word of the speaker's name, target, commonest label but neutral) of an article."""
    sides: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for statement in statements:
        name = words(statement.speaker)
        for target, tone in statement.tones.items():
            if name and tone.label != "neutral":
                sides[name[-1], target][tone.label] += 1
    return {(name, target, seen.most_common(1)[0][0]) for (name, target), seen in sides.items()}


def label_f1(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """Return the F1 of critical, neutral and cooperative from pairs of (annotated, found) labels."""
    return [
        f1(
            sum(gold == found == label for gold, found in pairs),
            sum(found == label for _, found in pairs),
            sum(gold == label for gold, _ in pairs),
        )
        for label in LABELS
    ]


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Return the mean F1 of the three labels."""
    by_label = label_f1(pairs)
    return sum(by_label) / len(by_label)


def compared_tones(gold: Sequence[Statement], found: Sequence[Statement]) -> Iterator[tuple[JudgedTone, JudgedTone]]:
    """Yield (annotated, found) tones toward the same target in matched statements."""
    for i, j in match(gold, found):
        for target in sorted(gold[i].tones.keys() & found[j].tones.keys()):
            yield gold[i].tones[target], found[j].tones[target]


def calibration_error(judged: Sequence[tuple[str, Probabilities]], bins: int = BINS) -> float:
    """Return the expected calibration error, 0 to 1, from pairs of (right label, probabilities).

    The likeliest label's probability against how often it is right, over bins of equal width (Naeini et al. 2015).
    """
    filled: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for label, probabilities in judged:
        sure = max(probabilities)
        right = LABELS[probabilities.index(sure)] == label
        filled[min(bins - 1, int(sure * bins))].append((sure, right))
    gaps = (abs(sum(sure - right for sure, right in inside)) for inside in filled.values())
    return sum(gaps) / max(1, len(judged))


def _covered(statements: Iterable[Statement]) -> set[int]:
    return characters(span for statement in statements for span in statement.content)


def _tones(statements: Iterable[Statement]) -> int:
    return sum(len(statement.tones) for statement in statements)


def _opinions(statements: Iterable[Statement]) -> int:
    return sum(tone.label != "neutral" for statement in statements for tone in statement.tones.values())


__all__ = ["Tally", "calibration_error", "compared_tones", "label_f1", "macro_f1", "match", "score"]

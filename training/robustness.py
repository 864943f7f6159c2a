"""Does the tone follow the words? Articles written anew, countries exchanged, evidence masked, and tones compared."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import partial
from statistics import fmean

from service.gazetteer.exchange import exchange
from service.pipeline.analyzer import Analyzer
from service.pipeline.document import Span, ToneItem
from service.pipeline.tone import ToneModel
from training.figures import Record, analyze
from training.metrics import Figures, match
from training.span_scores import over_tokens, tokens
from training.statements import JudgedTone, Statement, from_answer

PAIRS = (("RU", "UA"), ("IL", "IR"), ("US", "CN"))
MASK = "[MASK]"
DRAWS = 5
FEW = 30  # a country with fewer tones has no floor
WORD = re.compile(r"\w+")


Rewrite = Callable[[Record, Sequence[Statement]], tuple[str, Mapping[str, str]] | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one tone: label before and after (None: it is gone), and how much its score rose.

    ``new`` is the target that stands in the place of ``target``; ``found`` tells whether the statement is still there.
    """

    doc: str
    target: str
    new: str
    before: str
    after: str | None = None
    shift: float | None = None
    words: str = ""
    found: bool = True

    @property
    def kept(self) -> bool:
        """Whether the label is the same."""
        return self.before == self.after

    def line(self) -> str:
        """Tell it in a line."""
        after = self.after or ("no target" if self.found else "no statement")
        return f"{self.target}->{self.new} {self.before} -> {after}: {self.doc}: {self.words}"


@dataclass(slots=True)
class Kept:
    """What became of all tones in question."""

    rows: list[Outcome] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """Tones that are there with the same label."""
        return sum(row.kept for row in self.rows)

    @property
    def missing(self) -> int:
        """Tones that are gone."""
        return sum(row.after is None for row in self.rows)

    @property
    def changed(self) -> int:
        """Tones that are there with another label."""
        return len(self.rows) - self.kept - self.missing

    @property
    def turned(self) -> int:
        """Tones that went from critical to cooperative, or back."""
        return sum({row.before, row.after} == {"critical", "cooperative"} for row in self.rows)

    @property
    def share(self) -> float:
        """Percent of all tones that are there with the same label; a tone that is gone counts as not kept."""
        return 100 * self.kept / max(1, len(self.rows))

    @property
    def share_of_found(self) -> float:
        """The same among tones whose statement and target are still found."""
        return 100 * self.kept / max(1, self.kept + self.changed)

    @property
    def lost(self) -> list[Outcome]:
        """Those that were not kept."""
        return [row for row in self.rows if not row.kept]

    @property
    def flipped(self) -> float:
        """Share of all tones that are there with another label, 0 to 1."""
        return self.changed / max(1, len(self.rows))

    @property
    def largest_shift(self) -> float:
        """The largest mean shift of the score, either way, toward a target with ``FEW`` tones or more; else 0."""
        return max((abs(fmean(all_)) for all_ in self.shifts().values() if len(all_) >= FEW), default=0.0)

    def figures(self) -> Figures:
        """Return the figures that have floors, of two countries exchanged."""
        return {"exchange_kept": self.share, "exchange_flipped": self.flipped, "exchange_shift": self.largest_shift}

    def shifts(self) -> dict[str, list[float]]:
        """Return how much each score rose, by the target that it was then toward."""
        out: defaultdict[str, list[float]] = defaultdict(list)
        for row in self.rows:
            if row.shift is not None:
                out[row.new].append(row.shift)
        return dict(out)


def exchange_kept(
    analyzer: Analyzer,
    records: Sequence[Record],
    found: Sequence[Sequence[Statement]],
    pairs: Sequence[tuple[str, str]] = PAIRS,
) -> Kept:
    """Exchange each pair of countries through each article that has a tone toward one, and compare the tones."""
    return Kept(
        [row for pair in pairs for row in rewritten(analyzer, records, found, partial(exchanged, pair=pair)).rows]
    )


def exchanged(record: Record, statements: Sequence[Statement], pair: tuple[str, str]) -> tuple[str, Mapping[str, str]]:
    """Exchange two countries through the article."""
    one, other = pair
    return exchange(record["text"], one, other), {one: other, other: one}


def rewritten(
    analyzer: Analyzer, records: Sequence[Record], found: Sequence[Sequence[Statement]], rewrite: Rewrite
) -> Kept:
    """Analyse each article anew as ``rewrite`` writes it, and compare the tones toward the targets that it names.

    ``rewrite`` returns the new text and, for each target in question, the one that stands in its place; or None.
    """
    jobs = []
    for record, statements in zip(records, found, strict=True):
        new = rewrite(record, statements)
        if new and any(statement.tones.keys() & new[1].keys() for statement in statements):
            jobs.append((record, statements, *new))
    answers = analyze(analyzer, [text for _, _, text, _ in jobs])
    result = Kept()
    for (record, statements, text, names), answer in zip(jobs, answers, strict=True):
        result.rows += _compare(record, statements, from_answer(answer), names, text)
    return result


def _compare(
    record: Record, before: Sequence[Statement], after: Sequence[Statement], names: Mapping[str, str], text: str
) -> Iterator[Outcome]:
    """Yield what became of each tone of one article, its statements aligned by the words that both texts have."""
    old_text = record["text"]
    partner = {i: after[j] for i, j in aligned(old_text, before, text, after)}
    for index, statement in enumerate(before):
        other_statement = partner.get(index)
        words = " … ".join(span.of(old_text) for span in statement.content)[:200]
        for target in sorted(statement.tones.keys() & names.keys()):
            tone = statement.tones[target]
            other = other_statement.tones.get(names[target]) if other_statement else None
            if other is None and other_statement and target in other_statement.tones:
                # A by-name or an institution stays as it is, and so does its target.
                same = other_statement.tones[target]
                other = same if _words(same, text) == _words(tone, old_text) else None
            yield Outcome(
                doc=str(record.get("doc")),
                target=target,
                new=names[target],
                before=tone.label,
                after=other.label if other else None,
                shift=_score(other) - _score(tone) if other and other.probabilities and tone.probabilities else None,
                words=words,
                found=other_statement is not None,
            )


def _score(tone: JudgedTone) -> float:
    critical, _, cooperative = tone.probabilities or (0.0, 0.0, 0.0)
    return cooperative - critical


def _words(tone: JudgedTone, text: str) -> str | None:
    return tone.mention.of(text) if tone.mention else None


def aligned(text: str, before: Sequence[Statement], new_text: str, after: Sequence[Statement]) -> list[tuple[int, int]]:
    """Pair the statements of two versions of an article by the places of their words."""
    old, new = tokens(text), tokens(new_text)
    place: dict[int, int] = {}
    old_words, new_words = [token.of(text) for token in old], [token.of(new_text) for token in new]
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes():
        if tag == "equal":
            place.update(zip(range(j, j_end), range(i, i_end), strict=True))
        else:
            # Exchanged words: all of the new ones stand where the old ones stood.
            place.update((k, min(i + k - j, max(i, i_end - 1))) for k in range(j, j_end))
    return match(
        [_in_words(one, old, {index: index for index in range(len(old))}) for one in before],
        [_in_words(one, new, place) for one in after],
    )


def _in_words(statement: Statement, cut: Sequence[Span], place: Mapping[int, int]) -> Statement:
    """Return the statement with its content told in places of words instead of characters."""
    inside = {place[k] for first, last in over_tokens(statement.content, cut) for k in range(first, last) if k in place}
    return replace(statement, content=tuple(Span(k, k + 1) for k in sorted(inside)))


@dataclass(frozen=True, slots=True)
class Moves:
    """Of how many tones the score moved more under masked evidence than under as many other masked words."""

    more: int
    compared: int

    @property
    def share(self) -> float:
        """In percent."""
        return 100 * self.more / max(1, self.compared)


def evidence_moves(model: ToneModel, items: Sequence[ToneItem], seed: int = 1, draws: int = DRAWS) -> Moves:
    """Mask the evidence of every tone that is not neutral, and as many other words at random, and compare.

    The other words are drawn several times: one draw alone moves the figure by some two points either way.
    """
    rng = random.Random(seed)
    plain, masked = [], []
    controls: list[list[ToneItem]] = [[] for _ in range(draws)]
    for item, tone in zip(items, model.score(items), strict=True):
        if tone.label == "neutral" or not tone.evidence:
            continue
        words = [Span(*found.span()) for found in WORD.finditer(item.text)]
        words = [word for word in words if not word.overlaps(item.target)]
        evidence = [word for word in words if any(word.overlaps(span) for span in tone.evidence)]
        others = [word for word in words if word not in evidence]
        if not evidence or len(others) < len(evidence):
            continue
        plain.append(tone.score)
        masked.append(mask(item, evidence))
        for control in controls:
            control.append(mask(item, rng.sample(others, len(evidence))))
    by_evidence, *by_others = (
        [abs(tone.score - score) for tone, score in zip(model.score(version, evidence=False), plain, strict=True)]
        for version in (masked, *controls)
    )
    more = sum(one > other for moved in by_others for one, other in zip(by_evidence, moved, strict=True))
    return Moves(more, len(plain) * draws)


def mask(item: ToneItem, words: Sequence[Span]) -> ToneItem:
    """Return the item with words replaced by the mask token, and the target where it now stands."""
    pieces, position, shift = [], 0, 0
    for word in sorted(words):
        pieces += [item.text[position : word.start], MASK]
        position = word.end
        if word.end <= item.target.start:
            shift += len(MASK) - (word.end - word.start)
    text = "".join((*pieces, item.text[position:]))
    return replace(item, text=text, target=Span(item.target.start + shift, item.target.end + shift))

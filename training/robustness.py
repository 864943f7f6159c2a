"""Does the tone follow the words? Two countries exchanged, and the evidence masked, in real articles."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from service.gazetteer.exchange import exchange
from service.pipeline.analyzer import Analyzer
from service.pipeline.document import Span, ToneItem
from service.pipeline.tone import ToneModel
from training.figures import Record, analyze
from training.metrics import match
from training.span_scores import over_tokens, tokens
from training.statements import JudgedTone, Statement, from_answer

PAIRS = (("RU", "UA"), ("IL", "IR"), ("US", "CN"))
MASK = "[MASK]"
DRAWS = 5
WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Kept:
    """How many tones toward exchanged countries kept their label; ``lost`` tells of each that did not.

    ``shifts`` has, by the new country's id, how much each score rose when the same words were said of that country.
    """

    kept: int = 0
    changed: int = 0
    missing: int = 0
    lost: list[dict[str, Any]] = field(default_factory=list)
    shifts: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def share(self) -> float:
        """Percent of all tones that are there with the same label; a tone that is gone counts as not kept."""
        return 100 * self.kept / max(1, self.kept + self.changed + self.missing)

    @property
    def share_of_found(self) -> float:
        """The same among tones whose statement and target are still found."""
        return 100 * self.kept / max(1, self.kept + self.changed)


def exchange_kept(
    analyzer: Analyzer,
    records: Sequence[Record],
    found: Sequence[Sequence[Statement]],
    pairs: Sequence[tuple[str, str]] = PAIRS,
) -> Kept:
    """Exchange each pair of countries through each article that has a tone toward one, and compare the tones."""
    jobs = []
    for one, other in pairs:
        for record, statements in zip(records, found, strict=True):
            if any(statement.tones.keys() & {one, other} for statement in statements):
                jobs.append((record, statements, {one: other, other: one}, exchange(record["text"], one, other)))
    answers = analyze(analyzer, [text for *_, text in jobs])
    result = Kept()
    for (record, statements, names, text), answer in zip(jobs, answers, strict=True):
        _compare(result, record, statements, from_answer(answer), names, text)
    return result


def _compare(
    result: Kept,
    record: Record,
    before: Sequence[Statement],
    after: Sequence[Statement],
    names: Mapping[str, str],
    text: str,
) -> None:
    """Count one article, its statements aligned by the words that both texts have."""
    old_text = record["text"]
    partner = {i: after[j] for i, j in aligned(old_text, before, text, after)}
    for index, statement in enumerate(before):
        other_statement = partner.get(index)
        for target in sorted(statement.tones.keys() & names.keys()):
            tone = statement.tones[target]
            other = other_statement.tones.get(names[target]) if other_statement else None
            if other is None and other_statement and target in other_statement.tones:
                # A by-name or an institution stays as it is, and so does its target.
                same = other_statement.tones[target]
                other = same if _words(same, text) == _words(tone, old_text) else None
            if other is not None and other.label == tone.label:
                result.kept += 1
                continue
            result.changed += other is not None
            result.missing += other is None
            result.lost.append(
                _loss(record, statement, target, names[target], tone, other, other_statement is not None)
            )


def _words(tone: JudgedTone, text: str) -> str | None:
    return tone.mention.of(text) if tone.mention else None


def _loss(
    record: Record,
    statement: Statement,
    target: str,
    new: str,
    tone: JudgedTone,
    other: JudgedTone | None,
    statement_found: bool,
) -> dict[str, Any]:
    return {
        "doc": record.get("doc"),
        "exchange": f"{target}->{new}",
        "before": tone.label,
        "after": other.label if other else ("no target" if statement_found else "no statement"),
        "words": " … ".join(span.of(record["text"]) for span in statement.content)[:200],
    }


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

"""What differs between two runs over the same articles, or between two outlets that wrote of the same things."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from service.corpus.answers import judged, name_of, speaker_of, words_of

SAME = 0.5  # of the characters of two statements that both must have, for them to be one
LEAST_WORDS = 5  # that two quotations must share in a row, to be cuts of one
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: where, what kind, and how it stands on either side."""

    article: str
    kind: str
    words: str
    one: str | None
    other: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared, and what differs."""

    mode: str
    compared: int
    only_one: int
    only_other: int
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)

    def counts(self) -> Counter[str]:
        """Return how many differences of each kind there are."""
        return Counter(one.kind for one in self.differences)


def compare(ones: Iterable[dict[str, Any]], others: Iterable[dict[str, Any]]) -> Comparison:
    """Compare two runs article by article where they share ids, else as two outlets."""
    left = {answer["id"]: answer for answer in ones}
    right = {answer["id"]: answer for answer in others}
    shared = [name for name in left if name in right]
    if not shared:
        return outlets(list(left.values()), list(right.values()))
    found = [one for name in shared for one in articles(left[name], right[name])]
    return Comparison("articles", len(shared), len(left) - len(shared), len(right) - len(shared), tuple(found))


def articles(one: dict[str, Any], other: dict[str, Any]) -> list[Difference]:
    """Return what differs between two answers to one article."""
    found: list[Difference] = []
    name = str(one["id"])
    pairs = _pairs(one["statements"], other["statements"])
    for mine, theirs in pairs:
        if mine is None or theirs is None:
            alone = mine or theirs
            assert alone is not None
            there = ("found", None) if mine else (None, "found")
            found.append(Difference(name, "statement", words_of(alone), *there))
            continue
        words = words_of(mine)
        if _spans(mine) != _spans(theirs):
            found.append(Difference(name, "cut", words, words, words_of(theirs)))
        speakers = [
            name_of(speaker_of(answer).get(statement["speaker"]), statement)
            for answer, statement in ((one, mine), (other, theirs))
        ]
        if speakers[0] != speakers[1]:
            found.append(Difference(name, "speaker", words, speakers[0], speakers[1]))
        found += _tones(name, words, mine, theirs)
    return found


def _tones(name: str, words: str, mine: dict[str, Any], theirs: dict[str, Any]) -> list[Difference]:
    tones = [{tone["target"]: tone for tone in statement["tones"]} for statement in (mine, theirs)]
    found = []
    for target in sorted(tones[0].keys() | tones[1].keys()):
        labels = [_label(side.get(target)) for side in tones]
        if labels[0] == labels[1]:
            continue
        kind = "target" if None in labels else "tone"
        told = [f"{target}: {label}" if label else None for label in labels]
        found.append(Difference(name, kind, words, told[0], told[1]))
    return found


def _label(tone: dict[str, Any] | None) -> str | None:
    if tone is None:
        return None
    return tone["abstained"] or str(tone["label"])


def _spans(statement: dict[str, Any]) -> list[tuple[int, int]]:
    return [(part["start"], part["end"]) for part in statement["content"]]


def _pairs(
    ones: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]
) -> list[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """Pair statements that share most of their characters, those that share most first; the rest stay alone."""
    mine, theirs = ([_characters(one) for one in side] for side in (ones, others))
    scored = sorted(
        (
            (-len(a & b) / len(a | b), i, j)
            for i, a in enumerate(mine)
            for j, b in enumerate(theirs)
            if a & b and len(a & b) >= SAME * len(a | b)
        ),
    )
    left, right = dict(enumerate(ones)), dict(enumerate(others))
    pairs: list[tuple[dict[str, Any] | None, dict[str, Any] | None]] = []
    for _, i, j in scored:
        if i in left and j in right:
            pairs.append((left.pop(i), right.pop(j)))
    return [*pairs, *((one, None) for one in left.values()), *((None, other) for other in right.values())]


def _characters(statement: dict[str, Any]) -> set[int]:
    return {offset for start, end in _spans(statement) for offset in range(start, end)}


def outlets(ones: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]) -> Comparison:
    """Compare what speakers that both have say of whom, and quotations that both have but cut differently."""
    sides = [_means(side) for side in (ones, others)]
    found = []
    shared = sorted({who for who, _ in sides[0]} & {who for who, _ in sides[1]})
    for who in shared:
        for target in sorted({one for side in sides for name, one in side if name == who}):
            means = [side.get((who, target)) for side in sides]
            labels = [None if mean is None else _sign(mean[0]) for mean in means]
            if labels[0] != labels[1]:
                told = [
                    None if mean is None else f"{target}: {_sign(mean[0])} {mean[0]:+.2f} ({mean[1]}×)"
                    for mean in means
                ]
                kind = "target" if None in labels else "tone"
                found.append(Difference("", kind, who, told[0], told[1]))
    found += _cuts(ones, others)
    only = [len({who for who, _ in side} - set(shared)) for side in sides]
    return Comparison("outlets", len(shared), only[0], only[1], tuple(found))


def _means(answers: Sequence[dict[str, Any]]) -> dict[tuple[str, str], tuple[float, int]]:
    """Return the mean score and the number of tones of every named speaker toward every target."""
    scores: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for answer in answers:
        for _, speaker, tone in judged(answer):
            if speaker["name"] is not None:
                scores[speaker["name"], tone["target"]].append(tone["score"])
    return {key: (sum(found) / len(found), len(found)) for key, found in scores.items()}


def _sign(mean: float) -> str:
    """Return the label of a mean, by the contract's rule for relations."""
    return "neutral" if abs(mean) < 0.2 else "cooperative" if mean > 0 else "critical"


def _cuts(ones: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]) -> list[Difference]:
    """Return quotations of either side that share words in a row, and are not the same."""
    known: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    theirs = [
        (answer["id"], statement) for answer in others for statement in answer["statements"] if _quoted(statement)
    ]
    for index, (_, statement) in enumerate(theirs):
        for gram in _grams(statement):
            known[gram].append(index)
    found = []
    for answer in ones:
        for statement in answer["statements"]:
            hits = Counter(index for gram in _grams(statement) for index in known[gram]) if _quoted(statement) else None
            if not hits:
                continue
            name, other = theirs[hits.most_common(1)[0][0]]
            words, cut = words_of(statement), words_of(other)
            if WORD.findall(words.casefold()) != WORD.findall(cut.casefold()):
                found.append(Difference(f"{answer['id']} / {name}", "cut", words, words, cut))
    return found


def _quoted(statement: dict[str, Any]) -> bool:
    return statement["kind"] in {"direct", "mixed"}


def _grams(statement: dict[str, Any]) -> set[tuple[str, ...]]:
    words = WORD.findall(words_of(statement).casefold())
    return {tuple(words[at : at + LEAST_WORDS]) for at in range(len(words) - LEAST_WORDS + 1)}


def as_text(found: Comparison, most: int = 50) -> str:
    """Return a comparison as a person reads it: counts, then the first differences of each kind."""
    what = "articles" if found.mode == "articles" else "named speakers"
    lines = [
        f"{found.compared} {what} on both sides; {found.only_one} on the first alone, {found.only_other} on the second"
    ]
    counts = found.counts()
    for kind in ("statement", "cut", "speaker", "target", "tone"):
        if not counts[kind]:
            continue
        lines += ["", f"{kind}: {counts[kind]}"]
        some = [one for one in found.differences if one.kind == kind][:most]
        for one in some:
            lines.append(f"  {one.article + ': ' if one.article else ''}{_short(one.words)}")
            lines.append(f"    - {_short(one.one or 'nothing')}")
            lines.append(f"    + {_short(one.other or 'nothing')}")
        if counts[kind] > len(some):
            lines.append(f"  … and {counts[kind] - len(some)} more (--format json has all)")
    if not found.differences:
        lines.append("nothing differs")
    return "\n".join(lines) + "\n"


def _short(text: str, length: int = 110) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"

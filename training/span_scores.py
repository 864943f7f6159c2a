"""Figures of the attribution tagger alone: labelled spans over tokens, pooled over documents."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.pipeline.document import Span
from training.metrics import f1

# Words and single marks.
TOKEN = re.compile(r"\w+|[^\w\s]")
TokenSpan = tuple[int, int]


def tokens(text: str) -> list[Span]:
    """Return the offsets of the text's words and marks."""
    return [Span(*found.span()) for found in TOKEN.finditer(text)]


def outermost(spans: Iterable[Span]) -> list[Span]:
    """Return the spans that lie in no other, in reading order; of two that cross, the earlier (then longer) one.

    A token has one label, so only one of two overlapping spans can be found by a tagger.
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def over_tokens(spans: Iterable[Span], cut: Sequence[Span]) -> set[TokenSpan]:
    """Return spans as (first token, one past the last); those that hold no token are left out."""
    starts, ends = [token.start for token in cut], [token.end for token in cut]
    out = set()
    for span in spans:
        first, last = bisect_right(ends, span.start), bisect_left(starts, span.end)
        if first < last:
            out.add((first, last))
    return out


@dataclass(slots=True)
class SpanTally:
    """Counts of one kind of span over documents: exact spans, and tokens inside spans."""

    exact: list[int] = field(default_factory=lambda: [0, 0, 0])
    token: list[int] = field(default_factory=lambda: [0, 0, 0])

    def add(self, text: str, gold: Iterable[Span], found: Iterable[Span]) -> None:
        """Count one document."""
        cut = tokens(text)
        one, other = over_tokens(outermost(gold), cut), over_tokens(outermost(found), cut)
        _count(self.exact, one, other)
        _count(self.token, _inside(one), _inside(other))

    @property
    def exact_f1(self) -> float:
        """F1 of spans that begin and end at the same tokens, in percent."""
        return f1(*self.exact)

    @property
    def token_f1(self) -> float:
        """F1 of the tokens inside spans, in percent."""
        return f1(*self.token)


def span_figures(
    documents: Iterable[tuple[str, Mapping[str, Sequence[Span]], Mapping[str, Sequence[Span]]]],
) -> dict[str, float]:
    """Return the figures of (text, annotated, found), each side with the spans of content, source and cue."""
    tallies = {kind: SpanTally() for kind in ("content", "source", "cue")}
    for text, gold, found in documents:
        for kind, tally in tallies.items():
            tally.add(text, gold[kind], found[kind])
    return {
        "content_token_f1": tallies["content"].token_f1,
        "content_exact_f1": tallies["content"].exact_f1,
        "source_exact_f1": tallies["source"].exact_f1,
        "cue_exact_f1": tallies["cue"].exact_f1,
    }


def _inside(spans: Iterable[TokenSpan]) -> set[int]:
    return {token for first, last in spans for token in range(first, last)}


def _count(counts: list[int], gold: set[TokenSpan] | set[int], found: set[TokenSpan] | set[int]) -> None:
    counts[0] += sum(one in gold for one in found)
    counts[1] += len(found)
    counts[2] += len(gold)

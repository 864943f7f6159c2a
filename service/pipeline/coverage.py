"""What of an article the answer does not account for: quotations, speakers and targets left over."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from service.pipeline.document import Attribution, Mention, Span, merge_spans
from service.pipeline.quotations import find_quotations

MIN_QUOTED_WORDS = 3  # fewer are titles, nicknames and scare quotes


class CoveredText:
    """The parts of a text that lie in some statement's content; answers in logarithmic time."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        self._spans = merge_spans([span for attribution in attributions for span in attribution.content])
        self._ends = [span.end for span in self._spans]

    def touches(self, span: Span) -> bool:
        """Tell whether any of ``span`` is content."""
        index = bisect_left(self._ends, span.start + 1)
        return index < len(self._spans) and self._spans[index].overlaps(span)


def unattributed_quotations(text: str, covered: CoveredText) -> list[Span]:
    """Return quotations of several words that no statement's content touches, marks included."""
    return [
        quotation.span
        for quotation in find_quotations(text)
        if len(quotation.span.of(text).split()) >= MIN_QUOTED_WORDS and not covered.touches(quotation.span)
    ]


def mentions_outside(mentions: Sequence[Mention], covered: CoveredText) -> dict[str, list[Mention]]:
    """Return, by target in order of first mention, the mentions that no statement's content touches."""
    found: dict[str, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda mention: mention.span):
        if not covered.touches(mention.span):
            found.setdefault(mention.target, []).append(mention)
    return found

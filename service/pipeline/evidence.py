"""Choosing the words that carry a tone, from the weight that each token has for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from service.pipeline.document import Span, ToneItem, merge_spans
from service.pipeline.tone_input import Encoded

MAX_WORDS = 6
# Words that tell how a sentence hangs together, or when, not what it says; negations are none of them.
FUNCTION_WORDS = frozenset(
    """a about after also among an and are as at be because been before being between but by can could did do
    does during for from had has have he her his how i if in into is it its may might must my of on or our
    over said say saying says shall she should so such than that the their them then there these they this
    those through to told under was we were what when where which while who whom whose will with would you
    your s t monday tuesday wednesday thursday friday saturday sunday january february april june july august
    september october november december today tomorrow yesterday""".split()
)
SHARE = 0.35  # of the heaviest word's weight that a further word must have


def choose_evidence(
    encoded: Sequence[Encoded], saliency: Sequence[npt.NDArray[np.float64]], items: Sequence[ToneItem]
) -> list[tuple[Span, ...]]:
    """Return spans of each item's text: its heaviest words, neighbours joined, in reading order."""
    return [
        _heaviest(_said(words_of(one, weight, item.text), item), item.text)
        for one, weight, item in zip(encoded, saliency, items, strict=True)
    ]


def _said(words: Sequence[tuple[Span, float]], item: ToneItem) -> Sequence[tuple[Span, float]]:
    """Leave out words outside the content where the target is named inside it, as the contract wants."""
    content = item.content or ()
    if not any(part.covers(item.target) for part in content):
        return words
    return [(span, value) for span, value in words if any(part.covers(span) for part in content)]


def words_of(encoded: Encoded, weight: npt.NDArray[np.float64], text: str) -> list[tuple[Span, float]]:
    """Return the words that can be evidence: (span, sum of their pieces' weights)."""
    return [(span, float(sum(weight[place] for place in places))) for span, places in speaking_words(encoded, text)]


def speaking_words(encoded: Encoded, text: str) -> list[tuple[Span, list[int]]]:
    """Join word pieces into words: (span, places of its tokens). Names, marks and function words are left out."""
    words: list[tuple[Span, list[int]]] = []
    for place, span in enumerate(encoded.spans):
        if span is None or span.end <= span.start:
            continue
        glued = (
            bool(words)
            and words[-1][0].end == span.start
            and text[span.start].isalnum()
            and text[span.start - 1].isalnum()
        )
        if glued:
            last, places = words[-1]
            words[-1] = (Span(last.start, span.end), [*places, place])
        else:
            words.append((span, [place]))
    return [(span, places) for span, places in words if _speaks(span.of(text))]


def _speaks(word: str) -> bool:
    return any(char.isalpha() for char in word) and word.casefold() not in FUNCTION_WORDS


def _heaviest(words: Sequence[tuple[Span, float]], text: str) -> tuple[Span, ...]:
    ranked = sorted(words, key=lambda pair: (-pair[1], pair[0]))[:MAX_WORDS]
    if not ranked or ranked[0][1] <= 0:
        return ()
    chosen = sorted(span for span, value in ranked if value >= SHARE * ranked[0][1])
    joined: list[Span] = []
    for span in chosen:
        if joined and text[joined[-1].end : span.start].isspace():
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return merge_spans(joined)

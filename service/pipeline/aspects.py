"""The aspect of a target: the policy or act, near the target's mention, that the tone is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.pipeline.decisions import Decision
from service.pipeline.document import Mention, Span

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
REACH = 220  # characters on either side of the mention
DISTANCES = (0, 1, 2, 4, 8, 16)
STOP = frozenset(
    "a an the and or but if that which who whom this these those it its he she they them his her their our we "
    "us you i me my of in on at to for from by with without against over under between among into toward "
    "towards about as than not no nor is are was were be been being has have had do does did will would shall "
    "should can could may might must also only very more most such other some any all both each there here "
    "when while where how what why so too then now yet still s t re said says saying added".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that may be an aspect, or part of one, with its features."""

    span: Span
    features: tuple[str, ...]


def words_near(text: str, content: Sequence[Span], mention: Span, names: Sequence[Span]) -> Iterator[Word]:
    """Yield the content's words near the mention that are no names of countries and no function words."""
    segment = next((one for one in content if one.overlaps(mention)), content[0])
    start = max(segment.start, mention.start - REACH)
    end = min(segment.end, mention.end + REACH)
    found = [Span(*match.span()) for match in WORD.finditer(text, start, end)]
    place = next((index for index, span in enumerate(found) if span.end > mention.start), len(found))
    last = max((index for index, span in enumerate(found) if span.start < mention.end), default=place)
    for index, span in enumerate(found):
        word = span.of(text).lower().replace("’", "'")
        if word in STOP or len(word) < 3 or any(name.overlaps(span) for name in names):
            continue
        inside = span.overlaps(mention)
        if inside:
            side, gap = "inside", 0
        elif index < place:
            side, gap = "before", place - index
        else:
            side, gap = "after", index - last
        bucket = max(distance for distance in DISTANCES if distance <= gap)
        before = found[index - 1].of(text).lower() if index else ""
        behind = found[index + 1].of(text).lower() if index + 1 < len(found) else ""
        yield Word(
            span,
            (
                f"word={word}",
                f"stem={word[:6]}",
                f"end={word[-4:]}",
                f"end={word[-2:]}",
                f"place={side} {bucket}",
                f"capital={word[0] != span.of(text)[0]}",
                f"before={before if before in STOP else 'word'}",
                f"behind={behind if behind in STOP else 'word'}",
                f"before={before if before in STOP else 'word'} {side}",
                f"touches name={any(0 <= span.start - name.end <= 3 for name in names)}",
            ),
        )


def find_aspect(
    text: str, content: Sequence[Span], mention: Mention, names: Sequence[Span], decision: Decision
) -> Span | None:
    """Return the likeliest aspect, or None if no word reaches the threshold.

    The likeliest word, and its neighbours where they are nearly as likely ("nuclear programme").
    """
    words = list(words_near(text, content, mention.span, names))
    if not words:
        return None
    chances = [decision.probability(word.features) for word in words]
    best = max(range(len(words)), key=lambda index: (chances[index], -index))
    if chances[best] < decision.threshold:
        return None
    first = last = best
    while (
        first > 0
        and chances[first - 1] > 0.5 * chances[best]
        and _adjoin(text, words[first - 1].span, words[first].span)
    ):
        first -= 1
    while (
        last + 1 < len(words)
        and chances[last + 1] > 0.5 * chances[best]
        and _adjoin(text, words[last].span, words[last + 1].span)
    ):
        last += 1
    return Span(words[first].span.start, words[last].span.end)


def _adjoin(text: str, one: Span, other: Span) -> bool:
    return text[one.end : other.start] == " "

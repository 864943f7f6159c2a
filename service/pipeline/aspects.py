"""The aspect of a target: the policy or act, near the target's mention, that the tone is about.

A trained decision gives each word near the mention a chance to be (part of) the aspect; the aspect is the run of at
most four words that most likely holds it, weighed against its length.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.pipeline.decisions import Decision
from service.pipeline.document import Span

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
REACH = 220  # characters on either side of the mention
DISTANCES = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24)
NEAR = 4  # words between mention and aspect that are looked at one by one
MOST_WORDS = 4
COST = 0.01  # what a further word must add to the chance of holding the aspect
MARKS = frozenset(',;:.?!“”"()[]—\n')
# Function words that may stand inside an aspect: the rest begin something else, and would make it a fragment.
INSIDE = frozenset("of the a an on in to with against s".split())
ACROSS = frozenset("on in to with against".split())
FAINT = 0.5  # a side of a preposition whose likeliest word has less of a chance than this share of the other's goes
# Words that lean on a verb, which is no part of an aspect: none holds one ("choke off financing").
LEANING = frozenset(
    "off far out up down away back ahead forward together again even just almost quite rather ever never always often "
    "already soon definitely certainly merely largely through despite amid behind beyond across within via throughout "
    "upon until since before after because during".split()
)
STOP = frozenset(
    "a an the and or but if that which who whom this these those it its he she they them his her their our we us you i "
    "me my of in on at to for from by with without against over under between among into toward towards about as than "
    "not no nor is are was were be been being has have had do does did will would shall should can could may might "
    "must also only very more most such other some any all both each there here when while where how what why so too "
    "then now yet still s t re said says saying added".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that may be an aspect, or part of one, with its features."""

    span: Span
    features: tuple[str, ...]


def count_words(text: str) -> Counter[str]:
    """Return how often each word stands in the article: its topics come again and again."""
    return Counter(found.group().lower() for found in WORD.finditer(text))


def words_near(
    text: str, content: Sequence[Span], mention: Span, names: Sequence[Span], side: str, counts: Mapping[str, int]
) -> Iterator[Word]:
    """Yield the content's words near the mention that are no names of countries and no function words.

    ``side`` tells whether the target is the speaker's own country; ``counts`` are the article's words.
    """
    segment = next((one for one in content if one.overlaps(mention)), content[0])
    start, end = max(segment.start, mention.start - REACH), min(segment.end, mention.end + REACH)
    found = [Span(*match.span()) for match in WORD.finditer(text, start, end)]
    lower = [span.of(text).lower().replace("’", "'") for span in found]
    names = [name for name in names if name.end > start and name.start < end]
    named = [any(name.overlaps(span) for name in names) for span in found]
    # The words as a pattern sees them: function words as they are, names and the rest by their kind alone.
    kinds = [
        word if word in STOP else "NAME" if is_name else "word" for word, is_name in zip(lower, named, strict=True)
    ]
    # Which country stands beside a word must not count.
    plain = ["NAME" if is_name else word for word, is_name in zip(lower, named, strict=True)]
    first = next((index for index, span in enumerate(found) if span.end > mention.start), len(found))
    last = max((index for index, span in enumerate(found) if span.start < mention.end), default=first)
    rank = -1
    for index, span in enumerate(found):
        word = lower[index]
        if kinds[index] != "word" or len(word) < 3:
            continue
        rank += 1
        if span.overlaps(mention):
            place, gap, pattern, between = "in", 0, "in", ""
        elif index < first:
            place, gap, between = "before", first - index, text[span.end : mention.start]
            pattern = "before " + (" ".join(kinds[index + 1 : first]) if gap <= NEAR else "far")
        else:
            place, gap, between = "after", index - last, text[mention.end : span.start]
            owned = "'s " if between[:2] in ("'s", "’s") else ""
            pattern = "after " + (owned + " ".join(kinds[last + 1 : index]) if gap <= NEAR else "far")
        bucket = max(distance for distance in DISTANCES if distance <= gap)
        behind = kinds[index + 1] if index + 1 < len(found) else "end"
        if text[span.end : span.end + 1] not in (" ", "-", "’", "'"):
            behind = "mark"
        before = kinds[index - 1] if index else "start"
        marks = "".join(sorted({mark for mark in between if mark in MARKS}))[:2]
        end4, end3, end2 = word[-4:], word[-3:], word[-2:]
        yield Word(
            span,
            (
                f"word={word}",
                f"stem={word[:6]}",
                f"stem={word[:6]} {place}",
                f"end={end4}",
                f"end={end3}",
                f"end={end2}",
                f"place={place} {bucket}",
                f"pattern={pattern}",
                f"pattern={pattern} {side}",
                f"place={place} {side}",
                f"capital={span.of(text)[0].isupper()} {index == 0}",
                f"before={before}",
                f"behind={behind}",
                f"before={before} behind={behind}",
                f"before={before} end={end3}",
                f"behind={behind} end={end3}",
                f"word before={plain[index - 1] if index else '-'}",
                f"word behind={plain[index + 1] if index + 1 < len(found) else '-'}",
                f"marks={marks} {place}",
                f"rank={min(rank, 2)}",
                f"count={min(4, int(math.log2(counts.get(word, 1) or 1)))}",
                f"hyphen={'-' in word}",
                f"length={min(len(word), 12)}",
            ),
        )


def find_aspect(text: str, words: Sequence[Word], decision: Decision) -> Span | None:
    """Return the likeliest aspect among the words, or None if no run of them reaches the decision's threshold."""
    chances = [decision.probability(word.features) for word in words]
    best: tuple[int, int] | None = None
    most = 0.0
    for first in range(len(words)):
        missed = 1.0
        for last in range(first, min(first + MOST_WORDS, len(words))):
            span = Span(words[first].span.start, words[last].span.end)
            size = len(span.of(text).split())
            if size > MOST_WORDS or not _one_phrase(text, words[first : last + 1]):
                break
            missed *= 1.0 - chances[last]
            if size == MOST_WORDS and _goes_on(text, words, last):
                continue
            worth = 1.0 - missed - COST * size
            if 1.0 - missed >= decision.threshold and worth > most:
                best, most = (first, last), worth
    if best is None:
        return None
    first, last = _trimmed(text, words, chances, *best)
    return Span(words[first].span.start, words[last].span.end)


def _trimmed(text: str, words: Sequence[Word], chances: Sequence[float], first: int, last: int) -> tuple[int, int]:
    """Cut off what stands across a preposition and hardly counts: "engage in | dialogue", "softness | in the face"."""
    for cut in range(first, last):
        between = text[words[cut].span.end : words[cut + 1].span.start].lower().split()
        if not ACROSS.isdisjoint(between):
            left, right = max(chances[first : cut + 1]), max(chances[cut + 1 : last + 1])
            if left < FAINT * right:
                return _trimmed(text, words, chances, cut + 1, last)
            if right < FAINT * left:
                return first, cut
    return first, last


def _goes_on(text: str, words: Sequence[Word], last: int) -> bool:
    """Tell whether the phrase goes on behind its last word."""
    end = words[last].span.end
    return last + 1 < len(words) and text[end : words[last + 1].span.start] in (" ", "-")


def _one_phrase(text: str, words: Sequence[Word]) -> bool:
    """Tell whether no word leans on a verb, and nothing stands between them that begins something else."""
    if any(word.span.of(text).lower() in LEANING for word in words):
        return False
    for left, right in pairwise(words):
        between = text[left.span.end : right.span.start]
        if any(mark in MARKS for mark in between):
            return False
        if any(found.group().lower() in STOP - INSIDE for found in WORD.finditer(between)):
            return False
    return True

"""The attribution tagger's labels, windows and decoding: from text to labelled spans.

One stock token classifier answers four questions about each token at once, each by a softmax over its own group of
labels, because the answers overlap (a source may stand inside another statement's content):

- ``content``: outside, inside, or the beginning of a segment whose cue stands before it (``B-back``), after it
  (``B-fwd``), that goes on with a statement already begun (``B-cont``), or that has no cue (``B-float``);
- ``source``: outside, inside, or a beginning whose cue stands to its right or to its left;
- ``cue``: outside, beginning, inside;
- ``inner``: the content of a report inside another one's content, with its cue before or after it.

The beginnings carry the direction of the link, so that spans can be joined into statements without a second model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from service.pipeline.document import Span

GROUPS: dict[str, tuple[str, ...]] = {
    "content": ("O", "I", "B-back", "B-fwd", "B-cont", "B-float"),
    "source": ("O", "I", "B-right", "B-left"),
    "cue": ("O", "I", "B"),
    "inner": ("O", "I", "B-back", "B-fwd"),
}
TAGS: tuple[str, ...] = tuple(f"{group}:{tag}" for group, tags in GROUPS.items() for tag in tags)
PARAGRAPH_TOKEN = "[unused1]"  # BERT's tokenizer drops line ends, and a paragraph's end says much about quotations
WINDOW = 254  # tokens, without [CLS] and [SEP]
OVERLAP = 64
FORBIDDEN = -1e9

Floats = npt.NDArray[np.float32]


def group_slices() -> dict[str, slice]:
    """Return each group's columns in the classifier's output."""
    out, start = {}, 0
    for group, tags in GROUPS.items():
        out[group] = slice(start, start + len(tags))
        start += len(tags)
    return out


SLICES = group_slices()


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text's tokens: vocabulary ids and their code point offsets (a paragraph token covers the line ends)."""

    ids: list[int]
    offsets: list[Span]


# A letter of a script that writes spaces between its words: in others every character is a piece of its own.
LETTER = re.compile(r"[^\W\d_\u0e00-\u109f\u1780-\u17ff\u2e80-\uffff]")


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """A labelled stretch: ``tag`` is the beginning's (``B-back`` …), ``confidence`` the mean probability inside."""

    span: Span
    tag: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Tagged:
    """All labelled stretches of one text, each list in reading order."""

    content: list[TaggedSpan]
    source: list[TaggedSpan]
    cue: list[TaggedSpan]
    inner: list[TaggedSpan]


def paragraphs(text: str) -> list[Span]:
    """Cut the text at its line ends; blank paragraphs are left out."""
    out, start = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            out.append(Span(start, start + len(line.rstrip())))
        start += len(line)
    return out


def encode(tokenizer: Any, text: str) -> Encoded:
    """Tokenize paragraph by paragraph, with a paragraph token between them."""
    parts = paragraphs(text)
    ids: list[int] = []
    offsets: list[Span] = []
    if not parts:
        return Encoded(ids, offsets)
    separator = tokenizer.convert_tokens_to_ids(PARAGRAPH_TOKEN)
    coded = tokenizer(
        [part.of(text) for part in parts],
        add_special_tokens=False,
        return_offsets_mapping=True,
        return_attention_mask=False,
        return_token_type_ids=False,
        verbose=False,
    )
    for part, part_ids, part_offsets in zip(parts, coded["input_ids"], coded["offset_mapping"], strict=True):
        if ids:
            ids.append(separator)
            offsets.append(Span(offsets[-1].end, part.start))
        ids.extend(part_ids)
        offsets.extend(Span(part.start + a, part.start + b) for a, b in part_offsets)
    return Encoded(ids, offsets)


def windows(length: int) -> list[tuple[int, int]]:
    """Return the token ranges of overlapping windows that cover ``length`` tokens."""
    if length <= WINDOW:
        return [(0, length)] if length else []
    step = WINDOW - OVERLAP
    starts = list(range(0, length - WINDOW, step)) + [length - WINDOW]
    return [(start, start + WINDOW) for start in starts]


def join_windows(length: int, ranges: Sequence[tuple[int, int]], logits: Sequence[Floats]) -> Floats:
    """Return one row of logits a token, taken from the window in which the token stands furthest from an edge."""
    out = np.zeros((length, len(TAGS)), dtype=np.float32)
    best = np.full(length, -1)
    for (start, end), rows in zip(ranges, logits, strict=True):
        position = np.arange(end - start)
        # The text's own beginning and end are no edges: nothing is missing beyond them.
        left = position if start else position + length
        right = position[::-1] if end < length else position[::-1] + length
        room = np.minimum(left, right)
        better = room > best[start:end]
        out[start:end][better] = rows[better]
        best[start:end][better] = room[better]
    return out


def softmax(logits: Floats) -> Floats:
    """Return row-wise probabilities."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def best_path(probabilities: Floats) -> list[int]:
    """Return the likeliest tag row for one group (columns: O, I, then beginnings) in which no I follows an O.

    Viterbi with transitions that are either free or forbidden; linear in the text's length.
    """
    # Plain lists: a handful of numbers a token is too little work for an array operation.
    log: list[list[float]] = np.log(np.maximum(probabilities, 1e-9)).tolist()
    score = log[0]
    score[1] = FORBIDDEN
    back: list[tuple[int, int]] = []
    for row in log[1:]:
        top = max(score)
        best = score.index(top)
        # Inside may follow anything but outside; every other tag may follow any.
        inside_top = max(score[1:])
        back.append((best, score.index(inside_top, 1)))
        score = [value + top for value in row]
        score[1] = row[1] + inside_top
    tag = score.index(max(score))
    path = [tag]
    for best, inside in reversed(back):
        tag = inside if tag == 1 else best
        path.append(tag)
    return path[::-1]


def decode_group(group: str, logits: Floats, offsets: Sequence[Span]) -> list[TaggedSpan]:
    """Return the group's labelled spans in reading order."""
    if not len(logits):
        return []
    probabilities = softmax(logits[:, SLICES[group]])
    path = best_path(probabilities)
    tags = GROUPS[group]
    out: list[TaggedSpan] = []
    row = 0
    while row < len(path):
        if path[row] == 0:
            row += 1
            continue
        end = row + 1
        while end < len(path) and path[end] == 1:
            end += 1
        chosen = probabilities[np.arange(row, end), path[row:end]]
        span = Span(offsets[row].start, offsets[end - 1].end)
        if span.end > span.start:
            out.append(TaggedSpan(span, tags[path[row]], float(chosen.mean())))
        row = end
    return out


def decode(logits: Floats, encoded: Encoded, text: str) -> Tagged:
    """Return all labelled spans of a text, white space at their edges taken off."""
    groups = {
        group: [
            TaggedSpan(trimmed, tagged.tag, tagged.confidence)
            for tagged in whole_words(decode_group(group, logits, encoded.offsets), text)
            if (trimmed := trim(tagged.span, text)).end > trimmed.start
        ]
        for group in GROUPS
    }
    return Tagged(**groups)


def whole_words(tagged: Sequence[TaggedSpan], text: str) -> list[TaggedSpan]:
    """Let spans that begin or end among the pieces of a word hold it whole: "fumed", not "fu"; none reaches another."""
    out: list[TaggedSpan] = []
    for index, one in enumerate(tagged):
        start, end = one.span.start, one.span.end
        floor = out[-1].span.end if out else 0
        ceiling = tagged[index + 1].span.start if index + 1 < len(tagged) else len(text)
        if 0 < start < len(text) and LETTER.match(text, start):
            while start > floor and LETTER.match(text, start - 1):
                start -= 1
        if end < len(text) and LETTER.match(text, end - 1):
            while end < ceiling and LETTER.match(text, end):
                end += 1
        out.append(TaggedSpan(Span(start, end), one.tag, one.confidence))
    return out


def trim(span: Span, text: str) -> Span:
    """Take white space off both edges of a span."""
    words = span.of(text)
    return Span(span.start + len(words) - len(words.lstrip()), span.end - len(words) + len(words.rstrip()))

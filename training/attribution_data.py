"""Gold tag rows for the attribution tagger, from our corpus and from PolNeAR.

The two sets mark some things differently (PolNeAR breaks contents at sentence ends and marks beliefs more widely), so
the tagger is told whose style to follow by the token type: 0 for ours, which serving uses, and 1 for PolNeAR's.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from service.pipeline.document import Span
from service.pipeline.tagging import GROUPS, TAGS, Encoded, encode

OURS, POLNEAR = 0, 1
IGNORE = -100
# What a mark may be written as instead; each is one character, so that offsets stay.
QUOTE_STYLES: tuple[dict[str, str | int | None], ...] = (
    {"“": '"', "”": '"', "‘": "'", "’": "'"},
    {"“": "‘", "”": "’", "‘": "“", "’": "’"},
    {"“": "'", "”": "'", "‘": '"', "’": "'"},
    {"“": "«", "”": "»", "‘": "‘", "’": "’"},
    {"“": "„", "”": "“"},
)


@dataclass(frozen=True, slots=True)
class Gold:
    """One attribution as spans: content segments in reading order, sources and cues (each possibly in pieces)."""

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its gold attributions, in one of the two styles."""

    text: str
    gold: tuple[Gold, ...]
    style: int


def spans(pairs: Iterable[Sequence[int]] | None) -> tuple[Span, ...]:
    """Return JSON's pairs as spans in reading order."""
    return tuple(sorted(Span(a, b) for a, b in pairs or ()))


def from_corpus(record: dict[str, Any]) -> Document:
    """A completely annotated line of our corpus."""
    gold = tuple(
        Gold(spans(s["content"]), spans([s["source"]] if s["source"] else []), spans([s["cue"]] if s["cue"] else []))
        for s in record["statements"]
    )
    return Document(record["text"], gold, OURS)


def from_polnear(record: dict[str, Any]) -> Document:
    """A line of PolNeAR."""
    gold = tuple(
        Gold(spans(a["content"]), spans(a.get("source")), spans(a.get("cue")))
        for a in record["attributions"]
        if a.get("content")
    )
    return Document(record["text"], gold, POLNEAR)


def restyle(document: Document, rng: random.Random) -> Document:
    """Write the same text with other quotation marks now and then, so that no one style is all the tagger knows."""
    if rng.random() < 0.5:
        return document
    style = rng.choices(QUOTE_STYLES, weights=(8, 4, 2, 1, 1))[0]
    text = document.text
    if "“" not in text and text.count('"') > 1:
        # Straight marks open and close in turn; typographic ones first, then the chosen style.
        pieces = text.split('"')
        text = pieces[0] + "".join(("“" if i % 2 == 0 else "”") + piece for i, piece in enumerate(pieces[1:]))
    text = text.translate(str.maketrans(style)) if rng.random() < 0.8 else text
    return Document(text, document.gold, document.style)


def tag_rows(document: Document, encoded: Encoded) -> npt.NDArray[np.int64]:
    """Return gold tag numbers of shape (tokens, groups), each counted within its group."""
    starts = np.array([offset.start for offset in encoded.offsets])
    ends = np.array([offset.end for offset in encoded.offsets])
    rows = np.zeros((len(starts), len(GROUPS)), dtype=np.int64)
    column = {group: index for index, group in enumerate(GROUPS)}
    number = {tag: tuple(GROUPS[tag.split(":")[0]]).index(tag.split(":")[1]) for tag in TAGS}

    def mark(group: str, span: Span, tag: str) -> None:
        inside = np.flatnonzero((starts < span.end) & (ends > span.start))
        if len(inside) and not rows[inside, column[group]].any():
            rows[inside, column[group]] = 1
            rows[inside[0], column[group]] = number[f"{group}:{tag}"]

    def contained(one: Gold) -> bool:
        hull = Span(one.content[0].start, one.content[-1].end)
        return any(
            other is not one and segment.covers(hull) and segment != hull
            for other in document.gold
            for segment in other.content
        )

    for gold in sorted(document.gold, key=lambda g: -sum(b - a for a, b in g.content)):
        first = gold.content[0]
        inner = contained(gold)
        if not gold.cue:
            tag = "B-float"
        else:
            tag = "B-back" if gold.cue[0].start < first.start else "B-fwd"
        if inner:
            for segment in gold.content:
                mark("inner", segment, "B-back" if tag == "B-float" else tag)
        else:
            for index, segment in enumerate(gold.content):
                mark("content", segment, "B-cont" if index else tag)
        anchor = gold.cue[0].start if gold.cue else first.start
        for segment in gold.source:
            mark("source", segment, "B-right" if segment.start < anchor else "B-left")
        for segment in gold.cue:
            mark("cue", segment, "B")
    return rows


def cut(tokenizer: Any, document: Document, window: int, phase: int) -> list[tuple[list[int], Any, int]]:
    """Return (token ids, gold rows, style) of windows of ``window`` tokens, the first ``phase`` tokens long."""
    encoded = encode(tokenizer, document.text)
    rows = tag_rows(document, encoded)
    edges = [0, *range(phase, len(encoded.ids), window), len(encoded.ids)]
    out = []
    for start, end in zip(edges, edges[1:], strict=False):
        if end - start >= 8 or (end - start and len(edges) == 2):
            out.append((encoded.ids[start:end], rows[start:end], document.style))
    return out

"""Attribution: from a text to its statements, each with source, cue and content.

A token classifier marks the spans (``tagging``), the quotation marks say what is certain (``quotations``), and the
links join them (``linking``). Works on a list of texts, so that windows of many articles share batches.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from service.errors import ConfigurationError
from service.inference.backend import FP32, Backend
from service.inference.encoder import make_encoder
from service.inference.loading import Loaded, ModelInfo, load_token_classifier
from service.inference.runner import Run, direct
from service.pipeline.document import Attribution, Span
from service.pipeline.linking import link
from service.pipeline.quotations import Quotation, find_quotations
from service.pipeline.tagging import TAGS, Encoded, Floats, Tagged, TaggedSpan, decode, encode, join_windows, windows

ONE_NAME = re.compile(r"[A-Z][\w.]{1,30}")
# "and Russian parliamentarians", "and U.S. senior officials": behind no annotated source of one word.
COORDINATED = re.compile(r"\sand\s[A-Z][\w.]{2,20}(?:\s[a-z]{2,20})?\s[a-z]{2,20}s\b")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text's tokens, without the model's own marks, and the style of annotation asked for."""

    ids: tuple[int, ...]
    style: int


class Attributor:
    """Finds the statements of texts. Not for use by several threads at once: one owner runs the model."""

    def __init__(self, loaded: Loaded, token_budget: int = 2048, backend: Backend = FP32) -> None:
        """``token_budget`` bounds a batch's tokens."""
        if loaded.info.labels != TAGS:
            raise ConfigurationError(
                f"model {loaded.info.id} has not the labels of an attribution tagger: set DEMARCHE_ATTRIBUTION_MODEL "
                "to a folder made by training/train_attribution.py"
            )
        self._encoder = make_encoder(loaded.model, backend)
        self.backend = self._encoder.backend
        self._tokenizer = loaded.tokenizer
        self._direct = direct(token_budget)
        self.info: ModelInfo = loaded.info

    @classmethod
    def load(cls, model: str, token_budget: int = 2048, backend: Backend = FP32) -> Attributor:
        """Load from a folder or Hugging Face id. Raises ``ConfigurationError``."""
        return cls(load_token_classifier(model), token_budget, backend)

    def attribute(self, texts: Sequence[str], run: Run | None = None) -> list[list[Attribution]]:
        """Return each text's statements, ordered by start, then end. ``run`` takes the rows through the model."""
        out = []
        for text, tagged in zip(texts, self.tag(texts, run=run), strict=True):
            quotations = find_quotations(text)
            tagged = join_quotations(join_sources(tagged, text), text, quotations)
            out.append(link(tagged, text, quotations))
        return out

    def tag(self, texts: Sequence[str], style: int = 0, run: Run | None = None) -> list[Tagged]:
        """Return each text's labelled spans. ``style`` 0 marks them as our corpus does, 1 as PolNeAR does."""
        encoded = [encode(self._tokenizer, text) for text in texts]
        ranges = [windows(len(one.ids)) for one in encoded]
        rows = [Window(tuple(one.ids[a:b]), style) for one, cuts in zip(encoded, ranges, strict=True) for a, b in cuts]
        logits = iter((run or self._direct)(self.forward, rows, [len(row.ids) + 2 for row in rows]))
        out = []
        for text, one, cuts in zip(texts, encoded, ranges, strict=True):
            joined = join_windows(len(one.ids), cuts, [next(logits) for _ in cuts])
            out.append(self._decode(joined, one, text))
        return out

    @staticmethod
    def _decode(logits: Floats, encoded: Encoded, text: str) -> Tagged:
        return decode(logits, encoded, text)

    def forward(self, rows: list[Window]) -> list[Floats]:
        """Run the model over one batch; returns (tokens, labels) for each window."""
        tokenizer = self._tokenizer
        lengths = [len(row.ids) + 2 for row in rows]
        ids = torch.tensor([one for row in rows for one in (tokenizer.cls_token_id, *row.ids, tokenizer.sep_token_id)])
        types = torch.tensor([row.style for row in rows]).repeat_interleave(torch.tensor(lengths))
        with torch.inference_mode():
            logits, _ = self._encoder.read(self._encoder.words(ids), types, lengths)
        return [part[1:-1] for part in np.split(logits.float().cpu().numpy(), np.cumsum(lengths)[:-1])]


def join_sources(tagged: Tagged, text: str) -> Tagged:
    """Let a source of one word hold the whole of "Iranian and Russian parliamentarians", where it is a part of that."""
    taken = sorted(part.span for part in (*tagged.content, *tagged.source, *tagged.cue))

    def whole(part: TaggedSpan) -> TaggedSpan:
        found = COORDINATED.match(text, part.span.end)
        if found is None or not ONE_NAME.fullmatch(part.span.of(text)):
            return part
        index = bisect_right(taken, part.span)
        if index < len(taken) and taken[index].start < found.end():
            return part
        return replace(part, span=Span(part.span.start, found.end()))

    return replace(tagged, source=[whole(part) for part in tagged.source])


def join_quotations(tagged: Tagged, text: str, quotations: Sequence[Quotation]) -> Tagged:
    """Let contents begin and end where the quotation marks say, and add quotations that the tagger passed over."""
    content = _snap(tagged.content, text, quotations)
    return replace(tagged, content=_add_missed(content, tagged, text, quotations))


def _snap(content: Sequence[TaggedSpan], text: str, quotations: Sequence[Quotation]) -> list[TaggedSpan]:
    """Take in a quotation whole where a content covers most of it, and both its marks in any case."""
    starts = [quotation.span.start for quotation in quotations]
    out: list[TaggedSpan] = []
    for index, segment in enumerate(content):
        span = segment.span
        floor = out[-1].span.end if out else 0
        ceiling = content[index + 1].span.start if index + 1 < len(content) else len(text)
        first = max(0, bisect_left(starts, span.start) - 1)
        for quotation in quotations[first:]:
            if quotation.span.start >= span.end + 2:
                break
            shared = min(span.end, quotation.span.end) - max(span.start, quotation.span.start)
            if not quotation.closed or shared <= 0:
                continue
            most = shared * 2 > quotation.span.end - quotation.span.start
            # With less than most of it, only the mark itself is taken in, where a content begins or ends beside it.
            if most or span.start == quotation.span.start + 1:
                span = Span(min(span.start, max(floor, quotation.span.start)), span.end)
            if most or span.end == quotation.span.end - 1:
                span = Span(span.start, max(span.end, min(ceiling, quotation.span.end)))
        if span.end > span.start:
            out.append(replace(segment, span=span))
    return out


def _add_missed(
    content: list[TaggedSpan], tagged: Tagged, text: str, quotations: Sequence[Quotation]
) -> list[TaggedSpan]:
    """Add whole quoted sentences that no tagged span touches, as floating quotations."""
    taken = sorted([part.span for part in (*content, *tagged.source, *tagged.cue)])
    added = []
    for quotation in quotations:
        words = quotation.span.of(text)
        index = bisect_left(taken, quotation.span)
        near = taken[max(0, index - 1) : index + 1]
        sentence = any(mark in words[-3:] for mark in ".!?,…")
        if not any(span.overlaps(quotation.span) for span in near) and len(words.split()) >= 6 and sentence:
            added.append(TaggedSpan(quotation.span, "B-float", 0.4))
    return sorted([*content, *added], key=lambda part: part.span)

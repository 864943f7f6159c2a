"""Joining tagged sources, cues and contents into statements.

The tagger says of each beginning on which side its cue stands, so every link is the nearest fitting cue on that side;
what a cue inside another statement's content introduces is a nested report and stays within that content.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from service.pipeline.document import Attribution, Kind, Span
from service.pipeline.quotations import Quotation
from service.pipeline.tagging import Tagged, TaggedSpan

REACH = 600  # characters between a content and a cue before it, or a cue and its source, at the most
REACH_FORWARD = 150  # and between a content and a cue after it: 99.9 % of those in the training articles stand nearer


@dataclass(slots=True)
class Draft:
    """A statement in the making."""

    cue: TaggedSpan | None
    segments: list[TaggedSpan] = field(default_factory=list)
    source: TaggedSpan | None = None


class Enclosure:
    """Tells in which content segment, if any, a position lies; segments do not overlap."""

    def __init__(self, segments: Sequence[TaggedSpan]) -> None:
        self.spans = [segment.span for segment in segments]
        self.starts = [span.start for span in self.spans]

    def of(self, span: Span) -> int | None:
        """Return the index of the segment that covers the span, or None."""
        index = bisect_right(self.starts, span.start) - 1
        return index if index >= 0 and self.spans[index].covers(span) else None


def link(tagged: Tagged, text: str, quotations: Sequence[Quotation]) -> list[Attribution]:
    """Return the statements of one text, ordered by start, then end."""
    enclosure = Enclosure(tagged.content)
    cues: dict[int | None, list[TaggedSpan]] = {}
    for cue in tagged.cue:
        cues.setdefault(enclosure.of(cue.span), []).append(cue)
    outer_cues = cues.get(None, [])
    drafts = _attach(tagged.content, outer_cues)
    for segment in tagged.inner:
        home = enclosure.of(segment.span)
        drafts += [draft for draft in _attach([segment], cues.get(home, [])) if draft.cue is not None]
    _give_sources(drafts, tagged.source, enclosure)
    out = [_finish(draft, text, quotations) for draft in drafts if draft.segments]
    # Without a cue only quotation marks tell that somebody speaks: the rest is a credit's content, or narration.
    out = [statement for statement in out if statement.cue is not None or statement.kind != "indirect"]
    return sorted(out, key=lambda statement: statement.hull)


def _nearest(cues: Sequence[TaggedSpan], starts: Sequence[int], segment: TaggedSpan) -> TaggedSpan | None:
    """The nearest cue on the side that the segment's beginning tells."""
    if segment.tag == "B-fwd":
        index = bisect_left(starts, segment.span.end)
        found = cues[index] if index < len(cues) else None
        reach, gap = REACH_FORWARD, found.span.start - segment.span.end if found else 0
    else:
        index = bisect_left(starts, segment.span.start) - 1
        found = cues[index] if index >= 0 else None
        reach, gap = REACH, segment.span.start - found.span.end if found else 0
    return found if found is not None and gap <= reach else None


def _attach(segments: Sequence[TaggedSpan], cues: Sequence[TaggedSpan]) -> list[Draft]:
    """Give each segment its cue; a continuation goes to the statement of the segment before it."""
    starts = [cue.span.start for cue in cues]
    by_cue: dict[Span, Draft] = {}
    drafts: list[Draft] = []
    last: Draft | None = None
    for segment in segments:
        if segment.tag in ("B-cont", "I") and last is not None:
            last.segments.append(segment)
            continue
        cue = None if segment.tag == "B-float" else _nearest(cues, starts, segment)
        draft = by_cue.get(cue.span) if cue else None
        if draft is None:
            draft = Draft(cue)
            drafts.append(draft)
            if cue:
                by_cue[cue.span] = draft
        draft.segments.append(segment)
        last = draft
    return drafts


def _give_sources(drafts: list[Draft], sources: Sequence[TaggedSpan], enclosure: Enclosure) -> None:
    """Give each statement the source that points to its cue, else the nearest one before it in the same place."""
    cued = sorted((draft for draft in drafts if draft.cue), key=lambda draft: draft.cue.span.start if draft.cue else 0)
    starts = [draft.cue.span.start for draft in cued if draft.cue]
    homes = {id(draft): enclosure.of(draft.cue.span) for draft in cued if draft.cue}
    for source in sources:
        home = enclosure.of(source.span)
        if source.tag == "B-left":
            order = range(bisect_left(starts, source.span.start) - 1, -1, -1)
        else:
            order = range(bisect_left(starts, source.span.start), len(cued))
        for index in islice(order, 4):
            draft = cued[index]
            if homes[id(draft)] == home and draft.cue and _gap(draft.cue.span, source.span) <= REACH:
                if draft.source is None or _gap(draft.cue.span, source.span) < _gap(draft.cue.span, draft.source.span):
                    draft.source = source
                break
    by_home: dict[int | None, list[TaggedSpan]] = {}
    for source in sources:
        by_home.setdefault(enclosure.of(source.span), []).append(source)
    ends = {home: [source.span.end for source in those] for home, those in by_home.items()}
    for draft in cued:
        if draft.source is None and draft.cue:
            home = homes[id(draft)]
            index = bisect_right(ends.get(home, []), draft.cue.span.start) - 1
            if index >= 0 and draft.cue.span.start - ends[home][index] <= REACH:
                draft.source = by_home[home][index]


def _gap(one: Span, other: Span) -> int:
    return max(0, max(one.start, other.start) - min(one.end, other.end))


def _finish(draft: Draft, text: str, quotations: Sequence[Quotation]) -> Attribution:
    """Join adjoining segments, tell the kind, and weigh how sure the parts are."""
    content: list[Span] = []
    for segment in sorted(draft.segments, key=lambda tagged: tagged.span):
        if content and not text[content[-1].end : segment.span.start].strip():
            content[-1] = Span(content[-1].start, max(content[-1].end, segment.span.end))
        elif not content or segment.span.start >= content[-1].end:
            content.append(segment.span)
    parts = [*draft.segments, *(part for part in (draft.cue, draft.source) if part)]
    confidence = 1.0
    for part in parts:
        confidence = min(confidence, part.confidence)
    return Attribution(
        content=tuple(content),
        source=draft.source.span if draft.source else None,
        cue=draft.cue.span if draft.cue else None,
        kind=kind_of(content, text, quotations),
        confidence=round(confidence, 4),
    )


def kind_of(content: Sequence[Span], text: str, quotations: Sequence[Quotation]) -> Kind:
    """Direct when all words stand between quotation marks, mixed when some do, else indirect."""
    starts = [quotation.span.start for quotation in quotations]
    quoted = total = 0
    for segment in content:
        total += sum(char.isalnum() for char in segment.of(text))
        first = max(0, bisect_right(starts, segment.start) - 1)
        for quotation in quotations[first:]:
            if quotation.span.start >= segment.end:
                break
            if quotation.span.overlaps(segment):
                shared = Span(max(quotation.span.start, segment.start), min(quotation.span.end, segment.end))
                quoted += sum(char.isalnum() for char in shared.of(text))
    if not quoted:
        return "indirect"
    return "direct" if quoted == total else "mixed"

"""The values that pass from stage to stage: article -> attribution -> speakers -> targets -> tone -> report.

Every value is frozen, and every offset counts Unicode code points of ``Article.text``, 0-based and end-exclusive, so
``span.of(article.text)`` is always the words that the span stands for. No stage changes the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["direct", "indirect", "mixed"]
SpeakerType = Literal["person", "organization", "office", "group", "document", "unnamed"]
Via = Literal["name", "adjective", "capital", "institution", "leader", "alias", "implicit"]
Label = Literal["critical", "neutral", "cooperative"]
LABELS: tuple[Label, ...] = ("critical", "neutral", "cooperative")


class Span(NamedTuple):
    """A stretch of the article's text: code points ``start`` to ``end``, end-exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words of ``text`` that the span covers."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Tell whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Article:
    """A checked article: what the stages read."""

    text: str
    title: str | None = None
    published: date | None = None
    outlet: str | None = None
    language: str | None = "en"


@dataclass(frozen=True, slots=True)
class Attribution:
    """One act of reporting: the content, and the source and cue where the text has them.

    ``content`` holds at least one segment, in reading order, not overlapping.
    """

    content: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    kind: Kind
    confidence: float

    @property
    def hull(self) -> Span:
        """From the first segment's start to the last one's end (may cover a cue or narration in between)."""
        return Span(self.content[0].start, self.content[-1].end)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone who speaks in the article, resolved over the whole of it.

    ``name`` is the fullest proper name that the text gives (None: a distinct source with no name); ``country`` a
    target id (ISO 3166-1 alpha-2 or a bloc's) or None.
    """

    id: str
    name: str | None
    type: SpeakerType
    role: str | None
    country: str | None
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who speaks one statement: a ``Speaker.id`` or None (it can't be told), how sure, and the rule that decided."""

    speaker: str | None
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class SpeakerResult:
    """All speakers of an article, and one resolution for each attribution, in the attributions' order."""

    speakers: tuple[Speaker, ...]
    resolutions: tuple[Resolution, ...]

    def speaker_of(self, index: int) -> Speaker | None:
        """Return the speaker of the attribution at ``index``, or None."""
        wanted = self.resolutions[index].speaker
        return next((speaker for speaker in self.speakers if speaker.id == wanted), None)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of the text that name a target: its id (``RU``, ``WEST``), where they stand, and how they name it."""

    target: str
    span: Span
    via: Via


@dataclass(frozen=True, slots=True)
class StatementTarget:
    """A target that one statement speaks of: its clearest mention, and the policy or act that the tone is about.

    ``others`` are further mentions of the same target inside the same content.
    """

    target: str
    mention: Mention
    aspect: Span | None = None
    others: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetResult:
    """Targets of each attribution (in the attributions' order), and every explicit mention in the whole text."""

    statements: tuple[tuple[StatementTarget, ...], ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class ToneItem:
    """What the tone model is asked: the attitude that ``text`` expresses toward what ``target`` (a span of it) names.

    ``text`` is the statement with its source and cue as they stand in the article; ``speaker_country`` and
    ``target_id`` are target ids where known; ``context`` is what stands before the statement, if anything. ``content``
    are the parts of ``text`` that the speaker is reported to say, where known: evidence is looked for there first.
    """

    text: str
    target: Span
    target_id: str | None = None
    speaker_country: str | None = None
    context: str | None = None
    content: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True)
class Tone:
    """A tone: calibrated probabilities in the order of ``LABELS``, the label, strength 0 to 2, and the evidence.

    ``evidence`` are spans of ``ToneItem.text``; ``abstained`` is None or the reason for giving no opinion.
    """

    label: Label
    probabilities: tuple[float, float, float]
    strength: int
    abstained: Literal["low_confidence", "mixed"] | None = None
    evidence: tuple[Span, ...] = ()

    @property
    def score(self) -> float:
        """P(cooperative) - P(critical): certainty of direction, not intensity."""
        return self.probabilities[2] - self.probabilities[0]


def merge_spans(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans in reading order with overlapping or touching ones joined."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)

"""Statements in the form that the figures compare: the same from an annotated record and from an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.pipeline.document import Span

Probabilities = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class JudgedTone:
    """A tone toward one target; ``probabilities`` (critical, neutral, cooperative) only where a system gave it."""

    label: str
    mention: Span | None = None
    aspect: str | None = None
    probabilities: Probabilities | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as annotated or as found: who says it, by what words, and its tones by target."""

    content: tuple[Span, ...]
    speaker: str | None = None
    country: str | None = None
    kind: str | None = None
    source: Span | None = None
    cue: Span | None = None
    tones: Mapping[str, JudgedTone] = field(default_factory=dict)


def from_record(record: Mapping[str, Any]) -> list[Statement]:
    """Return the statements of a corpus record. Raises ``ValueError`` if it is annotated in part only."""
    if not record["complete"]:
        raise ValueError(f"{record['doc']} is annotated in part only: its statements are no measure of what is missed")
    return [
        Statement(
            content=tuple(Span(start, end) for start, end in one["content"]),
            speaker=one["speaker"],
            country=one["speaker_country"],
            kind=one["kind"],
            source=_pair(one["source"]),
            cue=_pair(one["cue"]),
            tones={
                tone["target"]: JudgedTone(tone["label"], _pair(tone["mention"]), tone["aspect"])
                for tone in one["tones"]
            },
        )
        for one in record["statements"]
    ]


def from_answer(answer: Mapping[str, Any]) -> list[Statement]:
    """Return the statements of an answer of ``POST /v1/analyze``, read from its JSON."""
    speakers = {speaker["id"]: speaker for speaker in answer["speakers"]}
    found = []
    for one in answer["statements"]:
        speaker = speakers.get(one["speaker"], {})
        found.append(
            Statement(
                content=tuple(Span(part["start"], part["end"]) for part in one["content"]),
                speaker=speaker.get("name"),
                country=speaker.get("country"),
                kind=one["kind"],
                source=_span(one["source"]),
                cue=_span(one["cue"]),
                tones={tone["target"]: _tone(tone) for tone in one["tones"]},
            )
        )
    return found


def characters(spans: Iterable[Span]) -> set[int]:
    """Return the offsets that the spans cover."""
    return {offset for span in spans for offset in range(span.start, span.end)}


def _tone(tone: Mapping[str, Any]) -> JudgedTone:
    chances = tone["probabilities"]
    return JudgedTone(
        label=tone["label"],
        mention=_span(tone["mention"]),
        aspect=tone["aspect"]["text"] if tone["aspect"] else None,
        probabilities=(chances["critical"], chances["neutral"], chances["cooperative"]),
    )


def _pair(value: Sequence[int] | None) -> Span | None:
    return Span(value[0], value[1]) if value else None


def _span(value: Mapping[str, Any] | None) -> Span | None:
    return Span(value["start"], value["end"]) if value else None

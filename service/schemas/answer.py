"""What is answered: who said what, in what tone, toward whom."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.schemas.base import (
    Judgement,
    Kind,
    Label,
    MentionModel,
    Model,
    SpanModel,
    SpeakerType,
    TargetId,
    TargetType,
)


class SpeakerModel(Model):
    """Someone who speaks in the article."""

    id: Annotated[str, Field(description="Unique in this answer.", examples=["s1"])]
    name: Annotated[str | None, Field(description="The fullest proper name that the article gives; null if none.")]
    type: Annotated[SpeakerType, Field(description="What kind of source it is.")]
    role: Annotated[str | None, Field(description="Role or office, in the article's words.")]
    country: Annotated[TargetId | None, Field(description="Country or bloc that the speaker stands for.")]
    mentions: Annotated[list[SpanModel], Field(description="Where the article speaks of them, in reading order.")]
    statements: Annotated[list[int], Field(description="Ids of the speaker's statements.")]


class ToneModel(Judgement):
    """A statement's tone toward one target."""

    target: TargetId
    name: Annotated[str, Field(description="The target's English name.")]
    type: TargetType
    mention: Annotated[MentionModel, Field(description="The clearest words that name the target.")]
    aspect: Annotated[SpanModel | None, Field(description="The target's policy or act that the tone is about.")]
    evidence: Annotated[list[SpanModel], Field(description="The words that carry the tone.")]


class StatementModel(Model):
    """One act of reporting. The hull from start to end may cover a cue or narration: colour content instead."""

    id: Annotated[int, Field(ge=1, description="Counts from 1, in order of start, then end.")]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    text: str
    kind: Annotated[Kind, Field(description="In quotation marks, without, or both.")]
    content: Annotated[
        list[SpanModel], Field(min_length=1, description="What is said: segments in reading order, not overlapping.")
    ]
    source: Annotated[SpanModel | None, Field(description="The words that name who says it.")]
    cue: Annotated[SpanModel | None, Field(description="The reporting words.")]
    speaker: Annotated[str | None, Field(description="Id of the speaker; null if it can't be told who speaks.")]
    speaker_confidence: Annotated[float, Field(ge=0, le=1)]
    resolved_by: Annotated[
        str | None, Field(description="The rule that chose the speaker.", examples=["name", "pronoun"])
    ]
    confidence: Annotated[float, Field(ge=0, le=1, description="How sure it is that this is a statement.")]
    tones: list[ToneModel]


class TargetMentions(Model):
    """A country or bloc that the article names."""

    id: TargetId
    name: str
    type: TargetType
    iso3: Annotated[str | None, Field(description="ISO 3166-1 alpha-3 code.", examples=["RUS"])]
    wikidata: Annotated[str | None, Field(description="Wikidata item.", examples=["Q159"])]
    mentions: list[MentionModel]


class Relation(Model):
    """What all of a speaker's statements come to toward one target."""

    speaker: str
    country: TargetId | None
    target: TargetId
    label: Annotated[Label, Field(description="The score's sign where it is 0.2 or more either way, else neutral.")]
    score: Annotated[float, Field(ge=-1, le=1, description="Mean score of the tones that were not abstained.")]
    statements: Annotated[list[int], Field(description="Ids of the statements counted.")]


class UnresolvedSpeaker(Model):
    """A statement of which it can't be told who speaks."""

    statement: int
    source: SpanModel | None


class TargetOutside(Model):
    """A target's mentions that no statement's content covers."""

    id: TargetId
    mentions: list[MentionModel]


class Coverage(Model):
    """What of the article the answer does not account for."""

    unattributed_quotations: Annotated[
        list[SpanModel], Field(description="Words in quotation marks that no statement's content touches.")
    ]
    unresolved_speakers: list[UnresolvedSpeaker]
    targets_outside_statements: list[TargetOutside]


class ModelInfo(Model):
    """A model and the hash of its weights."""

    id: str
    sha256: Annotated[str | None, Field(description="Of the weights; null where they are not one local file.")]


class ModelsUsed(Model):
    """The models that an answer comes from."""

    attribution: ModelInfo
    tone: ModelInfo


class Meta(Model):
    """Where an answer comes from."""

    version: Annotated[str, Field(description="Of the service.")]
    models: ModelsUsed
    gazetteer: Annotated[str, Field(description="Version of the table of countries and blocs.")]
    backend: Annotated[str, Field(description="What computes the models.", examples=["torch-fp32"])]
    elapsed_ms: Annotated[float, Field(ge=0)]


class AnalyzeResponse(Model):
    """Who said what, in what tone, toward whom. All offsets index the article's text as it was sent."""

    id: str | None
    language: Annotated[str | None, Field(description="ISO 639-1 code of the guessed language, or null.")]
    offset_unit: Literal["codepoint"] = "codepoint"
    text: Annotated[
        str | None, Field(description="The text that the offsets index, where it was extracted from html.")
    ] = None
    speakers: list[SpeakerModel]
    statements: list[StatementModel]
    targets: list[TargetMentions]
    relations: list[Relation]
    coverage: Coverage | None
    meta: Meta

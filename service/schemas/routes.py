"""The other routes' answers: batch, tone, targets, models, samples, probes, problems."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from service.schemas.answer import AnalyzeResponse, ModelInfo
from service.schemas.base import Judgement, Model, TargetId, TargetType


class ProblemField(Model):
    """What is wrong at one place of the request."""

    pointer: Annotated[str, Field(description="RFC 6901 pointer into the request.", examples=["/text"])]
    detail: str


class ProblemModel(Model):
    """An error in the form of RFC 9457 (application/problem+json)."""

    type: Annotated[str, Field(description="URI of the kind.", examples=["urn:demarche:problem:invalid_request"])]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str | None
    instance: Annotated[str, Field(description="The path that was asked for.")]
    request_id: str
    errors: list[ProblemField]


class BatchOk(Model):
    """An article that was analysed."""

    index: Annotated[int, Field(ge=0, description="The article's place in the request.")]
    id: str | None
    status: Literal["ok"] = "ok"
    result: AnalyzeResponse


class BatchError(Model):
    """An article that could not be."""

    index: Annotated[int, Field(ge=0, description="The article's place in the request.")]
    id: str | None
    status: Literal["error"] = "error"
    error: ProblemModel


BatchResult = Annotated[BatchOk | BatchError, Field(discriminator="status")]


class BatchResponse(Model):
    """One result an article, in the request's order."""

    results: list[BatchResult]


class ToneResponse(Model):
    """One tone an item, in the request's order."""

    items: list[Judgement]


class TargetEntry(Model):
    """A country or bloc that statements are judged toward."""

    id: TargetId
    name: str
    type: TargetType
    iso3: str | None
    wikidata: str | None
    members: Annotated[list[TargetId], Field(description="A bloc's members; a country has none.")]


class TargetsResponse(Model):
    """All countries and blocs."""

    version: str
    targets: list[TargetEntry]


class ModelEntry(ModelInfo):
    """A model in use: what it tells apart, what computes it, and the figures of its card."""

    labels: list[str]
    backend: str
    figures: Annotated[dict[str, Any], Field(description="As measured; from the model card.")]


class ModelsResponse(Model):
    """The models in use."""

    attribution: ModelEntry
    tone: ModelEntry


class Sample(Model):
    """A sample article."""

    id: str
    title: str | None
    text: str


class SamplesResponse(Model):
    """The sample articles."""

    samples: list[Sample]


class Probe(Model):
    """The service's own word on how it is."""

    status: Annotated[str, Field(examples=["ok"])]

"""The contract as pydantic models: every body and every answer of every route.

Requests take no key that is not named here, so that a misspelt option is an error and not a silent default; answers
may gain fields, and a caller should pass over those that it does not know.
"""

from service.schemas.answer import (
    AnalyzeResponse,
    Coverage,
    Meta,
    ModelInfo,
    ModelsUsed,
    Relation,
    SpeakerModel,
    StatementModel,
    TargetMentions,
    TargetOutside,
    ToneModel,
    UnresolvedSpeaker,
)
from service.schemas.base import Judgement, MentionModel, Model, Probabilities, SpanModel
from service.schemas.request import AnalyzeRequest, BatchRequest, Options, TargetSpan, ToneRequest, ToneRequestItem
from service.schemas.routes import (
    BatchError,
    BatchOk,
    BatchResponse,
    ModelEntry,
    ModelsResponse,
    Probe,
    ProblemField,
    ProblemModel,
    Sample,
    SamplesResponse,
    TargetEntry,
    TargetsResponse,
    ToneResponse,
)

__all__ = [
    "AnalyzeRequest",
    "AnalyzeResponse",
    "BatchError",
    "BatchOk",
    "BatchRequest",
    "BatchResponse",
    "Coverage",
    "Judgement",
    "MentionModel",
    "Meta",
    "Model",
    "ModelEntry",
    "ModelInfo",
    "ModelsResponse",
    "ModelsUsed",
    "Options",
    "Probabilities",
    "Probe",
    "ProblemField",
    "ProblemModel",
    "Relation",
    "Sample",
    "SamplesResponse",
    "SpanModel",
    "SpeakerModel",
    "StatementModel",
    "TargetEntry",
    "TargetMentions",
    "TargetOutside",
    "TargetSpan",
    "TargetsResponse",
    "ToneModel",
    "ToneRequest",
    "ToneRequestItem",
    "ToneResponse",
    "UnresolvedSpeaker",
]

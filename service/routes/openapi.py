"""The contract as an OpenAPI 3.1 document, made from the same models that read and write the bodies."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service import schemas
from service.errors import (
    BadRequest,
    BodyTooLarge,
    DeadlineExceeded,
    InternalError,
    InvalidRequest,
    LengthRequired,
    MethodNotAllowed,
    NotReady,
    Problem,
    TooManyRequests,
    Unauthorized,
    UnsupportedMediaType,
)
from service.routes.examples import EXAMPLES
from service.version import VERSION

REFERENCE = "#/components/schemas/{model}"
MODELS: tuple[type[BaseModel], ...] = (
    schemas.AnalyzeRequest,
    schemas.AnalyzeResponse,
    schemas.BatchRequest,
    schemas.BatchResponse,
    schemas.BatchOk,
    schemas.BatchError,
    schemas.ToneRequest,
    schemas.ToneResponse,
    schemas.TargetsResponse,
    schemas.ModelsResponse,
    schemas.SamplesResponse,
    schemas.Probe,
    schemas.ProblemModel,
)
WITH_BODY: tuple[type[Problem], ...] = (
    BadRequest,
    LengthRequired,
    BodyTooLarge,
    UnsupportedMediaType,
    InvalidRequest,
    TooManyRequests,
    DeadlineExceeded,
)
# Any route may answer these.
ALWAYS: tuple[type[Problem], ...] = (BadRequest, MethodNotAllowed, InternalError)
REQUEST_ID = {
    "name": "X-Request-ID",
    "in": "header",
    "required": False,
    "description": "The caller's own id of the request, echoed if it is sane (letters, digits and ._:~+/=@-).",
    "schema": {"type": "string"},
}


def document() -> dict[str, Any]:
    """Return the document."""
    _, found = models_json_schema([(model, "validation") for model in MODELS], ref_template=REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Demarche",
            "version": VERSION,
            "description": "Who said what in a news article, and in what tone toward which country or bloc. Offsets "
            "are 0-based, end-exclusive Unicode code points into the article as it was sent.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": _paths(),
        "components": {
            "schemas": found["$defs"],
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "One of the service's keys, where it has any.",
                }
            },
        },
    }


def _paths() -> dict[str, Any]:
    return {
        "/v1/analyze": {
            "post": _work("analyze", "Analyse one article", schemas.AnalyzeRequest, _json(schemas.AnalyzeResponse))
        },
        "/v1/analyze/batch": {
            "post": _work(
                "analyzeBatch",
                "Analyse several articles",
                schemas.BatchRequest,
                {
                    **_json(schemas.BatchResponse),
                    "application/x-ndjson": {
                        "schema": {
                            "type": "string",
                            "description": "One BatchOk or BatchError a line, as each is done.",
                        }
                    },
                },
                "One bad article is its own error and costs no other. With `Accept: application/x-ndjson` each article "
                "is a line, sent as it is done.",
            )
        },
        "/v1/tone": {
            "post": _work(
                "tone", "Judge statements toward known targets", schemas.ToneRequest, _json(schemas.ToneResponse)
            )
        },
        "/v1/targets": {"get": _read("targets", "All countries and blocs", _json(schemas.TargetsResponse))},
        "/v1/models": {"get": _read("models", "The models in use", _json(schemas.ModelsResponse), NotReady)},
        "/v1/samples": {"get": _read("samples", "Sample articles", _json(schemas.SamplesResponse))},
        "/livez": {"get": _open("livez", "The process answers", _json(schemas.Probe))},
        "/readyz": {"get": _open("readyz", "New work is welcome", _json(schemas.Probe), NotReady)},
        "/metrics": {"get": _open("metrics", "Prometheus metrics", {"text/plain": {"schema": {"type": "string"}}})},
    }


def _json(model: type[BaseModel]) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": REFERENCE.format(model=model.__name__)}}
    if model.__name__ in EXAMPLES:
        content["example"] = EXAMPLES[model.__name__]
    return {"application/json": content}


def _work(
    name: str, summary: str, body: type[BaseModel], content: dict[str, Any], description: str | None = None
) -> dict[str, Any]:
    operation = _read(name, summary, content, NotReady, *WITH_BODY)
    operation["requestBody"] = {"required": True, "content": _json(body)}
    if description:
        operation["description"] = description
    return operation


def _read(name: str, summary: str, content: dict[str, Any], *problems: type[Problem]) -> dict[str, Any]:
    return {**_open(name, summary, content, Unauthorized, *problems), "security": [{}, {"key": []}]}


def _open(name: str, summary: str, content: dict[str, Any], *problems: type[Problem]) -> dict[str, Any]:
    headers = {"X-Request-ID": {"schema": {"type": "string"}}}
    responses: dict[str, Any] = {"200": {"description": "Done.", "headers": headers, "content": content}}
    for problem in sorted({*problems, *ALWAYS}, key=lambda kind: kind.status):
        responses[str(problem.status)] = {
            "description": problem.title,
            "headers": headers,
            "content": {"application/problem+json": {"schema": {"$ref": REFERENCE.format(model="ProblemModel")}}},
        }
    return {"operationId": name, "summary": summary, "parameters": [REQUEST_ID], "responses": responses}

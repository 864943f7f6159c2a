"""From a request's bytes to a model of the contract, or to the problem that says where the bytes are wrong."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import Request
from pydantic import BaseModel

from service.errors import BodyTooLarge, DeadlineExceeded, LengthRequired, MalformedJson, UnsupportedMediaType
from service.schemas.parsing import parse_json, validate

ModelT = TypeVar("ModelT", bound=BaseModel)


def read_body(request: Request, model: type[ModelT], limit: int) -> ModelT:
    """Return the body as ``model``; raises the contract's problem for one that is too large, no JSON, or not valid."""
    return validate(read_json(request, limit), model)


def read_json(request: Request, limit: int) -> Any:
    """Return the body's JSON; raises the contract's problem for one that is too large or no JSON."""
    if request.content_length is None or "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        # A chunked body has no length to check before it is read, so it could pass every limit.
        raise LengthRequired(detail="Send the body with a Content-Length")
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(detail="Content-Type must be application/json")
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in {"utf-8", "utf8"} or request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType(detail="The body must be plain UTF-8")
    if request.content_length > limit:
        raise BodyTooLarge(detail=f"The body may have {limit:,} bytes")
    try:
        data = request.stream.read(request.content_length)
    except TimeoutError:
        raise DeadlineExceeded(detail="The body did not arrive in time") from None
    if len(data) != request.content_length:
        raise MalformedJson(detail="The body ended before its Content-Length")
    return parse_json(data)

"""Strict JSON, and values as models of the contract: where they are wrong, a problem says where."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from service.errors import FieldError, InvalidRequest, MalformedJson, pointer

ModelT = TypeVar("ModelT", bound=BaseModel)
MAX_FIELD_ERRORS = 20  # a list of thousands of bad items needs no thousands of complaints
# In the caller's words: pydantic's own speak of dictionaries and models.
WORDS = {
    "bool_type": "must be true or false",
    "date_type": "must be a calendar date such as 2026-11-05",
    "extra_forbidden": "is no key of the contract",
    "int_type": "must be a whole number",
    "list_type": "must be a list",
    "missing": "is missing",
    "model_type": "must be an object",
    "string_type": "must be a string",
    "string_unicode": "holds a lone surrogate",
}


def parse_json(data: bytes) -> Any:
    """Parse strict JSON: UTF-8, no NaN or Infinity, no key twice in one object. Raises ``MalformedJson``."""
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_unique_keys)
    except UnicodeDecodeError as error:
        raise MalformedJson(detail=f"The body is not UTF-8 (byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise MalformedJson(detail=f"{error.msg}: line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise MalformedJson(detail="The body is nested too deeply") from None
    except ValueError as error:
        # An integer of thousands of digits.
        raise MalformedJson(detail="A number is too long") from error


def _no_constant(name: str) -> Any:
    raise MalformedJson(detail=f"{name} is no JSON number")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise MalformedJson(detail="An object has the same key twice")
    return out


def validate(value: Any, model: type[ModelT]) -> ModelT:
    """Return ``value`` as ``model``. Raises ``InvalidRequest`` with a pointer to everything that is wrong."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise InvalidRequest(detail=_summary(error), errors=_field_errors(error)) from None


def _field_errors(error: ValidationError) -> tuple[FieldError, ...]:
    return tuple(
        FieldError(pointer(one["loc"]), WORDS.get(one["type"], one["msg"].removeprefix("Value error, ")))
        for one in error.errors(include_url=False, include_context=False, include_input=False)[:MAX_FIELD_ERRORS]
    )


def _summary(error: ValidationError) -> str:
    count = error.error_count()
    return "One place is wrong" if count == 1 else f"{count} places are wrong"

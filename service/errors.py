"""Everything that can go wrong, each kind knowing how HTTP says it.

    DemarcheError
    ├── ConfigurationError              a setting or a model folder that the service can't work with
    └── Problem                         an answer in RFC 9457's form
        ├── BadRequest                  400  bad_request
        │   └── MalformedJson           400  malformed_json
        ├── Unauthorized                401  unauthorized
        ├── NotFound                    404  not_found
        ├── MethodNotAllowed            405  method_not_allowed
        ├── LengthRequired              411  length_required
        ├── ContentTooLarge             413  content_too_large
        │   ├── BodyTooLarge            413  body_too_large
        │   └── TextTooLong             413  text_too_long
        ├── UnsupportedMediaType        415  unsupported_media_type
        ├── InvalidRequest              422  invalid_request
        │   └── UnsupportedLanguage     422  unsupported_language
        ├── TooManyRequests             429  too_many_requests
        ├── ClientGone                  499  client_gone
        ├── InternalError               500  internal_error
        ├── NotReady                    503  not_ready
        └── DeadlineExceeded            504  deadline_exceeded

The last column ends the problem's ``type``. A problem's words are written for the caller: they never quote the article
nor tell anything of the inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

TYPE_PREFIX = "urn:demarche:problem:"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong at one place of the request: an RFC 6901 pointer to it and the words to say so."""

    pointer: str
    detail: str

    def under(self, prefix: str) -> FieldError:
        """Return the same error with its pointer seen from further up, as in ``/articles/3`` + ``/text``."""
        return FieldError(prefix + self.pointer, self.detail)


def pointer(parts: Sequence[str | int]) -> str:
    """Return the RFC 6901 pointer that leads through ``parts``; the empty pointer is the whole document.

    Half of a surrogate pair can't be sent in UTF-8, so it is written as an escape.
    """
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "".join("/" + part for part in escaped).encode("utf-8", "backslashreplace").decode("utf-8")


class DemarcheError(Exception):
    """The root of all errors that the project raises on purpose."""


class ConfigurationError(DemarcheError):
    """A setting, or what it names, that the service can't work with; the message is for whoever runs it."""


@dataclass(eq=False)
class Problem(DemarcheError):
    """An error that a caller is told of: a status, a type, a title, and what is wrong this time."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Internal error"

    detail: str | None = None
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.detail or self.title)

    def __reduce__(self) -> tuple[type[Problem], tuple[object, ...]]:
        """Let it cross to another process whole."""
        return type(self), (self.detail, self.errors, dict(self.headers))

    @property
    def type(self) -> str:
        """The URI that names this kind of problem."""
        return TYPE_PREFIX + self.code

    @classmethod
    def at(cls, where: str, detail: str) -> Problem:
        """Return a problem of this kind with one place of the request to blame."""
        return cls(detail=detail, errors=(FieldError(where, detail),))

    def under(self, prefix: str) -> Problem:
        """Return the same problem with its pointers seen from further up the request."""
        return type(self)(self.detail, tuple(error.under(prefix) for error in self.errors), self.headers)


class BadRequest(Problem):
    """A request that HTTP itself can't make sense of."""

    status, code, title = 400, "bad_request", "Bad request"


class MalformedJson(BadRequest):
    """A body that is not JSON by RFC 8259, or says one key twice."""

    status, code, title = 400, "malformed_json", "Malformed JSON"


class Unauthorized(Problem):
    """Keys are set, and the request brings none or a wrong one."""

    status, code, title = 401, "unauthorized", "A valid key is needed"

    def __post_init__(self) -> None:
        self.headers = {"WWW-Authenticate": "Bearer", **self.headers}
        super().__post_init__()


class NotFound(Problem):
    """No such route."""

    status, code, title = 404, "not_found", "No such route"


class MethodNotAllowed(Problem):
    """The route is there, the method is not; ``headers`` carry ``Allow``."""

    status, code, title = 405, "method_not_allowed", "Method not allowed"


class LengthRequired(Problem):
    """A body of unknown length, as a chunked one is: it could pass every limit."""

    status, code, title = 411, "length_required", "Content-Length is needed"


class ContentTooLarge(Problem):
    """More than the limits allow."""

    status, code, title = 413, "content_too_large", "Too large"


class BodyTooLarge(ContentTooLarge):
    """More bytes than a body may have."""

    status, code, title = 413, "body_too_large", "The body is too large"


class TextTooLong(ContentTooLarge):
    """More characters than an article may have."""

    status, code, title = 413, "text_too_long", "The article is too long"


class UnsupportedMediaType(Problem):
    """A body that is not ``application/json``."""

    status, code, title = 415, "unsupported_media_type", "The body must be application/json"


class InvalidRequest(Problem):
    """JSON that does not keep to the contract; ``errors`` point to where."""

    status, code, title = 422, "invalid_request", "The request does not keep to the contract"


class UnsupportedLanguage(InvalidRequest):
    """An article that is certainly not in English."""

    status, code, title = 422, "unsupported_language", "The article is not in English"


class TooManyRequests(Problem):
    """The service is full; ``headers`` carry ``Retry-After``."""

    status, code, title = 429, "too_many_requests", "The service is full"

    def __post_init__(self) -> None:
        self.headers = {"Retry-After": "1", **self.headers}
        super().__post_init__()


class ClientGone(Problem):
    """Nobody waits for the answer any more: the work is dropped, and this is seen in log and metrics alone."""

    status, code, title = 499, "client_gone", "The client has gone"


class InternalError(Problem):
    """A fault of the service's own; what it was stays in the log."""

    status, code, title = 500, "internal_error", "Internal error"


class NotReady(Problem):
    """The models are still being loaded, or the service is going down."""

    status, code, title = 503, "not_ready", "The service is not ready"


class DeadlineExceeded(Problem):
    """No answer within the time that a request may take."""

    status, code, title = 504, "deadline_exceeded", "The deadline has passed"


def problem_types() -> list[type[Problem]]:
    """Return every kind of problem, from the root down."""
    found: list[type[Problem]] = [Problem]
    for kind in found:
        found.extend(kind.__subclasses__())
    return found

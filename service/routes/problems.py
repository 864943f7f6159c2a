"""The one shape of every error (RFC 9457), and the request id that every answer carries."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from uuid import uuid4

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from service.errors import (
    BadRequest,
    BodyTooLarge,
    InternalError,
    LengthRequired,
    MethodNotAllowed,
    NotFound,
    Problem,
    UnsupportedMediaType,
)
from service.routes.answers import answer
from service.schemas import ProblemField, ProblemModel
from service.telemetry.faults import describe

log = logging.getLogger(__name__)

SANE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:~+/=@-]{0,127}", re.ASCII)
BY_STATUS: dict[int, type[Problem]] = {
    kind.status: kind
    for kind in (BadRequest, NotFound, MethodNotAllowed, LengthRequired, BodyTooLarge, UnsupportedMediaType)
}


def init_app(app: Flask) -> None:
    """Let the application answer every error as a problem, and every request with its id."""
    app.before_request(_take_request_id)
    app.after_request(_send_request_id)
    app.register_error_handler(Problem, respond)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(Exception, _from_fault)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a problem tells of its request; kept, so that a stream can tell it after the request's context is gone."""

    instance: str
    request_id: str

    @classmethod
    def now(cls) -> Asked:
        """Return this of the present request."""
        return cls(request.path.encode("utf-8", "backslashreplace").decode("utf-8"), request_id())

    def describe(self, problem: Problem) -> ProblemModel:
        """Return the problem as the contract writes it."""
        return ProblemModel(
            type=problem.type,
            title=problem.title,
            status=problem.status,
            detail=problem.detail,
            instance=self.instance,
            request_id=self.request_id,
            errors=[ProblemField(pointer=error.pointer, detail=error.detail) for error in problem.errors],
        )


def respond(problem: Problem) -> Response:
    """Return the problem as a response."""
    g.problem = problem.code
    response = answer(Asked.now().describe(problem), problem.status, "application/problem+json")
    response.headers.update(problem.headers)
    return response


def request_id() -> str:
    """Return this request's id: the client's if it is sane, else a new one."""
    if "request_id" not in g:
        sent = request.headers.get("X-Request-ID", "")
        g.request_id = sent if SANE_ID.fullmatch(sent) else uuid4().hex
    return str(g.request_id)


def _take_request_id() -> None:
    request_id()


def _send_request_id(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    return response


def _from_http(error: HTTPException) -> Response:
    """Answer what the framework found wrong: routes, methods, headers."""
    kind = BY_STATUS.get(error.code or 500)
    if kind is None:
        kind = BadRequest if error.code and 400 <= error.code < 500 else InternalError
    allow = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return respond(kind(headers={"Allow": allow} if allow else {}))


def _from_fault(error: Exception) -> Response:
    """Answer a fault of our own; what it was goes to the log, without the words of its message."""
    log.error("request %s failed: %s", request_id(), describe(error))
    return respond(InternalError())

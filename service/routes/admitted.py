"""Views that use the models: admitted or refused at once, with a deadline, and dropped when nobody waits."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, g, request

from service.engine import Engine
from service.inference.runner import Call


def engine() -> Engine:
    """Return the application's engine."""
    found: Engine = current_app.extensions["engine"]
    return found


def admitted(view: Callable[[], Response]) -> Callable[[], Response]:
    """Let the view run only with a place in flight, which is given back when its answer has been sent."""

    @wraps(view)
    def inner() -> Response:
        g.ticket = ticket = engine().admission.enter()
        connection = request.environ.get("gunicorn.socket")
        seconds = engine().settings.deadline_seconds
        if isinstance(connection, socket.socket):
            # Who sends a body drop by drop holds a place no longer than the deadline.
            connection.settimeout(seconds)
        g.call = Call.within(seconds, _hung_up(connection))
        try:
            response = view()
        except BaseException:
            ticket.leave()
            raise
        response.call_on_close(ticket.leave)
        return response

    return inner


def _hung_up(connection: Any) -> Callable[[], bool]:
    """Return a test for whether the client has closed its connection; without a socket nobody is known to have."""
    if not isinstance(connection, socket.socket):
        return lambda: False

    def test() -> bool:
        try:
            readable, _, _ = select.select([connection], [], [], 0)
            return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
        except (OSError, ValueError):
            return True

    return test

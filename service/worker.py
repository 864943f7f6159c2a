"""gunicorn's threaded worker, with a stop that loses nobody.

On SIGTERM the stock worker closes its listening socket at once: whoever connects a moment later, because a balancer has
not yet heard that the service goes down, is refused. This one goes on accepting for a while and answers 503.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from contextlib import suppress
from typing import Any
from uuid import uuid4

from gunicorn.http.errors import ParseException
from gunicorn.workers.gthread import ThreadWorker

from service.engine import Engine
from service.errors import BadRequest, InternalError, Problem
from service.routes.problems import Asked
from service.telemetry.faults import describe

SWITCH_S = 0.0005


class DrainingWorker(ThreadWorker):  # type: ignore[misc]
    """Accepts on for ``drain_s`` seconds after SIGTERM, then finishes what was admitted and ends."""

    _stop_at: float | None = None

    @property
    def _engine(self) -> Engine:
        engine: Engine = self.wsgi.extensions["engine"]
        return engine

    def load_wsgi(self) -> None:
        """Build the application, then load its models in the background, while probes are answered.

        One of several workers loads before it accepts: whoever asks is answered by one that is ready.
        """
        # Threads that work on articles keep the interpreter for a whole interval each: with Python's 5 ms, a refusal or
        # a probe behind sixteen of them would wait for a tenth of a second and more.
        sys.setswitchinterval(SWITCH_S)
        super().load_wsgi()
        if self.cfg.workers > 1:
            self._engine.load(self._give_up)
        else:
            self._engine.start(self._give_up)

    def _give_up(self, reason: str) -> None:
        """End with the exit status that stops gunicorn instead of making it start worker after worker."""
        self.log.critical("demarche can't start: %s", reason)
        os._exit(4)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Answer what HTTP itself can't make sense of in the one shape of errors, and not in gunicorn's own HTML."""
        if isinstance(exc, ParseException):
            problem: Problem = BadRequest(detail="The request can't be read as HTTP/1.1")
        else:
            self.log.error("a request failed: %s", describe(exc))
            problem = InternalError()
        asked = Asked("", uuid4().hex)
        body = asked.describe(problem).model_dump_json()
        head = (
            f"HTTP/1.1 {problem.status} {problem.title}\r\nConnection: close\r\n"
            f"Content-Type: application/problem+json\r\nContent-Length: {len(body.encode())}\r\n"
            f"X-Request-ID: {asked.request_id}\r\n\r\n"
        )
        with suppress(OSError):
            client.sendall((head + body).encode())

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Begin to go down. A signal's handler waits for no lock, so it only sets plain values."""
        if self._stop_at is not None or not self.alive:
            return
        engine = self._engine
        engine.admission.draining = True
        # Without keep-alive every answer from here on says "Connection: close".
        self.cfg.set("keepalive", 0)
        self._stop_at = time.monotonic() + engine.settings.drain_s
        self.method_queue.defer(lambda: None)

    def notify(self) -> None:
        """Tell the master that the worker lives; its loop calls this at least once a second."""
        super().notify()
        if self._stop_at is not None and time.monotonic() >= self._stop_at:
            self.alive = False

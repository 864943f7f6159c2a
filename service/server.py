"""Serving with gunicorn: a worker that owns the models, and threads that read and answer requests."""

from __future__ import annotations

import atexit
import logging
import math
import os
import shutil
import sys
import tempfile
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from service import create_app
from service.routes.keys import check_exposure, load_keys
from service.settings import Settings
from service.telemetry import MULTIPROCESS
from service.telemetry.logs import configure

BOOT_SECONDS = 120  # a cold disk can take long over the models' first load
# Threads beyond the admitted requests: they answer probes, and refuse what does not fit, at once.
SPARE_THREADS = 8
# After a worker's own last line these add nothing.
ECHOES = ("Worker (pid:%s) exited with code %s.", "Shutting down: %s", "Reason: %s")


class QuietLogger(Logger):  # type: ignore[misc]
    """gunicorn's log as part of ours: no handlers of its own, no access log beside our request lines."""

    def setup(self, cfg: Any) -> None:
        """Let lines run up to the root logger."""
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)
        self.error_log.addFilter(lambda record: record.msg not in ECHOES)
        self.access_log.disabled = True

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Write nothing."""


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, told by our settings alone and not by its own command line or environment."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn."""
        for name, value in gunicorn_options(self._settings).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application; gunicorn calls this in the worker, which loads the models."""
        return create_app(self._settings)


def gunicorn_options(settings: Settings) -> dict[str, Any]:
    """Return gunicorn's options."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {
        "bind": f"{host}:{settings.port}",
        "workers": settings.workers,
        "worker_class": "service.worker.DrainingWorker",
        "threads": settings.max_in_flight + SPARE_THREADS,
        "logger_class": QuietLogger,
        # A child forked after its parent ran a forward pass hangs (gunicorn #2478, pytorch #49555).
        "preload_app": False,
        "timeout": BOOT_SECONDS,
        "graceful_timeout": math.ceil(settings.drain_s + settings.deadline_seconds) + 5,
        "keepalive": 5,
        # Nothing steers it from outside but signals: no socket file in the home folder.
        "control_socket_disable": True,
        "proc_name": "demarche",
        "child_exit": _forget,
    }


def _forget(server: Any, worker: Any) -> None:
    """Take a dead worker's requests in flight out of the sums."""
    if os.environ.get(MULTIPROCESS):
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def run(settings: Settings) -> None:
    """Serve until told to stop. Raises ``ConfigurationError`` for settings that it must not serve with."""
    check_exposure(settings, load_keys(settings))
    configure(settings.log_level)
    if settings.workers > 1:
        # Read when prometheus_client is imported: in the workers, which are forked from here.
        folder = os.environ[MULTIPROCESS] = tempfile.mkdtemp(prefix="demarche-metrics-")
        atexit.register(_remove, folder, os.getpid())
    Server(settings).run()
    sys.exit(0)


def _remove(folder: str, pid: int) -> None:
    """Remove the folder, in the process that made it alone."""
    if os.getpid() == pid:
        shutil.rmtree(folder, ignore_errors=True)

"""Serving with gunicorn: one worker that owns the models, and threads that read and answer requests."""

from __future__ import annotations

import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.errors import AppImportError

from service import create_app
from service.errors import ConfigurationError
from service.settings import Settings

BOOT_SECONDS = 120  # a cold disk can take long over the models' first load


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
        """Build the application; gunicorn calls this in the worker, and stops with one line if it can't be built."""
        try:
            return create_app(self._settings)
        except ConfigurationError as error:
            raise AppImportError(str(error)) from None


def gunicorn_options(settings: Settings) -> dict[str, Any]:
    """Return gunicorn's options."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {
        "bind": f"{host}:{settings.port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": settings.http_threads,
        # A child forked after its parent ran a forward pass hangs (gunicorn #2478, pytorch #49555).
        "preload_app": False,
        "timeout": BOOT_SECONDS,
        "graceful_timeout": int(settings.deadline_seconds) + 5,
        "keepalive": 5,
        # Nothing steers it from outside but signals: no socket file in the home folder.
        "control_socket_disable": True,
        "proc_name": "demarche",
    }


def run(settings: Settings) -> None:
    """Serve until told to stop."""
    Server(settings).run()
    sys.exit(0)

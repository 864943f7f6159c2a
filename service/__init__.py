"""Demarche: who said what in a news article, and in what tone toward which country or bloc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.version import VERSION

if TYPE_CHECKING:
    from flask import Flask

    from service.pipeline.analyzer import Analyzer
    from service.settings import Settings

__all__ = ["VERSION", "create_app"]


def create_app(settings: Settings | None = None, analyzer: Analyzer | None = None) -> Flask:
    """Return the web application; settings come from the environment where none are given.

    With an ``analyzer`` it is ready at once. Without one, ``app.extensions["engine"].start(…)`` loads the models, and
    until they are warm new work gets 503. Raises ``ConfigurationError``.
    """
    # Imported here, so that importing one stage does not load the web framework.
    from flask import Flask

    from service import page
    from service.engine import Engine
    from service.routes import analyze, catalogue, documents, keys, probes, problems, security, tone
    from service.settings import load_settings
    from service.telemetry import requests
    from service.telemetry.metrics import Metrics

    app = Flask("service", static_folder=None)
    settings = settings or load_settings()
    app.extensions["engine"] = Engine(settings, Metrics(), analyzer)
    requests.init_app(app)
    problems.init_app(app)
    security.init_app(app)
    keys.init_app(app, keys.load_keys(settings))
    for part in (probes, analyze, tone, catalogue, documents, page):
        app.register_blueprint(part.blueprint)
    return app

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
    """Return the web application. Settings come from the environment and models are loaded where none are given."""
    # Imported here, so that importing one stage does not load the web framework and torch.
    from flask import Flask

    from service import page
    from service.pipeline.analyzer import Analyzer
    from service.routes import analyze, probes, problems, samples
    from service.settings import load_settings

    app = Flask("service", static_folder=None)
    settings = settings or load_settings()
    if analyzer is None:
        analyzer = Analyzer(settings)
        analyzer.warm_up()
    app.extensions["settings"] = settings
    app.extensions["analyzer"] = analyzer
    problems.init_app(app)
    app.register_blueprint(probes.blueprint)
    app.register_blueprint(analyze.blueprint)
    app.register_blueprint(samples.blueprint)
    app.register_blueprint(page.blueprint)
    return app

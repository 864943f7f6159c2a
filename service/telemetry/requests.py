"""One log line and one set of counts for every request, and the same times on the answer (``Server-Timing``)."""

from __future__ import annotations

import time
from functools import partial

from flask import Flask, Response, g, request

from service.engine import Engine
from service.inference.runner import Call
from service.telemetry.logs import get_logger
from service.telemetry.metrics import Metrics

log = get_logger("service.requests")
QUIET = {"/livez", "/readyz", "/metrics"}
STAGES = ("queue", "attribution", "tone")


def init_app(app: Flask) -> None:
    """Watch every request of the application."""
    engine: Engine = app.extensions["engine"]
    app.before_request(_begin)
    app.after_request(partial(_answered, engine.metrics))


def _begin() -> None:
    g.began = time.perf_counter()


def _answered(metrics: Metrics, response: Response) -> Response:
    call: Call | None = g.get("call")
    began = g.get("began", time.perf_counter())
    if call is not None and not response.is_streamed:
        total = (time.perf_counter() - began) * 1000
        times = [*((stage, call.spent.get(stage, 0.0)) for stage in STAGES), ("total", total)]
        response.headers["Server-Timing"] = ", ".join(f"{name};dur={spent:.1f}" for name, spent in times)
    route = request.url_rule.rule if request.url_rule else "unknown"
    facts = {
        "request_id": g.get("request_id"),
        "route": route,
        "method": request.method if request.url_rule else "-",
        "status": response.status_code,
        "problem": g.get("problem"),
        "articles": g.get("articles"),
        "statements": g.get("statements"),
    }
    response.call_on_close(partial(_ended, metrics, facts, call, began, request.path in QUIET))
    return response


def _ended(metrics: Metrics, facts: dict[str, object], call: Call | None, began: float, quiet: bool) -> None:
    """Write down the request when the last byte of its answer has been handed over."""
    seconds = time.perf_counter() - began
    metrics.requests.labels(facts["route"], facts["method"], facts["status"]).inc()
    metrics.request_seconds.labels(facts["route"]).observe(seconds)
    if facts["problem"]:
        metrics.errors.labels(facts["problem"]).inc()
    if call is not None:
        for stage in STAGES:
            spent = call.spent.get(stage, 0.0)
            metrics.stage_seconds.labels(stage).observe(spent / 1000)
            facts[f"{stage}_ms"] = round(spent, 1)
        facts["tokens"] = call.tokens
    facts["total_ms"] = round(seconds * 1000, 1)
    known = {name: value for name, value in facts.items() if value is not None}
    (log.debug if quiet else log.info)("request", **known)

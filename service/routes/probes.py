"""Probes for whoever keeps the service running, and metrics for whoever watches it. None waits for a model."""

from flask import Blueprint, Response

from service.routes.admitted import engine
from service.routes.answers import answer
from service.schemas import Probe

blueprint = Blueprint("probes", __name__)


@blueprint.get("/livez")
def livez() -> Response:
    """Tell that the process answers; touches nothing."""
    return answer(Probe(status="ok"))


@blueprint.get("/readyz")
def readyz() -> Response:
    """Tell that new work is welcome: 503 until the models are warm, and while the service goes down."""
    engine().admission.check_ready()
    return answer(Probe(status="ok"))


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the metrics in Prometheus's text format."""
    found = engine().metrics
    return Response(found.render(), content_type=found.content_type)

"""Probes for whoever keeps the service running."""

from flask import Blueprint, Response

from service.routes.answers import answer
from service.schemas import Probe

blueprint = Blueprint("probes", __name__)


@blueprint.get("/livez")
def livez() -> Response:
    """Tell that the process answers; touches nothing."""
    return answer(Probe(status="ok"))


@blueprint.get("/readyz")
def readyz() -> Response:
    """Tell that the models are loaded: the application is not served before they are."""
    return answer(Probe(status="ok"))

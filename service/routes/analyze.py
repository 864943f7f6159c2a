"""POST /v1/analyze: an article in, who said what in what tone toward whom out."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from service.errors import Problem
from service.routes.answers import answer
from service.routes.body import read_body
from service.schemas import AnalyzeRequest

blueprint = Blueprint("analyze", __name__, url_prefix="/v1")


@blueprint.post("/analyze")
def analyze() -> Response:
    """Analyse one article."""
    limit = current_app.extensions["settings"].max_body_bytes
    [result] = current_app.extensions["analyzer"].analyze([read_body(request, AnalyzeRequest, limit)])
    if isinstance(result, Problem):
        raise result
    return answer(result)

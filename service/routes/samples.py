"""GET /v1/samples: the articles in seeds/, to try the service on."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response

from service.routes.answers import answer
from service.schemas import Sample, SamplesResponse
from service.settings import ROOT

SEEDS = ROOT / "seeds"

blueprint = Blueprint("samples", __name__, url_prefix="/v1")


@blueprint.get("/samples")
def samples() -> Response:
    """Hand out the sample articles."""
    return answer(read_samples())


@cache
def read_samples() -> SamplesResponse:
    """Return the articles in order of their files' names; none has a headline."""
    # Bytes, decoded: reading as text would change line ends.
    return SamplesResponse(
        samples=[
            Sample(id=path.stem, title=None, text=path.read_bytes().decode("utf-8"))
            for path in sorted(SEEDS.glob("*.txt"))
        ]
    )

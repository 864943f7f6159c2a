"""What the service knows and runs on: targets, models, samples."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from service.gazetteer import load_gazetteer
from service.routes.admitted import engine
from service.routes.answers import answer
from service.schemas import ModelEntry, ModelsResponse, Sample, SamplesResponse, TargetEntry, TargetsResponse
from service.settings import ROOT

if TYPE_CHECKING:
    from service.inference.loading import ModelInfo

blueprint = Blueprint("catalogue", __name__, url_prefix="/v1")
SEEDS = ROOT / "seeds"


@blueprint.get("/targets")
def targets() -> Response:
    """List the countries and blocs."""
    return answer(_targets())


@blueprint.get("/models")
def models() -> Response:
    """List the models in use."""
    analyzer, settings = engine().analyzer, engine().settings
    return answer(
        ModelsResponse(
            attribution=_entry(analyzer.attributor.info, settings.attribution_model, analyzer.attributor.backend.name),
            tone=_entry(analyzer.tone_model.info, settings.tone_model, analyzer.tone_model.backend.name),
        )
    )


@blueprint.get("/samples")
def samples() -> Response:
    """List the sample articles."""
    return answer(_samples())


@cache
def _targets() -> TargetsResponse:
    gazetteer = load_gazetteer()
    return TargetsResponse(
        version=gazetteer.version,
        targets=[
            TargetEntry(
                id=one.id,
                name=one.name,
                type=one.type,
                iso3=one.iso3,
                wikidata=one.wikidata,
                members=list(one.members),
            )
            for one in gazetteer.targets.values()
        ],
    )


@cache
def _samples() -> SamplesResponse:
    return SamplesResponse(samples=[_sample(path) for path in sorted(SEEDS.glob("*.txt"))])


def _sample(path: Path) -> Sample:
    text = path.read_text(encoding="utf-8")
    first = text.strip().splitlines()[0].strip()
    return Sample(id=path.stem, title=first if len(first) <= 120 else None, text=text)


def _entry(info: ModelInfo, folder: str, backend: str) -> ModelEntry:
    return ModelEntry(
        id=info.id, sha256=info.sha256, labels=list(info.labels), backend=backend, figures=_figures(folder)
    )


def _figures(folder: str) -> dict[str, Any]:
    """Return the figures of the model's card, or none for a model that is not ours."""
    path = Path(folder) / "figures.json"
    if not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found

"""Answers to the seeds by the real models, as a run writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.batch.output import as_answer
from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest, AnalyzeResponse
from service.settings import ROOT, Settings

DAYS = ("2026-01-05", "2026-02-05", "2026-04-05", None)


def seed_texts() -> dict[str, str]:
    """Return the seeds' texts by their names."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))}


@pytest.fixture(scope="session")
def answers() -> list[dict[str, Any]]:
    """One answer for each seed, with days of four months, or none, and a copy of the first."""
    requests = [AnalyzeRequest(id=name, text=text) for name, text in seed_texts().items()]
    out = []
    for number, answer in enumerate(Analyzer(Settings()).analyze(requests)):
        assert isinstance(answer, AnalyzeResponse)
        beside: dict[str, Any] = {
            "title": None,
            "published": DAYS[number % 4],
            "outlet": "Seeds",
            "where": answer.id,
            "notes": [],
        }
        out.append(as_answer({"answer": answer.model_dump(mode="json"), **beside}))
    return [*out, {**out[0], "id": "copy", "duplicate_of": out[0]["id"]}]


@pytest.fixture
def run(answers: list[dict[str, Any]], tmp_path: Path) -> Path:
    """The answers as a file."""
    path = tmp_path / "run.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in answers), encoding="utf-8")
    return path

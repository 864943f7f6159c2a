"""A fault inside shows nothing of the inside, and costs no other article."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest

from service import create_app
from service.errors import InternalError, Problem
from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest, AnalyzeResponse
from service.settings import Settings

SECRET = "Xyzzyplugh"


class Breaking(Analyzer):
    """The engine with a stage that can't bear one word, and quotes the article when it breaks."""

    def _resolve(self, works: Sequence[object]) -> None:
        for work in works:
            if SECRET in work.job.article.text:  # type: ignore[attr-defined]
                raise ValueError(f"could not resolve: {work.job.article.text}")  # type: ignore[attr-defined]
        super()._resolve(works)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def breaking(tiny_settings: Settings) -> Analyzer:
    """The breaking engine."""
    return Breaking(tiny_settings)


def test_one_bad_article_never_costs_the_others(breaking: Analyzer) -> None:
    texts = ["He said that Iran is a friend.", f"{SECRET} said so.", " ", "She said that Russia is a friend."]
    good, broken, blank, also_good = breaking.analyze([AnalyzeRequest(text=text) for text in texts])
    assert isinstance(good, AnalyzeResponse)
    assert isinstance(broken, InternalError)
    assert isinstance(blank, Problem) and blank.status == 422
    assert isinstance(also_good, AnalyzeResponse)


def test_a_fault_is_500_and_shows_nothing_of_the_inside(breaking: Analyzer, caplog: pytest.LogCaptureFixture) -> None:
    client = create_app(breaking.settings, breaking).test_client()
    with caplog.at_level(logging.DEBUG):
        reply = client.post("/v1/analyze", json={"text": f"{SECRET} said so."})
    assert reply.status_code == 500
    assert reply.mimetype == "application/problem+json"
    body = reply.get_data(as_text=True)
    for word in (SECRET, "ValueError", "Traceback", ".py", "resolve"):
        assert word not in body
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_a_fault_outside_the_engine_is_the_same(tiny_settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    class Gone:
        def analyze(self, requests: object, call: object) -> object:
            raise RuntimeError(SECRET)

    client = create_app(tiny_settings, Gone()).test_client()  # type: ignore[arg-type]
    reply = client.post("/v1/analyze", json={"text": "He said so."})
    assert reply.status_code == 500
    assert reply.get_json()["type"].endswith("internal_error")
    assert SECRET not in reply.get_data(as_text=True) + caplog.text
    assert "RuntimeError" in caplog.text

"""What is counted of articles and batches."""

from __future__ import annotations

import re

import pytest

from service.errors import TextTooLong
from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest, AnalyzeResponse
from service.telemetry.metrics import Metrics

ARTICLE = "The Russian minister said that the talks with Iran had gone well. “We reject the West’s sanctions,” he said."


def values(metrics: Metrics) -> dict[str, float]:
    """Return every sample of the exposition."""
    lines = metrics.render().decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


@pytest.fixture
def answer(tiny_analyzer: Analyzer) -> AnalyzeResponse:
    (answer,) = tiny_analyzer.analyze([AnalyzeRequest(text=ARTICLE)])
    assert isinstance(answer, AnalyzeResponse)
    return answer


def test_an_answer_is_counted_with_its_statements_and_tones(answer: AnalyzeResponse) -> None:
    metrics = Metrics()
    metrics.count(answer)
    found = values(metrics)
    assert found['demarche_articles_total{outcome="ok"}'] == 1
    assert found["demarche_statements_total"] == len(answer.statements)
    tones = [tone for statement in answer.statements for tone in statement.tones]
    told = sum(value for name, value in found.items() if re.match(r"demarche_(tones|abstentions)_total", name))
    assert told == len(tones)


def test_a_bad_article_is_counted_by_what_is_wrong() -> None:
    metrics = Metrics()
    metrics.count(TextTooLong(detail="too long"))
    assert values(metrics)['demarche_articles_total{outcome="text_too_long"}'] == 1


def test_padding_is_counted_apart() -> None:
    metrics = Metrics()
    metrics.batch(tokens=300, padded=400)
    metrics.batch(tokens=100, padded=100)
    metrics.depth(7)
    found = values(metrics)
    assert (found["demarche_tokens_total"], found["demarche_padded_tokens_total"]) == (400, 500)
    assert found["demarche_batch_tokens_count"] == 2
    assert found["demarche_queue_rows"] == 7


def test_two_applications_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.depth(3)
    assert values(other)["demarche_queue_rows"] == 0

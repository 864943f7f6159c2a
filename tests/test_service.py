"""The service as a process: batches, streams, tone, what it tells of itself, and the client."""

from __future__ import annotations

import json
import re
import socket
from typing import Any

import pytest

from service.client import Client as ServiceClient
from service.client import ServiceError
from service.schemas import BatchError, BatchOk, ProblemModel
from service.settings import ROOT
from tests.client import Client
from tests.serving import ARTICLE, url, wait_for


@pytest.fixture(scope="module")
def service(client: Client) -> ServiceClient:
    """The typed client of the server that the tests share."""
    return ServiceClient(url(client))


def test_a_batch_answers_every_article_and_a_bad_one_costs_no_other(service: ServiceClient) -> None:
    articles: list[dict[str, Any]] = [
        {"id": "a", "text": ARTICLE},
        {"id": "b", "text": " "},
        {"id": "c", "words": ARTICLE},
        {"text": "€" * 5_001},
        {"id": "e", "text": "Le ministre a déclaré que les sanctions étaient illégales et dures pour tous. " * 9},
        {"id": "f", "html": "<p>The minister said that the talks with Iran had gone well.</p>"},
    ]
    results = service.analyze_batch(articles)
    assert [result.index for result in results] == list(range(6))
    assert [result.id for result in results] == ["a", "b", "c", None, "e", "f"]
    assert [result.status for result in results] == ["ok", "error", "error", "error", "error", "ok"]
    problems = {result.index: result.error for result in results if isinstance(result, BatchError)}
    assert {index: problem.status for index, problem in problems.items()} == {1: 422, 2: 422, 3: 413, 4: 422}
    assert problems[1].errors[0].pointer == "/articles/1/text"
    assert problems[2].errors[0].pointer == "/articles/2/words"
    assert problems[4].type.endswith("unsupported_language")


def test_an_article_in_a_batch_gets_the_answer_that_it_gets_alone(service: ServiceClient) -> None:
    alone = service.analyze(ARTICLE)
    [first, second] = service.analyze_batch([{"text": ARTICLE}, {"text": ARTICLE + ARTICLE}])
    assert isinstance(first, BatchOk) and isinstance(second, BatchOk)
    for part in ("speakers", "statements", "targets", "relations", "coverage"):
        assert getattr(first.result, part) == getattr(alone, part)


def test_a_stream_has_a_line_for_each_article_in_order_of_completion(client: Client, service: ServiceClient) -> None:
    results = list(service.stream_batch([{"id": str(number), "text": ARTICLE} for number in range(9)]))
    assert sorted(result.index for result in results) == list(range(9))
    assert all(result.id == str(result.index) for result in results)
    body = json.dumps({"articles": [{"text": ARTICLE}, {"text": ""}]}).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/x-ndjson"}
    reply = client.send("POST", "/v1/analyze/batch", body, headers)
    assert reply.headers["content-type"] == "application/x-ndjson"
    assert len(reply.body.decode().splitlines()) == 2


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ([], ""),
        ({}, "/articles"),
        ({"articles": {}}, "/articles"),
        ({"articles": []}, "/articles"),
        ({"articles": [{"text": "a"}] * 65}, "/articles"),
        ({"articles": [{"text": "a"}], "more": 1}, "/more"),
    ],
)
def test_a_body_that_is_no_batch_is_422(client: Client, value: Any, pointer: str) -> None:
    reply = client.post("/v1/analyze/batch", value)
    assert reply.status == 422
    assert [error.pointer for error in ProblemModel.model_validate_json(reply.body).errors] == [pointer]


def test_the_tone_route_gives_the_tone_that_the_article_route_gave(service: ServiceClient) -> None:
    answer = service.analyze(ARTICLE * 5)
    countries = {speaker.id: speaker.country for speaker in answer.speakers}
    compared = 0
    for statement in answer.statements:
        parts = [*statement.content, *(part for part in (statement.source, statement.cue) if part)]
        start, end = min(part.start for part in parts), max(part.end for part in parts)
        for tone in statement.tones:
            item = {
                "text": (ARTICLE * 5)[start:end],
                "target": {"start": tone.mention.start - start, "end": tone.mention.end - start},
                "target_id": tone.target,
                "speaker_country": countries.get(statement.speaker) if statement.speaker else None,
            }
            [again] = service.tone([{key: value for key, value in item.items() if value is not None}]).items
            assert (again.label, again.strength) == (tone.label, tone.strength)
            assert again.score == pytest.approx(tone.score, abs=1e-3)
            compared += 1
    assert compared


@pytest.mark.parametrize(
    ("item", "pointer"),
    [
        ({"text": "abc", "target": {"start": 2, "end": 2}}, "/items/1/target"),
        ({"text": "abc", "target": {"start": 2, "end": 9}}, "/items/1/target"),
        ({"text": "a c", "target": {"start": 1, "end": 2}}, "/items/1/target"),
        ({"text": " ", "target": {"start": 0, "end": 1}}, "/items/1/text"),
        ({"text": "abc"}, "/items/1/target"),
        ({"text": "abc", "target": {"start": 0, "end": 1}, "target_id": "XX"}, "/items/1/target_id"),
        ({"text": "abc", "target": {"start": 0, "end": 1}, "speaker_country": "nowhere"}, "/items/1/speaker_country"),
    ],
)
def test_a_bad_item_makes_the_tone_request_422(client: Client, item: Any, pointer: str) -> None:
    good = {"text": "He praised Russia.", "target": {"start": 11, "end": 17}}
    reply = client.post("/v1/tone", {"items": [good, item]})
    assert reply.status == 422, reply.body
    assert [error.pointer for error in ProblemModel.model_validate_json(reply.body).errors] == [pointer]


def test_too_many_items_are_422(client: Client) -> None:
    good = {"text": "He praised Russia.", "target": {"start": 11, "end": 17}}
    assert client.post("/v1/tone", {"items": [good] * 256}).status == 200
    reply = client.post("/v1/tone", {"items": [good] * 257})
    assert reply.status == 422
    assert reply.json["errors"][0]["pointer"] == "/items"


def test_the_service_tells_its_targets_models_and_samples(service: ServiceClient) -> None:
    targets = {target.id: target for target in service.targets().targets}
    assert targets["RU"].iso3 == "RUS"
    assert set(targets["G7"].members) <= set(targets)
    models = service.models()
    assert models.tone.labels == ["critical-2", "critical-1", "neutral", "cooperative-1", "cooperative-2"]
    assert re.fullmatch("[0-9a-f]{64}", models.attribution.sha256 or "")
    samples = service.samples().samples
    assert [sample.id for sample in samples] == sorted(path.stem for path in (ROOT / "seeds").glob("*.txt"))


def test_every_answer_tells_its_times_and_keeps_browsers_strict(client: Client) -> None:
    reply = client.post("/v1/analyze", {"text": ARTICLE})
    assert [part.split(";")[0] for part in reply.headers["server-timing"].split(", ")] == [
        "queue",
        "attribution",
        "tone",
        "total",
    ]
    assert reply.headers["cache-control"] == "no-store"
    for path in ("/livez", "/v1/nothing", "/docs"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_a_request_is_one_line_of_json_in_the_log_without_its_text(client: Client) -> None:
    client.post("/v1/analyze", {"text": "Quixotic envoys said that Iran is a friend."}, X_Request_ID="look-for-me")
    wait_for("the line is written", lambda: "look-for-me" in client.log.read_text())
    [line] = [json.loads(line) for line in client.log.read_text().splitlines() if "look-for-me" in line]
    assert (line["route"], line["status"], line["articles"]) == ("/v1/analyze", 200, 1)
    assert {"queue_ms", "attribution_ms", "tone_ms", "total_ms", "tokens", "statements"} <= set(line)
    assert "Quixotic" not in client.log.read_text()


def test_metrics_count_what_happened(client: Client) -> None:
    def value(name: str) -> float:
        lines = client.get("/metrics").body.decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))

    before = value('demarche_articles_total{outcome="ok"}')
    errors = value('demarche_errors_total{kind="invalid_request"}')
    client.post("/v1/analyze/batch", {"articles": [{"text": ARTICLE}, {"text": ARTICLE}]})
    client.post("/v1/analyze", {"text": ""})
    assert value('demarche_articles_total{outcome="ok"}') == before + 2
    wait_for("the error is counted", lambda: value('demarche_errors_total{kind="invalid_request"}') == errors + 1)
    assert value("demarche_in_flight") == 0


@pytest.mark.parametrize("line", ["nonsense", "GET /livez HTTP/9.9", "GET /livez HTTP/1.1\r\nno colon here"])
def test_what_is_no_http_gets_the_one_shape_of_errors(client: Client, line: str) -> None:
    with socket.create_connection((client.host, client.port), timeout=30) as connection:
        connection.sendall(line.encode() + b"\r\n\r\n")
        head, body = b"".join(iter(lambda: connection.recv(65536), b"")).split(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    problem = ProblemModel.model_validate_json(body)
    assert problem.type.endswith("bad_request")
    assert problem.request_id.encode() in head


def test_the_client_raises_what_the_service_says(service: ServiceClient) -> None:
    with pytest.raises(ServiceError) as refused:
        service.analyze(" ")
    assert refused.value.status == 422
    assert refused.value.problem is not None and refused.value.problem.errors[0].pointer == "/text"
    assert service.ready()


def test_the_client_takes_web_addresses_alone() -> None:
    with pytest.raises(ValueError, match="no http"):
        ServiceClient("localhost:8080")

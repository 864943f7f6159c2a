"""The service as a process: batches, streams, keys, limits, deadlines, and a stop that loses nobody."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from service.client import Client as ServiceClient
from service.client import ServiceError
from service.schemas import BatchError, BatchOk, ProblemModel
from service.settings import ROOT
from tests.client import Client
from tests.serving import free_port, kill, serving, wait_for

ARTICLE = "The Russian minister said on Monday that the talks with Iran had gone well. “We reject it,” he said.\n"
# Some seconds of work even for tiny models.
LONG = ARTICLE * 400
ROOMY = {"max_characters": 500_000, "max_body_bytes": 4_000_000}


def url(client: Client) -> str:
    return f"http://{client.host}:{client.port}"


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


class TestKeys:
    """With keys set, /v1 wants one."""

    @pytest.fixture(scope="class")
    @classmethod
    def guarded(cls, tiny_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
        folder = tmp_path_factory.mktemp("keys")
        hashes = folder / "hashes"
        hashes.write_text(f"# ours\n{sha256(b'third').hexdigest()} the desk\n")
        with serving(tiny_environment, folder / "log", api_keys="first, second", api_keys_file=hashes) as served:
            yield served.client

    @pytest.mark.parametrize("key", ["first", "second", "third"])
    def test_each_key_opens(self, guarded: Client, key: str) -> None:
        assert ServiceClient(url(guarded), key=key).analyze(ARTICLE).statements

    @pytest.mark.parametrize("sent", [None, "Bearer", "Bearer fourth", "Basic first", "first", "Bearer first second"])
    @pytest.mark.parametrize("path", ["/v1/analyze", "/v1/targets", "/v1/nothing"])
    def test_none_or_a_wrong_one_is_401(self, guarded: Client, sent: str | None, path: str) -> None:
        reply = guarded.send("GET", path, None, {"Authorization": sent} if sent else {})
        assert reply.status == 401
        assert reply.headers["www-authenticate"] == "Bearer"
        assert ProblemModel.model_validate_json(reply.body).type.endswith("unauthorized")

    @pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/openapi.json", "/docs"])
    def test_what_is_not_under_v1_wants_none(self, guarded: Client, path: str) -> None:
        assert guarded.get(path).status == 200

    def test_keys_are_never_logged(self, guarded: Client) -> None:
        guarded.send("GET", "/v1/targets", None, {"Authorization": "Bearer wrong-secret"})
        log = guarded.log.read_text()
        assert not any(word in log for word in ("first", "second", "third", "wrong-secret"))


def run_to_its_end(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Run the server until it ends by itself; returns its status and what it wrote."""
    ended = subprocess.run(
        [sys.executable, "-m", "service", "serve", "--port", str(free_port()), *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_without_keys_nothing_beyond_this_machine_is_served(tiny_environment: dict[str, str]) -> None:
    status, said = run_to_its_end(tiny_environment, "--host", "0.0.0.0")
    assert status != 0
    assert len(said.strip().splitlines()) == 1
    assert "DEMARCHE_API_KEYS" in said and "DEMARCHE_ALLOW_ANONYMOUS" in said


@pytest.mark.parametrize("broken", ["missing", "empty", "labels", "weights"])
def test_a_model_that_cannot_be_loaded_ends_it_with_one_line(
    tiny_environment: dict[str, str], tmp_path: Path, broken: str
) -> None:
    folder = tmp_path / "tone"
    if broken == "labels":
        folder = Path(tiny_environment["DEMARCHE_ATTRIBUTION_MODEL"])
    elif broken != "missing":
        folder.mkdir()
    if broken == "weights":
        for path in Path(tiny_environment["DEMARCHE_TONE_MODEL"]).iterdir():
            (folder / path.name).write_bytes(path.read_bytes()[: 100 if path.suffix == ".safetensors" else None])
    status, said = run_to_its_end({**tiny_environment, "DEMARCHE_TONE_MODEL": str(folder)})
    assert status != 0
    lines = [line for line in said.strip().splitlines() if line]
    assert len(lines) == 1, said
    assert str(folder) in said or "DEMARCHE_TONE_MODEL" in said


def post_in_background(pool: ThreadPoolExecutor, client: Client, text: str) -> Any:
    return pool.submit(client.post, "/v1/analyze", {"text": text})


def in_flight(client: Client) -> float:
    lines = client.get("/metrics").body.decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("demarche_in_flight "))


def test_more_than_fits_is_refused_at_once_while_probes_are_answered(
    tiny_environment: dict[str, str], tmp_path: Path
) -> None:
    with serving(tiny_environment, tmp_path / "log", **ROOMY, max_in_flight=2) as served, ThreadPoolExecutor(2) as pool:
        client = served.client
        busy = [post_in_background(pool, client, LONG) for _ in range(2)]
        wait_for("two requests are in flight", lambda: in_flight(client) == 2)
        for _ in range(20):
            reply = client.post("/v1/analyze", {"text": ARTICLE})
            assert reply.status == 429
            assert int(reply.headers["retry-after"]) >= 1
            assert client.get("/livez").status == client.get("/readyz").status == client.get("/metrics").status == 200
        assert in_flight(client) == 2
        assert [one.result().status for one in busy] == [200, 200]
        assert client.post("/v1/analyze", {"text": ARTICLE}).status == 200


def test_past_the_deadline_it_is_504_and_the_work_is_dropped(tiny_environment: dict[str, str], tmp_path: Path) -> None:
    with serving(tiny_environment, tmp_path / "log", **ROOMY, deadline_seconds=0.5) as served:
        client = served.client
        reply = client.post("/v1/analyze", {"text": LONG})
        assert reply.status == 504
        assert ProblemModel.model_validate_json(reply.body).type.endswith("deadline_exceeded")
        reply = client.post(
            "/v1/analyze/batch", {"articles": [{"id": "s", "text": ARTICLE}, {"id": "l", "text": LONG}]}
        )
        assert reply.status == 200
        assert [result.get("error", {}).get("status") for result in reply.json["results"]][1] == 504
        assert client.post("/v1/analyze", {"text": ARTICLE}).status == 200


def test_a_client_that_hangs_up_takes_its_work_with_it(tiny_environment: dict[str, str], tmp_path: Path) -> None:
    with serving(tiny_environment, tmp_path / "log", **ROOMY) as served:
        client = served.client
        body = json.dumps({"text": LONG}).encode()
        with socket.create_connection((client.host, client.port)) as connection:
            head = (
                f"POST /v1/analyze HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
            )
            connection.sendall(head.encode() + b"\r\n\r\n" + body)
            wait_for("the request is in flight", lambda: in_flight(client) == 1)
        wait_for("its place is free", lambda: in_flight(client) == 0)
        wait_for("the log says why", lambda: "client_gone" in client.log.read_text())


def test_a_stop_finishes_what_was_admitted_and_tells_everybody_else(
    tiny_environment: dict[str, str], tmp_path: Path
) -> None:
    with (
        serving(tiny_environment, tmp_path / "log", **ROOMY, drain_s=3) as served,
        ThreadPoolExecutor(3) as pool,
    ):
        client = served.client
        admitted = [post_in_background(pool, client, LONG) for _ in range(3)]
        wait_for("they are in flight", lambda: in_flight(client) == 3)
        served.process.send_signal(signal.SIGTERM)
        wait_for("it says that it goes down", lambda: client.get("/readyz").status == 503)
        for reply in (client.post("/v1/analyze", {"text": ARTICLE}), client.get("/readyz")):
            assert reply.status == 503
            assert reply.headers["connection"] == "close"
        assert client.get("/livez").status == 200
        assert [one.result().status for one in admitted] == [200, 200, 200]
        assert served.process.wait(60) == 0


def test_a_killed_worker_is_replaced_and_every_request_gets_an_answer_or_an_error(
    tiny_environment: dict[str, str], tmp_path: Path
) -> None:
    with serving(tiny_environment, tmp_path / "log") as served:
        client = served.client
        outcomes: list[object] = []
        over = threading.Event()

        def load() -> None:
            while not over.is_set():
                try:
                    outcomes.append(client.post("/v1/analyze", {"text": ARTICLE}).status)
                except OSError as error:
                    outcomes.append(error)
                    time.sleep(0.02)

        with ThreadPoolExecutor(4) as pool:
            running = [pool.submit(load) for _ in range(4)]
            wait_for("some are answered", lambda: outcomes.count(200) > 10)
            [worker] = served.workers()
            kill(worker)
            wait_for("another takes its place", lambda: served.workers() not in ([], [worker]))
            before = outcomes.count(200)
            wait_for("it answers", lambda: outcomes.count(200) > before + 10, 60)
            over.set()
            for one in running:
                one.result(60)
        assert all(outcome in (200, 503) or isinstance(outcome, OSError) for outcome in outcomes)


def test_several_workers_count_together(tiny_environment: dict[str, str], tmp_path: Path) -> None:
    with serving(tiny_environment, tmp_path / "log", workers=2) as served:
        client = served.client
        wait_for("both are ready", lambda: all(client.get("/readyz").status == 200 for _ in range(20)), 60)
        for _ in range(12):
            assert client.post("/v1/analyze", {"text": ARTICLE}).status == 200

        def counted() -> set[float]:
            found = set()
            for _ in range(6):
                lines = client.get("/metrics").body.decode().splitlines()
                name = 'demarche_requests_total{method="POST",route="/v1/analyze",status="200"}'
                found |= {float(line.split()[-1]) for line in lines if line.startswith(name)}
            return found

        wait_for("all are counted, whoever is asked", lambda: counted() == {12.0})


def test_the_client_raises_what_the_service_says(service: ServiceClient) -> None:
    with pytest.raises(ServiceError) as refused:
        service.analyze(" ")
    assert refused.value.status == 422
    assert refused.value.problem is not None and refused.value.problem.errors[0].pointer == "/text"
    assert service.ready()


def test_the_client_takes_web_addresses_alone() -> None:
    with pytest.raises(ValueError, match="no http"):
        ServiceClient("localhost:8080")

"""The service under load, past its deadline, stopped and killed: nobody is lost."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from service.schemas import ProblemModel
from tests.client import Client
from tests.serving import ARTICLE, LONG, ROOMY, kill, serving, wait_for


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

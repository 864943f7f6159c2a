"""The endpoint over real HTTP, served as `make run` serves it: answers, the one shape of errors, request ids."""

from __future__ import annotations

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from service.schemas import AnalyzeResponse, ProblemModel
from tests.client import Client, Reply
from tests.spans import check_spans

ARTICLE = (
    "The Russian minister said on Monday that the talks with Iran had gone well.\n\n"
    "“We reject the West’s sanctions,” he told reporters, “and we will answer.”\n"
)
JSON = {"Content-Type": "application/json"}
FRENCH = "Le ministre a déclaré que les sanctions occidentales étaient illégales et que son pays continuerait. "
PAGE = (
    "<html><head><title>Talks</title></head><body><article>"
    "<p>The minister said on Monday that the talks with the delegation from Iran had gone well so far.</p>"
    "<p>“We will go on with them next week,” he told reporters in the capital, adding that much was left.</p>"
    "</article></body></html>"
)


def check_problem(reply: Reply, status: int, code: str, *pointers: str, path: str = "/v1/analyze") -> ProblemModel:
    """Check that the reply is a problem in the contract's one shape, and return it."""
    assert reply.status == status, reply.body
    assert reply.headers["content-type"] == "application/problem+json"
    problem = ProblemModel.model_validate_json(reply.body)
    assert problem.status == status
    assert problem.type.endswith(code)
    assert problem.instance == path
    assert problem.request_id == reply.headers["x-request-id"]
    assert [error.pointer for error in problem.errors] == list(pointers)
    return problem


def test_an_article_is_answered_by_the_contract(client: Client) -> None:
    reply = client.post("/v1/analyze", {"id": "a1", "text": ARTICLE, "title": "Talks", "published": "2026-11-05"})
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/json"
    answer = AnalyzeResponse.model_validate_json(reply.body)
    assert (answer.id, answer.language, answer.offset_unit, answer.text) == ("a1", "en", "codepoint", None)
    assert answer.statements
    assert answer.coverage is not None
    assert check_spans(reply.json, ARTICLE) > 0


def test_a_page_is_answered_with_the_text_that_the_offsets_index(client: Client) -> None:
    answer = client.post("/v1/analyze", {"html": PAGE}).json
    assert "talks with the delegation" in answer["text"]
    assert "<" not in answer["text"]
    check_spans(answer["statements"], answer["text"])


def test_options_choose_what_is_told(client: Client) -> None:
    answer = client.post("/v1/analyze", {"text": ARTICLE, "options": {"targets": ["WEST"], "coverage": False}}).json
    assert answer["coverage"] is None
    assert {target["id"] for target in answer["targets"]} <= {"WEST"}
    assert {tone["target"] for statement in answer["statements"] for tone in statement["tones"]} <= {"WEST"}


@pytest.mark.parametrize("body", [b"{", b"", b'{"text": NaN}', b'{"text": "a", "text": "b"}', b"[" * 50_000, b"\xff"])
def test_malformed_json_is_400(client: Client, body: bytes) -> None:
    problem = check_problem(client.send("POST", "/v1/analyze", body, JSON), 400, "malformed_json")
    assert problem.detail


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/analyze/", "/v1", "/V1/analyze"])
def test_an_unknown_route_is_404(client: Client, path: str) -> None:
    check_problem(client.send("POST", path, b"{}", JSON), 404, "not_found", path=path)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_a_wrong_method_is_405_and_told_which_are_allowed(client: Client, method: str) -> None:
    reply = client.send(method, "/v1/analyze")
    check_problem(reply, 405, "method_not_allowed")
    assert "POST" in reply.headers["allow"]


def test_a_body_without_a_length_is_411(client: Client) -> None:
    request = (
        "POST /v1/analyze HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nf\r\n" + '{"text": "abc"}' + "\r\n0\r\n\r\n"
    )
    for raw in (request, "POST /v1/analyze HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"):
        with socket.create_connection((client.host, client.port), timeout=30) as connection:
            connection.sendall(raw.encode())
            received = b"".join(iter(lambda: connection.recv(65536), b""))
        assert received.startswith(b"HTTP/1.1 411 ")
        assert b"urn:demarche:problem:length_required" in received


def test_a_body_over_the_limit_is_413_before_it_is_read(client: Client) -> None:
    reply = client.send("POST", "/v1/analyze", b'{"text": "' + b"a" * 200_000 + b'"}', JSON)
    check_problem(reply, 413, "body_too_large")


def test_a_text_over_the_limit_is_413(client: Client) -> None:
    check_problem(client.post("/v1/analyze", {"text": "€" * 5_001}), 413, "text_too_long", "/text")
    assert client.post("/v1/analyze", {"text": "€" * 5_000}).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
def test_what_is_not_plain_json_is_415(client: Client, headers: dict[str, str]) -> None:
    reply = client.send("POST", "/v1/analyze", b'{"text": "abc"}', headers)
    check_problem(reply, 415, "unsupported_media_type")


def test_a_charset_of_utf_8_may_be_named(client: Client) -> None:
    headers = {"Content-Type": "application/json; charset=UTF-8"}
    assert client.send("POST", "/v1/analyze", b'{"text": "abc"}', headers).status == 200


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        ({}, ["/text"]),
        ([], [""]),
        ({"text": ""}, ["/text"]),
        ({"text": " \n\t"}, ["/text"]),
        ({"text": None}, ["/text"]),
        ({"text": 5}, ["/text"]),
        ({"text": "a", "html": "<p>a</p>"}, ["/text", "/html"]),
        ({"html": "<html><body></body></html>"}, ["/html"]),
        ({"text": "a\ud800"}, ["/text"]),
        ({"text": "a", "title": "\udfff"}, ["/title"]),
        ({"text": "a", "options": {"targets": ["RU", "Russia"]}}, ["/options/targets/1"]),
        ({"text": "a", "options": {"tragets": ["RU"]}}, ["/options/tragets"]),
        ({"text": "a", "published": "yesterday"}, ["/published"]),
    ],
)
def test_what_breaks_the_contract_is_422_with_the_pointer(client: Client, value: Any, pointers: list[str]) -> None:
    check_problem(client.post("/v1/analyze", value), 422, "invalid_request", *pointers)


def test_another_language_is_422_of_its_own_type(client: Client) -> None:
    check_problem(client.post("/v1/analyze", {"text": FRENCH * 3}), 422, "unsupported_language", "/text")
    assert client.post("/v1/analyze", {"text": FRENCH}).json["language"] == "fr"


def test_no_statements_is_200_with_empty_lists(client: Client) -> None:
    answer = client.post("/v1/analyze", {"text": "\u200b"}).json  # nothing that a tokenizer sees
    assert (answer["statements"], answer["speakers"], answer["relations"]) == ([], [], [])


@pytest.mark.parametrize(
    "text",
    [
        "He said\x00 so.\x07 “Yes\x1b,” she said.",
        "He said so.\r\nShe said no.\rThey left.\u2028“Yes,” he said.\u0085No.",
        "\u202bقال\u202c he said, “\u200fyes\u200e.”",
        "\ufeff“Yes,” he said. 😀👩‍👩‍👧 e\u0301 “Ja!” rief er.",
        "\U0010ffff he said \ufffe.",
    ],
)
def test_odd_characters_are_accepted_and_offsets_count_code_points_as_sent(client: Client, text: str) -> None:
    reply = client.post("/v1/analyze", {"text": text})
    assert reply.status == 200
    check_spans(reply.json, text)


def test_a_sane_request_id_is_echoed(client: Client) -> None:
    assert (
        client.post("/v1/analyze", {"text": "a"}, X_Request_ID="run-7/art.12").headers["x-request-id"] == "run-7/art.12"
    )


@pytest.mark.parametrize("sent", ["", " ", "a b", "x" * 200, "é", "<script>", "a\tb"])
def test_any_other_request_id_is_replaced(client: Client, sent: str) -> None:
    received = client.post("/v1/analyze", {"text": "a"}, X_Request_ID=sent).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", received)


def test_probes_answer(client: Client) -> None:
    for path in ("/livez", "/readyz"):
        reply = client.get(path)
        assert (reply.status, reply.json) == (200, {"status": "ok"})
        assert reply.headers["x-request-id"]


def test_requests_at_once_get_each_its_own_answer(client: Client) -> None:
    texts = [f"{ARTICLE}Article number {number}." for number in range(12)]
    alone = [client.post("/v1/analyze", {"text": text}).json for text in texts]
    with ThreadPoolExecutor(12) as pool:
        together = list(pool.map(lambda text: client.post("/v1/analyze", {"text": text}).json, texts))
    for one, other in zip(alone, together, strict=True):
        assert {**one, "meta": None} == {**other, "meta": None}


def test_the_log_never_holds_the_article(client: Client) -> None:
    client.post("/v1/analyze", {"text": "Xyzzyplugh said so."})
    client.post("/v1/analyze", {"text": "Xyzzyplugh said so.", "options": {"targets": ["Xyzzyplugh"]}})
    assert "Xyzzyplugh" not in client.log.read_text()

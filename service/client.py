"""A thin typed client: ``from service.client import Client``.

    client = Client("http://127.0.0.1:8080", key="…")
    answer = client.analyze(text="…")
    for statement in answer.statements: …

Needs nothing beyond pydantic and the standard library. One client may be shared by threads: every request has a
connection of its own.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, TypeAdapter

from service.schemas import (
    AnalyzeRequest,
    AnalyzeResponse,
    BatchError,
    BatchOk,
    BatchResponse,
    ModelsResponse,
    ProblemModel,
    SamplesResponse,
    TargetsResponse,
    ToneRequestItem,
    ToneResponse,
)
from service.schemas.routes import BatchResult

ModelT = TypeVar("ModelT", bound=BaseModel)
RESULT: TypeAdapter[BatchOk | BatchError] = TypeAdapter(BatchResult)


class ServiceError(Exception):
    """The service answered with a problem: ``status``, and ``problem`` where it has the contract's form."""

    def __init__(self, status: int, problem: ProblemModel | None, headers: Mapping[str, str]) -> None:
        super().__init__(f"{status}: {problem.detail or problem.title}" if problem else str(status))
        self.status = status
        self.problem = problem
        self.headers = headers


class Client:
    """Asks one service. ``timeout`` counts seconds; network faults are the standard library's ``OSError``."""

    def __init__(self, url: str = "http://127.0.0.1:8080", key: str | None = None, timeout: float = 65.0) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url} is no http or https address")
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._prefix = parts.path.rstrip("/")
        self._timeout = timeout
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def analyze(self, text: str | None = None, **more: Any) -> AnalyzeResponse:
        """Analyse one article; ``more`` are the contract's other keys: ``html``, ``title``, ``published``, …"""
        body = {name: value for name, value in {"text": text, **more}.items() if value is not None}
        return self._post("/v1/analyze", body, AnalyzeResponse)

    def analyze_batch(self, articles: Sequence[AnalyzeRequest | Mapping[str, Any]]) -> list[BatchOk | BatchError]:
        """Analyse several articles; results stand in their order, and a bad article is a ``BatchError``."""
        return list(self._post("/v1/analyze/batch", _batch(articles), BatchResponse).results)

    def stream_batch(self, articles: Sequence[AnalyzeRequest | Mapping[str, Any]]) -> Iterator[BatchOk | BatchError]:
        """Analyse several articles; yields each result as it is done, with its ``index``."""
        accept = {"Accept": "application/x-ndjson"}
        with self._send("POST", "/v1/analyze/batch", _batch(articles), accept) as response:
            for line in response:
                yield RESULT.validate_json(line)

    def tone(self, items: Sequence[ToneRequestItem | Mapping[str, Any]]) -> ToneResponse:
        """Judge statements toward targets that are known already."""
        return self._post("/v1/tone", {"items": [_plain(item) for item in items]}, ToneResponse)

    def targets(self) -> TargetsResponse:
        """List the countries and blocs."""
        return self._get("/v1/targets", TargetsResponse)

    def models(self) -> ModelsResponse:
        """List the models in use."""
        return self._get("/v1/models", ModelsResponse)

    def samples(self) -> SamplesResponse:
        """List the sample articles."""
        return self._get("/v1/samples", SamplesResponse)

    def ready(self) -> bool:
        """Tell whether the service takes new work."""
        try:
            with self._send("GET", "/readyz", None, {}):
                return True
        except ServiceError as error:
            if error.status == 503:
                return False
            raise

    def _get(self, path: str, model: type[ModelT]) -> ModelT:
        with self._send("GET", path, None, {}) as response:
            return model.model_validate_json(response.read())

    def _post(self, path: str, body: Any, model: type[ModelT]) -> ModelT:
        with self._send("POST", path, body, {}) as response:
            return model.model_validate_json(response.read())

    @contextmanager
    def _send(
        self, method: str, path: str, body: Any, headers: Mapping[str, str]
    ) -> Iterator[http.client.HTTPResponse]:
        """Send a request and give its response, which is read before the connection is closed."""
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=self._timeout)
        sent = {**self._headers, **headers}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        try:
            connection.request(method, self._prefix + path, data, sent)
            response = connection.getresponse()
            if response.status != 200:
                raise ServiceError(response.status, _problem(response), dict(response.getheaders()))
            yield response
        finally:
            connection.close()


def _plain(value: BaseModel | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    return dict(value)


def _batch(articles: Sequence[AnalyzeRequest | Mapping[str, Any]]) -> dict[str, Any]:
    return {"articles": [_plain(article) for article in articles]}


def _problem(response: http.client.HTTPResponse) -> ProblemModel | None:
    try:
        return ProblemModel.model_validate_json(response.read())
    except ValueError:
        return None

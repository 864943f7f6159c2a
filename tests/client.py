"""A plain HTTP client that sends exactly what it is told."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


class Client:
    """Sends requests to one server, each over a connection of its own; ``log`` is where the server writes."""

    def __init__(self, host: str, port: int, log: Path) -> None:
        self.host, self.port, self.log = host, port, log

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        """Send a request and return the reply; header names come back in lower case."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            received = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, received, response.read())
        finally:
            connection.close()

    def get(self, path: str) -> Reply:
        """GET a path."""
        return self.send("GET", path)

    def post(self, path: str, value: Any, **headers: str) -> Reply:
        """POST a value as JSON; ``X_Request_ID="…"`` sends a header."""
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.send("POST", path, json.dumps(value).encode(), {"Content-Type": "application/json", **sent})

"""While it serves, the service opens no connection: every one that Python would open is written down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from service.client import Client as ServiceClient
from tests.serving import serving

# Python runs this at every start, in gunicorn's master and in its workers.
WATCH = """
import os, sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        with open(os.environ["WATCHED"], "a") as log:
            print(event, arguments[-1] if event == "socket.connect" else arguments[0], file=log)

sys.addaudithook(watch)
"""


def watched(environment: dict[str, str], folder: Path) -> tuple[dict[str, str], Path]:
    """Return an environment in which every Python writes its connections to a file, and the file."""
    (folder / "sitecustomize.py").write_text(WATCH)
    log = folder / "connections"
    log.touch()
    return {**environment, "PYTHONPATH": str(folder), "WATCHED": str(log)}, log


def test_serving_opens_no_connection(tiny_environment: dict[str, str], tmp_path: Path) -> None:
    environment, log = watched(tiny_environment, tmp_path)
    with serving(environment, tmp_path / "log") as served:
        client = ServiceClient(f"http://{served.client.host}:{served.client.port}")
        text = "The minister of Iran said on Monday that https://example.org was wrong about Russia."
        assert client.analyze(text=text).statements is not None
        assert (
            len(client.analyze_batch([{"text": text}, {"html": f"<p>{text}</p><img src='//example.org/a.png'>"}])) == 2
        )
        client.tone([{"text": text, "target": {"start": 16, "end": 20}}])
        client.targets()
        client.models()
        client.samples()
        for path in ("/", "/docs", "/openapi.json", "/metrics", "/livez"):
            assert served.client.get(path).status == 200
    assert log.read_text() == ""


def test_a_connection_would_be_seen(tiny_environment: dict[str, str], tmp_path: Path) -> None:
    environment, log = watched(tiny_environment, tmp_path)
    script = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    subprocess.run([sys.executable, "-c", script], env=environment, check=False, capture_output=True)
    assert "192.0.2.1" in log.read_text()

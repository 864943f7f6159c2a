"""A real server in a process of its own, for as long as a test needs it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.settings import ROOT
from tests.client import Client

BOOT_SECONDS = 120
ARTICLE = "The Russian minister said on Monday that the talks with Iran had gone well. “We reject it,” he said.\n"
# Some seconds of work even for tiny models.
LONG = ARTICLE * 400
ROOMY = {"max_characters": 500_000, "max_body_bytes": 4_000_000}


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs, and a client of it."""

    process: subprocess.Popen[bytes]
    client: Client

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        return children(self.process.pid)


@contextmanager
def serving(environment: Mapping[str, str], log: Path, **settings: object) -> Iterator[Served]:
    """Serve with ``settings`` (``drain_s=1`` is ``DEMARCHE_DRAIN_S=1``) until the block ends."""
    port = free_port()
    extra = {f"DEMARCHE_{name.upper()}": str(value) for name, value in settings.items()}
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [sys.executable, "-m", "service", "serve", "--port", str(port)],
            cwd=ROOT,
            env={**environment, "DEMARCHE_DRAIN_S": "0", **extra},
            stdout=out,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            client = Client("127.0.0.1", port, log)
            wait_until_ready(client, process, log)
            yield Served(process, client)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    status = process.wait(timeout=60)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise
                assert status == 0, log.read_text()


def children(pid: int) -> list[int]:
    """Return the process ids of a process's children. Raises ``OSError`` if there is no such process."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def url(client: Client) -> str:
    """Return the address of the client's server."""
    return f"http://{client.host}:{client.port}"


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(client: Client, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the server says that it is ready."""
    end = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            if client.get("/readyz").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the server was not ready in {BOOT_SECONDS} s:\n{log.read_text()}")


def wait_for(what: str, condition: object, seconds: float = 30) -> None:
    """Return once ``condition()`` holds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return
        time.sleep(0.05)
    raise AssertionError(f"in {seconds} s it did not come to this: {what}")


def kill(pid: int) -> None:
    """Kill a process the hard way."""
    os.kill(pid, signal.SIGKILL)

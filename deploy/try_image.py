"""Start an image by its own entry point, ask it about an article, and stop it: what ``make docker-test`` runs.

It must refuse to serve everybody without keys, get ready, answer with exact spans, write nothing outside ``/tmp``, and
end by itself on SIGTERM. Needs Docker or Podman; with buildah the container has no network, file system limits or
health check of its own, so less is tried there.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from service.client import Client
from service.settings import ROOT

PATIENCE = 120.0  # seconds until ready
KEY = "a key for this trial"


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(engine: str, image: str, port: int, settings: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the command that runs the image on the port, and the one that clears up after it."""
    if Path(engine).name == "buildah":
        container = subprocess.run([engine, "from", image], check=True, capture_output=True, text=True).stdout.strip()
        wanted = subprocess.run(
            [engine, "inspect", "--type", "image", "--format", "{{range .OCIv1.Config.Cmd}}{{.}}\n{{end}}", image],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()
        shared = {"DEMARCHE_HOST": "127.0.0.1" if settings else "0.0.0.0", "DEMARCHE_PORT": str(port), **settings}
        flags = [flag for name, value in shared.items() for flag in ("--env", f"{name}={value}")]
        return [engine, "run", *flags, container, "--", *wanted], [engine, "rm", container]
    name = f"demarche-trial-{port}"
    flags = [flag for key, value in settings.items() for flag in ("--env", f"{key}={value}")]
    limits = ["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--publish", f"127.0.0.1:{port}:8080"]
    return [engine, "run", "--rm", "--name", name, *limits, *flags, image], [engine, "rm", "--force", name]


def refuses_everybody(engine: str, image: str) -> None:
    """Without keys it must stop with one line that names both settings."""
    run, clear = command(engine, image, free_port(), {})
    try:
        ended = subprocess.run(run, capture_output=True, text=True, timeout=PATIENCE)
    finally:
        subprocess.run(clear, capture_output=True)
    said = ended.stderr + ended.stdout
    assert ended.returncode, "it serves everybody without keys"
    assert "DEMARCHE_API_KEYS" in said and "DEMARCHE_ALLOW_ANONYMOUS" in said, said


def answers(engine: str, image: str) -> float:
    """With a key it must answer, and end on SIGTERM. Returns the seconds until it was ready."""
    port = free_port()
    run, clear = command(engine, image, port, {"DEMARCHE_API_KEYS": KEY, "DEMARCHE_DRAIN_S": "1"})
    begun = time.monotonic()
    process = subprocess.Popen(run, start_new_session=True)
    try:
        client = Client(f"http://127.0.0.1:{port}", key=KEY)
        while not is_ready(client):
            assert process.poll() is None, f"it ended with {process.returncode}"
            assert time.monotonic() - begun < PATIENCE, "it does not get ready"
            time.sleep(0.2)
        ready = time.monotonic() - begun
        article = sorted((ROOT / "seeds").glob("*.txt"))[0].read_text(encoding="utf-8")
        answer = client.analyze(text=article)
        spans = [span for statement in answer.statements for span in statement.content]
        assert spans and all(article[span.start : span.end] == span.text for span in spans)
        print(f"{len(answer.statements)} statements of {len({one.speaker for one in answer.statements})} speakers")
        os.kill(inside(port) if Path(engine).name == "buildah" else process.pid, signal.SIGTERM)
        assert process.wait(60) in (0, 143), f"it ended with {process.returncode}"
        return ready
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        subprocess.run(clear, capture_output=True)


def inside(port: int) -> int:
    """Return the process that serves on the port: buildah passes no signal on to it, so it is told itself."""
    serving = set()
    for entry in Path("/proc").iterdir():
        try:
            settings = (entry / "environ").read_bytes().split(b"\0") if entry.name.isdigit() else []
            words = (entry / "cmdline").read_bytes().split(b"\0") if settings else []
        except OSError:
            continue
        if f"DEMARCHE_PORT={port}".encode() in settings and words[-4:] == [b"-m", b"service", b"serve", b""]:
            serving.add(int(entry.name))
    parents = {pid: int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) for pid in serving}
    return next(pid for pid in serving if parents[pid] not in serving)


def is_ready(client: Client) -> bool:
    """Ask, when the port may not be open yet."""
    try:
        return client.ready()
    except OSError:
        return False


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--engine", default="docker", help="docker, podman or buildah")
    parser.add_argument("--image", default="demarche:local")
    options = parser.parse_args()
    refuses_everybody(options.engine, options.image)
    print("without keys it stops, and names both settings")
    print(f"ready after {answers(options.engine, options.image):.1f} s; ended on SIGTERM")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Two instances of the service behind nginx, with a clock that can be moved, and ways to hurt them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import resident
from service.settings import ROOT
from tests.client import Client
from tests.serving import children, free_port, kill, wait_for, wait_until_ready

# Python runs this at every start: wall-clock time is off by what the file says, whatever it says next.
CLOCK = """
import os, time

def moved(real=time.time, path=os.environ["CLOCK_OFFSET"]):
    try:
        with open(path) as offset:
            return real() + float(offset.read() or 0)
    except (OSError, ValueError):
        return real()

time.time = moved
"""
# A request goes to the other instance where one is away, goes down (503) or is killed over it: articles may be asked
# about again, since nothing is kept. What is refused for want of room (429) is the client's to try again.
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log warn;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  client_max_body_size 16m;
  upstream demarche {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://demarche;
      proxy_next_upstream error http_503 non_idempotent;
      proxy_read_timeout 90s;
    }}
  }}
}}
"""


@dataclass
class Instance:
    """One instance of the service, which can be started again on its port."""

    port: int
    log: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "service", "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=dict(self.environment),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        wait_until_ready(Client("127.0.0.1", self.port, self.log), self.process, self.log)

    def stop(self) -> int:
        """Ask it to end, and return its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=120)

    def worker(self) -> int | None:
        """Return the process id of its worker, None while there is none."""
        assert self.process is not None
        try:
            return next(iter(children(self.process.pid)), None)
        except OSError:
            return None

    def kill_worker(self) -> None:
        """Kill its worker the hard way, and wait until another one is ready."""
        pid = self.worker()
        assert pid is not None and self.process is not None
        kill(pid)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.05)
        wait_until_ready(Client("127.0.0.1", self.port, self.log), self.process, self.log)

    def resident(self) -> tuple[int, float] | None:
        """Return the worker's process id and its resident memory in MiB."""
        pid = self.worker()
        try:
            return (pid, resident(pid)) if pid is not None else None
        except OSError:
            return None


@dataclass
class Cluster:
    """Both instances, nginx's port, and the file that moves their clock."""

    instances: list[Instance]
    port: int
    clock: Path

    def step_clock(self, seconds: float) -> None:
        """Let both instances believe that it is so much later than it is."""
        part = self.clock.with_suffix(".part")
        part.write_text(str(seconds))
        part.replace(self.clock)

    def roll(self) -> list[int]:
        """Restart one instance after the other; returns their exit statuses."""
        statuses = []
        for instance in self.instances:
            statuses.append(instance.stop())
            instance.start()
        return statuses


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Run two instances with the shipped models behind nginx."""
    (folder / "sitecustomize.py").write_text(CLOCK)
    clock = folder / "offset"
    clock.write_text("0")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DEMARCHE_")} | {
        "PYTHONPATH": str(folder),
        "CLOCK_OFFSET": str(clock),
        "DEMARCHE_THREADS": "1",
        "DEMARCHE_DRAIN_S": "2",
        "DEMARCHE_DEADLINE_SECONDS": "30",
    }
    instances = [Instance(free_port(), folder / f"instance-{name}.log", environment) for name in "ab"]
    port = free_port()
    servers = " ".join(f"server 127.0.0.1:{instance.port} max_fails=0;" for instance in instances)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, servers=servers, port=port))
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    for instance in instances:
        instance.start()
    with subprocess.Popen([nginx, "-c", str(folder / "nginx.conf"), "-p", str(folder)]) as balancer:
        try:
            wait_for("nginx listens", lambda: _listens(port))
            yield Cluster(instances, port, clock)
        finally:
            balancer.terminate()
            for instance in instances:
                if instance.process is not None and instance.process.poll() is None:
                    instance.stop()

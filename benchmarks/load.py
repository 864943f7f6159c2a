"""How the service holds under load: ``python -m benchmarks.load`` (about five minutes; ``--memory 10`` for ten more).

Starts the service, finds what it answers in a closed loop (clients that ask again once answered), then sends requests
at random moments (Poisson, fixed seed) at 0.5, 1, 2 and 10 times that rate, whether answered or not. Probes are asked
ten times a second throughout. A last part compares an article's time through HTTP with the engine's own, in turn. What
it prints is for reading; nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest
from service.settings import ROOT, load_settings

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    PORT = int(probe.getsockname()[1])  # nothing listens there
FACTORS = (0.5, 1.0, 2.0, 10.0)
SEED = 1


@dataclass
class Seen:
    """Status and seconds of every request, and of every probe."""

    answers: list[tuple[int, float]] = field(default_factory=list)
    probes: list[float] = field(default_factory=list)

    def times(self, status: int) -> list[float]:
        """Return the seconds of all answers of a status, in order."""
        return sorted(seconds for one, seconds in self.answers if one == status)


def percentile(times: Sequence[float], share: float) -> float:
    """Return a percentile of ordered times in milliseconds; nan where there are none."""
    return 1000 * times[min(len(times) - 1, int(share * len(times)))] if times else float("nan")


def ask(path: str, body: bytes | None) -> tuple[int, float]:
    """Send one request; returns status (0: the connection failed) and seconds."""
    started = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", PORT, timeout=90)
    try:
        connection.request("POST" if body else "GET", path, body, {"Content-Type": "application/json"} if body else {})
        response = connection.getresponse()
        response.read()
        status = response.status
    except OSError:
        status = 0
    finally:
        connection.close()
    return status, time.perf_counter() - started


@contextmanager
def probing(seen: Seen) -> Iterator[None]:
    """Ask the probes in turn, ten times a second."""
    stop = threading.Event()

    def probe() -> None:
        while not stop.wait(0.1):
            seen.probes += [ask(path, None)[1] for path in ("/livez", "/readyz", "/metrics")]

    thread = threading.Thread(target=probe)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def closed(bodies: Sequence[bytes], clients: int, seconds: float) -> float:
    """Return the answers a second that so many clients get that ask again once answered."""
    end = time.perf_counter() + seconds
    done: list[float] = []

    def go(number: int) -> None:
        dice = random.Random(SEED + number)
        while time.perf_counter() < end:
            if ask("/v1/analyze", dice.choice(bodies))[0] == 200:
                done.append(time.perf_counter())

    begun = time.perf_counter()
    together(clients, go)
    return len(done) / (max(done) - begun)


def together(count: int, act: Callable[[int], None]) -> None:
    """Run ``act(0) … act(count - 1)`` in threads of their own."""
    threads = [threading.Thread(target=act, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def open_loop(bodies: Sequence[bytes], rate: float, seconds: float) -> tuple[Seen, float]:
    """Send at random moments; returns what was seen, and the 200s a second once the queue is as it stays."""
    dice = random.Random(SEED)
    seen = Seen()
    within: list[float] = []
    threads: list[threading.Thread] = []
    begun = time.perf_counter()

    def send(body: bytes) -> None:
        answer = ask("/v1/analyze", body)
        seen.answers.append(answer)
        if answer[0] == 200:
            within.append(time.perf_counter() - begun)

    with probing(seen):
        moment = 0.0
        while (moment := moment + dice.expovariate(rate)) < seconds:
            time.sleep(max(0.0, begun + moment - time.perf_counter()))
            threads.append(threading.Thread(target=send, args=(dice.choice(bodies),)))
            threads[-1].start()
        for thread in threads:
            thread.join()
    settled = seconds / 3
    return seen, sum(settled <= at < seconds for at in within) / (seconds - settled)


def worker_of(process: subprocess.Popen[bytes]) -> int:
    """Return the process id of the worker."""
    return int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])


def resident(pid: int) -> float:
    """Return a process's resident memory in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise OSError(f"process {pid} has no memory")


@contextmanager
def serving() -> Iterator[subprocess.Popen[bytes]]:
    """Run the service on ``PORT``."""
    with subprocess.Popen(
        [sys.executable, "-m", "service", "serve", "--port", str(PORT)], cwd=ROOT, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while ask("/readyz", None)[0] != 200:
                if process.poll() is not None:
                    raise SystemExit(f"the service ended with {process.returncode}")
                time.sleep(0.2)
            yield process
        finally:
            process.terminate()


def memory(bodies: Sequence[bytes], rate: float, minutes: float, pid: int) -> None:
    """Tell the memory at the end of each minute of steady load at twice the capacity."""
    sizes = []
    for minute in range(1, round(minutes) + 1):
        open_loop(bodies, 2 * rate, 60)
        sizes.append(resident(pid))
        print(f"minute {minute}: {sizes[-1]:.0f} MiB", flush=True)
    print(f"drift from minute 2 to the last: {100 * (sizes[-1] / sizes[min(1, len(sizes) - 1)] - 1):+.1f} %")


def latency(text: str, runs: int) -> None:
    """Tell one article's median time through HTTP and in this process, asked in turn."""
    analyzer = Analyzer(load_settings())
    analyzer.warm_up()
    body = json.dumps({"text": text}).encode()
    own, http = [], []
    for _ in range(runs):
        started = time.perf_counter()
        list(analyzer.analyze([AnalyzeRequest(text=text)]))
        own.append(time.perf_counter() - started)
        http.append(ask("/v1/analyze", body)[1])
    one, other = 1000 * statistics.median(own), 1000 * statistics.median(http)
    print(
        f"one article: engine {one:.0f} ms, through HTTP {other:.0f} ms ({100 * (other / one - 1):+.1f} %), {runs} runs"
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=40, help="of each load")
    parser.add_argument("--memory", type=float, default=0, help="minutes of steady load")
    options = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    bodies = [json.dumps({"text": text}).encode() for text in texts]
    with serving() as process:
        pid = worker_of(process)
        closed(bodies, 2, 10)
        latency(texts[0], 15)
        capacity = closed(bodies, 4, options.seconds)
        print(f"closed loop, 4 clients: {capacity:.2f} answers a second")
        print("load   200/s  200s  429s  other   200 p50   200 p99   429 p99  probe p99   MiB   (times in ms)")
        for factor in FACTORS:
            seen, rate = open_loop(bodies, factor * capacity, options.seconds)
            good, refused, probes = seen.times(200), seen.times(429), sorted(seen.probes)
            other = len(seen.answers) - len(good) - len(refused)
            print(
                f"{factor:4.1f} {rate:7.2f} {len(good):5} {len(refused):5} {other:6} {percentile(good, 0.5):9.0f}"
                f" {percentile(good, 0.99):9.0f} {percentile(refused, 0.99):9.1f} {percentile(probes, 0.99):10.1f}"
                f" {resident(pid):5.0f}",
                flush=True,
            )
        if options.memory:
            memory(bodies, capacity, options.memory, pid)


if __name__ == "__main__":
    main()

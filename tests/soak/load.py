"""Clients of the soak: those that behave, and those that are slow, leave in the middle or close half."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from uuid import uuid4


@dataclass
class Tally:
    """What became of every request, by its id, and of the odd clients."""

    answers: dict[str, int | str] = field(default_factory=dict)
    odd: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, request_id: str, outcome: int | str) -> None:
        """Write down a request's one outcome."""
        with self.lock:
            assert request_id not in self.answers
            self.answers[request_id] = outcome

    def outcomes(self) -> Counter[str]:
        """Count outcomes."""
        with self.lock:
            return Counter(str(outcome) for outcome in self.answers.values())


class Load:
    """Threads that ask until they are told to stop."""

    def __init__(self, port: int, direct: Sequence[int], texts: Sequence[str], tally: Tally) -> None:
        """``port`` is the balancer's, ``direct`` are the instances' own."""
        self._port = port
        self._direct = direct
        self._texts = texts
        self._tally = tally
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, clients: int) -> None:
        """Start so many clients that behave, and one of each other kind."""
        jobs = [(self._ask, number) for number in range(clients)]
        jobs += [(self._slow, 100), (self._half, 101), (self._leave, 102)]
        self._threads = [threading.Thread(target=job, args=(seed,)) for job, seed in jobs]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop asking, and wait for what was asked."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=120)
            assert not thread.is_alive()

    def _ask(self, seed: int) -> None:
        dice = random.Random(seed)
        while not self._stop.is_set():
            request_id = uuid4().hex
            texts = dice.sample(self._texts, 3)
            one, path = {"text": texts[0]}, "/v1/analyze"
            body: object = one
            if dice.random() < 0.2:
                body, path = {"articles": [{"text": text} for text in texts]}, "/v1/analyze/batch"
            connection = HTTPConnection("127.0.0.1", self._port, timeout=90)
            try:
                connection.request(
                    "POST",
                    path,
                    json.dumps(body).encode(),
                    {"Content-Type": "application/json", "X-Request-ID": request_id},
                )
                response = connection.getresponse()
                answer = json.loads(response.read())
                outcome: int | str = response.status
                if response.status == 200 and not _whole(body, answer):
                    outcome = "wrong answer"
                if response.headers["X-Request-ID"] != request_id:
                    outcome = "another's answer"
            except (OSError, HTTPException, ValueError) as error:
                outcome = type(error).__name__
            finally:
                connection.close()
            self._tally.note(request_id, outcome)
            time.sleep(dice.uniform(0, 0.2) if outcome == 200 else 0.5)

    def _request(self, text: str) -> bytes:
        body = json.dumps({"text": text}).encode()
        head = f"POST /v1/analyze HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        return f"{head}\r\n\r\n".encode() + body

    def _odd(self, seed: int, kind: str, act: object) -> None:
        dice = random.Random(seed)
        while not self._stop.wait(dice.uniform(0.5, 3)):
            try:
                with socket.create_connection(("127.0.0.1", dice.choice(self._direct)), timeout=60) as peer:
                    act(peer, self._request(dice.choice(self._texts)))  # type: ignore[operator]
                self._tally.odd[kind] += 1
            except OSError:
                self._tally.odd[f"{kind}, cut off"] += 1

    def _slow(self, seed: int) -> None:
        def drop_by_drop(peer: socket.socket, data: bytes) -> None:
            for start in range(0, len(data), 200):
                peer.sendall(data[start : start + 200])
                if self._stop.wait(0.4):
                    return
            peer.recv(100)

        self._odd(seed, "slow", drop_by_drop)

    def _half(self, seed: int) -> None:
        def close_half(peer: socket.socket, data: bytes) -> None:
            peer.sendall(data)
            peer.shutdown(socket.SHUT_WR)
            peer.recv(100)

        self._odd(seed, "half-closed", close_half)

    def _leave(self, seed: int) -> None:
        def leave(peer: socket.socket, data: bytes) -> None:
            peer.sendall(data[: len(data) // 2])

        self._odd(seed, "left in the middle", leave)


def _whole(body: object, answer: dict[str, object]) -> bool:
    """Tell whether the answer is of the right kind, and of all articles."""
    if isinstance(body, dict) and "articles" in body:
        results = answer.get("results")
        return isinstance(results, list) and [one["index"] for one in results] == [0, 1, 2]
    return "statements" in answer

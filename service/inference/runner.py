"""How token rows get through a model: what one call may take, and the runner that does it on the spot."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from service.errors import ClientGone, DeadlineExceeded
from service.inference.batching import batches_by_budget

# Computes one padded batch: rows in, one result a row out. Rows of equal ``Forward`` may share a batch.
Forward = Callable[[list[Any]], list[Any]]


@dataclass(slots=True)
class Call:
    """One request's claim on the models: until when it may run, whether anybody still waits, and what it has used.

    ``deadline`` is in the clock of ``time.monotonic``, None for no end. ``spent`` holds milliseconds: ``queue``, and
    the name of each stage that runs a model. ``tokens`` counts what the models read, padding apart.
    """

    deadline: float | None = None
    abandoned: Callable[[], bool] = field(default=lambda: False)
    spent: dict[str, float] = field(default_factory=dict)
    tokens: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def within(cls, seconds: float, abandoned: Callable[[], bool] = lambda: False) -> Call:
        """Return a call that must end in so many seconds from now."""
        return cls(time.monotonic() + seconds, abandoned)

    def check(self) -> None:
        """Raise ``DeadlineExceeded`` past the deadline, ``ClientGone`` when nobody waits any more."""
        if self.deadline is not None and time.monotonic() >= self.deadline:
            raise DeadlineExceeded
        if self.abandoned():
            raise ClientGone

    def spend(self, stage: str, milliseconds: float, tokens: int = 0) -> None:
        """Add to what the call has used; several threads may work for one call."""
        with self._lock:
            self.spent[stage] = self.spent.get(stage, 0.0) + milliseconds
            self.tokens += tokens


class Runner(Protocol):
    """Whatever takes rows through a model."""

    def run(self, forward: Forward, rows: Sequence[Any], lengths: Sequence[int], stage: str, call: Call) -> list[Any]:
        """Return the results of ``forward`` in the order of ``rows``; ``lengths`` are the rows' tokens."""


Run = Callable[[Forward, Sequence[Any], Sequence[int]], list[Any]]


class DirectRunner:
    """Runs in the caller's thread, one caller at a time: several would fight over the same cores."""

    def __init__(self, token_budget: int) -> None:
        self._budget = token_budget
        self._lock = threading.Lock()

    def run(self, forward: Forward, rows: Sequence[Any], lengths: Sequence[int], stage: str, call: Call) -> list[Any]:
        """Run all rows, longest first, in batches of at most the budget of padded tokens."""
        asked = time.perf_counter()
        with self._lock:
            started = time.perf_counter()
            out: list[Any] = [None] * len(rows)
            for batch in batches_by_budget(lengths, self._budget):
                call.check()
                for index, result in zip(batch, forward([rows[index] for index in batch]), strict=True):
                    out[index] = result
        call.spend("queue", (started - asked) * 1000)
        call.spend(stage, (time.perf_counter() - started) * 1000, sum(lengths))
        return out


def direct(token_budget: int) -> Run:
    """Return a ``Run`` with no queue, deadline or account, for whoever uses a stage on its own."""
    runner = DirectRunner(token_budget)
    return lambda forward, rows, lengths: runner.run(forward, rows, lengths, "direct", Call())

"""Turns: how many threads may do Python's part of the work on articles at once.

Threads that compute in Python hold the interpreter in turn, so more of them finish nothing sooner. But each one more is
one more to wait behind, several times a request, for whoever accepts a connection, answers a probe, refuses what does
not fit, or feeds the models. Whoever waits for a model gives its turn back meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SHORT_TURNS = 1
LONG_TURNS = 1
POLL_SECONDS = 0.05
LONG_CHARACTERS = 40_000  # some 7,000 words; a stage that runs no model takes up to 0.2 seconds below, 3 above


class Lane:
    """The turns of articles of about one length."""

    def __init__(self, turns: int) -> None:
        self._turns = threading.BoundedSemaphore(turns)

    @contextmanager
    def turn(self, check: Callable[[], None]) -> Iterator[None]:
        """Hold a turn; while waiting for it, what ``check`` raises ends the wait."""
        while not self._turns.acquire(timeout=POLL_SECONDS):
            check()
        try:
            yield
        finally:
            self._turns.release()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Inside ``turn``: let others work while this thread waits for something else."""
        self._turns.release()
        try:
            yield
        finally:
            self._turns.acquire()


class Turns:
    """Two lanes, so that long articles, however many, do not keep a short one waiting."""

    def __init__(self) -> None:
        self._short = Lane(SHORT_TURNS)
        self._long = Lane(LONG_TURNS)

    def lane(self, characters: int) -> Lane:
        """Return the lane for work on so many characters."""
        return self._long if characters > LONG_CHARACTERS else self._short

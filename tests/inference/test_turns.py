"""Few threads work in Python at once; who waits for a model lets others work, and long articles have a lane apart."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.errors import DeadlineExceeded
from service.inference.turns import LONG_CHARACTERS, Lane, Turns

WAIT_S = 10


def ignore() -> None:
    """Have nothing against waiting on."""


class Room:
    """Counts who is inside at once."""

    def __init__(self, full: int) -> None:
        self.most = 0
        self._inside = 0
        self._lock = threading.Lock()
        self._full = threading.Barrier(full)

    def visit(self) -> None:
        """Stay until as many are inside as fit."""
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)
        self._full.wait(WAIT_S)
        with self._lock:
            self._inside -= 1


def test_no_more_threads_work_at_once_than_there_are_turns() -> None:
    lane, room = Lane(3), Room(3)

    def work() -> None:
        with lane.turn(ignore):
            room.visit()

    with ThreadPoolExecutor(9) as pool:
        for job in [pool.submit(work) for _ in range(9)]:
            job.result(WAIT_S)
    assert room.most == 3


def test_whoever_is_away_lets_another_work() -> None:
    lane, entered = Lane(1), threading.Event()

    def other() -> None:
        with lane.turn(ignore):
            entered.set()

    with lane.turn(ignore):
        thread = threading.Thread(target=other)
        thread.start()
        assert not entered.wait(0.1)
        with lane.away():
            assert entered.wait(WAIT_S)
        thread.join(WAIT_S)


@pytest.mark.parametrize("inside", ["turn", "away"])
def test_a_failure_gives_the_turn_back(inside: str) -> None:
    lane = Lane(1)

    def fail() -> None:
        with lane.turn(ignore):
            if inside == "away":
                with lane.away():
                    raise ValueError
            raise ValueError

    for _ in range(3):
        with pytest.raises(ValueError, match="^$"):
            fail()
    with lane.turn(ignore):
        pass


def test_waiting_ends_at_the_deadline_and_costs_no_turn() -> None:
    lane = Lane(1)

    def late() -> None:
        raise DeadlineExceeded

    def take(check: Callable[[], None]) -> None:
        with lane.turn(check):
            pass

    with lane.turn(ignore), ThreadPoolExecutor(1) as pool, pytest.raises(DeadlineExceeded):
        pool.submit(take, late).result(WAIT_S)
    take(ignore)


def test_long_articles_do_not_keep_a_short_one_waiting() -> None:
    turns = Turns()
    short, long = turns.lane(LONG_CHARACTERS), turns.lane(LONG_CHARACTERS + 1)
    assert short is not long
    with long.turn(ignore), short.turn(ignore):
        pass

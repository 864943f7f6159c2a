"""One thread runs the models for everybody: fairly, within budget and deadline, and no fault costs a neighbour."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.errors import ClientGone, DeadlineExceeded, NotReady
from service.inference.owner import Owner
from service.inference.runner import Call


class Recorder:
    """A model that returns its rows, remembers its batches, and waits at a gate before each."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.threads: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()

    def forward(self, rows: list[int]) -> list[int]:
        self.gate.wait(10)
        self.batches.append(rows)
        self.threads.add(threading.current_thread().name)
        if -1 in rows:
            raise ValueError("bad row")
        return [row * 10 for row in rows]


@pytest.fixture
def model() -> Recorder:
    return Recorder()


@pytest.fixture
def owner() -> Iterator[Owner]:
    owner = Owner(token_budget=100)
    owner.start()
    yield owner
    owner.stop()


def ask(owner: Owner, model: Recorder, rows: list[int], lengths: list[int], call: Call | None = None) -> list[int]:
    return owner.run(model.forward, rows, lengths, "stage", call or Call())


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_results_come_back_in_the_order_of_the_rows(owner: Owner, model: Recorder) -> None:
    assert ask(owner, model, [1, 2, 3, 4], [5, 50, 10, 90]) == [10, 20, 30, 40]


def test_no_rows_are_no_work(owner: Owner, model: Recorder) -> None:
    assert ask(owner, model, [], []) == []
    assert model.batches == []


def test_no_batch_is_over_the_budget_but_a_row_longer_than_it(owner: Owner, model: Recorder) -> None:
    lengths = [30] * 9 + [400]
    ask(owner, model, list(range(10)), lengths)
    assert sorted(row for batch in model.batches for row in batch) == list(range(10))
    for batch in model.batches:
        assert len(batch) == 1 or max(lengths[row] for row in batch) * len(batch) <= 100


def test_many_callers_share_batches_and_one_thread(owner: Owner, model: Recorder) -> None:
    model.gate.clear()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, owner, model, [row], [10]) for row in range(8)]
        wait_until(lambda: owner.depth() >= 7)
        model.gate.set()
        assert [one.result(10) for one in asked] == [[row * 10] for row in range(8)]
    assert len(model.batches) < 8
    assert model.threads == {"models"}


def test_a_call_of_many_rows_does_not_keep_one_of_few_waiting(owner: Owner, model: Recorder) -> None:
    model.gate.clear()
    with ThreadPoolExecutor(2) as pool:
        big = pool.submit(ask, owner, model, [7] * 500, [10] * 500)
        wait_until(lambda: owner.depth() >= 490)
        small = pool.submit(ask, owner, model, [1, 2], [10, 10])
        wait_until(lambda: owner.depth() >= 492)
        model.gate.set()
        assert small.result(10) == [10, 20]
        big.result(10)
    last = max(number for number, batch in enumerate(model.batches) if 1 in batch or 2 in batch)
    assert last <= 2
    assert len(model.batches) > 40


def test_rows_for_two_models_never_share_a_batch(owner: Owner) -> None:
    one, two = Recorder(), Recorder()
    one.gate.clear()
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(ask, owner, model, [number], [10]) for number, model in enumerate((one, two, one), 1)]
        wait_until(lambda: owner.depth() >= 2)
        one.gate.set()
        assert [answer.result(10) for answer in asked] == [[10], [20], [30]]
    assert {row for batch in one.batches for row in batch} == {1, 3}
    assert two.batches == [[2]]


def test_a_fault_is_raised_to_the_caller_whose_row_it_was_alone(owner: Owner, model: Recorder) -> None:
    model.gate.clear()
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(ask, owner, model, [row], [10]) for row in (5, -1, 6)]
        wait_until(lambda: owner.depth() >= 2)
        model.gate.set()
        assert asked[0].result(10) == [50]
        assert asked[2].result(10) == [60]
        with pytest.raises(ValueError, match="bad row"):
            asked[1].result(10)
    assert ask(owner, model, [9], [10]) == [90]


def test_past_the_deadline_the_rest_is_dropped(owner: Owner, model: Recorder) -> None:
    model.gate.clear()
    with pytest.raises(DeadlineExceeded):
        ask(owner, model, [1] * 100, [50] * 100, Call.within(0.2))
    model.gate.set()
    assert owner.depth() == 0
    ask(owner, model, [2], [10])
    assert sum(len(batch) for batch in model.batches) < 10


def test_work_that_nobody_waits_for_is_dropped(owner: Owner, model: Recorder) -> None:
    model.gate.clear()
    gone = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask, owner, model, [1] * 100, [50] * 100, Call(abandoned=gone.is_set))
        wait_until(lambda: owner.depth() > 0)
        gone.set()
        with pytest.raises(ClientGone):
            asked.result(10)
    assert owner.depth() == 0
    model.gate.set()


def test_a_call_is_told_what_it_has_spent(owner: Owner, model: Recorder) -> None:
    call = Call()
    ask(owner, model, [1, 2], [30, 40], call)
    assert set(call.spent) == {"queue", "stage"}
    assert call.tokens == 70


def test_after_a_stop_callers_are_told_so(model: Recorder) -> None:
    owner = Owner(token_budget=100)
    owner.start()
    owner.stop()
    with pytest.raises(NotReady):
        ask(owner, model, [1], [10])

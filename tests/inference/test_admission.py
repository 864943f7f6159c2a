"""Who may come in."""

from __future__ import annotations

import pytest

from service.errors import NotReady, TooManyRequests
from service.inference.admission import Admission


def admission(requests: int = 2, articles: int = 10) -> Admission:
    made = Admission(requests, articles)
    made.ready = True
    return made


def test_nobody_comes_in_before_it_is_ready_or_while_it_goes_down() -> None:
    door = Admission(2, 10)
    with pytest.raises(NotReady):
        door.enter()
    door.ready = True
    door.enter()
    door.draining = True
    with pytest.raises(NotReady):
        door.enter()


def test_more_requests_than_fit_are_refused_until_one_leaves() -> None:
    door = admission(requests=2)
    first, _ = door.enter(), door.enter()
    with pytest.raises(TooManyRequests) as refused:
        door.enter()
    assert refused.value.headers["Retry-After"] == "1"
    first.leave()
    first.leave()
    door.enter()
    with pytest.raises(TooManyRequests):
        door.enter()


def test_a_batch_is_admitted_whole_or_refused_whole() -> None:
    door = admission(requests=3, articles=10)
    first, second = door.enter(), door.enter()
    first.take(6)
    with pytest.raises(TooManyRequests):
        second.take(5)
    second.take(4)
    first.leave()
    door.enter().take(6)


def test_a_batch_larger_than_all_room_is_admitted_when_it_is_alone() -> None:
    door = admission(articles=10)
    ticket = door.enter()
    ticket.take(64)
    with pytest.raises(TooManyRequests):
        door.enter().take(1)
    ticket.leave()
    door.enter().take(1)


def test_whoever_watches_is_told_how_many_are_in_flight() -> None:
    seen: list[int] = []
    door = Admission(3, 10, seen.append)
    door.ready = True
    tickets = [door.enter(), door.enter()]
    for ticket in tickets:
        ticket.leave()
    assert seen == [1, 2, 1, 0]

"""The local runner: worker processes, a shard for each at a time; one that dies costs no row but its own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from service.batch.progress import Progress
from service.batch.store import Store
from service.batch.worker import Done, Task, work
from service.errors import ConfigurationError
from service.settings import Settings

MOST_DEATHS = 4  # of workers over one shard, those apart that an article is blamed for


def fair_share(workers: int) -> int:
    """Return how many threads each of so many workers gets."""
    return max(1, len(os.sched_getaffinity(0)) // workers)


@dataclass
class Hand:
    """A worker process, and what it has in hand."""

    process: SpawnProcess
    connection: Connection
    ready: bool = False
    task: Task | None = None
    at: int | None = None


class LocalRunner:
    """Scores shards with so many processes, each with models and threads of its own."""

    def __init__(self, settings: Settings, store: Store, workers: int, progress: Progress) -> None:
        self._settings = settings
        self._store = store
        self._workers = workers
        self._progress = progress
        # A process forked from one that has run a model hangs.
        self._context = multiprocessing.get_context("spawn")

    def run(self, tasks: Iterable[Task]) -> None:
        """Score every task. Raises ``ConfigurationError``, or ``OSError`` where a shard could not be written."""
        waiting = iter(tasks)
        hands: list[Hand] = []
        try:
            for task in _some(waiting, self._workers):
                hands.append(self._hire(task))
            while hands:
                for connection in wait([hand.connection for hand in hands]):
                    hand = next(one for one in hands if one.connection is connection)
                    if not self._hear(hand, waiting):
                        hands.remove(hand)
        finally:
            for hand in hands:
                hand.connection.close()
                hand.process.terminate()
            for hand in hands:
                hand.process.join()

    def _hire(self, task: Task) -> Hand:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(theirs, self._settings, self._store), daemon=True)
        process.start()
        theirs.close()
        return Hand(process, ours, task=task)

    def _hear(self, hand: Hand, waiting: Iterator[Task]) -> bool:
        """Take what a worker tells; False once it has nothing more to do."""
        try:
            told = hand.connection.recv()
            if isinstance(told, Exception):
                raise told
            if told is None:
                hand.ready = True
                hand.connection.send(hand.task)
            elif isinstance(told, Done):
                hand.at = told.at if told.at is not None else hand.at
                self._progress.add(told.articles, told.failed, told.tokens)
                return self._next(hand, waiting) if told.finished else True
        except (EOFError, ConnectionError):
            self._bury(hand)
        return True

    def _next(self, hand: Hand, waiting: Iterator[Task]) -> bool:
        hand.task, hand.at = next(waiting, None), None
        if hand.task is None:
            hand.connection.close()
            hand.process.join()
            return False
        hand.connection.send(hand.task)
        return True

    def _bury(self, hand: Hand) -> None:
        """Put a new worker in a dead one's place."""
        hand.process.join()
        hand.connection.close()
        code, task = hand.process.exitcode, hand.task
        if not hand.ready or task is None:
            raise ConfigurationError(f"a worker ended with status {code} before it could score anything")
        task = task.outlived(hand.at)
        if task.deaths > MOST_DEATHS + 2 * len(task.poison) + (task.suspect is not None):
            raise ConfigurationError(
                f"{task.deaths} workers ended over shard {task.number}, the last with status {code}"
            )
        self._progress.say(f"a worker ended with status {code}; its shard {task.number} is scored anew")
        new = self._hire(task)
        hand.process, hand.connection, hand.task = new.process, new.connection, task
        hand.ready, hand.at = False, None


def _some(tasks: Iterator[Task], count: int) -> Iterator[Task]:
    for _ in range(count):
        task = next(tasks, None)
        if task is None:
            return
        yield task

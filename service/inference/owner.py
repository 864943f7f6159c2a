"""The one thread that runs the models, and the queue before it.

Callers put rows in and wait. The owner goes round the calls that wait, takes a row from each in turn until a batch is
full, and runs it: so a call of thousands of rows takes longer itself and hardly delays one of a few. Rows of calls
whose deadline has passed, or that nobody waits for any more, are dropped before they cost anything.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from service.errors import NotReady, Problem
from service.inference.batching import batches_by_budget
from service.inference.runner import Call, Forward

POLL_SECONDS = 0.05  # how often a waiting caller asks whether anybody still waits for it


@dataclass(eq=False, slots=True)
class _Job:
    """The rows of one stage of one call; ``waiting`` are indices into them, the longest last."""

    forward: Forward
    rows: Sequence[Any]
    lengths: Sequence[int]
    call: Call
    waiting: list[int]
    results: list[Any]
    left: int
    asked: float
    started: float | None = None
    error: Exception | None = None
    dropped: bool = False
    done: threading.Event = field(default_factory=threading.Event)

    def fail(self, error: Exception) -> None:
        """End the job; what is still in the queue of it is not run."""
        self.error = error
        self.dropped = True
        self.waiting.clear()
        self.done.set()


class Watcher(Protocol):
    """Whoever wants to know what the owner does."""

    def batch(self, tokens: int, padded: int) -> None:
        """Take note of a batch: its tokens, and what they are with padding."""

    def depth(self, rows: int) -> None:
        """Take note of how many rows wait."""


class Owner:
    """Owns the models' thread. Start it once; ``run`` may then be called from any thread."""

    def __init__(self, token_budget: int, watcher: Watcher | None = None) -> None:
        """``token_budget`` bounds a batch's padded tokens."""
        self._budget = token_budget
        self._watcher = watcher
        self._jobs: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._loop, name="models", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread after the batch that it runs; calls that still wait get 503."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()
        with self._changed:
            for job in self._jobs:
                job.fail(NotReady(detail="The service is going down"))
            self._jobs.clear()

    def depth(self) -> int:
        """Return how many rows wait."""
        with self._changed:
            return sum(len(job.waiting) for job in self._jobs)

    def run(self, forward: Forward, rows: Sequence[Any], lengths: Sequence[int], stage: str, call: Call) -> list[Any]:
        """Return the results in order. Raises what ``forward`` raised, ``DeadlineExceeded`` or ``ClientGone``."""
        if not rows:
            return []
        order = sorted(range(len(rows)), key=lambda index: lengths[index])
        job = _Job(forward, rows, lengths, call, order, [None] * len(rows), len(rows), time.perf_counter())
        with self._changed:
            if self._stopped:
                raise NotReady(detail="The service is going down")
            self._jobs.append(job)
            self._note_depth()
            self._changed.notify()
        try:
            while not job.done.wait(POLL_SECONDS):
                call.check()
        except Problem:
            self._drop(job)
            raise
        if job.error is not None:
            raise job.error
        ended = time.perf_counter()
        started = ended if job.started is None else job.started
        call.spend("queue", (started - job.asked) * 1000)
        call.spend(stage, (ended - started) * 1000, sum(lengths))
        return job.results

    def _note_depth(self) -> None:
        if self._watcher is not None:
            self._watcher.depth(sum(len(job.waiting) for job in self._jobs))

    def _drop(self, job: _Job) -> None:
        with self._changed:
            job.dropped = True
            job.waiting.clear()
            if job in self._jobs:
                self._jobs.remove(job)
            self._note_depth()

    def _loop(self) -> None:
        while True:
            with self._changed:
                while not self._jobs and not self._stopped:
                    self._changed.wait()
                if self._stopped:
                    return
                taken = self._take()
                self._note_depth()
            self._compute(taken)

    def _take(self) -> list[tuple[_Job, int]]:
        """Take about a batch of rows from the jobs that ask the same of the same model as the first in line does.

        One row from each in turn; then who was served goes to the end of the line.
        """
        forward = self._jobs[0].forward
        served = [job for job in self._jobs if job.forward == forward]
        taken: list[tuple[_Job, int]] = []
        tokens = 0
        line = deque(served)
        while line:
            job = line.popleft()
            index = job.waiting[-1]
            if taken and tokens + job.lengths[index] > self._budget:
                break
            job.waiting.pop()
            taken.append((job, index))
            tokens += job.lengths[index]
            if job.waiting:
                line.append(job)
        rest = [job for job in self._jobs if job.forward != forward]
        # Who has just joined the line behind the break keeps its place before those that were served.
        fed = {id(job) for job, _ in taken}
        hungry = [job for job in served if id(job) not in fed]
        again = [job for job in served if id(job) in fed and job.waiting]
        self._jobs = deque([*rest, *hungry, *again])
        return taken

    def _compute(self, taken: Sequence[tuple[_Job, int]]) -> None:
        lengths = [job.lengths[index] for job, index in taken]
        for batch in batches_by_budget(lengths, self._budget):
            members = [taken[place] for place in batch if not taken[place][0].dropped]
            if members:
                self._run(members)

    def _run(self, members: Sequence[tuple[_Job, int]]) -> None:
        """Run one batch; if it fails, run each job's rows alone, so that only the guilty one pays."""
        now = time.perf_counter()
        for job, _ in members:
            if job.started is None:
                job.started = now
        try:
            results = members[0][0].forward([job.rows[index] for job, index in members])
        except Exception as error:
            jobs = list({id(job): job for job, _ in members}.values())
            if len(jobs) == 1:
                jobs[0].fail(error)
                return
            for alone in jobs:
                self._run([(job, index) for job, index in members if job is alone])
            return
        used = [job.lengths[index] for job, index in members]
        if self._watcher is not None:
            self._watcher.batch(sum(used), max(used) * len(used))
        for (job, index), result in zip(members, results, strict=True):
            job.results[index] = result
            job.left -= 1
            if job.left == 0:
                job.done.set()

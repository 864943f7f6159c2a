"""A process with models of its own that scores one shard after the other."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from service.batch.row import Row, described
from service.batch.store import Store
from service.errors import ConfigurationError, InternalError, Problem
from service.inference.runner import Call
from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest
from service.settings import Settings

# Articles that go through the models together: enough to fill batches, few enough that memory stays flat.
ARTICLES_AT_ONCE = 32
CHARACTERS_AT_ONCE = 400_000


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to score: its number, the number of its first row, its rows, and which are copies of which earlier row.

    ``deaths`` counts the workers that it outlived. Rows in ``poison`` ended two of them and are not tried again, the
    ``suspect`` one. ``alone`` scores one row at a time, and tells before each which it is.
    """

    number: int
    first: int
    rows: tuple[Row, ...]
    copies: dict[int, int]
    deaths: int = 0
    poison: frozenset[int] = frozenset()
    suspect: int | None = None

    @property
    def alone(self) -> bool:
        """Whether rows go one by one: a first death may have had nothing to do with them, a second has."""
        return self.deaths > 1

    def outlived(self, at: int | None) -> Task:
        """Return the task for the next worker, after one ended with the row ``at`` in hand."""
        if at is not None and at == self.suspect:
            return replace(self, deaths=self.deaths + 1, poison=self.poison | {at}, suspect=None)
        return replace(self, deaths=self.deaths + 1, suspect=at)


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker tells of a shard: rows and tokens read since it last told, and whether that was all."""

    number: int
    articles: int
    failed: int
    tokens: int
    finished: bool
    at: int | None = None


Tell = Callable[[Done], None]


def score(analyzer: Analyzer, task: Task, tell: Tell | None = None) -> list[dict[str, Any]]:
    """Return a shard's results in the order of its rows: each has its row, and an answer, an error or whose copy it is.

    Batches are cut from the shard's rows alone, so that the same shard always gives the same results.
    """
    results: dict[int, dict[str, Any]] = {}
    todo: list[tuple[int, AnalyzeRequest]] = []
    for index, row in enumerate(task.rows):
        number = task.first + index
        base: dict[str, Any] = {"row": number, "where": row.where, "id": row.id, "notes": list(row.notes)}
        results[number] = base
        if isinstance(row.article, Problem):
            base["error"] = described(row.article)
        else:
            base |= {"published": _day(row.article), "outlet": row.article.outlet, "title": row.article.title}
            if number in task.copies:
                base["copy_of"] = task.copies[number]
            elif number in task.poison:
                base["error"] = described(InternalError(detail="The article ended the process that read it"))
            else:
                todo.append((number, row.article.model_copy(update={"id": row.name})))
    if tell:
        # Bad rows and copies want no model: they are done.
        bad = sum("error" in result for result in results.values())
        tell(Done(task.number, len(results) - len(todo), bad, 0, False))
    for part in [[one] for one in todo] if task.alone else _parts(todo):
        if task.alone and tell:
            tell(Done(task.number, 0, 0, 0, False, part[0][0]))
        _score_part(analyzer, part, results, task.number, tell)
    return [results[number] for number in sorted(results)]


def _score_part(
    analyzer: Analyzer,
    part: Sequence[tuple[int, AnalyzeRequest]],
    results: dict[int, Any],
    shard: int,
    tell: Tell | None,
) -> None:
    call = Call()
    failed = 0
    for (number, _), answer in zip(part, analyzer.analyze([article for _, article in part], call), strict=True):
        if isinstance(answer, Problem):
            failed += 1
            results[number]["error"] = described(answer)
        else:
            found = answer.model_dump(mode="json")
            found["meta"].pop("elapsed_ms")
            results[number]["answer"] = found
    if tell:
        tell(Done(shard, len(part), failed, call.tokens, False))


def _parts(todo: Iterable[tuple[int, AnalyzeRequest]]) -> Iterator[list[tuple[int, AnalyzeRequest]]]:
    """Cut articles into parts that go through the models together."""
    part: list[tuple[int, AnalyzeRequest]] = []
    characters = 0
    for one in todo:
        # A page's text is a small part of it.
        length = len(one[1].text or "") + len(one[1].html or "") // 4
        if part and (len(part) == ARTICLES_AT_ONCE or characters + length > CHARACTERS_AT_ONCE):
            yield part
            part, characters = [], 0
        part.append(one)
        characters += length
    if part:
        yield part


def _day(article: AnalyzeRequest) -> str | None:
    return article.published.isoformat() if article.published else None


def work(connection: Connection, settings: Settings, store: Store) -> None:
    """Score tasks from the connection until it closes: what a worker process runs."""
    # Ctrl-C reaches the whole group: the runner ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        analyzer = Analyzer(settings)
        analyzer.warm_up()
    except (ConfigurationError, OSError) as error:
        connection.send(error)
        return
    connection.send(None)
    try:
        while True:
            task: Task = connection.recv()
            results = score(analyzer, task, connection.send)
            try:
                store.write(task.number, results)
            except OSError as error:
                # A full disk, mostly: the runner tells of it and ends; nothing that is in place is lost.
                connection.send(error)
                return
            connection.send(Done(task.number, 0, 0, 0, True))
    except (EOFError, ConnectionError):
        return  # the runner is gone, or has no more work

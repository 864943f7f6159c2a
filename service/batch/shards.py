"""Cutting the input's rows into shards: by the rows alone, so that the same input is always cut the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.batch.row import Row, fingerprint
from service.batch.worker import Task
from service.errors import Problem

MOST_CHARACTERS = 8_000_000  # of a shard, so that a few huge articles do not fill the memory


def cut(rows: Iterable[Row], size: int) -> Iterator[Task]:
    """Yield shards of at most ``size`` rows. A text that stood in an earlier row is marked as its copy.

    Holds 16 bytes and a number for each different text.
    """
    first_with: dict[bytes, int] = {}
    part: list[Row] = []
    copies: dict[int, int] = {}
    number = begin = characters = shard = 0
    for row in rows:
        length = 0
        if not isinstance(row.article, Problem):
            length = len(row.article.text or "") + len(row.article.html or "")
        if part and (len(part) == size or characters + length > MOST_CHARACTERS):
            yield Task(shard, begin, tuple(part), copies)
            part, copies, characters, begin, shard = [], {}, 0, number, shard + 1
        if not isinstance(row.article, Problem):
            earlier = first_with.setdefault(fingerprint(row.article), number)
            if earlier != number:
                copies[number] = earlier
        part.append(row)
        characters += length
        number += 1
    if part:
        yield Task(shard, begin, tuple(part), copies)

"""Cutting many sequences of differing length into batches with little padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt


def batches_by_budget(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield lists of indices into ``lengths``, longest first, each list times its longest member within ``budget``.

    ``budget`` counts padded tokens; a sequence longer than it travels alone. Every index is yielded exactly once.
    Sorting by length first keeps padding low, and longest first shows a want of memory at once.
    """
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    batch: list[int] = []
    for index in order:
        if batch and lengths[batch[0]] * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def pad(rows: Sequence[Sequence[int]], value: int = 0) -> npt.NDArray[np.int64]:
    """Return the rows as one array of shape (rows, longest row), filled up with ``value`` on the right."""
    out = np.full((len(rows), max(map(len, rows), default=0)), value, dtype=np.int64)
    for index, row in enumerate(rows):
        out[index, : len(row)] = row
    return out

"""How far a figure could be another one, had other articles been drawn: the bootstrap over articles."""

from __future__ import annotations

import random
from collections.abc import Sequence

DRAWS = 1000
SEED = 1


def interval(groups: Sequence[Sequence[float]], draws: int = DRAWS, seed: int = SEED) -> tuple[float, float]:
    """Return the 95 % percentile interval of the mean over all values (Efron 1979).

    Whole groups, the values of one article each, are drawn with replacement: tones of one article resemble one another.
    """
    sums = [(sum(group), len(group)) for group in groups if group]
    if not sums:
        return float("nan"), float("nan")
    rng = random.Random(seed)
    means = []
    for _ in range(draws):
        drawn = rng.choices(sums, k=len(sums))
        means.append(sum(total for total, _ in drawn) / sum(count for _, count in drawn))
    means.sort()
    return means[int(0.025 * draws)], means[min(draws - 1, int(0.975 * draws))]

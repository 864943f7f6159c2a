"""The weights of the speaker stage's small linear models, kept in a readable JSON file (training/train_speakers.py)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from service.settings import ROOT

FOLDER = ROOT / "models" / "speakers"
Features = Mapping[str, float]


@cache
def load_weights(path: Path = FOLDER / "weights.json") -> Mapping[str, Mapping[str, float]]:
    """Load the weights by the name of the choice they decide: ``pronoun``, ``role``, ``other``, ``country``."""
    if not path.is_file():
        return {}
    tables: Mapping[str, Mapping[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    return tables


def choose(weights: Mapping[str, float], candidates: Sequence[Features]) -> tuple[int, float]:
    """Return the index of the candidate with the highest sum of weights, and its share in the softmax of all."""
    scores = [sum(weights.get(name, 0.0) * value for name, value in features.items()) for features in candidates]
    best = max(range(len(scores)), key=scores.__getitem__)
    return best, 1.0 / sum(math.exp(max(-50.0, score - scores[best])) for score in scores)

"""Small trained decisions: a logistic model over named yes-or-no features, its weights kept in a readable JSON file."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from service.settings import ROOT

FOLDER = ROOT / "models" / "targets"


class Decision:
    """P(yes) from the features that hold: the logistic function of the sum of their weights."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.weights: Mapping[str, float] = table["weights"]
        self.bias = float(table["bias"])
        self.threshold = float(table["threshold"])

    def probability(self, features: Iterable[str]) -> float:
        """Return P(yes); features that training never saw weigh nothing."""
        total = self.bias + sum(self.weights.get(feature, 0.0) for feature in features)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def holds(self, features: Iterable[str]) -> bool:
        """Tell whether P(yes) reaches the threshold that did best on the development articles."""
        return self.probability(features) >= self.threshold


@cache
def load_decisions(path: Path = FOLDER / "decisions.json") -> Mapping[str, Decision]:
    """Load ``explicit``, ``implied`` and ``aspect`` (made by training/train_targets.py)."""
    return {name: Decision(table) for name, table in json.loads(path.read_text(encoding="utf-8")).items()}

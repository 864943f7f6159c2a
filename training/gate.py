"""The quality gate: the engine over articles that are shipped with the tests, every figure held against its floor.

``python -m training.gate`` prints the figures; with ``--raise-floors`` it raises the floors to what was measured.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from service.pipeline.analyzer import Analyzer
from service.settings import ROOT, load_settings
from training.figures import Judged, end_to_end, judge, tone_examples
from training.floors import as_table, below, goals_of, raise_floors, read_floors
from training.metrics import Figures
from training.robustness import evidence_moves, exchange_kept

GATE = ROOT / "tests" / "data" / "gate.jsonl"


def read_gate(path: Path = GATE) -> list[dict[str, Any]]:
    """Return the shipped articles with their annotations."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measure(analyzer: Analyzer, judged: Sequence[Judged]) -> Figures:
    """Return every figure of the gate for articles that the engine has read."""
    records = [one.record for one in judged]
    figures = end_to_end(judged)
    figures |= exchange_kept(analyzer, records, [one.found for one in judged]).figures()
    items = [example.item for example in tone_examples(records)]
    figures["evidence_moves"] = evidence_moves(analyzer.tone_model, items).share
    return figures


def main() -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raise-floors", action="store_true", help="raise floors to just under what was measured")
    options = parser.parse_args()
    analyzer = Analyzer(load_settings())
    figures = measure(analyzer, judge(analyzer, read_gate()))
    if options.raise_floors:
        raise_floors("gate", figures)
    floors = read_floors("gate")
    print(as_table(figures, floors, goals_of("gate")))
    return 1 if below(figures, floors) else 0


if __name__ == "__main__":
    sys.exit(main())

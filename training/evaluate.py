"""Measure the engine on the development sets: ``python -m training.evaluate`` (what ``make eval`` runs).

Prints a table of every figure that has a floor, and ends with status 1 if one is below it. ``--stage`` measures a part
and ``--sample`` fewer articles; floors are checked on whole runs only.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from service.errors import ConfigurationError
from service.pipeline.analyzer import Analyzer
from service.settings import ROOT, load_settings
from training.data import corpus, read_jsonl, read_lines
from training.expected import article_of, compare, read_expected
from training.figures import (
    Judged,
    Record,
    analyze,
    end_to_end,
    judge,
    polnear,
    seconds_for_words,
    speakers_on_gold,
    targets_on_gold,
    tone_examples,
    tone_on_examples,
)
from training.floors import as_table, below, goals_of, raise_floors, read_floors
from training.metrics import Figures
from training.robustness import evidence_moves, exchange_kept
from training.statements import from_answer
from training.tone_data import from_public

STAGES = ("articles", "speakers", "targets", "tone", "polnear", "newsmtsc", "exchange", "evidence", "others", "speed")
HELD_OUT = ROOT / "tests" / "data" / "written_heldout.jsonl"
SEED = 1


class Evaluation:
    """One run over the development sets; every stage adds to ``figures`` (those with floors) and ``details``."""

    def __init__(self, analyzer: Analyzer, sample: int | None) -> None:
        self.analyzer = analyzer
        self.sample = sample
        self.figures: Figures = {}
        self.details: dict[str, Any] = {}
        self.whole: list[Record] = self._some(corpus("dev", complete=True))
        self._judged: list[Judged] | None = None

    def run(self, stage: str) -> None:
        """Measure one of ``STAGES``."""
        getattr(self, f"_{stage}")()

    def _some(self, rows: Sequence[Any]) -> list[Any]:
        """Return all rows, or as many as were asked for, always the same."""
        if self.sample is None or self.sample >= len(rows):
            return list(rows)
        return random.Random(SEED).sample(list(rows), self.sample)

    @property
    def judged(self) -> list[Judged]:
        """The articles as the engine reads them, analysed once."""
        if self._judged is None:
            self._judged = judge(self.analyzer, self.whole)
        return self._judged

    def _articles(self) -> None:
        figures = end_to_end(self.judged)
        self.figures |= figures
        self.details["articles"] = figures

    def _speakers(self) -> None:
        self.details["speakers on annotated statements"] = speakers_on_gold(self.analyzer, self.whole)

    def _targets(self) -> None:
        self.details["targets on annotated statements"] = targets_on_gold(self.analyzer, self.whole)

    def _tone(self) -> None:
        figures = tone_on_examples(self.analyzer, tone_examples(self.whole))
        self.details["tone on annotated statements, whole articles"] = figures
        parts = tone_on_examples(self.analyzer, tone_examples(self._some(corpus("dev", complete=False))))
        self.details["tone on annotated statements, excerpts"] = parts
        # No article of these outlets is annotated in full, so their tone is measured on annotated statements.
        if "tone_macro_f1_outlets" in parts:
            self.figures["tone_macro_f1_outlets"] = parts["tone_macro_f1_outlets"]

    def _polnear(self) -> None:
        figures = polnear(self.analyzer.attributor, self._some(read_jsonl("data/polnear_dev.jsonl")))
        self.details["polnear_dev"] = figures
        self.figures |= {f"polnear_{name}": value for name, value in figures.items()}

    def _newsmtsc(self) -> None:
        figures = tone_on_examples(self.analyzer, self._some(from_public("newsmtsc_dev")))
        self.details["newsmtsc_dev"] = figures
        self.figures["newsmtsc_tone_macro_f1"] = figures["tone_macro_f1"]

    def _exchange(self) -> None:
        kept = exchange_kept(self.analyzer, self.whole, [one.found for one in self.judged])
        self.figures |= kept.figures()
        self.details["exchange"] = {
            "kept": kept.kept,
            "changed": kept.changed,
            "missing": kept.missing,
            "share": kept.share,
            "share_of_found": kept.share_of_found,
            "flipped": kept.flipped,
            "largest_shift": kept.largest_shift,
            "lost": [row.line() for row in kept.lost],
        }

    def _evidence(self) -> None:
        items = [example.item for example in tone_examples(self.whole)]
        moves = evidence_moves(self.analyzer.tone_model, items, SEED)
        self.figures["evidence_moves"] = moves.share
        self.details["evidence"] = {"more": moves.more, "compared": moves.compared, "share": moves.share}

    def _others(self) -> None:
        """Other outlets' manner, in articles written for this and neither trained on nor looked at."""
        records = read_lines(HELD_OUT)[: self.sample]
        for origin in sorted({record["origin"] for record in records}):
            own = [record for record in records if record["origin"] == origin]
            self.details[f"other outlets, {origin}"] = end_to_end(judge(self.analyzer, own))

    def _speed(self) -> None:
        seconds = seconds_for_words(self.analyzer, self.whole)
        self.details["speed"] = {"words": 800, "seconds": seconds}


def print_expected(analyzer: Analyzer, paths: Sequence[Path]) -> None:
    """Print how the answer for each article compares with the file that tells what is expected of it."""
    texts = [article_of(path) for path in paths]
    for path, text, answer in zip(paths, texts, analyze(analyzer, texts), strict=True):
        comparison = compare(text, read_expected(path), from_answer(answer))
        print(f"{path.name}: {comparison.summary()}")
        for line in comparison.lines:
            print(f"  {line}")


def print_details(details: dict[str, Any]) -> None:
    """Print what each stage measured, one line a stage; lists of single failures are only counted."""
    for stage, figures in details.items():
        shown = ", ".join(
            f"{name} {len(value) if name == 'lost' else value if not isinstance(value, float) else round(value, 3)}"
            for name, value in figures.items()
        )
        print(f"{stage}: {shown}")


def options_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", action="append", choices=STAGES, help="measure this part only; may be repeated")
    parser.add_argument("--sample", type=int, help="articles or rows of each set, chosen at random with a fixed seed")
    parser.add_argument("--raise-floors", action="store_true", help="raise floors to just under what was measured")
    parser.add_argument("--output", type=Path, help="write all figures to this file, as JSON")
    parser.add_argument(
        "--expected", type=Path, nargs="+", default=[], help="compare with NAME.expected.json beside NAME.txt, and stop"
    )
    options = parser.parse_args(arguments)
    if options.raise_floors and (options.stage or options.sample is not None):
        parser.error("--raise-floors wants a whole run, not one with --stage or --sample")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status."""
    options = options_of(arguments)
    if not options.expected:
        corpus("dev")  # a missing folder is told before the models are loaded
    try:
        analyzer = Analyzer(load_settings())
    except ConfigurationError as error:
        raise SystemExit(str(error)) from None
    if options.expected:
        print_expected(analyzer, options.expected)
        return 0
    evaluation = Evaluation(analyzer, options.sample)
    for stage in options.stage or STAGES:
        evaluation.run(stage)
    print_details(evaluation.details)
    if options.output:
        everything = {"figures": evaluation.figures, **evaluation.details}
        options.output.write_text(json.dumps(everything, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if options.raise_floors:
        raise_floors("eval", evaluation.figures)
    floors = read_floors("eval")
    print(as_table(evaluation.figures, floors, goals_of("eval")))
    if options.stage or options.sample is not None:
        return 0
    lines = below(evaluation.figures, floors)
    for line in lines:
        print(f"below its floor: {line}")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())

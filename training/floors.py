"""The figures that count, what each must reach and what it should, and the floors below which none may fall.

Floors stand in ``tests/data/floors.json``: ``gate`` for the articles that are shipped with the tests, ``eval`` for the
development sets. They are raised as the models get better, and never lowered to let a change pass.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.settings import ROOT

FLOORS = ROOT / "tests" / "data" / "floors.json"
# What a floor leaves to other machines' rounding, in percent points (shares: a hundredth).
MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure, what it must reach and what it should; ``gate`` tells whether the shipped articles can measure it."""

    name: str
    must: float
    aim: float
    gate: bool = True
    at_most: bool = False

    def reached(self, value: float, limit: float) -> bool:
        """Tell whether ``value`` is as good as ``limit``."""
        return value <= limit if self.at_most else value >= limit


GOALS: tuple[Goal, ...] = (
    Goal("polnear_content_token_f1", 91, 93, gate=False),
    Goal("polnear_content_exact_f1", 60, 66, gate=False),
    Goal("polnear_source_exact_f1", 77, 82, gate=False),
    Goal("statement_f1", 80, 90),
    Goal("source", 85, 93),
    Goal("cue", 85, 93),
    Goal("kind", 90, 96),
    Goal("speaker", 85, 93),
    Goal("speaker_country", 80, 92),
    Goal("null_speaker_left_null", 60, 75),
    Goal("target_f1_in_matched", 80, 90),
    Goal("target_f1", 68, 80),
    Goal("mention", 85, 93),
    Goal("aspect", 40, 60),
    Goal("tone_macro_f1", 74, 84),
    Goal("tone_macro_f1_tehrantimes", 66, 78),
    Goal("tone_macro_f1_gmb", 66, 78, gate=False),
    Goal("tone_macro_f1_polnear", 66, 78, gate=False),
    Goal("tone_macro_f1_outlets", 66, 78, gate=False),
    Goal("tone_macro_f1_seeds", 66, 78),
    Goal("opinion_f1", 50, 66),
    Goal("newsmtsc_tone_macro_f1", 74, 79, gate=False),
    Goal("calibration_error", 0.06, 0.03, at_most=True),
    Goal("exchange_kept", 95, 98),
    Goal("exchange_flipped", 0.02, 0.01, at_most=True),
    Goal("exchange_shift", 0.03, 0.015, at_most=True),
    Goal("evidence_moves", 80, 90),
)
SECTIONS = ("gate", "eval")


def goals_of(section: str) -> tuple[Goal, ...]:
    """Return the figures that a section of the floors must have: the shipped articles', or the data sets'."""
    if section == "gate":
        return tuple(goal for goal in GOALS if goal.gate)
    return tuple(goal for goal in GOALS if goal.name != "tone_macro_f1_seeds")


def read_floors(section: str, path: Path = FLOORS) -> dict[str, float]:
    """Return the floors of ``gate`` or ``eval``. Raises ``ValueError`` if any figure has none, or one has no goal."""
    floors: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))[section]
    wanted = {goal.name for goal in goals_of(section)}
    if floors.keys() != wanted:
        raise ValueError(
            f"{path.name}, {section}: floors without a figure or figures without one: "
            f"{', '.join(sorted(floors.keys() ^ wanted))}"
        )
    return floors


def raise_floors(section: str, figures: Mapping[str, float], path: Path = FLOORS) -> None:
    """Raise the floors of a section to just under what was measured; none is lowered."""
    everything: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    floors = everything[section]
    for goal in goals_of(section):
        if goal.name not in figures:
            continue
        # Rounded to the lenient side.
        if goal.at_most:
            limit = math.ceil((figures[goal.name] + MARGIN / 100) * 1000) / 1000
        else:
            limit = math.floor((figures[goal.name] - MARGIN) * 10) / 10
        if goal.reached(limit, floors.get(goal.name, math.inf if goal.at_most else 0.0)):
            floors[goal.name] = limit
    path.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")


def below(figures: Mapping[str, float], floors: Mapping[str, float], goals: Sequence[Goal] = GOALS) -> list[str]:
    """Return a line for each figure that is worse than its floor, or that was not measured at all."""
    by_name = {goal.name: goal for goal in goals}
    lines = []
    for name, floor in floors.items():
        value = figures.get(name)
        if value is None:
            lines.append(f"{name}: not measured")
        elif not by_name[name].reached(value, floor):
            lines.append(f"{name}: {value:.4g}, floor {floor:.4g}")
    return lines


def as_table(figures: Mapping[str, float], floors: Mapping[str, float], goals: Sequence[Goal]) -> str:
    """Return a line for each figure: measured, floor, what it must reach, aim, and how it stands."""
    lines = [f"{'figure':<28} {'measured':>9} {'floor':>7} {'must':>7} {'aim':>7}"]
    for goal in goals:
        value = figures.get(goal.name)
        if value is None:
            lines.append(f"{goal.name:<28} {'-':>9} {floors[goal.name]:>7g} {goal.must:>7g} {goal.aim:>7g}")
            continue
        standing = "aim" if goal.reached(value, goal.aim) else "" if goal.reached(value, goal.must) else "SHORT"
        standing = standing if goal.reached(value, floors[goal.name]) else "BELOW ITS FLOOR"
        shown = f"{value:.4f}" if goal.at_most else f"{value:.1f}"
        lines.append(
            f"{goal.name:<28} {shown:>9} {floors[goal.name]:>7g} {goal.must:>7g} {goal.aim:>7g}  {standing}".rstrip()
        )
    return "\n".join(lines)

"""One HTML file that sums up a run and opens offline: nothing in it is fetched, and nothing in it runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from service.batch.output import dead_letter
from service.batch.store import write_atomically
from service.corpus import pictures
from service.corpus.figures import FEW, Figures, count
from service.version import VERSION

SPEAKERS = 8
SOURCES = 12


def write_report(answers: Iterable[dict[str, Any]], run: Path, html: Path) -> Figures:
    """Write the report of a run whose answers these are, and return what it counts."""
    figures = count(answers)
    failed = dead_letter(run)
    bad = sum(1 for _ in failed.open("rb")) if failed.exists() else 0
    write_atomically(html, [render(figures, f"Tones in {run.stem}", bad).encode()])
    return figures


def render(figures: Figures, title: str, bad: int) -> str:
    """Return the report; ``bad`` rows of the input could not be scored."""
    environment = Environment(loader=PackageLoader("service.corpus"), autoescape=select_autoescape(), trim_blocks=True)
    critical, cooperative = figures.ends(SPEAKERS)
    shown = sorted({one for side in pictures.shown_countries(figures) for one in side})
    return environment.get_template("report.html").render(
        title=title,
        version=VERSION,
        figures=figures,
        counts=(
            ("articles", figures.articles),
            ("statements", figures.statements),
            ("tones", figures.tones),
            ("named speakers", len(figures.voices)),
            ("copies of other articles", figures.copies),
        ),
        over_time=pictures.over_time(figures),
        heat_map=pictures.heat_map(figures),
        names="; ".join(f"{one.replace('_', ' ')} {figures.name(one)}" for one in shown if figures.name(one) != one),
        ends=(("Most critical speakers", critical, "lowest"), ("Most cooperative speakers", cooperative, "highest")),
        few=FEW,
        sign=pictures.sign_of,
        unresolved=(
            ("Statements whose speaker is unknown", figures.no_speaker, figures.statements),
            ("Statements of a speaker without a name", figures.no_name, figures.statements),
            ("Statements of a speaker without a country", figures.no_country, figures.statements),
            ("Statements that speak of no country or bloc", figures.no_target, figures.statements),
            ("Tones left undecided: too uncertain", figures.abstained["low_confidence"], figures.tones),
            ("Tones left undecided: they point both ways", figures.abstained["mixed"], figures.tones),
            ("Quotations that nobody is given for", figures.quotations, 0),
            ("Rows that could not be scored", bad, 0),
        ),
        sources=pictures.top(figures.sources, SOURCES),
    )

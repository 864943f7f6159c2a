"""The report's pictures, as SVG. Readable in black and white: every line has its own mark, every cell its number."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from service.corpus.figures import Figures, Pair
from service.errors import ConfigurationError

MOST_LINES = 6
MOST_ROWS = 14
MOST_COLUMNS = 12
LINES = (("o", "-"), ("s", "--"), ("^", "-."), ("D", ":"), ("v", "-"), ("X", "--"))
# Orange to blue, which all kinds of colour blindness tell apart, darkest at both ends.
COLOURS = ("#a84a05", "#f3a25a", "#f7f6f3", "#86b5e6", "#1a5a9e")


def months_between(first: str, last: str) -> list[str]:
    """Return all months from one to the other, both included, as 2026-11."""
    year, month = map(int, first.split("-"))
    out = [f"{year:04}-{month:02}"]
    while out[-1] < last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        out.append(f"{year:04}-{month:02}")
    return out


def shown_pairs(figures: Figures) -> list[Pair]:
    """Return the pairs of different countries with most dated tones in more than one month, at most ``MOST_LINES``."""
    weight = {
        pair: sum(one.count for one in months.values())
        for pair, months in figures.months.items()
        if pair[0] != pair[1] and len(months) > 1
    }
    return sorted(weight, key=lambda pair: (-weight[pair], pair))[:MOST_LINES]


def over_time(figures: Figures) -> str | None:
    """Return tone over time for the pairs that speak most, a mean a month; None where there is no time to show."""
    pairs = shown_pairs(figures)
    if not pairs:
        return None
    plt = _pyplot()
    known = sorted({month for pair in pairs for month in figures.months[pair]})
    months = months_between(known[0], known[-1])
    figure, axes = plt.subplots(figsize=(9.5, 4.2))
    for pair, (mark, line) in zip(pairs, LINES, strict=False):
        found = [(months.index(month), one.mean) for month, one in sorted(figures.months[pair].items())]
        label = f"{pair[0]} toward {pair[1]} ({figures.pairs[pair].count})".replace("_", " ")
        axes.plot(
            *zip(*found, strict=True), marker=mark, linestyle=line, color="black", markersize=6, label=label, lw=1.3
        )
    axes.axhline(0, color="0.6", lw=0.8)
    axes.set_ylim(-1.05, 1.05)
    step = max(1, len(months) // 12)
    axes.set_xticks(range(0, len(months), step), months[::step], rotation=0 if len(months) < 10 else 40, ha="center")
    axes.set_ylabel("mean tone: −1 critical, +1 cooperative")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=3, frameon=False)
    return _svg(figure, plt, "Mean tone of each month, by pair of countries")


def heat_map(figures: Figures) -> str | None:
    """Return speakers' countries by targets; each cell has its mean and how many tones it stands on."""
    if not figures.pairs:
        return None
    rows, columns = shown_countries(figures)
    plt = _pyplot()
    from matplotlib.colors import LinearSegmentedColormap

    height = 0.52 * len(rows) + 1.6
    figure, axes = plt.subplots(figsize=(max(5.0, 0.86 * len(columns) + 2.2), height))
    known = figures.pairs
    means = [[known[y, x].mean if (y, x) in known else float("nan") for x in columns] for y in rows]
    colours = LinearSegmentedColormap.from_list("tone", COLOURS)
    axes.pcolormesh(means, cmap=colours, vmin=-1, vmax=1, edgecolors="white", linewidth=2)
    axes.invert_yaxis()
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            if (row, column) in known:
                cell = known[row, column]
                ink = "white" if abs(cell.mean) > 0.75 else "black"
                words = f"{sign_of(cell.mean)}\n{cell.count}×"
                axes.text(x + 0.5, y + 0.5, words, ha="center", va="center", fontsize=8, color=ink)
    axes.set_xticks(
        [x + 0.5 for x in range(len(columns))], [one.replace("_", " ") for one in columns], rotation=45, ha="left"
    )
    axes.xaxis.tick_top()
    axes.set_yticks([y + 0.5 for y in range(len(rows))], [one.replace("_", " ") for one in rows])
    axes.set_ylabel("speaker’s country")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return _svg(figure, plt, "Mean tone of each country's speakers toward each country and bloc")


def shown_countries(figures: Figures) -> tuple[list[str], list[str]]:
    """Return the heat map's rows and columns: those with most tones."""
    return _heaviest(figures, 0, MOST_ROWS), _heaviest(figures, 1, MOST_COLUMNS)


def _heaviest(figures: Figures, end: int, most: int) -> list[str]:
    weight: dict[str, int] = {}
    for pair, one in figures.pairs.items():
        weight[pair[end]] = weight.get(pair[end], 0) + one.count
    return sorted(weight, key=lambda one: (-weight[one], one))[:most]


def _pyplot() -> Any:
    try:
        import matplotlib
    except ImportError:
        raise ConfigurationError("Pictures need matplotlib: pip install -r requirements-batch.txt") from None
    matplotlib.use("svg")
    # Words stay words, so that they can be read aloud, searched and copied; the same input gives the same file.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "demarche", "font.family": "sans-serif"})
    from matplotlib import pyplot

    return pyplot


def _svg(figure: Any, plt: Any, title: str) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None, "Title": title})
    plt.close(figure)
    svg = buffer.getvalue()
    return svg[svg.index("<svg") :].replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1)


def sign_of(score: float) -> str:
    """Return a score as it is written: with its sign, and a real minus."""
    return f"{'−' if score < 0 else '+'}{abs(score):.2f}"


def top(counter: Any, count: int) -> Sequence[tuple[str, int]]:
    """Return the commonest, ties by name."""
    return sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:count]

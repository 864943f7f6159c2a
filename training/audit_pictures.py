"""The audit's pictures, as PNG. Readable in black and white: every mark has a shape or a word of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

BLUE, ORANGE, GREY = "#1a5a9e", "#c2570c", "0.6"


def draw(told: Mapping[str, Any], folder: Path, few: int) -> None:
    """Draw an audit's figures into ``audit-countries.png``, ``audit-rewritten.png`` and ``audit-sureness.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    _save(folder / "audit-countries.png", (8, 5.5), lambda axes: shifts(axes, told["countries"], few))
    _save(folder / "audit-rewritten.png", (8, 4), lambda axes: shares(axes, told))
    _save(folder / "audit-sureness.png", (8, 4.2), lambda left, right: sureness(left, right, told), columns=2)


def _save(path: Path, size: tuple[float, float], paint: Callable[..., None], columns: int = 1) -> None:
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(ncols=columns, figsize=size, squeeze=False)
    paint(*axes[0])
    for one in axes[0]:
        one.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def shifts(axes: Any, countries: Mapping[str, Any], few: int) -> None:
    """Mean shift of the score by the country that came to stand there, with its interval; countries with few apart."""
    shown = sorted(
        ((code, one) for code, one in countries.items() if one["tones"] >= few), key=lambda item: item[1]["shift"]
    )
    for place, (_, one) in enumerate(shown):
        axes.plot(one["shift_interval"], [place, place], color=BLUE, lw=2)
        axes.plot(one["shift"], place, "o", color=BLUE)
    axes.axvline(0, color=GREY, lw=1)
    for limit in (-0.03, 0.03):
        axes.axvline(limit, color=ORANGE, lw=1, ls="--")
    axes.set_yticks(range(len(shown)), [f"{code}  ({one['tones']})" for code, one in shown])
    axes.set_xlabel("mean shift of the score when this country stands where another stood (dashed: the limits)")
    axes.set_title("Does the score follow the country? (tones)", loc="left", fontsize=11)


def shares(axes: Any, told: Mapping[str, Any]) -> None:
    """How many tones keep their label when articles are written anew, with intervals."""
    parts = {"countries exchanged": told["exchanged"], **told["rewritten"]}
    for place, (name, one) in enumerate(reversed(parts.items())):
        low, high = (100 * edge for edge in one["kept_interval"])
        axes.plot([low, high], [place, place], color=BLUE, lw=2)
        axes.plot(100 * one["kept"], place, "o", color=BLUE)
        axes.text(100.4, place, f"{100 * one['kept']:.1f} of {one['tones']}", va="center", fontsize=9)
        axes.text(79.6, place, name, va="center", ha="right", fontsize=9)
    axes.set_xlim(80, 100)
    axes.set_yticks([])
    axes.set_xlabel("tones kept, percent")
    axes.set_title("Articles written anew", loc="left", fontsize=11)


def sureness(left: Any, right: Any, told: Mapping[str, Any]) -> None:
    """Reliability, and what withholding gains."""
    curve = told["reliability"]
    left.plot([0.3, 1], [0.3, 1], color=GREY, lw=1)
    left.plot([one["sure"] for one in curve], [one["right"] for one in curve], "o-", color=BLUE)
    for one in curve:
        left.annotate(
            str(one["tones"]), (one["sure"], one["right"]), xytext=(4, -11), textcoords="offset points", size=8
        )
    left.set_xlabel("probability of the label (numbers: tones)")
    left.set_ylabel("share that is right")
    points = [one for one in told["abstention"] if one["answered"]]
    right.plot([100 * one["answered"] for one in points], [100 * one["right"] for one in points], "s-", color=ORANGE)
    for one in points[::3]:
        right.annotate(
            f"≥ {one['below']:.2f}",
            (100 * one["answered"], 100 * one["right"]),
            xytext=(7, -6),
            textcoords="offset points",
            size=8,
        )
    right.invert_xaxis()
    right.set_xlabel("tones answered, percent")
    right.set_ylabel("right among them, percent")

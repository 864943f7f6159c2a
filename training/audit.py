"""Even-handedness alone: ``python -m training.audit`` (what ``make audit`` runs).

Are tones kept when two countries are exchanged through the development articles, does the score move with the country,
and does it hang on the words that are shown as evidence? Each pair is told apart, and every tone that was not kept.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from statistics import fmean

from service.errors import ConfigurationError
from service.gazetteer import load_gazetteer
from service.pipeline.analyzer import Analyzer
from service.settings import load_settings
from training.data import corpus
from training.figures import judge, tone_examples
from training.robustness import PAIRS, Kept, evidence_moves, exchange_kept

# Besides those that have a floor: countries of all continents, often and seldom in the news.
MORE_PAIRS = (("SA", "DE"), ("IN", "PK"), ("FR", "TR"), ("IR", "GB"), ("RU", "JP"), ("US", "BR"), ("CN", "NG"))
SEED = 1


def pair_of(text: str) -> tuple[str, str]:
    """Read ``RU-UA``. Raises ``ArgumentTypeError`` unless both are countries of the gazetteer."""
    one, _, other = text.partition("-")
    for code in (one, other):
        target = load_gazetteer().targets.get(code)
        if target is None or target.type != "country":
            raise argparse.ArgumentTypeError(f"{code!r} is no country's id; a pair is written RU-UA")
    return one, other


def line(name: str, kept: Kept) -> str:
    """Return one pair's figures in a line: tones, how many were kept, and the score's shift toward either country."""
    total = kept.kept + kept.changed + kept.missing
    shifts = "  ".join(
        f"{code} {fmean(values):+.3f} (at most {max(abs(value) for value in values):.3f})"
        for code, values in sorted(kept.shifts.items())
    )
    return (
        f"{name:<8} {total:>6} {kept.share:>7.1f} {kept.share_of_found:>9.1f} {kept.changed:>8} {kept.missing:>8}  "
        f"{shifts}"
    ).rstrip()


def failures(kept: Kept) -> list[str]:
    """Return a line for each tone that was not kept."""
    return [f"  {one['exchange']} {one['before']} -> {one['after']}: {one['doc']}: {one['words']}" for one in kept.lost]


def together(parts: Sequence[Kept]) -> Kept:
    """Add up several pairs."""
    whole = Kept()
    for part in parts:
        whole.kept += part.kept
        whole.changed += part.changed
        whole.missing += part.missing
    return whole


def options_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=pair_of, nargs="+", default=[*PAIRS, *MORE_PAIRS], help="such as RU-UA IL-IR")
    parser.add_argument("--sample", type=int, help="articles, chosen at random with a fixed seed")
    parser.add_argument("--quiet", action="store_true", help="leave out the single tones that were not kept")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    options = options_of(arguments)
    records = corpus("dev", complete=True)
    if options.sample is not None and options.sample < len(records):
        records = random.Random(SEED).sample(records, options.sample)
    try:
        analyzer = Analyzer(load_settings())
    except ConfigurationError as error:
        raise SystemExit(str(error)) from None
    found = [one.found for one in judge(analyzer, records)]
    print(
        f"{'pair':<8} {'tones':>6} {'kept %':>7} {'of found':>9} {'changed':>8} {'missing':>8}  mean shift of the score"
    )
    parts = []
    for pair in options.pairs:
        kept = exchange_kept(analyzer, records, found, [pair])
        parts.append(kept)
        print(line("-".join(pair), kept))
        if not options.quiet:
            print("\n".join(failures(kept)), end="\n" if kept.lost else "")
    print(line("all", together(parts)))
    moves = evidence_moves(analyzer.tone_model, [example.item for example in tone_examples(records)], SEED)
    print(f"evidence: masking it moved the score more than other words did in {moves.share:.1f} % of {moves.compared}")


if __name__ == "__main__":
    main()

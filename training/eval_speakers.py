"""How well speakers are resolved when sources are given: figures on the complete articles of one split.

python -m training.eval_speakers [--split dev] [--origin tehrantimes] [--errors 40]
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from typing import Any

from service.gazetteer import Gazetteer, load_gazetteer
from service.pipeline.document import Article
from service.pipeline.speakers import resolve_speakers
from training.data import attributions_of, corpus
from training.metrics import same_speaker

FIGURES = ("speaker", "speaker_country", "null_speaker_left_null")


def evaluate(
    records: list[dict[str, Any]], gazetteer: Gazetteer
) -> tuple[dict[str, Counter[str]], list[tuple[str, str, str]]]:
    """Return counts per origin (``all`` among them), and the errors as (origin, rule, line)."""
    counts: dict[str, Counter[str]] = {}
    errors: list[tuple[str, str, str]] = []
    for record in records:
        attributions = attributions_of(record)
        result = resolve_speakers(Article(record["text"], record["title"]), attributions, gazetteer)
        for i, (gold, one) in enumerate(zip(record["statements"], attributions, strict=True)):
            speaker = result.speaker_of(i)
            name = speaker.name if speaker else None
            country = speaker.country if speaker else None
            rule = result.resolutions[i].rule
            same = same_speaker(gold["speaker"], name)
            right_country = country == gold["speaker_country"]
            for key in ("all", record["origin"]):
                c = counts.setdefault(key, Counter())
                if gold["speaker"]:
                    c["speaker_n"] += 1
                    c["speaker"] += same
                    c[f"rule {rule} n"] += 1
                    c[f"rule {rule}"] += same
                else:
                    c["null_speaker_left_null_n"] += 1
                    c["null_speaker_left_null"] += not name
                if gold["speaker_country"]:
                    c["speaker_country_n"] += 1
                    c["speaker_country"] += right_country
            source = one.source.of(record["text"]) if one.source else None
            line = f"{record['doc']} {source!r}: {gold['speaker']!r} {gold['speaker_country']} / {name!r} {country}"
            if not same and (gold["speaker"] or name):
                errors.append((record["origin"], rule, line))
            elif gold["speaker_country"] and not right_country:
                errors.append((record["origin"], "country", line))
    return counts, errors


def main() -> None:
    """Print the figures, and a sample of errors if asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--split", default="dev", choices=("train", "dev"))
    parser.add_argument("--origin")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    records = [r for r in corpus(options.split, complete=True) if options.origin in (None, r["origin"])]
    counts, errors = evaluate(records, load_gazetteer())
    for key, c in counts.items():
        print(key, *(f"{k} {100 * c[k] / max(1, c[k + '_n']):.1f} ({c[k + '_n']})" for k in FIGURES))
    rules = sorted(k.removesuffix(" n") for k in counts["all"] if k.startswith("rule ") and k.endswith(" n"))
    print(*(f"{k}: {counts['all'][k]}/{counts['all'][k + ' n']}" for k in rules), sep="\n")
    random.Random(options.seed).shuffle(errors)
    for error in sorted(errors[: options.errors]):
        print(*error, sep=" | ")


if __name__ == "__main__":
    main()

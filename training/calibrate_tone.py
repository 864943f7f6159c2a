"""Fit the tone model's temperature and biases anew: ``python -m training.calibrate_tone`` (a minute on two cores).

Training fits them on annotated statements. What a user gets is judged on statements and speakers as the pipeline finds
them, which are cut otherwise now and then, and there the model was surer than right. So they are fitted on those:
tones of the complete development articles as found, wherever statement and target are annotated too, with annotated
tones of the excerpts, of whose statements it is not known which are missing.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from service.pipeline.analyzer import Analyzer
from service.pipeline.tone import logits_of
from service.settings import load_settings
from training.data import corpus
from training.figures import Record, asked
from training.metrics import match
from training.statements import Statement, from_record
from training.tone_calibration import fit_calibration, report
from training.tone_data import Example, classes_of, from_corpus_split, outlet_of


def as_found(analyzer: Analyzer, record: Record) -> Iterator[Example]:
    """Yield what the pipeline asks of the tone model in an article, with the annotated tone, where there is one."""
    attributions, items = asked(analyzer, record["text"])
    found = [Statement(attribution.content) for attribution in attributions]
    for gold, own in match(from_record(record), found):
        annotated = {tone["target"]: tone for tone in record["statements"][gold]["tones"]}
        for item in items[own]:
            if (tone := annotated.get(item.target_id)) is not None:
                allowed = classes_of(tone["label"], tone["strength"])
                yield Example(item, allowed, record["origin"], outlet_of(record))


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path("models/tone"))
    options = parser.parse_args(arguments)
    analyzer = Analyzer(load_settings().model_copy(update={"tone_model": str(options.model)}))
    examples = [example for record in corpus("dev", complete=True) for example in as_found(analyzer, record)]
    whole = len(examples)
    examples += from_corpus_split("dev", complete=False)
    model = analyzer.tone_model
    encoded = model.encode([replace(example.item, context=None) for example in examples])
    logits = logits_of(model.read(encoded))
    calibration = fit_calibration(logits, examples)
    for name, rows in (("whole articles, as found", slice(whole)), ("all", slice(None))):
        print(name, json.dumps(report(logits[rows], examples[rows], calibration)))
    path = options.model / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    print(config["demarche_calibration"], "->", calibration)
    config["demarche_calibration"] = calibration
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

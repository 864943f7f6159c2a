"""Average tone models of several seeds into one: ``python -m training.average runs/1/model runs/2/model --output …``.

The runs must have begun from the same weights (they may differ in seed and data): then their mean costs no more to run
than one model, and scores like a vote of several (Wortsman et al. 2022, "Model soups").
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from service.gazetteer import load_gazetteer
from service.pipeline.tone_input import ToneEncoder
from training.train_tone import finish

Weights = Mapping[str, torch.Tensor]


def mean_of(several: Sequence[Weights]) -> dict[str, torch.Tensor]:
    """Return the mean of each tensor, in single precision. Raises ``KeyError`` where the models are not alike."""
    return {name: sum((one[name].float() for one in several), torch.zeros(())) / len(several) for name in several[0]}


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, nargs="+", help="folders that training.train_tone wrote")
    parser.add_argument("--output", type=Path, default=Path("models/tone"))
    options = parser.parse_args(arguments)
    recipes = [json.loads((path / "recipe.json").read_text(encoding="utf-8")) for path in options.models]
    several = [AutoModelForSequenceClassification.from_pretrained(str(path)) for path in options.models]
    several[0].load_state_dict(mean_of([model.state_dict() for model in several]))
    tokenizer = AutoTokenizer.from_pretrained(str(options.models[0]))
    finish(
        several[0].float().eval(),
        tokenizer,
        ToneEncoder(tokenizer, load_gazetteer()),
        options.output,
        {"mean_of": recipes},
    )


if __name__ == "__main__":
    main()

"""Write the mean of two tone models' weights: ``python -m training.mean_tone BEFORE AFTER --output models/tone``.

A model that was trained further keeps, so averaged with what it was before, most of what it has learned and most of
what it would have forgotten (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification

from training.encoder import load_tokenizer, save_half
from training.train_tone import recipe_of

SHARE = 0.5  # of the model that was trained further


def mean(before: Path, after: Path, output: Path) -> None:
    """Write the model of ``after`` to ``output``, each weight half what it is and half what it was in ``before``."""
    model, further = (
        AutoModelForSequenceClassification.from_pretrained(str(folder), dtype=torch.float32)
        for folder in (before, after)
    )
    weights = further.state_dict()
    with torch.no_grad():
        for name, weight in model.state_dict().items():
            if weight.is_floating_point():
                weight.lerp_(weights[name], SHARE)
    save_half(model, load_tokenizer(after), output)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--output", type=Path, default=Path("models/tone"))
    options = parser.parse_args()
    mean(options.before, options.after, options.output)
    recipe = {**recipe_of(options.after), "mean_with_start": SHARE}
    (options.output / "recipe.json").write_text(json.dumps(recipe, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

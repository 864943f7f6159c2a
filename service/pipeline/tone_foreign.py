"""Tone from models that were not trained here: three-way sentiment classifiers and zero-shot NLI checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from service.errors import ConfigurationError
from service.inference.loading import Loaded
from service.inference.runner import Run, direct
from service.pipeline.document import LABELS, ToneItem

Floats = npt.NDArray[np.float64]
NAMES = {
    "critical": ("critical", "negative", "neg", "hostile"),
    "neutral": ("neutral", "neu", "none"),
    "cooperative": ("cooperative", "positive", "pos", "friendly", "supportive"),
}
# Yin et al. 2019, "Benchmarking zero-shot text classification": each label as a hypothesis, the entailments compared.
HYPOTHESES = {
    "critical": "This is critical of {}.",
    "neutral": "This is neutral about {}.",
    "cooperative": "This is friendly toward {}.",
}


class ForeignScorer:
    """Scores items with the text as first segment and a question about the target as second."""

    def __init__(self, loaded: Loaded, columns: Sequence[int], templates: Sequence[str], budget: int) -> None:
        """One template: ``columns`` are the labels' columns. Three: ``columns`` is entailment's alone."""
        self._model = loaded.model
        self._tokenizer = loaded.tokenizer
        self._columns = list(columns)
        self._templates = list(templates)
        self._direct = direct(budget)

    def probabilities(self, items: Sequence[ToneItem], run: Run | None = None) -> Floats:
        """Return probabilities of shape (items, 3) in the order of ``LABELS``."""
        pairs = [
            (item.text, template.format(item.target.of(item.text))) for item in items for template in self._templates
        ]
        limit = min(512, self._tokenizer.model_max_length)
        rows = [
            self._tokenizer(one, two, truncation="only_first", max_length=limit, verbose=False) for one, two in pairs
        ]
        found = (run or self._direct)(self.forward, rows, [len(row["input_ids"]) for row in rows])
        logits = np.array(found, dtype=np.float64).reshape(len(pairs), -1)[:, self._columns]
        logits = logits.reshape(len(items), len(LABELS))
        exp = np.exp(logits - logits.max(axis=-1, keepdims=True))
        result: Floats = exp / exp.sum(axis=-1, keepdims=True)
        return result

    def forward(self, rows: list[Any]) -> list[Floats]:
        """Run the model over one batch of tokenized pairs; returns the logits of each."""
        inputs = self._tokenizer.pad(rows, return_tensors="pt")
        with torch.inference_mode():
            return list(self._model(**inputs).logits.double().numpy())


def foreign_scorer(loaded: Loaded, budget: int) -> ForeignScorer:
    """Return a scorer for the model's labels. Raises ``ConfigurationError`` if no tone can be read from them."""
    labels = [label.casefold() for label in loaded.info.labels]
    if "entailment" in labels:
        return ForeignScorer(loaded, [labels.index("entailment")], [HYPOTHESES[label] for label in LABELS], budget)
    columns = [next((i for i, label in enumerate(labels) if label in NAMES[name]), -1) for name in LABELS]
    if -1 in columns or len(labels) != len(LABELS):
        raise ConfigurationError(
            f"model {loaded.info.id} has the labels {', '.join(loaded.info.labels)}: DEMARCHE_TONE_MODEL wants "
            "critical, neutral and cooperative (or negative, neutral and positive), or entailment"
        )
    return ForeignScorer(loaded, columns, ["{}"], budget)

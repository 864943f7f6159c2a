"""Train the attribution tagger: ``python -m training.train_attribution`` (about 40 minutes on two cores)."""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from transformers import AutoModelForTokenClassification

from service.inference.batching import pad
from service.pipeline.tagging import GROUPS, SLICES, TAGS, WINDOW
from training.attribution_data import IGNORE, Document, cut, from_corpus, from_polnear, restyle
from training.data import corpus, read_jsonl
from training.encoder import encoder_folder, load_tokenizer, save_half
from training.loop import Recipe, train


def documents(part: float = 1.0) -> list[Document]:
    """All training documents; our own twice, since they are fewer and their style is the one that serves."""
    ours = [from_corpus(record) for record in corpus("train", complete=True)]
    press = [from_polnear(record) for record in read_jsonl("data/polnear_train.jsonl")]
    chosen = ours * 2 + press
    if part < 1.0:
        random.Random(0).shuffle(chosen)
        chosen = chosen[: int(len(chosen) * part)]
    return chosen


def epoch_of(tokenizer: Any, docs: list[Document], recipe: Recipe, epoch: int) -> list[dict[str, torch.Tensor]]:
    """Return one epoch's batches: windows cut at a new phase, quotation marks restyled, order shuffled."""
    rng = random.Random(recipe.seed * 1000 + epoch)
    rows = []
    for document in docs:
        rows += cut(tokenizer, restyle(document, rng), WINDOW, rng.randrange(WINDOW // 3, WINDOW + 1))
    rng.shuffle(rows)
    # Sorting within large pools keeps padding low without making the order depend on length alone.
    size, batches = recipe.tokens_per_batch // (WINDOW + 2), []
    pool = size * 50
    for start in range(0, len(rows), pool):
        chunk = sorted(rows[start : start + pool], key=lambda row: len(row[0]))
        batches += [chunk[i : i + size] for i in range(0, len(chunk), size)]
    rng.shuffle(batches)
    return [collate(tokenizer, batch) for batch in batches]


def collate(tokenizer: Any, rows: list[tuple[list[int], Any, int]]) -> dict[str, torch.Tensor]:
    """Return the model's inputs and gold rows of shape (batch, tokens, groups)."""
    ids = pad([[tokenizer.cls_token_id, *row[0], tokenizer.sep_token_id] for row in rows], tokenizer.pad_token_id)
    gold = np.full((*ids.shape, len(GROUPS)), IGNORE, dtype=np.int64)
    for index, (tokens, tags, _) in enumerate(rows):
        gold[index, 1 : 1 + len(tokens)] = tags
    lengths = np.array([len(row[0]) + 2 for row in rows])
    mask = (np.arange(ids.shape[1]) < lengths[:, None]).astype(np.int64)
    style = np.array([row[2] for row in rows])[:, None] * mask
    return {
        "input_ids": torch.from_numpy(ids),
        "attention_mask": torch.from_numpy(mask),
        "token_type_ids": torch.from_numpy(style),
        "gold": torch.from_numpy(gold),
    }


def loss_of(model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Sum of the groups' cross entropies."""
    gold = batch["gold"]
    logits = model(**{key: value for key, value in batch.items() if key != "gold"}).logits.float()
    losses = [
        cross_entropy(logits[..., SLICES[group]].flatten(0, 1), gold[..., index].flatten(), ignore_index=IGNORE)
        for index, group in enumerate(GROUPS)
    ]
    return torch.stack(losses).sum()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--learning-rate", type=float, default=2e-4)
    parser.add_argument("--part", type=float, default=1.0, help="share of the documents, to screen ideas")
    parser.add_argument("--run", type=Path, default=Path("runs/attribution"), help="checkpoint folder; resumes there")
    parser.add_argument("--output", type=Path, default=Path("models/attribution"))
    options = parser.parse_args()
    recipe = Recipe("attribution", options.seed, options.epochs, options.learning_rate)
    tokenizer = load_tokenizer()
    torch.manual_seed(recipe.seed)
    model = AutoModelForTokenClassification.from_pretrained(
        str(encoder_folder()),
        num_labels=len(TAGS),
        id2label=dict(enumerate(TAGS)),
        label2id={tag: index for index, tag in enumerate(TAGS)},
        attention_probs_dropout_prob=0.0,
    )
    docs = documents(options.part)
    train(model, recipe, lambda epoch: epoch_of(tokenizer, docs, recipe, epoch), loss_of, options.run)
    save_half(model, tokenizer, options.output)


if __name__ == "__main__":
    main()

"""Train one tone model to say what others say together: ``python -m training.distill_tone --teachers FOLDER…``.

The student starts from the weights of ``--start``. On annotated items it learns half from the annotation
and half from the teachers' mean probabilities (Hinton, Vinyals and Dean 2015), on sentences without annotated tones
from the teachers alone. A teacher may have another encoder than the student, and a larger one. Half an hour on
two cores.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from transformers import AutoModelForSequenceClassification

from service.gazetteer import load_gazetteer
from service.pipeline.tone import CLASSES
from service.pipeline.tone_input import Encoded, ToneEncoder
from training.encoder import load_tokenizer
from training.loop import Recipe, train
from training.tone_data import Example, mixture
from training.train_tone import collate, finish, logits_of, predict, recipe_of, shuffled_batches
from training.unannotated import unannotated

PUBLIC = ("newsmtsc_train", "plover_train", "unscon", "dse_train")
FURTHER = ("polnear_train", "gmb_ner", "articles", "dse_train")
TRUST = 0.5  # how much of an annotated item is learned from the teachers
Floats = npt.NDArray[np.float64]
Row = tuple[Encoded, tuple[int, ...], Floats]


def teach(folders: Sequence[Path], examples: list[Example]) -> Floats:
    """Return the teachers' mean probabilities, shape (examples, 5); each reads the format it was trained on."""
    total: Floats = np.zeros((len(examples), len(CLASSES)))
    for folder in folders:
        model = AutoModelForSequenceClassification.from_pretrained(str(folder), dtype=torch.float32)
        tokenizer = load_tokenizer(folder)
        reader = ToneEncoder(tokenizer, load_gazetteer(), model.config.demarche_format)
        with torch.autocast("cpu", torch.bfloat16):
            logits = torch.from_numpy(predict(model, reader, examples, tokenizer.pad_token_id))
        total += logits.softmax(-1).numpy()
    return total / len(folders)


def kept(path: Path, made: Callable[[], Floats]) -> Floats:
    """Return what was made before and kept under ``path``, so that a run taken up again asks its teachers nothing."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, made())
    answer: Floats = np.load(path)
    return answer


def batches_of(rows: Sequence[Row], recipe: Recipe, pad_id: int, epoch: int) -> list[dict[str, torch.Tensor]]:
    """Return one epoch's batches, as ``train_tone`` cuts them, with the teachers' answers under ``taught``."""

    def collated(batch: list[Row]) -> dict[str, torch.Tensor]:
        inputs = collate(pad_id, [(one, allowed) for one, allowed, _ in batch])
        return {**inputs, "taught": torch.from_numpy(np.stack([soft for *_, soft in batch])).float()}

    return shuffled_batches(list(rows), recipe, random.Random(recipe.seed * 1000 + epoch), collated)


def loss_of(model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Cross entropy with the teachers, mixed with that of the annotation where there is one."""
    log = logits_of(model, batch).log_softmax(-1)
    taught = -(batch["taught"] * log).sum(-1)
    annotated = -log.masked_fill(~batch["allowed"], -1e4).logsumexp(-1)
    # Where every class is allowed nobody has annotated anything.
    trust = torch.where(batch["allowed"].all(-1), 1.0, TRUST)
    loss: torch.Tensor = (trust * taught + (1 - trust) * annotated).mean()
    return loss


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teachers", type=Path, nargs="+", required=True)
    parser.add_argument("--start", type=Path, required=True, help="folder of the student, fine-tuned already")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--batch", type=int, default=2048, help="padded tokens in a batch")
    parser.add_argument("--further", nargs="*", default=list(FURTHER), help="sets of sentences without tones")
    parser.add_argument("--most", type=int, default=3_000, help="questions from each of these, at most")
    parser.add_argument("--run", type=Path, default=Path("runs/tone-distilled"), help="checkpoint folder")
    parser.add_argument("--output", type=Path, default=Path("models/tone"))
    options = parser.parse_args()
    recipe = Recipe("tone", options.seed, options.epochs, options.learning_rate, tokens_per_batch=options.batch)
    tokenizer = load_tokenizer(options.start)
    encoder = ToneEncoder(tokenizer, load_gazetteer())
    examples = mixture(1.0, recipe.seed, PUBLIC, look_up=True)
    annotated = len(examples)
    for name in options.further:
        examples += unannotated(name, options.most, recipe.seed)
    print(f"{annotated} annotated items, {len(examples) - annotated} more", flush=True)
    taught = kept(options.run / "taught.npy", lambda: teach(options.teachers, examples))
    encoded = encoder.encode([example.item for example in examples])
    rows = list(zip(encoded, [example.allowed for example in examples], list(taught), strict=True))
    model = AutoModelForSequenceClassification.from_pretrained(str(options.start), dtype=torch.float32)
    pad_id = tokenizer.pad_token_id
    train(model, recipe, lambda epoch: batches_of(rows, recipe, pad_id, epoch), loss_of, options.run)
    told = {
        "further": options.further,
        "most": options.most,
        "teachers": [recipe_of(one) for one in options.teachers],
        "start": recipe_of(options.start),
    }
    finish(model, tokenizer, encoder, options.run, options.output, {**asdict(recipe), **told})


if __name__ == "__main__":
    main()

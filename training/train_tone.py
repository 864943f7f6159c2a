"""Train the tone model: ``python -m training.train_tone`` (about 40 minutes on two cores)."""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification

from service.gazetteer import load_gazetteer
from service.inference.batching import batches_by_budget, pad
from service.pipeline.tone import CLASSES
from service.pipeline.tone_input import FORMAT, OTHERS, OWN, RELATIONS, TARGET, Encoded, ToneEncoder
from training.encoder import encoder_folder, load_tokenizer, mpnet_folder, save_half
from training.loop import Recipe, train
from training.tone_calibration import fit_calibration, report
from training.tone_data import Example, from_corpus_split, from_public, mixture

STARTS = {
    TARGET: "target state",
    OWN: "our own",
    OTHERS[0]: "first other",
    OTHERS[1]: "second another",
    OTHERS[2]: "third",
    OTHERS[3]: "others",
    RELATIONS["unknown"]: "unknown author",
    RELATIONS["own"]: "own our",
    RELATIONS["foreign"]: "foreign",
    RELATIONS["member"]: "member",
    RELATIONS["bloc"]: "union",
}
RowT = TypeVar("RowT", bound=tuple[Any, ...])
PUBLIC = ("newsmtsc_train", "plover_train", "unscon")
ENCODERS: dict[str, Callable[[Path], Path]] = {"minilm": lambda run: encoder_folder(), "mpnet": mpnet_folder}


def collate(pad_id: int, batch: list[tuple[Encoded, tuple[int, ...]]]) -> dict[str, torch.Tensor]:
    """Return the model's inputs and, per row, which classes count as right."""
    ids = pad([one.ids for one, _ in batch], pad_id)
    lengths = np.array([len(one.ids) for one, _ in batch])
    allowed = np.zeros((len(batch), len(CLASSES)), dtype=bool)
    for row, (_, classes) in enumerate(batch):
        allowed[row, list(classes)] = True
    return {
        "input_ids": torch.from_numpy(ids),
        "attention_mask": torch.from_numpy((np.arange(ids.shape[1]) < lengths[:, None]).astype(np.int64)),
        "token_type_ids": torch.from_numpy(pad([one.types for one, _ in batch])),
        "allowed": torch.from_numpy(allowed),
    }


def logits_of(model: Any, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Return the model's logits for a batch of ``collate``; an encoder without segments is not told of them."""
    names = ["input_ids", "attention_mask"] + ["token_type_ids"] * bool(getattr(model.config, "type_vocab_size", 0))
    logits: torch.Tensor = model(**{name: batch[name] for name in names}).logits.float()
    return logits


def loss_of(model: torch.nn.Module, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Negative log of the probability mass on the allowed classes (sets that know no strength allow two)."""
    log = logits_of(model, batch).log_softmax(-1).masked_fill(~batch["allowed"], -1e4)
    loss: torch.Tensor = -log.logsumexp(-1).mean()
    return loss


def epoch_of(
    encoder: ToneEncoder, examples: list[Example], recipe: Recipe, pad_id: int, epoch: int
) -> list[dict[str, torch.Tensor]]:
    """Return one epoch's batches; now and then the speaker's country is withheld, so that its want is no shock."""
    rng = random.Random(recipe.seed * 1000 + epoch)
    items = [
        replace(example.item, speaker_country=None) if rng.random() < 0.05 else example.item for example in examples
    ]
    rows = list(zip(encoder.encode(items), [example.allowed for example in examples], strict=True))
    return shuffled_batches(rows, recipe, rng, lambda batch: collate(pad_id, batch))


def shuffled_batches(
    rows: list[RowT], recipe: Recipe, rng: random.Random, collated: Callable[[list[RowT]], dict[str, torch.Tensor]]
) -> list[dict[str, torch.Tensor]]:
    """Return batches of rows of about one length, in random order; a row begins with its ``Encoded``."""
    rng.shuffle(rows)
    batches = []
    for start in range(0, len(rows), 2048):
        chunk = rows[start : start + 2048]
        for batch in batches_by_budget([len(row[0].ids) for row in chunk], recipe.tokens_per_batch):
            batches.append([chunk[index] for index in batch])
    rng.shuffle(batches)
    return [collated(batch) for batch in batches]


def predict(model: Any, encoder: ToneEncoder, examples: list[Example], pad_id: int) -> np.ndarray[Any, Any]:
    """Return logits of shape (examples, 5)."""
    model.eval()
    encoded = encoder.encode([example.item for example in examples])
    out = np.zeros((len(encoded), len(CLASSES)))
    for batch in batches_by_budget([len(one.ids) for one in encoded], 8192):
        with torch.inference_mode():
            out[batch] = logits_of(model, collate(pad_id, [(encoded[index], (0,)) for index in batch])).numpy()
    return out


def give_placeholders_meaning(model: Any, tokenizer: Any) -> None:
    """Start each placeholder from words that mean something like it: BERT never trained its unused entries."""
    weight = model.get_input_embeddings().weight
    countries = tokenizer.convert_tokens_to_ids("country iran russia china france israel germany turkey japan".split())
    with torch.no_grad():
        centre = weight[countries].mean(0)
        for token, words in STARTS.items():
            own = weight[tokenizer.convert_tokens_to_ids(words.split())].mean(0)
            share = 0.5 if token in (TARGET, OWN, *OTHERS) else 0.0
            weight[tokenizer.convert_tokens_to_ids(token)] = share * centre + (1 - share) * own


def recipe_of(folder: Path) -> Any:
    """Return how a folder's model was trained."""
    return json.loads((folder / "recipe.json").read_text(encoding="utf-8"))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--batch", type=int, default=1024, help="padded tokens in a batch")
    parser.add_argument("--part", type=float, default=1.0, help="share of the examples, to screen ideas")
    parser.add_argument("--public", nargs="*", default=list(PUBLIC), help="public sets to mix in")
    parser.add_argument("--look-up", action="store_true", help="look up holders' and targets' countries in these")
    parser.add_argument("--encoder", choices=sorted(ENCODERS), default="minilm", help="mpnet is five times as large")
    parser.add_argument("--layers", type=int, help="keep the encoder's first layers only")
    parser.add_argument("--start", type=Path, help="folder of a tone model to train further, instead of an encoder")
    parser.add_argument("--run", type=Path, default=Path("runs/tone"), help="checkpoint folder; resumes there")
    parser.add_argument("--output", type=Path, default=Path("models/tone"))
    options = parser.parse_args()
    recipe = Recipe("tone", options.seed, options.epochs, options.learning_rate, tokens_per_batch=options.batch)
    start = options.start or ENCODERS[options.encoder](options.run)
    tokenizer = load_tokenizer(start)
    torch.manual_seed(recipe.seed)
    model = AutoModelForSequenceClassification.from_pretrained(
        str(start),
        num_labels=len(CLASSES),
        id2label=dict(enumerate(CLASSES)),
        label2id={name: index for index, name in enumerate(CLASSES)},
        attention_probs_dropout_prob=0.0,
        dtype=torch.float32,
        **({"num_hidden_layers": options.layers} if options.layers else {}),
    )
    if options.start is None:
        give_placeholders_meaning(model, tokenizer)
    encoder = ToneEncoder(tokenizer, load_gazetteer())
    examples = mixture(options.part, recipe.seed, tuple(options.public), options.look_up)
    pad_id = tokenizer.pad_token_id
    train(model, recipe, lambda epoch: epoch_of(encoder, examples, recipe, pad_id, epoch), loss_of, options.run)
    told: dict[str, Any] = {"public": options.public, "look_up": options.look_up, "part": options.part}
    if options.start is None:
        told |= {"encoder": options.encoder, "layers": options.layers}
    else:
        told["start"] = recipe_of(options.start)
    finish(model, tokenizer, encoder, options.run, options.output, {**asdict(recipe), **told})


def finish(
    model: Any, tokenizer: Any, encoder: ToneEncoder, run: Path, output: Path, recipe: Mapping[str, Any]
) -> None:
    """Calibrate a trained model on annotated development tones, tell its figures, and save it with its recipe."""
    dev, press = from_corpus_split("dev"), from_public("newsmtsc_dev")
    logits = predict(model, encoder, dev, tokenizer.pad_token_id)
    calibration = fit_calibration(logits, dev)
    figures = {
        "corpus_dev": report(logits, dev, calibration),
        "newsmtsc_dev": report(predict(model, encoder, press, tokenizer.pad_token_id), press, calibration),
    }
    print(json.dumps(figures, indent=1))
    model.config.demarche_format = FORMAT
    model.config.demarche_calibration = calibration
    save_half(model, tokenizer, output)
    (output / "recipe.json").write_text(json.dumps(recipe, indent=1) + "\n", encoding="utf-8")
    (run / "figures.json").write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()

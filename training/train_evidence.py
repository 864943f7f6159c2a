"""Train what shows a tone's evidence: ``python -m training.train_evidence`` (minutes on two cores).

One number for each token tells how much it speaks for cooperative over critical. It is read off what the token gives
the row's first token in the tone model's last layer, for there the tone itself is read off. Words of statements are
masked at random, a few at a time; the numbers of the words that were masked are made to add up to the log odds that
went with them. That is a Shapley value learned for all words at once (Jethani et al. 2022, "FastSHAP"), of linear form,
so that least squares finds it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import save_file

from service.inference.backend import choose_backend
from service.pipeline.document import ToneItem
from service.pipeline.evidence import MAX_WORDS, speaking_words
from service.pipeline.tone import EVIDENCE, ToneModel, logits_of
from service.pipeline.tone_input import Encoded
from training.distill_tone import PUBLIC
from training.robustness import evidence_moves
from training.tone_data import from_corpus_split, mixture
from training.unannotated import unannotated

UNSEEN = ("polnear_train", "gmb_ner", "articles")
ROWS = 32  # at once
UNLIKE = 76  # another lot of sentences than the one that the model was taught on
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Masked:
    """A row with some words masked: which of the rows it was made of, and the places of its masked tokens."""

    row: int
    places: tuple[int, ...]
    encoded: Encoded


def masked(rows: Sequence[Encoded], items: Sequence[ToneItem], mask: int, draws: int, seed: int) -> Iterator[Masked]:
    """Yield each row ``draws`` times with one to ``MAX_WORDS`` of its words masked."""
    dice = random.Random(seed)
    for index, (one, item) in enumerate(zip(rows, items, strict=True)):
        words = [places for _, places in speaking_words(one, item.text)]
        for _ in range(draws if words else 0):
            chosen = dice.sample(words, min(len(words), dice.randint(1, MAX_WORDS)))
            places = tuple(sorted(place for word in chosen for place in word))
            ids = [mask if place in places else value for place, value in enumerate(one.ids)]
            yield Masked(index, places, replace(one, ids=ids))


def odds(logits: Floats) -> Floats:
    """Return the log odds of cooperative over critical, one for each row of five logits."""
    pair = np.logaddexp
    return np.asarray(pair(logits[:, 3], logits[:, 4]) - pair(logits[:, 0], logits[:, 1]), dtype=np.float64)


def fit(features: Floats, moved: Floats, ridge: float) -> Floats:
    """Return the weights that make features add up to ``moved`` in the least squares, with a penalty on their size."""
    square = features.T @ features + ridge * np.eye(features.shape[1])
    return np.asarray(np.linalg.solve(square, features.T @ moved), dtype=np.float64)


def sums(model: ToneModel, rows: Sequence[Encoded], changed: Sequence[Masked]) -> Floats:
    """Return, for each masked row, the sum of what its masked tokens gave and their number: (rows, width + 1)."""
    by_row = {row: list(of_row) for row, of_row in groupby(changed, key=lambda one: one.row)}
    out: list[Floats] = []
    for start in range(0, len(rows), ROWS):
        found = model.given(list(rows[start : start + ROWS]))
        if found is None:
            raise SystemExit("What a token gives is not to be had of this model: its evidence stays a gradient")
        for row, given in enumerate(found, start):
            out += [np.append(given[list(one.places)].sum(0), len(one.places)) for one in by_row.get(row, ())]
    return np.stack(out)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path("models/tone"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--items", type=int, default=6_000, help="to look for opinions in")
    parser.add_argument("--draws", type=int, default=8, help="masked versions of each")
    parser.add_argument("--ridge", type=float, default=100.0)
    options = parser.parse_args(arguments)
    model = ToneModel.load(str(options.model), backend=choose_backend())
    examples = mixture(1.0, options.seed, PUBLIC, look_up=True)[: options.items]
    # On what it was trained on the model is surer than elsewhere.
    examples += [one for name in UNSEEN for one in unannotated(name, options.items // 2, options.seed + UNLIKE)]
    items = [example.item for example in examples]
    items = [
        item for item, tone in zip(items, model.score(items, evidence=False), strict=True) if tone.label != "neutral"
    ]
    rows = model.encode(items)
    changed = list(masked(rows, items, model.mask_id, options.draws, options.seed))
    whole = odds(logits_of(model.read(rows)))
    moved = whole[[one.row for one in changed]] - odds(logits_of(model.read([one.encoded for one in changed])))
    weights = fit(sums(model, rows, changed), moved, options.ridge)
    tensors = {"weight": weights[:-1], "bias": weights[-1:]}
    save_file(
        {name: torch.from_numpy(one.astype(np.float32)) for name, one in tensors.items()}, options.model / EVIDENCE
    )
    print(f"{len(rows)} opinions, {len(changed)} masked versions")
    dev = [example.item for example in from_corpus_split("dev", complete=True)]
    moves = evidence_moves(ToneModel.load(str(options.model), backend=model.backend), dev)
    print(f"development: masking the evidence moved the score more than other words did in {moves.share:.1f} %")


if __name__ == "__main__":
    main()

"""Train the speaker stage's choices: ``python -m training.train_speakers`` (about a minute).

Whom a pronoun or a role means, and which country a speaker belongs to: conditional logit models over the features that
the pipeline itself computes. Each round resolves the articles with the weights of the round before, since what was
decided earlier in an article is a feature of what follows.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from service.gazetteer import Gazetteer, load_gazetteer
from service.pipeline.document import Article
from service.pipeline.entities import Entity
from service.pipeline.resolving import Resolver
from service.pipeline.weights import FOLDER
from training.data import attributions_of, corpus, read_lines, written
from training.labelled import labelled
from training.metrics import same_speaker

ROUNDS = 3
L2 = {"country": 0.015}
L2_ELSE = 0.01
SEED = 1
POWER = {"country": 1.0}  # how far outlets are made to count alike: 0 each article alike, 1 each outlet
# Whom a role means is learned no better from the written articles too (development: speaker 89.4 of 100, without 89.8).
LEARNS_WRITTEN = frozenset(("country", "pronoun"))
# Labels of whole articles, whose speakers' countries were corrected, and the origin with which they count. What single
# sentences leave open is knowledge of the world.
TELL_COUNTRIES = {"articles": "tehrantimes"}
START: dict[str, dict[str, float]] = {
    "pronoun": {"last": 2.5, "gender_clash": -6.0, "recent0": 1.0, "recent1": 1.0, "subject": 1.0, "none": -9.0},
    "role": {"head_same": 4.0, "head_class": 2.0, "last": 1.5, "country_same": 2.0, "country_clash": -4.0, "none": 3.0},
    "other": {"last": 2.0, "none": -1.0},
    "country": {"none person": 9.0},
}
# What the weights are drawn to where the training articles say little: their women are few, their datelines one.
PRIOR: dict[str, dict[str, float]] = {
    "pronoun": {"gender_clash": -6.0, "gender match f": 2.5},
    "role": {"gender_clash": -4.0, "title lower": -2.0},
    "country": {
        "home": 1.0, "home state": 1.5, "dateline": 0.5, "attached": 2.0, "counterpart near": -1.5,
        "marked": -0.5, "its": 2.5, "bloc minister": -6.0, "beside own": -2.0, "own with": -4.0, "addressed": -2.0,
        "colon": 2.0, "in place": 3.0, "own office": 3.0, "bloc commissioner": 2.0,
    },
}  # fmt: skip
Example = tuple[list[Mapping[str, float]], list[int], str]
STYLES = Path(__file__).parent / "styles.jsonl"


def styles() -> list[dict[str, Any]]:
    """Return our own short articles in the styles of outlets that the corpus lacks; their tones are not annotated."""
    return read_lines(STYLES)


def examples(
    records: Sequence[dict[str, Any]], gazetteer: Gazetteer, weights: Mapping[str, Mapping[str, float]]
) -> dict[str, list[Example]]:
    """Return each kind's choices as (features of the options, indices of the right ones)."""
    out: dict[str, list[Example]] = defaultdict(list)
    for record in records:
        attributions = attributions_of(record)
        resolver = Resolver(Article(record["text"], record["title"]), attributions, gazetteer, weights)
        decisions = resolver.run()
        spoken: dict[int, list[str | None]] = defaultdict(list)
        for statement, decision in zip(record["statements"], decisions, strict=True):
            if decision.entity is None:
                continue
            # Our labels tell the country alone: of whoever is found.
            if "speaker" not in statement or same_speaker(statement["speaker"], decision.entity.name):
                spoken[id(decision.entity)].append(statement["speaker_country"])
        for choice in resolver.log:
            right: list[int] = []
            if choice.kind == "country":
                golds = spoken.get(id(choice.entity))
                if golds:
                    gold = Counter(golds).most_common(1)[0][0]
                    right = [i for i, option in enumerate(choice.options) if option == gold]
            elif "speaker" in record["statements"][choice.statement]:
                gold = record["statements"][choice.statement]["speaker"]
                right = [
                    i
                    for i, option in enumerate(choice.options)
                    if isinstance(option, Entity) and gold and same_speaker(gold, option.name)
                ]
                right = right or [len(choice.options) - 1]
            if right:
                out[choice.kind].append((list(choice.rows), right, record["origin"]))
    return out


def fit(
    rows: Sequence[Example], prior: Mapping[str, float], l2: float = L2_ELSE, power: float = 0.0
) -> dict[str, float]:
    """Fit a conditional logit: the right options' share of the softmax is to be one."""
    names = sorted({name for options, *_ in rows for features in options for name in features} | set(prior))
    index = {name: k for k, name in enumerate(names)}
    x = np.zeros((sum(len(options) for options, *_ in rows), len(names)))
    starts, hit = [], np.zeros(len(x), dtype=bool)
    at = 0
    for options, right, _ in rows:
        starts.append(at)
        for features in options:
            for name, value in features.items():
                x[at, index[name]] = value
            at += 1
        hit[[starts[-1] + k for k in right]] = True
    first = np.array(starts)
    sizes = np.diff([*starts, len(x)])

    # Each outlet counts alike as far as it can: what one of them does always is no rule for the others.
    origins = Counter(origin for *_, origin in rows)
    weight = np.array([origins[origin] ** -power for *_, origin in rows])
    weight /= weight.sum()
    each = np.repeat(weight, sizes)

    center = np.array([prior.get(name, 0.0) for name in names])
    pull = np.array([l2 if name in prior else l2 / 10 for name in names])

    def loss(w: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        score = x @ w
        score -= np.repeat(np.maximum.reduceat(score, first), sizes)
        e = np.exp(score)
        total = np.add.reduceat(e, first)
        good = np.add.reduceat(np.where(hit, e, 0.0), first) + 1e-12
        p = e / np.repeat(total, sizes)
        q = np.where(hit, e, 0.0) / np.repeat(good, sizes)
        value = float(weight @ (np.log(total) - np.log(good))) + float(pull @ (w - center) ** 2) / 2
        return value, x.T @ ((p - q) * each) + pull * (w - center)

    best = minimize(loss, center, jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return {name: round(float(w), 3) for name, w in zip(names, best.x, strict=True) if abs(w) >= 0.001}


def train(records: Sequence[dict[str, Any]], rounds: int = ROUNDS) -> dict[str, dict[str, float]]:
    """Return the weights after some rounds."""
    gazetteer = load_gazetteer()
    weights = START
    for _ in range(rounds):
        found = examples(records, gazetteer, weights)
        weights = {
            kind: fit(
                [row for row in rows if kind in LEARNS_WRITTEN or row[2] != "written"],
                PRIOR.get(kind, {}),
                L2.get(kind, L2_ELSE),
                POWER.get(kind, 0.0),
            )
            for kind, rows in sorted(found.items())
        }
    return weights


def main() -> None:
    """Train on the train split and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--output", type=Path, default=FOLDER)
    options = parser.parse_args()
    countries = [{**record, "origin": origin} for name, origin in TELL_COUNTRIES.items() for record in labelled(name)]
    weights = train([*corpus("train", complete=True), *styles(), *written(), *countries])
    options.output.mkdir(parents=True, exist_ok=True)
    text = json.dumps(weights, indent=0, sort_keys=True) + "\n"
    (options.output / "weights.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

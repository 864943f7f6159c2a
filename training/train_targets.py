"""Train the decisions about targets: ``python -m training.train_targets`` (under a minute).

Which named targets count, which implied ones are meant, and which words are the aspect: three logistic models over the
features that the pipeline itself computes, L2-regularized.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from service.gazetteer import load_gazetteer
from service.pipeline.document import Article, Span
from service.pipeline.targets import TargetFinder
from training.data import attributions_of, corpus, written
from training.metrics import words as name_words

Row = tuple[tuple[str, ...], bool]
MIN_COUNT = 3
SEED = 1
# A target is worth naming where its chance reaches half the F1 of all targets together (about 90), for there the whole
# F1 is largest. An aspect is worth showing unless it is a mere guess.
THRESHOLDS = {"explicit": 0.45, "implied": 0.45, "aspect": 0.1}


def rows(records: Iterable[dict[str, Any]]) -> dict[str, list[list[Row]]]:
    """Return, for each decision, groups of (features, right or wrong); an aspect's group is one tone's words."""
    gazetteer = load_gazetteer()
    out: dict[str, list[list[Row]]] = {"explicit": [], "implied": [], "aspect": []}
    for record in records:
        text = record["text"]
        finder = TargetFinder(Article(text), gazetteer, {})
        for attribution, statement in zip(attributions_of(record), record["statements"], strict=True):
            gold = {tone["target"]: tone for tone in statement["tones"]}
            own = statement["speaker_country"]
            named = finder.explicit(attribution, own)
            out["explicit"].append([(one.features, one.mentions[0].target in gold) for one in named])
            if record["complete"]:
                # As where all named targets that count have been found.
                names = frozenset(one.mentions[0].target for one in named if one.mentions[0].target in gold)
                implied = finder.implied(attribution, own, names)
                out["implied"].append([(one.features, one.mention.target in gold) for one in implied])
            for target, tone in gold.items():
                if tone["aspect"] and tone["label"] != "neutral":
                    wanted = set(name_words(tone["aspect"]))
                    near = finder.words(attribution, Span(*tone["mention"]), target, own)
                    out["aspect"].append(
                        [(word.features, bool(set(name_words(word.span.of(text))) & wanted)) for word in near]
                    )
    return out


def fit(groups: Sequence[Sequence[Row]], strength: float) -> dict[str, Any]:
    """Fit one decision; features seen fewer than ``MIN_COUNT`` times are left out."""
    flat = [row for group in groups for row in group]
    counts = Counter(feature for features, _ in flat for feature in features)
    table = [{feature: 1.0 for feature in features if counts[feature] >= MIN_COUNT} for features, _ in flat]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(table)
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)  # liblinear's
    model = LogisticRegression(C=strength, max_iter=1000, solver="liblinear", random_state=SEED)
    model.fit(matrix, np.array([right for _, right in flat]))
    weights = {
        str(name): round(float(weight), 3)
        for name, weight in zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(weight) >= 0.03
    }
    return {"bias": round(float(model.intercept_[0]), 3), "threshold": 0.5, "weights": weights}


def chances(decision: dict[str, Any], groups: Sequence[Sequence[Row]]) -> Iterator[list[tuple[float, bool]]]:
    """Yield (P(yes), right or wrong) of each group's rows."""
    weights = decision["weights"]
    for group in groups:
        yield [
            (1 / (1 + np.exp(-(decision["bias"] + sum(weights.get(f, 0.0) for f in features)))), right)
            for features, right in group
        ]


def best_threshold(decision: dict[str, Any], groups: Sequence[Sequence[Row]]) -> tuple[float, float]:
    """Return the threshold with the best F1 on the rows, and that F1."""
    scored = [pair for group in chances(decision, groups) for pair in group]
    total = sum(right for _, right in scored)
    best = (0.5, 0.0)
    for threshold in np.arange(0.1, 0.91, 0.05):
        said = [right for chance, right in scored if chance >= threshold]
        f1 = 200 * sum(said) / max(1, len(said) + total)
        if f1 > best[1]:
            best = (round(float(threshold), 2), float(f1))
    return best


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("models/targets/decisions.json"))
    options = parser.parse_args()
    train, dev = rows([*corpus("train"), *written()]), rows(corpus("dev"))
    decisions = {}
    for name, strength in (("explicit", 0.3), ("implied", 0.1), ("aspect", 0.3)):
        decision = fit(train[name], strength)
        best, f1 = best_threshold(decision, dev[name])
        decision["threshold"] = THRESHOLDS[name]
        if name == "aspect":
            groups = [group for group in chances(decision, dev[name]) if group]
            top = sum(max(group)[1] for group in groups) / max(1, len(dev[name]))
            print(f"aspect: the likeliest word is right in {100 * top:.1f} % of {len(dev[name])}")
        print(f"{name}: best alone F1 {f1:.1f} at {best}, {len(decision['weights'])} weights")
        decisions[name] = decision
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(
        json.dumps(decisions, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()

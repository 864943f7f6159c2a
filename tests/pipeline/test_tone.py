"""Tone from our own kind of model and from others, with tiny ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from transformers import AutoModelForSequenceClassification

from service.errors import ConfigurationError
from service.inference.loading import WEIGHTS, digest_of
from service.inference.runner import Forward
from service.pipeline.document import LABELS, Span, ToneItem
from service.pipeline.tone import CLASSES, ToneModel
from tests.tiny import save_evidence, save_mpnet, save_tone

TEXT = "The minister said that Russia had lied, and thanked Iran."
ITEMS = [
    ToneItem(TEXT, Span(23, 29), "RU", "IR"),
    ToneItem(TEXT, Span(52, 56), "IR", "IR"),
    ToneItem("They said no.", Span(0, 4)),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tone")


@pytest.fixture(scope="module")
def model(folder: Path) -> ToneModel:
    return ToneModel.load(str(save_tone(folder / "own")))


@pytest.mark.parametrize(
    "labels",
    [
        CLASSES,
        ("negative", "neutral", "positive"),
        ("POSITIVE", "NEUTRAL", "NEGATIVE"),
        ("entailment", "neutral", "contradiction"),
        ("contradiction", "entailment"),
    ],
    ids=["ours", "sentiment", "sentiment in another order", "NLI", "NLI of two classes"],
)
def test_any_of_these_label_sets_gives_tones(folder: Path, labels: tuple[str, ...]) -> None:
    model = ToneModel.load(str(save_tone(folder / "-".join(labels), labels)))
    for tone in model.score(ITEMS):
        assert tone.label in LABELS and sum(tone.probabilities) == pytest.approx(1)
        assert (tone.strength == 0) == (tone.label == "neutral")


def test_our_labels_on_another_encoder_give_tones(folder: Path) -> None:
    tones = ToneModel.load(str(save_mpnet(folder / "mpnet"))).score(ITEMS)
    assert all(sum(tone.probabilities) == pytest.approx(1) for tone in tones)


def test_weights_cut_into_several_files_are_loaded_and_told_apart(folder: Path) -> None:
    whole, cut = save_mpnet(folder / "whole"), folder / "cut"
    shutil.copytree(whole, cut)
    (cut / WEIGHTS).unlink()
    AutoModelForSequenceClassification.from_pretrained(whole).save_pretrained(cut, max_shard_size="20KB")
    assert len(list(cut.glob("*.safetensors"))) > 1
    one, other = ToneModel.load(str(whole)), ToneModel.load(str(cut))
    assert one.info.sha256 != other.info.sha256 == digest_of(str(cut))
    assert [tone.probabilities for tone in one.score(ITEMS)] == [tone.probabilities for tone in other.score(ITEMS)]


@pytest.mark.parametrize(("save", "seed"), [(save_tone, 1), (save_mpnet, 4)], ids=["BERT", "MPNet"])
def test_evidence_is_read_off_the_models_own_pass_where_the_folder_tells_how(
    folder: Path, save: Callable[..., Path], seed: int
) -> None:
    model = ToneModel.load(str(save_evidence(save(folder / f"told {seed}", seed=seed))))
    assert model.given(model.encode(ITEMS)) is not None
    asked: list[str] = []

    def run(forward: Forward, rows: Sequence[Any], lengths: Sequence[int]) -> list[Any]:
        asked.append(forward.__name__)
        return forward(list(rows))

    tones = model.score(ITEMS, run=run)
    assert asked == ["forward"]
    assert any(tone.label != "neutral" for tone in tones)
    for item, tone in zip(ITEMS, tones, strict=True):
        assert all(0 <= span.start < span.end <= len(item.text) for span in tone.evidence)


def test_a_word_is_evidence_of_one_side_or_the_other(folder: Path) -> None:
    model = ToneModel.load(str(save_evidence(save_tone(folder / "sides"))))
    [reading] = model.read(model.encode(ITEMS[:1]))
    assert reading.weights is not None and reading.weights.min() < 0 < reading.weights.max()


def test_a_sentiment_models_classes_are_read_by_name_not_by_place(folder: Path) -> None:
    straight = ToneModel.load(str(save_tone(folder / "a", ("negative", "neutral", "positive"))))
    turned = ToneModel.load(str(save_tone(folder / "b", ("positive", "neutral", "negative"))))
    for one, other in zip(straight.score(ITEMS), turned.score(ITEMS), strict=True):
        assert one.probabilities == pytest.approx(other.probabilities[::-1])


@pytest.mark.parametrize("labels", [("spam", "ham"), ("a", "b", "c")])
def test_labels_that_tell_no_tone_are_refused_with_what_to_do(folder: Path, labels: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError, match="DEMARCHE_TONE_MODEL"):
        ToneModel.load(str(save_tone(folder / "-".join(labels), labels)))


def test_rows_that_are_the_same_to_the_model_are_computed_once(model: ToneModel) -> None:
    seen = []

    def run(forward: Forward, rows: Sequence[Any], lengths: Sequence[int]) -> list[Any]:
        seen.append(len(rows))
        assert len(lengths) == len(rows)
        return forward(list(rows))

    items = [
        ToneItem("Iran blamed Russia.", Span(12, 18), "RU", "IR"),
        ToneItem("France blamed Spain.", Span(14, 19), "ES", "FR"),
        ToneItem("France blamed Spain.", Span(0, 6), "FR", "FR"),
        ToneItem("Iran blamed Russia.", Span(12, 18), "RU", "IR"),
    ]
    tones = model.score(items, evidence=False, run=run)
    assert seen == [2]
    assert tones[0].probabilities == tones[1].probabilities == tones[3].probabilities != tones[2].probabilities


def test_an_item_gets_the_same_tone_alone_and_in_company(model: ToneModel) -> None:
    together = model.score(ITEMS)
    for item, tone in zip(ITEMS, together, strict=True):
        (alone,) = model.score([item])
        assert alone.probabilities == pytest.approx(tone.probabilities, abs=1e-5)
        assert alone.evidence == tone.evidence


def test_evidence_lies_in_the_text_and_only_where_there_is_an_opinion(model: ToneModel) -> None:
    for item, tone in zip(ITEMS, model.score(ITEMS), strict=True):
        assert not tone.evidence or tone.label != "neutral"
        assert all(0 <= span.start < span.end <= len(item.text) for span in tone.evidence)


def test_no_items_give_no_tones(model: ToneModel) -> None:
    assert model.score([]) == []


def test_strength_is_that_of_the_likelier_half(model: ToneModel) -> None:
    tone = model._tone(np.array([0.8, 0.1, 0.1]), np.array([0.3, 0.5, 0.1, 0.1, 0.0]))
    assert (tone.label, tone.strength) == ("critical", 1)
    tone = model._tone(np.array([0.1, 0.1, 0.8]), np.array([0.1, 0.0, 0.1, 0.3, 0.5]))
    assert (tone.label, tone.strength) == ("cooperative", 2)


def test_both_sides_in_equal_parts_is_mixed_and_keeps_its_probabilities(model: ToneModel) -> None:
    tone = model._tone(np.array([0.45, 0.15, 0.40]), None)
    assert (tone.label, tone.strength, tone.abstained) == ("neutral", 0, "mixed")
    assert tone.probabilities == (0.45, 0.15, 0.40)

"""Teaching one tone model by several, and fitting its probabilities on statements as the pipeline finds them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForSequenceClassification, BertConfig

from service.pipeline.analyzer import Analyzer
from service.pipeline.document import Span, ToneItem
from tests.tiny import save_mpnet, save_tone
from tests.training.small import small_records
from training.calibrate_tone import as_found
from training.distill_tone import TRUST, kept, loss_of, teach
from training.figures import asked
from training.mean_tone import mean
from training.tone_data import Example
from training.unannotated import ANY

ITEM = ToneItem("He blamed Russia", Span(10, 16), "RU", "US")


@pytest.fixture(scope="module")
def teachers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("teachers")
    return [save_tone(folder / str(seed), seed=seed) for seed in (1, 2)]


def test_teachers_say_their_mean_probabilities(teachers: list[Path]) -> None:
    examples = [Example(ITEM, ANY, "x")] * 3
    both = teach(teachers, examples)
    assert both.shape == (3, 5) and np.allclose(both.sum(1), 1)
    assert np.allclose(both, (teach(teachers[:1], examples) + teach(teachers[1:], examples)) / 2)


def test_teachers_that_have_answered_are_not_asked_again(tmp_path: Path) -> None:
    answers = iter([np.ones((2, 5)), np.zeros((2, 5))])
    first, second = (kept(tmp_path / "run" / "taught.npy", lambda: next(answers)) for _ in range(2))
    assert (first == 1).all() and (second == 1).all()


def test_a_teacher_may_have_another_encoder(tmp_path: Path) -> None:
    folder = save_mpnet(tmp_path / "mpnet")
    assert np.allclose(teach([folder], [Example(ITEM, ANY, "x")]).sum(1), 1)


def test_a_mean_of_weights_lies_between_two_models(teachers: list[Path], tmp_path: Path) -> None:
    before, after = teachers
    mean(before, after, tmp_path)
    first, second, between = (
        AutoModelForSequenceClassification.from_pretrained(folder).classifier.weight for folder in (*teachers, tmp_path)
    )
    assert torch.allclose(between.float(), (first + second).float() / 2, atol=1e-3)


class Says:
    """A model that always gives the same logits."""

    config = BertConfig()

    def __call__(self, **inputs: torch.Tensor) -> Any:
        return type("Output", (), {"logits": torch.tensor([[2.0, 0.0, 0.0, 0.0, 0.0]])})


def loss(taught: list[float], allowed: tuple[int, ...]) -> float:
    classes = torch.zeros(1, 5, dtype=torch.bool)
    classes[0, list(allowed)] = True
    nothing = torch.zeros(1, 1)
    inputs = {"input_ids": nothing, "attention_mask": nothing, "token_type_ids": nothing}
    batch = {**inputs, "allowed": classes, "taught": torch.tensor([taught])}
    return float(loss_of(Says(), batch))  # type: ignore[arg-type]


def test_without_an_annotation_the_teachers_alone_are_right() -> None:
    first, last = [1.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 1.0]
    agreed, against = loss(first, ANY), loss(last, ANY)
    assert against - agreed == pytest.approx(2.0)
    assert loss(first, (4,)) == pytest.approx(TRUST * agreed + (1 - TRUST) * against)


def test_what_is_asked_of_an_article_has_a_list_of_items_for_each_statement(tiny_analyzer: Analyzer) -> None:
    attributions, items = asked(tiny_analyzer, small_records()[0]["text"])
    assert len(attributions) == len(items) > 0


def test_only_annotated_tones_of_found_statements_are_fitted_on(tiny_analyzer: Analyzer) -> None:
    for record in small_records():
        annotated = {tone["target"] for one in record["statements"] for tone in one["tones"]}
        for example in as_found(tiny_analyzer, record):
            assert example.item.target_id in annotated
            assert example.item.target.of(example.item.text)

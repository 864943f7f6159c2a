"""Rows laid end to end come to the same as rows padded by transformers, whatever their companions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from transformers import (
    BertForSequenceClassification,
    BertForTokenClassification,
    MPNetForSequenceClassification,
    RobertaForSequenceClassification,
)

from service.inference.backend import BF16, CUDA, FP32, Backend
from service.inference.encoder import Encoder, PackedModel, PaddedModel, make_encoder
from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest, AnalyzeResponse
from service.settings import Settings

LENGTHS = [7, 7, 5, 5, 5, 3, 1]
VOCABULARY = 50
KINDS = [BertForTokenClassification, BertForSequenceClassification, MPNetForSequenceClassification]


def model_of(kind: Any, **more: Any) -> Any:
    """Return a small model with random weights large enough for its answers to differ."""
    make = kind.config_class
    torch.manual_seed(3)
    shape = {"hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4, "intermediate_size": 128}
    return kind(make(vocab_size=VOCABULARY, num_labels=5, initializer_range=0.2, **shape, **more)).eval()


def rows_of(lengths: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Return ids and types of random rows, end to end."""
    dice = torch.Generator().manual_seed(5)
    total = sum(lengths)
    # From 3 on: the first ids are what some architectures fill rows up with, and count no places for.
    return torch.randint(3, VOCABULARY, (total,), generator=dice), torch.randint(0, 2, (total,), generator=dice)


def parts(values: Tensor, lengths: Sequence[int]) -> tuple[Tensor, ...]:
    """Cut what lies end to end into rows."""
    return torch.split(values, list(lengths))


def logits_of(encoder: Encoder, ids: Tensor, types: Tensor, lengths: Sequence[int]) -> Tensor:
    """Return what the encoder says of rows."""
    with torch.inference_mode():
        return encoder.read(encoder.words(ids), types, lengths)[0].float().cpu()


def padded(model: Any, ids: Tensor, types: Tensor, lengths: Sequence[int]) -> Tensor:
    """Return what transformers says of the same rows, each alone."""
    found = []
    with torch.inference_mode():
        for row, kinds in zip(parts(ids, lengths), parts(types, lengths), strict=True):
            segments = {"token_type_ids": kinds[None]} if hasattr(model.config, "type_vocab_size") else {}
            found.append(model(input_ids=row[None], **segments).logits[0])
    return torch.cat([one if one.dim() == 2 else one[None] for one in found])


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_the_architectures_own_answer(kind: Any) -> None:
    model = model_of(kind)
    ids, types = rows_of(LENGTHS)
    expected = padded(model, ids, types, LENGTHS)
    encoder = make_encoder(model, FP32)
    assert isinstance(encoder, PackedModel)
    found = logits_of(encoder, ids, types, LENGTHS)
    assert found.std() > 0.1
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("kind", KINDS)
def test_bfloat16_comes_close_to_it(kind: Any) -> None:
    ids, types = rows_of(LENGTHS)
    expected = padded(model_of(kind), ids, types, LENGTHS)
    found = logits_of(make_encoder(model_of(kind), BF16), ids, types, LENGTHS)
    assert (found - expected).abs().mean() < 0.03 * expected.std()


@pytest.mark.parametrize("backend", [FP32, BF16])
@pytest.mark.parametrize("kind", KINDS)
def test_a_row_does_not_feel_its_companions(kind: Any, backend: Backend) -> None:
    encoder = make_encoder(model_of(kind), backend)
    ids, types = rows_of(LENGTHS)
    together = logits_of(encoder, ids, types, LENGTHS)
    alone = torch.cat(
        [
            logits_of(encoder, row, kinds, [len(row)])
            for row, kinds in zip(parts(ids, LENGTHS), parts(types, LENGTHS), strict=True)
        ]
    )
    torch.testing.assert_close(together.softmax(-1), alone.softmax(-1), atol=1e-3, rtol=0)


def test_any_other_architecture_runs_as_transformers_runs_it() -> None:
    model = model_of(RobertaForSequenceClassification, max_position_embeddings=40, type_vocab_size=1)
    encoder = make_encoder(model, BF16)
    assert isinstance(encoder, PaddedModel) and encoder.backend is FP32
    ids, types = rows_of(LENGTHS)
    torch.testing.assert_close(
        logits_of(encoder, ids, types, LENGTHS),
        torch.cat([model(inputs_embeds=encoder.words(row)[None]).logits for row in parts(ids, LENGTHS)]),
        atol=1e-5,
        rtol=0,
    )


@pytest.mark.parametrize("kind", KINDS[1:])
def test_what_tokens_give_adds_up_to_what_the_first_one_takes_in(kind: Any) -> None:
    model = model_of(kind)
    attention = model.base_model.encoder.layer[-1].attention
    taken: list[Tensor] = []
    mix = attention.attn.o if hasattr(attention, "attn") else attention.output.dense
    hook = mix.register_forward_pre_hook(lambda _, inputs: taken.append(inputs[0][0, 0]))
    ids, types = rows_of(LENGTHS)
    padded(model, ids, types, LENGTHS)
    hook.remove()
    encoder = make_encoder(model, FP32)
    with torch.inference_mode():
        _, given = encoder.read(encoder.words(ids), types, LENGTHS)
    assert given is not None
    for row, first in zip(parts(given, LENGTHS), taken, strict=True):
        torch.testing.assert_close(row.sum(0), first, atol=1e-5, rtol=0)


@pytest.mark.parametrize("backend", [FP32, BF16])
@pytest.mark.parametrize("kind", KINDS[1:])
def test_gradients_reach_the_words(kind: Any, backend: Backend) -> None:
    encoder = make_encoder(model_of(kind), backend)
    ids, types = rows_of(LENGTHS)
    words = encoder.words(ids).clone().requires_grad_(True)
    (gradient,) = torch.autograd.grad(encoder.read(words, types, LENGTHS)[0][:, 0].sum(), words)
    assert gradient.abs().sum(-1).min() > 0


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here: half precision on a GPU is not tested")
def test_a_gpu_gives_the_cpus_answer() -> None:
    text = (Path(__file__).parents[2] / "seeds" / "001_river_dam.txt").read_text(encoding="utf-8")
    answers = []
    for name in (FP32.name, CUDA.name):
        [answer] = Analyzer(Settings(backend=name)).analyze([AnalyzeRequest(text=text)])
        assert isinstance(answer, AnalyzeResponse)
        answers.append(answer)
    one, other = answers
    assert other.meta.backend == CUDA.name
    assert [s.content for s in one.statements] == [s.content for s in other.statements]
    for mine, its in zip(one.statements, other.statements, strict=True):
        for a, b in zip(mine.tones, its.tones, strict=True):
            assert (a.target, a.label) == (b.target, b.label)
            assert a.score == pytest.approx(b.score, abs=0.02)

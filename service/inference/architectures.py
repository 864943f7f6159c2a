"""What the packed encoder needs of each architecture: its parts, by the name of transformers' class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from service.inference.backend import Backend


@dataclass(frozen=True, slots=True)
class Linear:
    """A matrix product in the backend's precision."""

    weight: Tensor
    bias: Tensor

    @classmethod
    def of(cls, modules: Sequence[Any], backend: Backend) -> Linear:
        """Return one product for several modules that read the same input."""
        weight = torch.cat([module.weight.detach() for module in modules])
        bias = torch.cat([module.bias.detach() for module in modules])
        return cls(weight.to(backend.device, backend.dtype), bias.to(backend.device, backend.dtype))

    def __call__(self, inputs: Tensor) -> Tensor:
        """Return the product, in its own precision."""
        return functional.linear(inputs.to(self.weight.dtype), self.weight, self.bias)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of BERT (Devlin et al. 2019), which MPNet shares."""

    query_key_value: Linear
    mix: Linear
    mix_norm: Any
    widen: Linear
    narrow: Linear
    norm: Any


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a classifier, on the backend's device.

    ``words``, ``places`` and ``types`` look vectors up; a row's first token stands at ``first_place``. ``bias`` gives
    what is added to the attention scores of rows of so many tokens, shape (heads, tokens, tokens). ``head`` gives
    logits, of each row's first token where ``of_rows``.
    """

    words: Any
    places: Any
    first_place: int
    types: Any | None
    norm: Any
    layers: tuple[Layer, ...]
    bias: Callable[[int], Tensor] | None
    head: Callable[[Tensor], Tensor]
    of_rows: bool


def bert(model: Any, backend: Backend) -> Parts:
    """Return the parts of a ``BertFor…Classification``."""
    base = model.bert
    embeddings = base.embeddings.to(backend.device)
    last = model.classifier.to(backend.device)
    pooler = None if base.pooler is None else base.pooler.to(backend.device)
    return Parts(
        words=embeddings.word_embeddings,
        places=embeddings.position_embeddings,
        first_place=0,
        types=embeddings.token_type_embeddings,
        norm=embeddings.LayerNorm,
        layers=tuple(_bert_layer(one, backend) for one in base.encoder.layer),
        bias=None,
        head=last if pooler is None else nn.Sequential(pooler.dense, pooler.activation, last),
        of_rows=pooler is not None,
    )


def mpnet(model: Any, backend: Backend) -> Parts:
    """Return the parts of an ``MPNetForSequenceClassification`` (Song et al. 2020): positions are told twice."""
    embeddings = model.mpnet.embeddings.to(backend.device)
    distances = model.mpnet.encoder.relative_attention_bias.to(backend.device)
    bucket = type(model.mpnet.encoder).relative_position_bucket
    last = model.classifier.to(backend.device)

    def bias(length: int) -> Tensor:
        places = torch.arange(length, device=backend.device)
        found: Tensor = distances(bucket(places[None, :] - places[:, None], num_buckets=distances.num_embeddings))
        return found.permute(2, 0, 1)

    return Parts(
        words=embeddings.word_embeddings,
        places=embeddings.position_embeddings,
        first_place=embeddings.padding_idx + 1,
        types=None,
        norm=embeddings.LayerNorm,
        layers=tuple(_mpnet_layer(one, backend) for one in model.mpnet.encoder.layer),
        bias=bias,
        head=nn.Sequential(last.dense, nn.Tanh(), last.out_proj),
        of_rows=True,
    )


ARCHITECTURES: dict[str, Callable[[Any, Backend], Parts]] = {
    "BertForTokenClassification": bert,
    "BertForSequenceClassification": bert,
    "MPNetForSequenceClassification": mpnet,
}


def _bert_layer(one: Any, backend: Backend) -> Layer:
    read, out = one.attention.self, one.attention.output
    return _layer(one, (read.query, read.key, read.value), out.dense, out.LayerNorm, backend)


def _mpnet_layer(one: Any, backend: Backend) -> Layer:
    read = one.attention.attn
    return _layer(one, (read.q, read.k, read.v), read.o, one.attention.LayerNorm, backend)


def _layer(one: Any, read: Sequence[Any], mix: Any, mix_norm: Any, backend: Backend) -> Layer:
    return Layer(
        Linear.of(read, backend),
        Linear.of((mix,), backend),
        mix_norm.to(backend.device),
        Linear.of((one.intermediate.dense,), backend),
        Linear.of((one.output.dense,), backend),
        one.output.LayerNorm.to(backend.device),
    )

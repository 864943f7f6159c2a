"""Rows of tokens through a classifier, end to end and without padding.

The rows of a batch are laid one behind the other. Matrix products see one long list of tokens, attention sees each
row by itself. So no arithmetic is spent on padding, and a row's numbers do not depend on its companions in the batch:
padding moves sums in their last bits, and bfloat16 makes of that what one can see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

from service.inference.backend import FP32, Backend

LONG = 128  # tokens
# Products of one batch have a multiple of so many rows. oneDNN compiles a kernel for each number of rows that it meets,
# and keeps memory for each: with any number, memory grew by a MiB an article.
STEP = 64


class Encoder(Protocol):
    """A classifier over rows that are laid end to end."""

    backend: Backend

    def words(self, ids: Tensor) -> Tensor:
        """Return word vectors, shape (tokens, width), of vocabulary ids, shape (tokens,)."""

    def logits(self, words: Tensor, types: Tensor, lengths: Sequence[int]) -> Tensor:
        """Return a token classifier's logits, shape (tokens, labels), or a sequence classifier's, (rows, labels).

        ``words`` are word vectors, ``types`` token types of shape (tokens,), ``lengths`` the rows' tokens. Gradients
        flow to ``words``.
        """


def make_encoder(model: Any, backend: Backend) -> Encoder:
    """Return the encoder for a loaded classifier: packed for BERT, whatever its size, else the model as it stands."""
    kinds = ("BertForTokenClassification", "BertForSequenceClassification")
    if type(model).__name__ in kinds and model.config.hidden_act == "gelu":
        return PackedBert(model, backend)
    return PaddedModel(model)


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
    """One layer of BERT: Devlin et al. 2019."""

    query_key_value: Linear
    mix: Linear
    mix_norm: Any
    widen: Linear
    narrow: Linear
    norm: Any


class PackedBert:
    """BERT over rows without padding. Normalization, softmax and sums stay in single precision."""

    def __init__(self, model: Any, backend: Backend) -> None:
        """Take the weights over; the model can be dropped."""
        self.backend = backend
        bert = model.bert
        self._heads = int(model.config.num_attention_heads)
        self._embeddings = bert.embeddings.to(backend.device)
        self._layers = [_layer(one, backend) for one in bert.encoder.layer]
        self._pooler = None if bert.pooler is None else bert.pooler.to(backend.device)
        self._classifier = model.classifier.to(backend.device)
        for parameter in model.parameters():
            parameter.requires_grad_(False)

    def words(self, ids: Tensor) -> Tensor:
        """See ``Encoder``."""
        vectors: Tensor = self._embeddings.word_embeddings(ids.to(self.backend.device))
        return vectors

    def logits(self, words: Tensor, types: Tensor, lengths: Sequence[int]) -> Tensor:
        """See ``Encoder``."""
        count = sum(lengths)
        fill = -count % STEP
        words = functional.pad(words, (0, 0, 0, fill))
        types = functional.pad(types, (0, fill))
        places = torch.cat([*(torch.arange(length) for length in lengths), torch.zeros(fill, dtype=torch.long)]).to(
            self.backend.device
        )
        hidden = words + self._embeddings.position_embeddings(places)
        hidden = self._embeddings.LayerNorm(
            hidden + self._embeddings.token_type_embeddings(types.to(self.backend.device))
        )
        groups = _equal_lengths(lengths)
        for layer in self._layers:
            hidden = self._through(layer, hidden, groups)
        hidden = hidden[:count]
        if self._pooler is not None:
            firsts = torch.tensor([0, *lengths[:-1]]).cumsum(0).to(self.backend.device)
            hidden = self._pooler(hidden[firsts][:, None])
        logits: Tensor = self._classifier(hidden)
        return logits

    def _through(self, layer: Layer, hidden: Tensor, groups: Sequence[tuple[int, int, int]]) -> Tensor:
        width = hidden.shape[-1]
        mixed = layer.query_key_value(hidden).float()
        seen, end = [], 0
        for start, count, length in groups:
            end = start + count * length
            part = mixed[start:end].view(count, length, 3, self._heads, width // self._heads)
            query, key, value = part.permute(2, 0, 3, 1, 4)
            heads = _attend(query, key, value)
            seen.append(heads.transpose(1, 2).reshape(count * length, width))
        seen.append(mixed[end:, :width])  # what only fills up attends to nothing, and nothing to it
        hidden = layer.mix_norm(hidden + layer.mix(torch.cat(seen)).float())
        wide = functional.gelu(layer.widen(hidden))
        result: Tensor = layer.norm(hidden + layer.narrow(wide).float())
        return result


def _layer(one: Any, backend: Backend) -> Layer:
    attention = one.attention
    return Layer(
        Linear.of((attention.self.query, attention.self.key, attention.self.value), backend),
        Linear.of((attention.output.dense,), backend),
        attention.output.LayerNorm.to(backend.device),
        Linear.of((one.intermediate.dense,), backend),
        Linear.of((one.output.dense,), backend),
        one.output.LayerNorm.to(backend.device),
    )


def _attend(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """Return scaled dot product attention, shape (rows, heads, tokens, width)."""
    if query.is_cuda or query.requires_grad or query.shape[-2] > LONG:
        return functional.scaled_dot_product_attention(query, key, value)
    # On a CPU the plain products beat the fused kernel for rows this short.
    scores = torch.matmul(query * query.shape[-1] ** -0.5, key.transpose(-1, -2))
    return torch.matmul(scores.softmax(-1), value)


def _equal_lengths(lengths: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return stretches of neighbouring rows of one length: their first token, how many rows, their length.

    Batches come sorted by length, so there are few.
    """
    out, start = [], 0
    for length, rows in groupby(lengths):
        count = sum(1 for _ in rows)
        out.append((start, count, length))
        start += count * length
    return out


class PaddedModel:
    """Any other classifier, as transformers runs it: in single precision on the CPU, rows filled up to the longest."""

    backend = FP32

    def __init__(self, model: Any) -> None:
        self._model = model
        self._types = getattr(model.config, "type_vocab_size", 0) > 1

    def words(self, ids: Tensor) -> Tensor:
        """See ``Encoder``."""
        vectors: Tensor = self._model.get_input_embeddings()(ids)
        return vectors

    def logits(self, words: Tensor, types: Tensor, lengths: Sequence[int]) -> Tensor:
        """See ``Encoder``."""
        mask = torch.arange(max(lengths))[None, :] < torch.tensor(lengths)[:, None]
        padded = words.new_zeros((*mask.shape, words.shape[-1])).masked_scatter(mask[..., None], words)
        inputs = {"inputs_embeds": padded, "attention_mask": mask.long()}
        if self._types:
            inputs["token_type_ids"] = types.new_zeros(mask.shape).masked_scatter(mask, types)
        logits: Tensor = self._model(**inputs).logits
        return logits[mask] if logits.dim() == 3 else logits

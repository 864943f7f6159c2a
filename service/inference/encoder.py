"""Rows of tokens through a classifier, end to end and without padding.

The rows of a batch are laid one behind the other. Matrix products see one long list of tokens, attention sees each
row by itself. So no arithmetic is spent on padding, and a row's numbers do not depend on its companions in the batch:
padding moves sums in their last bits, and bfloat16 makes of that what one can see.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

from service.inference.architectures import ARCHITECTURES, Layer, Parts
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

    def read(self, words: Tensor, types: Tensor, lengths: Sequence[int]) -> tuple[Tensor, Tensor | None]:
        """Return logits, and what each token gives its row's first token in the last layer, shape (tokens, width).

        That is its value times the attention that it gets: a sequence classifier reads its answer off the first token.
        None for token classifiers, and where it is not to be had. A token classifier's logits have the shape
        (tokens, labels), a sequence classifier's (rows, labels). ``words`` are word vectors, ``types`` token types of
        shape (tokens,), ``lengths`` the rows' tokens. Gradients flow to ``words``.
        """


def make_encoder(model: Any, backend: Backend) -> Encoder:
    """Return the encoder for a loaded classifier: packed for BERT and MPNet, whatever their size, else as it stands."""
    parts_of = ARCHITECTURES.get(type(model).__name__)
    if parts_of is not None and model.config.hidden_act == "gelu":
        return PackedModel(model, parts_of(model, backend), backend)
    return PaddedModel(model)


class PackedModel:
    """Rows without padding. Normalization, softmax and sums stay in single precision."""

    def __init__(self, model: Any, parts: Parts, backend: Backend) -> None:
        """Take the weights over; the model can be dropped."""
        self.backend = backend
        self._parts = parts
        self._heads = int(model.config.num_attention_heads)
        for parameter in model.parameters():
            parameter.requires_grad_(False)

    def words(self, ids: Tensor) -> Tensor:
        """See ``Encoder``."""
        vectors: Tensor = self._parts.words(ids.to(self.backend.device))
        return vectors

    def read(self, words: Tensor, types: Tensor, lengths: Sequence[int]) -> tuple[Tensor, Tensor | None]:
        """See ``Encoder``."""
        count = sum(lengths)
        fill = -count % STEP
        device = self.backend.device
        hidden = functional.pad(words, (0, 0, 0, fill))
        places = torch.cat([*(torch.arange(length) for length in lengths), torch.zeros(fill, dtype=torch.long)])
        hidden = hidden + self._parts.places((places + self._parts.first_place).to(device))
        if self._parts.types is not None:
            hidden = hidden + self._parts.types(functional.pad(types, (0, fill)).to(device))
        hidden = self._parts.norm(hidden)
        groups = _equal_lengths(lengths)
        bias = None if self._parts.bias is None else self._parts.bias(max(lengths))
        given: list[Tensor] = []
        *lower, last = self._parts.layers
        for layer in lower:
            hidden = self._through(layer, hidden, groups, bias)
        hidden = self._through(last, hidden, groups, bias, given if self._parts.of_rows else None)
        if not self._parts.of_rows:
            return self._parts.head(hidden[:count]), None
        firsts = torch.tensor([0, *lengths[:-1]]).cumsum(0).to(device)
        return self._parts.head(hidden[firsts]), torch.cat(given)

    def _through(
        self,
        layer: Layer,
        hidden: Tensor,
        groups: Sequence[tuple[int, int, int]],
        bias: Tensor | None,
        given: list[Tensor] | None = None,
    ) -> Tensor:
        """Return what the layer makes of the tokens; into ``given`` goes what each gives to its row's first."""
        width = hidden.shape[-1]
        mixed = layer.query_key_value(hidden).float()
        seen, end = [], 0
        for start, count, length in groups:
            end = start + count * length
            part = mixed[start:end].view(count, length, 3, self._heads, width // self._heads)
            query, key, value = part.permute(2, 0, 3, 1, 4)
            added = None if bias is None else bias[:, :length, :length]
            heads = _attend(query, key, value, added)
            if given is not None:
                given.append(_given(query, key, value, added).transpose(1, 2).reshape(count * length, width))
            seen.append(heads.transpose(1, 2).reshape(count * length, width))
        seen.append(mixed[end:, :width])  # what only fills up attends to nothing, and nothing to it
        hidden = layer.mix_norm(hidden + layer.mix(torch.cat(seen)).float())
        wide = functional.gelu(layer.widen(hidden))
        result: Tensor = layer.norm(hidden + layer.narrow(wide).float())
        return result


def _attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
    """Return scaled dot product attention, shape (rows, heads, tokens, width).

    ``bias``, of shape (heads, tokens, tokens), is added to the scores.
    """
    if query.is_cuda or query.requires_grad or query.shape[-2] > LONG:
        return functional.scaled_dot_product_attention(query, key, value, None if bias is None else bias[None])
    # On a CPU the plain products beat the fused kernel for rows this short.
    scores = torch.matmul(query * query.shape[-1] ** -0.5, key.transpose(-1, -2))
    if bias is not None:
        scores += bias
    return torch.matmul(scores.softmax(-1), value)


def _given(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
    """Return each token's value times the attention that the first token pays to it, shaped as ``value``."""
    scores = torch.matmul(query[:, :, :1] * query.shape[-1] ** -0.5, key.transpose(-1, -2))
    if bias is not None:
        scores = scores + bias[:, :1]
    return scores.softmax(-1).transpose(-1, -2) * value


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

    def read(self, words: Tensor, types: Tensor, lengths: Sequence[int]) -> tuple[Tensor, Tensor | None]:
        """See ``Encoder``."""
        mask = torch.arange(max(lengths))[None, :] < torch.tensor(lengths)[:, None]
        padded = words.new_zeros((*mask.shape, words.shape[-1])).masked_scatter(mask[..., None], words)
        inputs = {"inputs_embeds": padded, "attention_mask": mask.long()}
        if self._types:
            inputs["token_type_ids"] = types.new_zeros(mask.shape).masked_scatter(mask, types)
        logits: Tensor = self._model(**inputs).logits
        return (logits[mask] if logits.dim() == 3 else logits), None

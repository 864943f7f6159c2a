"""Loading a classifier from a folder or a Hugging Face id: safetensors only, no remote code, and a clear error."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification, AutoModelForTokenClassification, AutoTokenizer
from transformers.utils.hub import cached_file

from service.errors import ConfigurationError

WEIGHTS = "model.safetensors"
INDEX = WEIGHTS + ".index.json"  # where the weights are cut into several files


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What answers say of a model: its id (folder name or hub id), its weights' SHA-256, and its labels in order."""

    id: str
    sha256: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model ready for inference in single precision, its tokenizer, and what it is."""

    model: Any
    tokenizer: Any
    info: ModelInfo
    config: Mapping[str, Any]


def load_token_classifier(model: str) -> Loaded:
    """Load a token classifier. Raises ``ConfigurationError`` with one line that says what to do."""
    return _load(model, AutoModelForTokenClassification)


def load_sequence_classifier(model: str) -> Loaded:
    """Load a text classifier. Raises ``ConfigurationError`` with one line that says what to do."""
    return _load(model, AutoModelForSequenceClassification)


def load_tensors(model: str, name: str) -> dict[str, torch.Tensor] | None:
    """Return the tensors of a further safetensors file of a model, None if it has no such file."""
    try:
        return load_file(_file(model, name))
    except OSError:
        return None


def digest_of(model: str) -> str:
    """Return the SHA-256 of a model's weights, of all files in their order. Raises ``OSError`` where there are none."""
    digest = hashlib.sha256()
    for path in _weights(model):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _weights(model: str) -> list[Path]:
    """Return the file of a model's weights, or the files that its index names."""
    try:
        return [_file(model, WEIGHTS)]
    except OSError:
        index = json.loads(_file(model, INDEX).read_bytes())
        return [_file(model, name) for name in sorted(set(index["weight_map"].values()))]


def _file(model: str, name: str) -> Path:
    path = Path(model) / name if Path(model).is_dir() else Path(str(cached_file(model, name)))
    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist")
    return path


def _load(model: str, kind: Any) -> Loaded:
    folder = Path(model)
    if not folder.is_dir() and (folder.is_absolute() or model.startswith((".", "models/"))):
        raise ConfigurationError(f"model folder {model} does not exist: check the DEMARCHE_*_MODEL settings")
    try:
        # No attention is asked for by name: transformers takes the fused one where an architecture has it.
        loaded = kind.from_pretrained(model, use_safetensors=True, trust_remote_code=False, dtype=torch.float32)
        tokenizer = AutoTokenizer.from_pretrained(model, use_fast=True, trust_remote_code=False)
        digest = digest_of(model)
    except ConfigurationError:
        raise
    except Exception as error:
        # transformers, safetensors and tokenizers raise many kinds; a user needs one line, the cause stays chained.
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ConfigurationError(
            f"model {model} can't be loaded ({reason}): it must be a Hugging Face id or a folder with config.json, "
            f"tokenizer.json and {WEIGHTS}"
        ) from error
    if not tokenizer.is_fast:
        raise ConfigurationError(f"model {model} has no fast tokenizer: offsets into the text need tokenizer.json")
    loaded.eval()
    names = loaded.config.id2label
    labels = tuple(str(names[index]) for index in range(len(names)))
    return Loaded(
        loaded, tokenizer, ModelInfo(folder.name if folder.is_dir() else model, digest, labels), loaded.config.to_dict()
    )

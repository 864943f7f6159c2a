"""Models of the right shape and no sense: one small random layer and a vocabulary of characters.

They run the real code in milliseconds, for tests that need an answer and not a good one.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertForTokenClassification,
    BertTokenizer,
    MPNetConfig,
    MPNetForSequenceClassification,
    PreTrainedModel,
)

from service.pipeline.tagging import TAGS
from service.pipeline.tone import CLASSES, EVIDENCE
from service.pipeline.tone_input import FORMAT

SPECIAL = ("[PAD]", *(f"[unused{number}]" for number in range(99)), "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WORDS = ("the", "said", "he", "she", "they", "sanctions", "russia", "iran", "talks", "minister", "west")


def save_tokenizer(folder: Path) -> int:
    """Save a BERT tokenizer that knows characters and a few words; returns its size."""
    characters = sorted(set(string.ascii_lowercase + string.digits + string.punctuation + "“”‘’«»…—–"))
    vocabulary = [*SPECIAL, *WORDS, *characters, *(f"##{character}" for character in characters)]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "vocab.txt"
    path.write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizer(str(path), do_lower_case=True, model_max_length=512).save_pretrained(folder)
    return len(vocabulary)


def save_model(folder: Path, kind: type[PreTrainedModel], labels: Sequence[str], seed: int, **extra: Any) -> Path:
    """Save a model of ``kind`` with random weights that spread its opinions."""
    size = save_tokenizer(folder)
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=size,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        initializer_range=0.4,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
        **extra,
    )
    kind(config).save_pretrained(folder, safe_serialization=True)
    return folder


def save_attribution(folder: Path, seed: int = 1) -> Path:
    """Save an attribution tagger."""
    return save_model(folder, BertForTokenClassification, TAGS, seed)


def save_tone(folder: Path, labels: Sequence[str] = CLASSES, seed: int = 1) -> Path:
    """Save a tone classifier with ``labels``."""
    return save_model(folder, BertForSequenceClassification, labels, seed, demarche_format=FORMAT)


def save_evidence(folder: Path, width: int = 32, seed: int = 1) -> Path:
    """Put beside a tone model what tells how much each token speaks for its tone."""
    dice = torch.Generator().manual_seed(seed)
    save_file({"weight": torch.randn(width, generator=dice), "bias": torch.zeros(1)}, folder / EVIDENCE)
    return folder


def save_mpnet(folder: Path, seed: int = 1) -> Path:
    """Save a tone model of our labels on MPNet, whose encoder knows no segments."""
    size = save_tokenizer(folder)
    torch.manual_seed(seed)
    told: dict[str, Any] = {
        "vocab_size": size,
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "initializer_range": 0.4,
        "id2label": dict(enumerate(CLASSES)),
        "label2id": {label: number for number, label in enumerate(CLASSES)},
        "demarche_format": FORMAT,
    }
    MPNetForSequenceClassification(MPNetConfig(**told)).save_pretrained(folder)
    return folder

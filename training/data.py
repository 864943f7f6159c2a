"""Reading the data sets: JSON Lines under the folder that ``DEMARCHE_DATA_DIR`` names (see docs/data.md)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from service.pipeline.document import Attribution, Span

VARIABLE = "DEMARCHE_DATA_DIR"
WRITTEN = Path(__file__).parent / "written.jsonl"


def data_dir() -> Path:
    """Return the folder of the data sets. Exits with one line if the variable is unset or names no folder."""
    value = os.environ.get(VARIABLE, "")
    if not value or not Path(value).is_dir():
        raise SystemExit(f"Set {VARIABLE} to the folder that holds the data sets: docs/data.md says how to make it")
    return Path(value)


def read_jsonl(name: str) -> list[dict[str, Any]]:
    """Return the rows of one file, named from the data folder (``data/dse_train.jsonl``)."""
    path = data_dir() / name
    if not path.is_file():
        raise SystemExit(f"{name} is missing under {VARIABLE}: docs/data.md says how to get it")
    return read_lines(path)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSON Lines file, empty lines left out."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def corpus(split: str, complete: bool | None = None) -> list[dict[str, Any]]:
    """Return our corpus' ``train`` or ``dev`` records; ``complete`` picks those annotated in full, or in part.

    Corrected articles (``python -m service from-label-studio``) are taken from ``corpus/corrected-SPLIT.jsonl``.
    """
    records = read_jsonl(f"corpus/{split}.jsonl")
    corrected = f"corpus/corrected-{split}.jsonl"
    if (data_dir() / corrected).is_file():
        records += read_jsonl(corrected)
    return [record for record in records if complete in (None, record["complete"])]


def written() -> list[dict[str, Any]]:
    """Return articles written for training in the manner of outlets that the corpus lacks, annotated in full."""
    return read_lines(WRITTEN)


def attributions_of(record: dict[str, Any]) -> list[Attribution]:
    """Return a record's annotated statements as the pipeline's values, in the record's order."""
    return [
        Attribution(
            content=tuple(Span(a, b) for a, b in statement["content"]),
            source=Span(*statement["source"]) if statement["source"] else None,
            cue=Span(*statement["cue"]) if statement["cue"] else None,
            kind=statement["kind"] or "indirect",
            confidence=1.0,
        )
        for statement in record["statements"]
    ]

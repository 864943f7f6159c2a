"""Our own tones on texts of the public sets: ``training/labels/SET.jsonl``, one statement a line.

The texts stay in their sets; a line names its text by the first sixteen hexadecimal digits of the SHA-256 of its UTF-8
form. How the labels were made, and by whom, stands in ``training/labels/README.md``.

``{"text", "speaker_country", "source": [a, b] | null, "cue": [a, b] | null, "content": [[a, b]…],
"tones": [[target, a, b, score]…]}``, with offsets in code points and scores from -2 (critical, strong) to 2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from training.data import read_jsonl, read_lines

FOLDER = Path(__file__).parent / "labels"
# The file of labels, and the set that holds its texts.
SETS = {
    "outlets": "corpus/train.jsonl",
    "polnear": "data/polnear_train.jsonl",
    "gmb": "data/gmb_ner.jsonl",
    "dse": "data/dse_train.jsonl",
    "articles": "data/articles.jsonl",
}


def key_of(text: str) -> str:
    """Return what a line of labels calls a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def labels(name: str) -> list[dict[str, Any]]:
    """Return the lines of one of ``SETS``."""
    return read_lines(FOLDER / f"{name}.jsonl")


def labelled(name: str) -> Iterator[dict[str, Any]]:
    """Yield the labels of one of ``SETS`` in the corpus' form, one record a text.

    Statements whose text the set does not hold are left out: another conversion of a source may cut it otherwise. Who
    speaks is not told, only whose country he is, and not every statement is there.
    """
    texts = {key_of(row["text"]): row for row in read_jsonl(SETS[name])}
    for key, lines in groupby(labels(name), key=lambda line: str(line["text"])):
        row = texts.get(key)
        if row is not None:
            statements = [
                {
                    **{field: line[field] for field in ("speaker_country", "source", "cue", "content")},
                    "kind": None,
                    "tones": [tone_of(*one) for one in line["tones"]],
                }
                for line in lines
            ]
            yield {
                "doc": str(row.get("doc", key)),
                "origin": f"{name} labels",
                "title": row.get("title"),
                "text": row["text"],
                "complete": False,
                "statements": statements,
            }


def tone_of(target: str, start: int, end: int, score: int) -> dict[str, Any]:
    """Return a tone as the corpus writes it."""
    label = "critical" if score < 0 else "cooperative" if score > 0 else "neutral"
    return {"target": target, "mention": [start, end], "label": label, "strength": abs(score)}

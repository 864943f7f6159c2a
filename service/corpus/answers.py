"""Reading back what ``make score`` wrote as JSON Lines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.errors import ConfigurationError

KEYS = ("id", "speakers", "statements", "published", "outlet")


def read_answers(path: Path) -> Iterator[dict[str, Any]]:
    """Yield a run's answers. Raises ``ConfigurationError`` for a file that is none of a run's."""
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                yield _answer(line, f"{path}, line {number}")
    except OSError as error:
        raise ConfigurationError(f"{path} can't be read: {error.strerror or error}") from None


def _answer(line: bytes, where: str) -> dict[str, Any]:
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError):
        raise ConfigurationError(f"{where}: no JSON; only runs into .jsonl can be read back") from None
    if not isinstance(answer, dict) or any(key not in answer for key in KEYS):
        raise ConfigurationError(f"{where}: no answer of make score")
    return answer


def speaker_of(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return an answer's speakers by id."""
    return {speaker["id"]: speaker for speaker in answer["speakers"]}


def judged(answer: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Yield statement, speaker and tone of every tone that was not withheld, where it is known who speaks."""
    speakers = speaker_of(answer)
    for statement in answer["statements"]:
        speaker = speakers.get(statement["speaker"])
        for tone in statement["tones"]:
            if speaker is not None and tone["abstained"] is None:
                yield statement, speaker, tone


def name_of(speaker: dict[str, Any] | None, statement: dict[str, Any]) -> str | None:
    """Return how a statement's speaker is called: by name, by role, by the words of the source; None if unknown."""
    if speaker is None:
        return None
    source = statement["source"]
    return speaker["name"] or speaker["role"] or (source["text"] if source else None)


def words_of(statement: dict[str, Any]) -> str:
    """Return what is said."""
    return " … ".join(part["text"] for part in statement["content"])

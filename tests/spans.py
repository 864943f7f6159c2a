"""Finding the spans of an answer, and holding them to the text."""

from __future__ import annotations

from typing import Any


def spans_of(value: Any) -> list[dict[str, Any]]:
    """Return everything in an answer that has start, end and text, however deep."""
    if isinstance(value, dict):
        own = [value] if {"start", "end", "text"} <= value.keys() else []
        return own + [found for inner in value.values() for found in spans_of(inner)]
    return [found for inner in value for found in spans_of(inner)] if isinstance(value, list) else []


def check_spans(answer: Any, text: str) -> int:
    """Check that every span of the answer is exactly the text it stands for; returns how many there are."""
    found = spans_of(answer)
    for span in found:
        assert text[span["start"] : span["end"]] == span["text"] != "", span
    return len(found)

"""Small annotated articles for tests: the beginnings of those that the gate ships."""

from __future__ import annotations

from typing import Any

from training.gate import read_gate

LENGTH = 420


def small_records() -> list[dict[str, Any]]:
    """Return the first paragraphs of each article with the statements that lie in them."""
    return [beginning(record) for record in read_gate()]


def beginning(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record cut after ``LENGTH`` characters."""
    inside = [
        one
        for one in record["statements"]
        if max(edge for span in (*one["content"], one["source"], one["cue"]) for edge in span or [0]) <= LENGTH
    ]
    return {**record, "text": record["text"][:LENGTH], "statements": inside}

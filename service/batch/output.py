"""Joining the shards' results into one output, and what could not be scored into the dead letter beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.batch.store import Store, as_line, write_atomically
from service.errors import ConfigurationError

LINES, CSV, PARQUET = "lines", "csv", "parquet"
KINDS = {".jsonl": LINES, ".ndjson": LINES, ".csv": CSV, ".parquet": PARQUET}
FINISHED = "finished.json"


@dataclass(frozen=True, slots=True)
class Totals:
    """What a finished run comes to."""

    articles: int
    copies: int
    failed: int
    noted: int


def kind_of(output: Path) -> str:
    """Return what an output of this name is to hold. Raises ``ConfigurationError``."""
    try:
        return KINDS[output.suffix.lower()]
    except KeyError:
        raise ConfigurationError(f"{output}: the ending must be one of {', '.join(KINDS)}") from None


def dead_letter(output: Path) -> Path:
    """Return where the rows of an output that could not be scored are told."""
    return output.with_name(f"{output.name}.dead.jsonl")


def join(store: Store, shards: int, output: Path) -> Totals:
    """Write output and dead letter, each at once, in the order of the input's rows."""
    originals = _places(store, shards)
    counts = {"articles": 0, "copies": 0, "failed": 0, "noted": 0}

    def all_results() -> Iterator[dict[str, Any]]:
        for number in range(shards):
            for _, result in store.read(number):
                if "copy_of" in result:
                    result = _copied(result, store.result_at(*originals[result["copy_of"]]))
                yield result

    def answers() -> Iterator[dict[str, Any]]:
        for result in all_results():
            counts["noted"] += bool(result["notes"])
            if "answer" in result:
                counts["articles"] += 1
                counts["copies"] += "copy_of" in result
                yield as_answer(result)
            else:
                counts["failed"] += 1

    kind = kind_of(output)
    if kind == LINES:
        write_atomically(output, map(as_line, answers()))
    else:
        from service.batch import tables

        tables.write(output, kind, answers())
    dead = dead_letter(output)
    if counts["failed"]:
        keys = ("row", "where", "id", "error")
        bad = ({key: result[key] for key in keys} for result in all_results() if "error" in result)
        write_atomically(dead, map(as_line, bad))
    else:
        dead.unlink(missing_ok=True)
    totals = Totals(**counts)
    write_atomically(store.folder / FINISHED, [json.dumps({"shards": shards, **counts}).encode() + b"\n"])
    for number in range(shards):
        store.shard(number).unlink(missing_ok=True)
    return totals


def finished(store: Store, output: Path) -> Totals | None:
    """Return what a run came to that was finished before, None where there is still something to do."""
    path = store.folder / FINISHED
    if not path.exists() or not output.exists():
        return None
    counts = json.loads(path.read_text(encoding="utf-8"))
    counts.pop("shards")
    return Totals(**counts)


def as_answer(result: dict[str, Any]) -> dict[str, Any]:
    """Return the contract's answer, with what is known of the article beside it."""
    return {
        **result["answer"],
        "title": result["title"],
        "published": result["published"],
        "outlet": result["outlet"],
        "source": result["where"],
        "duplicate_of": result.get("original"),
        "notes": result["notes"],
    }


def _copied(result: dict[str, Any], original: dict[str, Any]) -> dict[str, Any]:
    """Return the result of a copy: its original's, under its own name."""
    name = result["id"] if result["id"] is not None else result["where"]
    if "answer" not in original:
        return {**result, "error": original["error"]}
    first = original["id"] if original["id"] is not None else original["where"]
    return {**result, "answer": {**original["answer"], "id": name}, "original": first}


def _places(store: Store, shards: int) -> dict[int, tuple[int, int]]:
    """Return shard and place of every row that has a copy."""
    wanted: set[int] = set()
    for number in range(shards):
        wanted |= {result["copy_of"] for _, result in store.read(number) if "copy_of" in result}
    if not wanted:
        return {}
    return {
        result["row"]: (number, place)
        for number in range(shards)
        for place, result in store.read(number)
        if result["row"] in wanted
    }

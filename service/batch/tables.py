"""Tidy tables: one row a tone, as CSV or Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from service.batch.store import write_atomically
from service.gazetteer import load_gazetteer
from service.gazetteer.model import Target

# Name, and type in Parquet.
COLUMNS: dict[str, str] = {
    "article": "string",
    "published": "date",
    "outlet": "string",
    "duplicate_of": "string",
    "statement": "int",
    "kind": "string",
    "text": "string",
    "start": "int",
    "end": "int",
    "statement_confidence": "float",
    "speaker": "string",
    "speaker_type": "string",
    "speaker_role": "string",
    "speaker_country": "string",
    "speaker_iso3": "string",
    "speaker_confidence": "float",
    "source_text": "string",
    "source_start": "int",
    "source_end": "int",
    "target": "string",
    "target_name": "string",
    "target_type": "string",
    "target_iso3": "string",
    "target_wikidata": "string",
    "mention_text": "string",
    "mention_start": "int",
    "mention_end": "int",
    "via": "string",
    "aspect": "string",
    "tone": "string",
    "strength": "int",
    "score": "float",
    "p_critical": "float",
    "p_neutral": "float",
    "p_cooperative": "float",
    "abstained": "string",
    "evidence": "string",
}
ROWS_AT_ONCE = 10_000


def rows(answer: Mapping[str, Any], targets: Mapping[str, Target]) -> Iterator[dict[str, Any]]:
    """Yield a row for each tone of an answer, and one without tone for each statement that has none."""
    speakers = {speaker["id"]: speaker for speaker in answer["speakers"]}
    article = {
        "article": answer["id"],
        "published": answer["published"],
        "outlet": answer["outlet"],
        "duplicate_of": answer["duplicate_of"],
    }
    for statement in answer["statements"]:
        speaker = speakers.get(statement["speaker"], {})
        source = statement["source"] or {}
        country = targets.get(speaker.get("country") or "")
        said = article | {
            "statement": statement["id"],
            "kind": statement["kind"],
            "text": " … ".join(part["text"] for part in statement["content"]),
            "start": statement["start"],
            "end": statement["end"],
            "statement_confidence": round(statement["confidence"], 4),
            "speaker": speaker.get("name") or speaker.get("role") or (source.get("text") if speaker else None),
            "speaker_type": speaker.get("type"),
            "speaker_role": speaker.get("role"),
            "speaker_country": speaker.get("country"),
            "speaker_iso3": country.iso3 if country else None,
            "speaker_confidence": round(statement["speaker_confidence"], 4),
            "source_text": source.get("text"),
            "source_start": source.get("start"),
            "source_end": source.get("end"),
        }
        for tone in statement["tones"]:
            yield said | _toward(tone, targets)
        if not statement["tones"]:
            yield said


def _toward(tone: Mapping[str, Any], targets: Mapping[str, Target]) -> dict[str, Any]:
    target = targets.get(tone["target"])
    return {
        "target": tone["target"],
        "target_name": tone["name"],
        "target_type": tone["type"],
        "target_iso3": target.iso3 if target else None,
        "target_wikidata": target.wikidata if target else None,
        "mention_text": tone["mention"]["text"],
        "mention_start": tone["mention"]["start"],
        "mention_end": tone["mention"]["end"],
        "via": tone["mention"]["via"],
        "aspect": tone["aspect"]["text"] if tone["aspect"] else None,
        "tone": tone["label"],
        "strength": tone["strength"],
        "score": round(tone["score"], 4),
        "p_critical": round(tone["probabilities"]["critical"], 4),
        "p_neutral": round(tone["probabilities"]["neutral"], 4),
        "p_cooperative": round(tone["probabilities"]["cooperative"], 4),
        "abstained": tone["abstained"],
        "evidence": " | ".join(part["text"] for part in tone["evidence"]) or None,
    }


def write(output: Path, kind: str, answers: Iterable[Mapping[str, Any]]) -> None:
    """Write all answers' rows to the output at once."""
    targets = load_gazetteer().targets
    found = (row for answer in answers for row in rows(answer, targets))
    if kind == "csv":
        write_atomically(output, _csv(found))
    else:
        _parquet(output, found)


def _csv(found: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield the lines of a CSV by RFC 4180, in UTF-8."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(COLUMNS), restval="")
    writer.writeheader()
    for row in found:
        writer.writerow(row)
        if buffer.tell() > 1 << 16:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def schema() -> Any:
    """Return the table's schema for Arrow."""
    import pyarrow as pa

    types = {"string": pa.string(), "int": pa.int32(), "float": pa.float32(), "date": pa.date32()}
    return pa.schema([(name, types[kind]) for name, kind in COLUMNS.items()])


def _parquet(output: Path, found: Iterable[Mapping[str, Any]]) -> None:
    """Write Parquet beside, then move it into place."""
    import os
    from datetime import date

    import pyarrow as pa
    import pyarrow.parquet as pq

    beside = output.with_name(f".{output.name}.new")
    try:
        with pq.ParquetWriter(beside, schema(), compression="zstd") as writer:
            part: list[dict[str, Any]] = []
            for row in found:
                day = row.get("published")
                part.append({**row, "published": date.fromisoformat(day) if day else None})
                if len(part) == ROWS_AT_ONCE:
                    writer.write_table(pa.Table.from_pylist(part, schema()))
                    part = []
            writer.write_table(pa.Table.from_pylist(part, schema()))
        with beside.open("rb") as handle:
            os.fsync(handle.fileno())
        os.replace(beside, output)
    finally:
        beside.unlink(missing_ok=True)

"""Label Studio's JSON export, read back as records of the corpus (docs/data.md) for evaluation and training."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.batch.store import as_line, write_atomically
from service.corpus.labels import ABOUT, ASPECT, BY, GOES_ON, TONES, WITH
from service.errors import ConfigurationError
from service.gazetteer import load_gazetteer


class Regions:
    """What one annotation holds: regions by id with what is told of each, and relations by their source."""

    def __init__(self, result: list[dict[str, Any]], text: str, where: str) -> None:
        """Raises ``ConfigurationError`` for a region whose words are not where it says."""
        self.where = where
        self.spans: dict[str, tuple[int, int]] = {}
        self.labels: dict[str, str] = {}
        self.told: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.related: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for one in result:
            value = one.get("value", {})
            if one["type"] == "relation":
                for label in one.get("labels") or [""]:
                    ends = (one["from_id"], one["to_id"])
                    start, end = ends if one.get("direction") != "left" else reversed(ends)
                    self.related[start, label].append(end)
            elif one["type"] == "labels":
                start, end = value["start"], value["end"]
                if not 0 <= start < end <= len(text) or value.get("text", text[start:end]) != text[start:end]:
                    raise ConfigurationError(f"{where}: the words of region {one['id']} do not stand where it says")
                self.spans[one["id"]] = (start, end)
                self.labels[one["id"]] = value["labels"][0]
            elif one["type"] in {"textarea", "choices"}:
                words = value.get("text", value.get("choices"))
                words = [words] if isinstance(words, str) else words or [""]
                self.told[one["id"]][one["from_name"]] = str(words[0]).strip()

    def one(self, region: str, relation: str) -> tuple[int, int] | None:
        """Return the span that a relation leads to, None where there is none or it was removed."""
        found = [self.spans[end] for end in self.related[region, relation] if end in self.spans]
        if len(found) > 1:
            raise ConfigurationError(f"{self.where}: region {region} has {len(found)} relations “{relation}”")
        return found[0] if found else None

    def statements(self) -> Iterator[str]:
        """Yield the content regions that begin a statement, in reading order."""
        later = {end for (_, label), ends in self.related.items() if label == GOES_ON for end in ends}
        begins = [one for one, label in self.labels.items() if label == "Content" and one not in later]
        yield from sorted(begins, key=lambda one: (self.spans[one], one))


def records(exported: Any, where: str) -> Iterator[dict[str, Any]]:
    """Yield a record for every task that somebody annotated; tasks without are left alone.

    Raises ``ConfigurationError`` for what is no export, or an annotation that makes no sense.
    """
    if not isinstance(exported, list):
        raise ConfigurationError(f"{where} is no JSON export of Label Studio: it must be a list of tasks")
    for number, task in enumerate(exported):
        try:
            found = _last(task)
            if found is not None:
                name = f"{where}, task {task.get('id', number)}"
                yield record(task["data"], task["data"]["text"], found, name)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError):
            # Whatever is not where Label Studio puts it.
            raise ConfigurationError(f"{where}, task {number}: no task of a project with this interface") from None


def _last(task: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return what the last annotation holds, None where there is none: whoever corrected a correction meant it."""
    annotations = [one for one in task["annotations"] if not one.get("was_cancelled")]
    if not annotations:
        return None
    last = max(annotations, key=lambda one: str(one.get("updated_at") or one.get("created_at") or ""))
    return last.get("result") or []


def record(data: dict[str, Any], text: str, result: list[dict[str, Any]], where: str) -> dict[str, Any]:
    """Return one annotated article as a record of the corpus."""
    regions = Regions(result, text, where)
    statements = [_statement(regions, one, text) for one in regions.statements()]
    return {
        "doc": str(data.get("article") or where),
        "origin": "corrected",
        "title": data.get("title"),
        "text": text,
        "complete": True,
        "statements": statements,
    }


def _statement(regions: Regions, first: str, text: str) -> dict[str, Any]:
    parts = [first, *(one for one in regions.related[first, GOES_ON] if one in regions.spans)]
    told = regions.told[first]
    country = _target(told["country"], regions.where) if told.get("country") else None
    source, cue = regions.one(first, BY), regions.one(first, WITH)
    abouts = [one for one in regions.related[first, ABOUT] if one in regions.spans]
    return {
        "speaker": told.get("speaker") or None,
        "speaker_country": country,
        "kind": told.get("kind") or None,
        "content": sorted(list(regions.spans[one]) for one in parts),
        "source": list(source) if source else None,
        "cue": list(cue) if cue else None,
        "tones": [_tone(regions, one, text) for one in sorted(abouts, key=lambda one: (regions.spans[one], one))],
    }


def _tone(regions: Regions, region: str, text: str) -> dict[str, Any]:
    told = regions.told[region]
    tone = told.get("tone", "")
    if tone not in TONES:
        raise ConfigurationError(f"{regions.where}: the target {told.get('target') or region} has no tone")
    label, _, strength = tone.partition("-")
    aspect = regions.one(region, ASPECT)
    return {
        "target": _target(told.get("target", ""), regions.where),
        "mention": list(regions.spans[region]),
        "aspect": text[slice(*aspect)] if aspect else None,
        "label": label,
        "strength": int(strength or 0),
    }


def _target(name: str, where: str) -> str:
    known = name.strip().upper().replace(" ", "_")
    if known not in load_gazetteer().targets:
        raise ConfigurationError(
            f"{where}: “{name}” is the id of no country and of no bloc (GET /v1/targets lists them)"
        )
    return known


def write_records(exported: Path, output: Path) -> int:
    """Write the records of an export as JSON Lines, and return how many there are."""
    try:
        found = json.loads(exported.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise ConfigurationError(f"{exported} is no JSON") from None
    lines = [as_line(one) for one in records(found, str(exported))]
    write_atomically(output, lines)
    return len(lines)

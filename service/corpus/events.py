"""Event data: one row an act of speech, from the speaker's country to the country or bloc that it is about.

The classes are those that CAMEO, PLOVER and GDELT tell words by: verbal cooperation and verbal conflict. The intensity
lies on the ±10 scale that Goldstein (1992) made usual, but it is none of Goldstein's weights: it is the tone's strength
(1 or 2), times five, with the tone's sign.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from service.batch.store import write_atomically
from service.corpus.answers import judged, name_of, words_of
from service.gazetteer import load_gazetteer
from service.gazetteer.model import Target

COLUMNS = (
    "event",
    "date",
    "source",
    "source_name",
    "source_speaker",
    "target",
    "target_name",
    "class",
    "quad_class",
    "intensity",
    "certainty",
    "direction",
    "speaker_confidence",
    "kind",
    "article",
    "outlet",
    "statement",
    "start",
    "end",
    "words",
    "duplicate_of",
)
# GDELT's QuadClass numbers; material cooperation (2) and conflict (4) are acts, and never told here.
CLASSES = {"cooperative": ("verbal cooperation", 1, 1), "critical": ("verbal conflict", 3, -1)}
STEP = 5.0


def events(answers: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield an event for every tone that is not neutral, of a speaker whose country is known."""
    targets = load_gazetteer().targets
    for answer in answers:
        for statement, speaker, tone in judged(answer):
            if speaker["country"] is not None and tone["label"] in CLASSES:
                yield _event(answer, statement, speaker, tone, targets)


def _event(answer: Any, statement: Any, speaker: Any, tone: Any, targets: Mapping[str, Target]) -> dict[str, Any]:
    name, quad, sign = CLASSES[tone["label"]]
    return {
        "event": f"{answer['id']}#{statement['id']}-{tone['target']}",
        "date": answer["published"],
        "source": _code(speaker["country"], targets),
        "source_name": targets[speaker["country"]].name if speaker["country"] in targets else speaker["country"],
        "source_speaker": name_of(speaker, statement),
        "target": _code(tone["target"], targets),
        "target_name": tone["name"],
        "class": name,
        "quad_class": quad,
        "intensity": sign * STEP * tone["strength"],
        "certainty": round(max(tone["probabilities"].values()), 4),
        "direction": round(tone["score"], 4),
        "speaker_confidence": round(statement["speaker_confidence"], 4),
        "kind": statement["kind"],
        "article": answer["id"],
        "outlet": answer["outlet"],
        "statement": statement["id"],
        "start": statement["start"],
        "end": statement["end"],
        "words": words_of(statement),
        "duplicate_of": answer["duplicate_of"],
    }


def _code(target: str, targets: Mapping[str, Target]) -> str:
    """Return a country's ISO 3166-1 alpha-3 code, as event data has it, or a bloc's id."""
    known = targets.get(target)
    return known.iso3 if known and known.iso3 else target


def write_events(answers: Iterable[dict[str, Any]], output: Path) -> int:
    """Write all events as CSV, and return how many there are."""
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        buffer = StringIO()
        writer = csv.DictWriter(buffer, COLUMNS)
        writer.writeheader()
        for event in events(answers):
            writer.writerow(event)
            count += 1
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
        yield buffer.getvalue().encode()

    write_atomically(output, lines())
    return count

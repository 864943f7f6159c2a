"""Answers as tasks of Label Studio with predictions to correct, those that are least certain first.

The form is Label Studio's documented JSON for pre-annotations. A region is a span with a label; what belongs to it (a
speaker, a tone) is a further result with the region's id; relations join the regions of a statement. Offsets count code
points there as here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from service.batch.columns import Columns
from service.batch.reading import read_rows
from service.batch.sources import find_sources
from service.batch.store import write_atomically
from service.corpus.answers import speaker_of
from service.errors import ConfigurationError, Problem
from service.settings import load_settings
from service.version import VERSION

TONES = ("critical-2", "critical-1", "neutral", "cooperative-1", "cooperative-2")
BY, WITH, ABOUT, GOES_ON, ASPECT = "by", "with", "about", "goes on", "aspect"
INTERFACE = """<View>
  <Style>.htx-text { white-space: pre-wrap; }</Style>
  <Labels name="span" toName="text">
    <Label value="Content" background="#1a5a9e"/>
    <Label value="Source" background="#565e66"/>
    <Label value="Cue" background="#8a8f94"/>
    <Label value="Target" background="#a84a05"/>
    <Label value="Aspect" background="#7a5fa0"/>
  </Labels>
  <Relations>
    <Relation value="by"/><Relation value="with"/><Relation value="about"/>
    <Relation value="goes on"/><Relation value="aspect"/>
  </Relations>
  <Text name="text" value="$text"/>
  <View visibleWhen="region-selected" whenTagName="span" whenLabelValue="Content">
    <Header value="Speaker (nothing if unknown), the country that they stand for, and how it is told"/>
    <TextArea name="speaker" toName="text" perRegion="true" maxSubmissions="1"/>
    <TextArea name="country" toName="text" perRegion="true" maxSubmissions="1"/>
    <Choices name="kind" toName="text" perRegion="true" choice="single" showInline="true">
      <Choice value="direct"/><Choice value="indirect"/><Choice value="mixed"/>
    </Choices>
  </View>
  <View visibleWhen="region-selected" whenTagName="span" whenLabelValue="Target">
    <Header value="Which country or bloc (RU, WEST, …), and the tone toward it"/>
    <TextArea name="target" toName="text" perRegion="true" maxSubmissions="1"/>
    <Choices name="tone" toName="text" perRegion="true" choice="single" showInline="true">
      <Choice value="critical-2"/><Choice value="critical-1"/><Choice value="neutral"/>
      <Choice value="cooperative-1"/><Choice value="cooperative-2"/>
    </Choices>
  </View>
</View>
"""


def texts_of(given: str, columns: str | None) -> dict[str, str]:
    """Return the texts of an input by the ids that answers have. Raises ``ConfigurationError``."""
    found = {}
    for row in read_rows(find_sources(given), Columns.parse(columns), load_settings().max_body_bytes):
        if not isinstance(row.article, Problem) and row.article.text is not None:
            found[row.name] = row.article.text
    return found


def certainty(answer: dict[str, Any]) -> float:
    """Return how sure an answer is: the mean over its tones of the surest label's probability, times its speaker's."""
    sure = [
        max(tone["probabilities"].values()) * statement["speaker_confidence"]
        for statement in answer["statements"]
        for tone in statement["tones"]
    ]
    return sum(sure) / len(sure) if sure else 1.0


def tasks(answers: Iterable[dict[str, Any]], texts: dict[str, str]) -> list[dict[str, Any]]:
    """Return the tasks, least certain first. Raises ``ConfigurationError`` where an article's text is missing."""
    found = []
    for answer in answers:
        if answer["duplicate_of"] is not None:
            continue
        # The text of a page was extracted, and is in the answer.
        text = answer["text"] if answer["text"] is not None else texts.get(answer["id"])
        if text is None:
            raise ConfigurationError(
                f"the input holds no article {answer['id']}: name the input that the run was made of"
            )
        found.append(task(answer, text))
    return sorted(found, key=lambda one: (one["predictions"][0]["score"], one["data"]["article"]))


def task(answer: dict[str, Any], text: str) -> dict[str, Any]:
    """Return one answer as a task."""
    data = {"text": text, "article": answer["id"]}
    data |= {key: answer[key] for key in ("title", "published", "outlet") if answer.get(key)}
    result = list(_results(answer, text))
    score = round(certainty(answer), 4)
    return {"data": data, "predictions": [{"model_version": f"demarche {VERSION}", "score": score, "result": result}]}


def _results(answer: dict[str, Any], text: str) -> Iterator[dict[str, Any]]:
    speakers = speaker_of(answer)
    for statement in answer["statements"]:
        name = f"s{statement['id']}"
        parts = [f"{name}-content-{index}" for index in range(len(statement["content"]))]
        for region, part in zip(parts, statement["content"], strict=True):
            yield _region(region, "Content", part, text)
            if region != parts[0]:
                yield _relation(parts[0], region, GOES_ON)
        first = statement["content"][0]
        speaker = speakers.get(statement["speaker"], {})
        for field, value in (("speaker", speaker.get("name")), ("country", speaker.get("country"))):
            if value is not None:
                yield _about(parts[0], field, "textarea", first, {"text": [value]})
        yield _about(parts[0], "kind", "choices", first, {"choices": [statement["kind"]]})
        for label, span, relation in (("Source", statement["source"], BY), ("Cue", statement["cue"], WITH)):
            if span is not None:
                yield _region(f"{name}-{label.lower()}", label, span, text)
                yield _relation(parts[0], f"{name}-{label.lower()}", relation)
        for tone in statement["tones"]:
            yield from _tone(f"{name}-{tone['target']}", parts[0], tone, text)


def _tone(region: str, content: str, tone: dict[str, Any], text: str) -> Iterator[dict[str, Any]]:
    mention = tone["mention"]
    yield _region(region, "Target", mention, text)
    yield _relation(content, region, ABOUT)
    label = tone["label"] if tone["label"] == "neutral" else f"{tone['label']}-{tone['strength']}"
    yield _about(region, "target", "textarea", mention, {"text": [tone["target"]]})
    yield _about(region, "tone", "choices", mention, {"choices": [label]})
    if tone["aspect"] is not None:
        yield _region(f"{region}-aspect", "Aspect", tone["aspect"], text)
        yield _relation(region, f"{region}-aspect", ASPECT)


def _region(name: str, label: str, span: dict[str, Any], text: str) -> dict[str, Any]:
    start, end = span["start"], span["end"]
    if text[start:end] != span["text"]:
        raise ConfigurationError("an article of the input is not the one that was scored: its words stand elsewhere")
    value = {"start": start, "end": end, "text": span["text"], "labels": [label]}
    return {"id": name, "from_name": "span", "to_name": "text", "type": "labels", "value": value}


def _about(region: str, field: str, kind: str, span: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """Return what is told of a region: Label Studio wants the region's place again."""
    place = {"start": span["start"], "end": span["end"]}
    return {"id": region, "from_name": field, "to_name": "text", "type": kind, "value": {**place, **value}}


def _relation(one: str, other: str, label: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": one, "to_id": other, "direction": "right", "labels": [label]}


def write_tasks(answers: Iterable[dict[str, Any]], texts: dict[str, str], output: Path, most: int | None) -> int:
    """Write tasks, and beside them the labelling interface that they want; returns how many there are."""
    found = tasks(answers, texts)[:most]
    write_atomically(output, [json.dumps(found, ensure_ascii=False, indent=1).encode(), b"\n"])
    write_atomically(output.with_suffix(".interface.xml"), [INTERFACE.encode()])
    return len(found)

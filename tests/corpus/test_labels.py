"""To Label Studio and back: the form that its documents give, and nothing lost on the way."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from service.corpus.corrected import records
from service.corpus.labels import INTERFACE, certainty, tasks, write_tasks
from service.errors import ConfigurationError
from tests.corpus.conftest import seed_texts
from training.statements import from_answer, from_record

TEXTS = seed_texts()


@pytest.fixture
def made(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return tasks(answers, TEXTS)


def corrected(task: dict[str, Any], number: int = 1) -> dict[str, Any]:
    """Return the task as Label Studio exports it once somebody accepted the prediction."""
    result = [{**one, "origin": "prediction"} for one in deepcopy(task["predictions"][0]["result"])]
    annotation = {
        "id": 70 + number,
        "completed_by": 1,
        "result": result,
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": "2026-11-26T10:00:00.000000Z",
        "updated_at": "2026-11-26T10:00:00.000000Z",
        "lead_time": 12.5,
    }
    return {"id": number, "data": task["data"], "annotations": [annotation], "predictions": [], "meta": {}}


def test_tasks_have_the_documented_form(made: list[dict[str, Any]]) -> None:
    tags = ET.fromstring(INTERFACE)
    names = {tag.get("name"): tag for tag in tags.iter() if tag.get("name")}
    labels = {tag.get("value") for tag in tags.iter("Label")}
    relations = {tag.get("value") for tag in tags.iter("Relation")}
    choices = {tag.get("value") for tag in tags.iter("Choice")}
    for task in made:
        text = task["data"][(names["text"].get("value") or "")[1:]]
        (prediction,) = task["predictions"]
        assert 0 <= prediction["score"] <= 1
        regions = {one["id"] for one in prediction["result"] if one["type"] == "labels"}
        for one in prediction["result"]:
            if one["type"] == "relation":
                assert {one["from_id"], one["to_id"]} <= regions
                assert set(one["labels"]) <= relations
                continue
            assert one["id"] in regions
            assert one["from_name"] in names and one["to_name"] == "text"
            assert names[one["from_name"]].tag.lower() == one["type"]
            value = one["value"]
            if one["type"] == "labels":
                assert text[value["start"] : value["end"]] == value["text"]
                assert set(value["labels"]) <= labels
            elif one["type"] == "choices":
                assert set(value["choices"]) <= choices
            else:
                assert all(isinstance(words, str) for words in value["text"])


def test_the_least_certain_come_first_and_copies_not_at_all(
    answers: list[dict[str, Any]], made: list[dict[str, Any]]
) -> None:
    by_id = {answer["id"]: certainty(answer) for answer in answers}
    order = [by_id[task["data"]["article"]] for task in made]
    assert order == sorted(order)
    assert {task["data"]["article"] for task in made} == set(TEXTS)


def test_an_accepted_prediction_comes_back_as_what_it_was(
    answers: list[dict[str, Any]], made: list[dict[str, Any]]
) -> None:
    exported = [corrected(task, number) for number, task in enumerate(made)]
    back = {record["doc"]: record for record in records(exported, "x")}
    for answer in answers[:-1]:
        record = back[answer["id"]]
        assert record["text"] == TEXTS[answer["id"]]
        mine = sorted(from_answer(answer), key=lambda one: one.content)
        theirs = sorted(from_record(record), key=lambda one: one.content)
        assert [(one.content, one.source, one.cue, one.kind, one.speaker) for one in mine] == [
            (one.content, one.source, one.cue, one.kind, one.speaker) for one in theirs
        ]
        for one, other in zip(mine, theirs, strict=True):
            assert {target: (tone.label, tone.mention) for target, tone in one.tones.items()} == {
                target: (tone.label, tone.mention) for target, tone in other.tones.items()
            }


def test_corrections_count(made: list[dict[str, Any]]) -> None:
    task = next(one for one in made if any(each.get("from_name") == "tone" for each in one["predictions"][0]["result"]))
    exported = corrected(task)
    result = exported["annotations"][0]["result"]
    tone = next(one for one in result if one.get("from_name") == "tone")
    tone["value"]["choices"] = ["critical-2"]
    mention = next(one for one in result if one["type"] == "labels" and one["id"] == tone["id"])
    (record,) = records([exported], "x")
    judged = [each for one in record["statements"] for each in one["tones"]]
    place = [mention["value"]["start"], mention["value"]["end"]]
    assert {"critical"} <= {each["label"] for each in judged if each["mention"] == place}
    assert any(each["strength"] == 2 for each in judged if each["mention"] == place)


def test_a_removed_statement_is_gone(made: list[dict[str, Any]]) -> None:
    exported = corrected(made[0])
    before = len(next(records([exported], "x"))["statements"])
    annotation = exported["annotations"][0]
    annotation["result"] = [
        one for one in annotation["result"] if not str(one.get("id", "")).startswith("s1-content-0")
    ]
    assert len(next(records([exported], "x"))["statements"]) == before - 1


def test_tasks_that_nobody_finished_are_left_alone(made: list[dict[str, Any]]) -> None:
    skipped, open_task = corrected(made[0]), {**corrected(made[1]), "annotations": []}
    skipped["annotations"][0]["was_cancelled"] = True
    assert list(records([skipped, open_task], "x")) == []


def spoil(exported: dict[str, Any], kind: str) -> None:
    result = exported["annotations"][0]["result"]
    if kind == "words":
        next(one for one in result if one["type"] == "labels")["value"]["text"] = "other words"
    elif kind == "target":
        next(one for one in result if one.get("from_name") == "target")["value"]["text"] = ["Atlantis"]
    elif kind == "tone":
        result.remove(next(one for one in result if one.get("from_name") == "tone"))
    else:
        del exported["data"]["text"]


@pytest.mark.parametrize("kind", ["words", "target", "tone", "text"])
def test_what_makes_no_sense_is_told_and_not_guessed(made: list[dict[str, Any]], kind: str) -> None:
    task = next(one for one in made if any(each.get("from_name") == "tone" for each in one["predictions"][0]["result"]))
    exported = corrected(task)
    spoil(exported, kind)
    with pytest.raises(ConfigurationError):
        list(records([exported], "x"))


def test_an_input_that_is_not_the_runs_is_refused(answers: list[dict[str, Any]]) -> None:
    with pytest.raises(ConfigurationError, match="holds no article"):
        tasks(answers, {})
    with pytest.raises(ConfigurationError, match="not the one"):
        tasks(answers, {name: f"x{text}" for name, text in TEXTS.items()})


def test_the_interface_is_written_beside_the_tasks(answers: list[dict[str, Any]], tmp_path: Path) -> None:
    assert write_tasks(answers, TEXTS, tmp_path / "tasks.json", 3) == 3
    assert len(json.loads((tmp_path / "tasks.json").read_text())) == 3
    assert (tmp_path / "tasks.interface.xml").read_text() == INTERFACE

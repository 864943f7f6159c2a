"""What differs between two runs, and between two outlets."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from service.corpus.compare import as_text, compare


def test_a_run_does_not_differ_from_itself(answers: list[dict[str, Any]]) -> None:
    found = compare(answers, deepcopy(answers))
    assert (found.mode, found.compared, found.differences) == ("articles", len(answers), ())
    assert "nothing differs" in as_text(found)


@pytest.fixture
def changed(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first answer, to be changed by a test."""
    return deepcopy(answers[:1])


def test_a_speaker_a_tone_a_target_and_a_cut_that_differ_are_told(
    answers: list[dict[str, Any]], changed: list[dict[str, Any]]
) -> None:
    statements = changed[0]["statements"]
    statements[0]["content"][0]["end"] -= 5
    statements[0]["content"][0]["text"] = statements[0]["content"][0]["text"][:-5]
    speaker = next(one for one in changed[0]["speakers"] if one["id"] == statements[1]["speaker"])
    speaker["name"] = "Somebody Else"
    toned = next(one for one in statements[2:] if one["tones"])
    toned["tones"][0]["label"] = "critical" if toned["tones"][0]["label"] != "critical" else "neutral"
    lost = statements[-1]["tones"].pop()
    found = compare(answers[:1], changed)
    kinds = found.counts()
    assert kinds["cut"] == 1
    assert kinds["speaker"] == sum(one["speaker"] == speaker["id"] for one in statements)
    assert kinds["tone"] == 1
    (target,) = [one for one in found.differences if one.kind == "target"]
    assert (target.one, target.other) == (f"{lost['target']}: {lost['abstained'] or lost['label']}", None)
    text = as_text(found)
    assert "Somebody Else" in text and "cut: 1" in text


def test_a_statement_on_one_side_alone_is_told(answers: list[dict[str, Any]], changed: list[dict[str, Any]]) -> None:
    changed[0]["statements"].pop()
    (one,) = compare(answers[:1], changed).differences
    assert (one.kind, one.one, one.other) == ("statement", "found", None)


def test_articles_of_one_side_alone_are_counted(answers: list[dict[str, Any]]) -> None:
    found = compare(answers, answers[:2])
    assert (found.compared, found.only_one, found.only_other) == (2, len(answers) - 2, 0)


def test_two_outlets_are_compared_by_speakers_and_by_how_they_cut_quotations(
    answers: list[dict[str, Any]], changed: list[dict[str, Any]]
) -> None:
    changed[0]["id"] = "another outlet's"
    quoted = next(one for one in changed[0]["statements"] if one["kind"] == "direct" and len(one["text"].split()) > 12)
    part = quoted["content"][0]
    kept = " ".join(part["text"].split()[:8])
    part["text"] = kept
    speakers = {one["id"]: one["name"] for one in changed[0]["speakers"]}
    named = [one for one in changed[0]["statements"] if speakers.get(one["speaker"])]
    turned = next(one for one in named if one["tones"] and not one["tones"][0]["abstained"])
    for statement in changed[0]["statements"]:
        for tone in statement["tones"]:
            if statement["speaker"] == turned["speaker"] and tone["target"] == turned["tones"][0]["target"]:
                tone["score"] = -tone["score"] or -1.0
    found = compare(answers[:1], changed)
    assert found.mode == "outlets"
    assert kept in {one.other for one in found.differences if one.kind == "cut"}
    assert {one.kind for one in found.differences} <= {"cut", "tone", "target"}

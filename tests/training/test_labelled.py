"""What was annotated for training besides the corpus: labels on texts of other sets, and articles of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from training.data import read_lines, written
from training.labelled import SETS, key_of, labelled, labels
from training.tone_data import from_corpus

HELD_OUT = Path(__file__).parents[1] / "data" / "written_heldout.jsonl"


@pytest.fixture
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "corpus").mkdir()
    monkeypatch.setenv("DEMARCHE_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("name", SETS)
def test_every_label_has_a_text_spans_and_a_score(name: str) -> None:
    for line in labels(name):
        assert len(line["text"]) == 16
        for start, end in (*line["content"], *(line[part] for part in ("source", "cue") if line[part])):
            assert 0 <= start < end
        for _, start, end, score in line["tones"]:
            assert any(a <= start < end <= b for a, b in line["content"])
            assert score in (-2, -1, 0, 1, 2)


def test_a_label_finds_its_text_and_becomes_a_tone(sets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Norway condemned the attack on Kenya."
    (sets / "data" / "gmb_ner.jsonl").write_text(json.dumps({"text": text, "entities": []}) + "\n", encoding="utf-8")
    line: dict[str, Any] = {
        "text": key_of(text), "speaker_country": "NO", "source": [0, 6], "cue": [7, 16], "content": [[17, 36]],
        "tones": [["KE", 31, 36, 1]],
    }  # fmt: skip
    other = {**line, "text": key_of("Another text.")}
    monkeypatch.setattr("training.labelled.labels", lambda name: [line, other])
    [record] = labelled("gmb")
    [example] = from_corpus(record)
    assert (example.item.target_id, example.item.speaker_country, example.origin) == ("KE", "NO", "gmb labels")
    assert (example.label, example.item.text) == ("cooperative", text.rstrip("."))


@pytest.mark.parametrize("records", [written(), read_lines(HELD_OUT)], ids=["to train on", "held out"])
def test_written_articles_are_annotated_within_their_texts(records: list[dict[str, Any]]) -> None:
    for record in records:
        length = len(record["text"])
        for statement in record["statements"]:
            parts = [*statement["content"], *(statement[part] for part in ("source", "cue") if statement[part])]
            assert all(0 <= start < end <= length for start, end in parts)
            for tone in statement["tones"]:
                start, end = tone["mention"]
                assert any(a <= start < end <= b for a, b in statement["content"])
                assert (tone["label"] == "neutral") == (tone["strength"] == 0)


def test_no_article_is_both_trained_on_and_held_out() -> None:
    trained, held_out = ({record["text"] for record in records} for records in (written(), read_lines(HELD_OUT)))
    assert trained.isdisjoint(held_out)
    assert len(trained) == len(written())

"""A model card tells what a user must know, and no more than was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.cards import DATA_SETS, Facts, read_figures, write_card

FACTS: Facts = {
    "title": "Tone toward countries",
    "task": "text-classification",
    "summary": "Judges a tone.",
    "trained": "Four epochs at 1e-4.",
    "seed": 7,
    "command": "python -m training.train_tone --seed 7",
    "data": ["corpus", "newsmtsc", "plover"],
    "figures": {
        "corpus_dev": {"tone_macro_f1": 81.234, "by_origin": {"gmb": 70.04}, "calibration_error": 0.02468, "items": 9},
    },
    "limits": ["English only."],
    "base_model": "sentence-transformers/all-MiniLM-L6-v2",
}


@pytest.fixture()
def text(tmp_path: Path) -> str:
    return write_card(tmp_path, FACTS).read_text(encoding="utf-8")


def test_the_front_matter_is_yaml_with_licence_and_data_sets(text: str) -> None:
    _, matter, _ = text.split("---\n", 2)
    values = dict(line.split(": ", 1) for line in matter.splitlines())
    assert {key: json.loads(value) for key, value in values.items()} == {
        "license": "apache-2.0",
        "language": ["en"],
        "library_name": "transformers",
        "pipeline_tag": "text-classification",
        "datasets": ["This project's own corpus", "NewsMTSC", "Zero-Shot PLOVER"],
        "base_model": "sentence-transformers/all-MiniLM-L6-v2",
    }


@pytest.mark.parametrize(
    "said",
    [
        "Seed 7.",
        "python -m training.train_tone --seed 7",
        "licence: MIT; https://github.com/fhamborg/NewsMTSC",
        "no human has adjudicated it",
        "That is agreement of two like readers, not accuracy.",
        "Some of the training sets state no licence: Zero-Shot PLOVER, parts of this project's own corpus.",
        "most whole articles come from one state's agency",
        "- English only.",
        "| tone_macro_f1 | 81.2 |",
        "| by_origin: gmb | 70.0 |",
        "| calibration_error | 0.0247 |",
        "| items | 9 |",
    ],
)
def test_it_says(text: str, said: str) -> None:
    assert said in text


def test_what_was_not_used_is_not_named(tmp_path: Path) -> None:
    facts: Facts = {**FACTS, "data": ["newsmtsc"]}
    text = write_card(tmp_path, facts).read_text(encoding="utf-8")
    assert "UNSCon" not in text and "adjudicated" not in text and "state no licence" not in text


def test_an_unknown_data_set_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="hearsay"):
        write_card(tmp_path, {**FACTS, "data": ["hearsay"]})


def test_figures_come_from_what_an_evaluation_wrote(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    path.write_text(json.dumps({"exchange": {"share": 98.0, "lost": [{"doc": "x"}]}}))
    assert read_figures(path) == {"exchange": {"share": 98.0}}


def test_the_docs_tell_of_every_data_set() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
    assert [one.where for one in DATA_SETS.values() if one.where and one.where not in docs] == []

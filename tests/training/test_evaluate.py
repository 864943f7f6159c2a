"""The evaluation as a command, with tiny models and a tiny development set."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from service.pipeline.analyzer import Analyzer
from tests.training.small import small_records
from training import evaluate
from training.evaluate import STAGES, Evaluation, main, options_of, print_details
from training.figures import annotated_speakers, seconds_for_words
from training.floors import as_table, goals_of, read_floors
from training.show import chosen, side_by_side
from training.statements import from_record


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder: three articles in full, one excerpt, and a row or two of each public set."""
    root = tmp_path_factory.mktemp("data")
    records = small_records()
    excerpt = {**records[1], "complete": False, "origin": "outlets"}
    article = {
        "doc": "p",
        "text": records[0]["text"],
        "attributions": [{"source": [[11, 16]], "cue": [[17, 24]], "content": [[25, 60]]}],
    }
    sentence = {"text": "He praised the mayor.", "target": [11, 20], "holder": None, "label": "cooperative"}
    files = {
        "corpus/dev.jsonl": [*records[:2], records[-1], excerpt],
        "data/polnear_dev.jsonl": [article],
        "data/newsmtsc_dev.jsonl": [sentence, {**sentence, "label": "neutral"}],
    }
    for name, rows in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return root


def test_every_figure_of_the_table_is_measured(
    folder: Path, tiny_analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEMARCHE_DATA_DIR", str(folder))
    evaluation = Evaluation(tiny_analyzer, None)
    for stage in STAGES:
        evaluation.run(stage)
    # The set has no articles of these two origins.
    absent = {"tone_macro_f1_gmb", "tone_macro_f1_polnear"}
    assert {goal.name for goal in goals_of("eval")} - set(evaluation.figures) == absent
    print_details(evaluation.details)
    print(as_table(evaluation.figures, read_floors("eval"), goals_of("eval")))
    shown = capsys.readouterr().out
    assert "speed: words 800" in shown
    assert all(f"\n{goal.name} " in shown for goal in goals_of("eval"))


def test_a_sample_is_always_the_same(folder: Path, tiny_analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMARCHE_DATA_DIR", str(folder))
    docs = [[record["doc"] for record in Evaluation(tiny_analyzer, 2).whole] for _ in range(2)]
    assert docs[0] == docs[1] and len(docs[0]) == 2


def test_without_data_it_ends_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMARCHE_DATA_DIR", raising=False)
    with pytest.raises(SystemExit, match=r"^Set DEMARCHE_DATA_DIR .*docs/data\.md.*$"):
        main([])


def test_floors_are_not_raised_by_a_part(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options_of(["--raise-floors", "--sample", "5"])
    assert "wants a whole run" in capsys.readouterr().err


def test_a_figure_below_its_floor_is_the_exit_status(
    folder: Path, tiny_analyzer: Analyzer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMARCHE_DATA_DIR", str(folder))
    monkeypatch.setattr(evaluate, "Analyzer", lambda settings: tiny_analyzer)
    output = tmp_path / "figures.json"
    assert main(["--output", str(output)]) == 1
    assert main(["--stage", "newsmtsc", "--sample", "1"]) == 0
    assert "tone_macro_f1" in json.loads(output.read_text())["articles"]


def test_annotated_speakers_stand_by_their_statements() -> None:
    record = small_records()[0]
    result = annotated_speakers(record)
    for index, statement in enumerate(record["statements"]):
        speaker = result.speaker_of(index)
        assert speaker is not None
        assert (speaker.name, speaker.country) == (statement["speaker"], statement["speaker_country"])


def test_speed_is_told_for_a_given_number_of_words(tiny_analyzer: Analyzer) -> None:
    assert seconds_for_words(tiny_analyzer, small_records()[:2], words=50, runs=1) > 0


def test_annotated_and_found_statements_are_shown_side_by_side() -> None:
    record = small_records()[0]
    gold = from_record(record)
    shown = side_by_side(record["text"], gold, gold[1:])
    assert shown.count("= ") == len(gold) and shown.count("! missed") == 1
    assert "= Sudan (SD) indirect [Sudan] <accused>" in shown
    assert "ET critical: Ethiopia / holding back water" in shown


def test_any_file_can_be_shown(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("A said.")
    assert chosen(argparse.Namespace(file=[path])) == [{"doc": "x.txt", "text": "A said."}]

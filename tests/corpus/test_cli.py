"""The commands over a finished run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.settings import ROOT
from tests.corpus.conftest import seed_texts


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.mark.parametrize(
    ("command", "name", "begins"),
    [("events", "events.csv", "event,date,"), ("graph", "tones.graphml", "<?xml"), ("report", "r.html", "<!doctype")],
)
def test_a_run_becomes_a_file(run: Path, tmp_path: Path, command: str, name: str, begins: str) -> None:
    output = tmp_path / name
    ended = invoke(command, run, *(("--html", output) if command == "report" else (output,)))
    assert ended.exit_code == 0, ended.output
    assert output.read_text(encoding="utf-8").startswith(begins)


def test_two_runs_are_compared(run: Path) -> None:
    assert "nothing differs" in invoke("compare", run, run).output
    assert json.loads(invoke("compare", run, run, "--format", "json").output)["differences"] == []


def test_a_run_goes_to_label_studio_and_back(run: Path, tmp_path: Path) -> None:
    made = tmp_path / "tasks.json"
    given = tmp_path / "given.jsonl"
    given.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in seed_texts().items()))
    ended = invoke("to-label-studio", run, given, made, "--most", 2)
    assert ended.exit_code == 0, ended.output
    exported = [
        {"id": 1, "data": task["data"], "annotations": [{"result": task["predictions"][0]["result"]}]}
        for task in json.loads(made.read_text())
    ]
    made.write_text(json.dumps(exported))
    ended = invoke("from-label-studio", made, tmp_path / "corrected.jsonl")
    assert ended.exit_code == 0, ended.output
    assert len((tmp_path / "corrected.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize("command", ["events", "graph"])
def test_what_is_no_run_is_told_in_one_line(tmp_path: Path, command: str) -> None:
    for path in (ROOT / "README.md", tmp_path / "none.jsonl"):
        ended = invoke(command, path, tmp_path / "out")
        assert ended.exit_code == 1
        assert len(ended.output.splitlines()) == 1

"""The tools around an evaluation: cards and the README's table, statements side by side."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from service.pipeline.document import Span
from service.settings import ROOT
from training import show, write_cards
from training.floors import goals_of
from training.statements import JudgedTone, Statement


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house of its own with the README and model folders that cards are written into."""
    shutil.copy(ROOT / "README.md", tmp_path)
    for model in ("attribution", "tone"):
        (tmp_path / "models" / model).mkdir(parents=True)
        for name in ("recipe.json", "README.md"):
            if (ROOT / "models" / model / name).exists():
                shutil.copy(ROOT / "models" / model / name, tmp_path / "models" / model)
    monkeypatch.setattr(write_cards, "ROOT", tmp_path)
    return tmp_path


def test_cards_figures_and_the_table_come_from_the_evaluation(house: Path, tmp_path: Path) -> None:
    figures = {goal.name: 12.3 for goal in goals_of("eval")}
    parts = {
        "figures": figures,
        "articles": {"statement_f1": 45.67, "tone_macro_f1": 76.54321},
        "newsmtsc_dev": {"x": 1.0},
    }
    (tmp_path / "figures.json").write_text(json.dumps(parts))
    anew = {"tones": 10, "kept": 0.9, "kept_interval": [0.8, 1.0]}
    audit = {"exchanged": anew, "rewritten": {"genders": anew}, "largest_shift": 0.0251}
    (tmp_path / "audit.json").write_text(json.dumps(audit))
    write_cards.main([str(tmp_path / "figures.json"), "--audit", str(tmp_path / "audit.json")])
    card = (house / "models/tone/README.md").read_text(encoding="utf-8")
    assert "| genders | 90.0 % of 10 (80.0 to 100.0) |" in card and "0.025" in card
    readme = (house / "README.md").read_text(encoding="utf-8")
    assert "12.3" in readme and readme.count("<!-- figures -->") == 1
    assert "## How good it is" in readme and "## Limits" in readme
    assert "45.7" in (house / "models/attribution/README.md").read_text(encoding="utf-8")
    told = json.loads((house / "models/tone/figures.json").read_text())
    assert told["End to end, complete development articles"]["tone_macro_f1"] == 76.5432
    assert told["newsmtsc_dev"] == {"x": 1.0}


def test_a_readme_without_its_marks_is_left_alone(house: Path, tmp_path: Path) -> None:
    (house / "README.md").write_text("nothing here")
    (tmp_path / "figures.json").write_text(json.dumps({"figures": {}, "articles": {}}))
    with pytest.raises(SystemExit, match="between"):
        write_cards.main([str(tmp_path / "figures.json")])
    assert (house / "README.md").read_text() == "nothing here"


def test_statements_are_shown_side_by_side_with_what_differs() -> None:
    text = "He said Iran lied. She left."
    gold = Statement((Span(8, 17),), speaker="He", tones={"IR": JudgedTone("critical", Span(8, 12))})
    found = Statement((Span(8, 17),), speaker="She", tones={"IR": JudgedTone("neutral", Span(8, 12))})
    extra = Statement((Span(19, 27),))
    told = show.side_by_side(text, [gold, extra], [found])
    assert "= He" in told and "+ She" in told
    assert "! missed" in told
    assert sum(line.strip().startswith("!") for line in told.splitlines()) >= 3

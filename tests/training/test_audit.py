"""The audit: what became of tones, with intervals, by country; how sure against how right."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import pytest

from service.settings import Settings
from training import audit, audit_pictures
from training.audit_tone import Answer, abstention, by_label, by_outlet, reliability
from training.intervals import interval
from training.robustness import Kept, Outcome

ROWS = [
    Outcome("a", "RU", "UA", "critical", "critical", 0.02),
    Outcome("a", "RU", "UA", "critical", "cooperative", 0.9),
    Outcome("b", "UA", "RU", "neutral", "neutral", -0.04),
    Outcome("b", "UA", "RU", "neutral", None, None, found=False),
]
ANSWERS = [
    Answer("one", "critical", (0.9, 0.05, 0.05)),
    Answer("one", "neutral", (0.55, 0.4, 0.05)),
    Answer("two", "cooperative", (0.1, 0.1, 0.8)),
    Answer("one", "cooperative", (0.02, 0.02, 0.96)),
]


def test_tones_are_kept_flipped_turned_or_missing() -> None:
    told = audit.facts(Kept(ROWS))
    assert (told["tones"], told["kept"], told["flipped"], told["turned"], told["missing"]) == (4, 0.5, 0.25, 0.25, 0.25)
    assert told["shift"] == pytest.approx(0.88 / 3)
    assert told["moved"] == pytest.approx(0.96 / 3)
    assert told["kept_interval"] == (0.5, 0.5)  # both articles have the same share
    assert audit.line("RU-UA", told).split()[:6] == ["RU-UA", "4", "50.0", "50.0-50.0", "25.0", "25.0"]


def test_a_loss_is_told_in_a_line() -> None:
    assert ROWS[1].line().startswith("RU->UA critical -> cooperative: a")
    assert "no statement" in ROWS[3].line()


def test_scores_are_told_by_the_country_that_came_to_stand_there() -> None:
    told = audit.grouped(ROWS, str)
    assert {code: one["tones"] for code, one in told.items()} == {"UA": 2, "RU": 2}
    assert told["RU"]["shift"] == pytest.approx(-0.04)
    assert audit.grouped(ROWS, audit.continents().__getitem__)["Europe"]["tones"] == 4


def test_only_countries_with_enough_tones_count_for_the_largest_shift() -> None:
    few = [Outcome("a", "UA", "RU", "neutral", "neutral", -0.4)] * 29
    enough = [Outcome("a", "RU", "UA", "neutral", "neutral", -0.02)] * 30
    assert Kept([*few, *enough]).largest_shift == pytest.approx(0.02)
    assert Kept([*few, few[0]]).largest_shift == pytest.approx(0.4)
    assert Kept().largest_shift == 0.0


@pytest.mark.parametrize("pair", ["RU", "RU-EU", "RU-XX", "ru-ua"])
def test_a_pair_is_two_countries(pair: str) -> None:
    assert audit.pair_of("RU-UA") == ("RU", "UA")
    with pytest.raises(argparse.ArgumentTypeError):
        audit.pair_of(pair)


def test_an_interval_is_drawn_over_articles_and_not_over_tones() -> None:
    loose = interval([[1.0]] * 50 + [[0.0]] * 50)
    assert 0.35 < loose[0] < 0.45 < 0.55 < loose[1] < 0.65
    # Ten articles of ten equal tones each know no more than ten tones do.
    tight = interval([[1.0] * 10] * 5 + [[0.0] * 10] * 5)
    assert tight[1] - tight[0] > 2 * (loose[1] - loose[0])
    assert interval([[1.0]] * 9) == (1.0, 1.0)
    assert math.isnan(interval([])[0])
    assert interval([[0.0, 1.0], [1.0]]) == interval([[0.0, 1.0], [1.0]])


def test_how_sure_stands_beside_how_often_right() -> None:
    bins = reliability(ANSWERS)
    assert [(one["from"], one["tones"], one["right"]) for one in bins] == [(0.5, 1, 0.0), (0.8, 1, 1.0), (0.9, 2, 1.0)]
    assert bins[-1]["sure"] == pytest.approx(0.93)


def test_outlets_and_labels_are_told_apart() -> None:
    assert list(by_outlet(ANSWERS)) == ["one", "two"]
    assert by_outlet(ANSWERS)["one"]["right"] == pytest.approx(2 / 3)
    labels = by_label(ANSWERS)
    assert labels["critical"] == {"tones": 1, "recall": 1.0, "precision": 0.5}
    assert labels["neutral"]["recall"] == 0.0 and math.isnan(labels["neutral"]["precision"])


def test_withholding_unsure_tones_leaves_fewer_and_better_ones() -> None:
    assert abstention(ANSWERS, (0.5, 0.7)) == [
        {"below": 0.5, "answered": 1.0, "right": 0.75},
        {"below": 0.7, "answered": 0.75, "right": 1.0},
    ]


def test_pictures_are_drawn(tmp_path: Path) -> None:
    exchanged = audit.facts(Kept(ROWS))
    told = {
        "countries": audit.grouped(ROWS, str),
        "exchanged": exchanged,
        "rewritten": {"genders": exchanged},
        "reliability": reliability(ANSWERS),
        "abstention": abstention(ANSWERS),
    }
    audit_pictures.draw(told, tmp_path, few=1)
    drawn = sorted(path.name for path in tmp_path.iterdir())
    assert drawn == ["audit-countries.png", "audit-rewritten.png", "audit-sureness.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in tmp_path.iterdir())


def test_without_data_sets_the_bundled_articles_are_audited(
    tmp_path: Path,
    tiny_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("DEMARCHE_DATA_DIR", raising=False)
    monkeypatch.setenv("DEMARCHE_ATTRIBUTION_MODEL", tiny_settings.attribution_model)
    monkeypatch.setenv("DEMARCHE_TONE_MODEL", tiny_settings.tone_model)
    output = tmp_path / "audit.json"
    audit.main(["--sample", "2", "--pairs", "US-IR", "--output", str(output)])
    told = json.loads(output.read_text())
    assert told["articles"] == 2
    assert {"pairs", "countries", "continents", "rewritten", "reliability", "outlets", "labels"} <= told.keys()
    assert "countries exchanged, 2 articles" in capsys.readouterr().out

"""Questions about sentences that nobody has annotated, for a teacher of the tone model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from training.unannotated import ANY, LONGEST, SENTENCE, passages, unannotated

SENTENCES = [
    "Norway's minister praised the ties with Japan on Friday.",
    "The U.S. envoy said that Brazil had broken its word.",
    "Nobody was there to see it, and nobody has told of it since.",
    "Kenya " + "and so on " * LONGEST,
]


@pytest.fixture(autouse=True)
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    text = "He said Iran would wait. “We shall see,” said Ann Lee of France."
    attributions = [
        {"source": [[49, 64]], "cue": [[44, 48]], "content": [[25, 43]]},
        {"source": [[0, 2]], "cue": [], "content": []},
    ]
    rows: dict[str, list[Any]] = {
        "articles": [{"text": " ".join(SENTENCES)}],
        "polnear_train": [{"text": text, "attributions": attributions}],
    }
    for name, lines in rows.items():
        path = tmp_path / "data" / f"{name}.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    monkeypatch.setenv("DEMARCHE_DATA_DIR", str(tmp_path))


def test_articles_are_cut_into_sentences_and_attributions_are_taken_whole() -> None:
    assert [one.strip() for one in passages("articles")][:3] == SENTENCES[:3]
    assert list(passages("polnear_train")) == ["“We shall see,” said Ann Lee of France."[: 64 - 25]]


def test_each_question_is_about_a_country_that_the_sentence_names() -> None:
    asked = unannotated("articles", 50, seed=1)
    assert {(one.item.target_id, one.item.target.of(one.item.text)) for one in asked} >= {
        ("NO", "Norway"),
        ("JP", "Japan"),
    }
    assert all(one.allowed == ANY and len(one.item.text) <= LONGEST for one in asked)


def test_the_same_seed_asks_the_same_and_no_more_than_wanted() -> None:
    assert unannotated("articles", 2, seed=1) == unannotated("articles", 2, seed=1)
    assert len(unannotated("articles", 1, seed=1)) == 1


def test_sentences_end_where_a_capital_follows() -> None:
    assert SENTENCE.findall("It rose 2.5 percent. “No,” he said.") == ["It rose 2.5 percent.", "“No,” he said."]

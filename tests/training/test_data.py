"""The data sets are read from the folder that DEMARCHE_DATA_DIR names, and a missing one is one clear line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.pipeline.document import Attribution, Span
from training.data import attributions_of, corpus, data_dir, read_jsonl

STATEMENT = {"content": [[0, 4], [10, 12]], "source": [5, 7], "cue": None, "kind": None}


@pytest.fixture()
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with three articles of the corpus."""
    (tmp_path / "corpus").mkdir()
    rows = [{"doc": "a", "complete": True}, {"doc": "b", "complete": False}, {"doc": "ü", "complete": True}]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n"
    (tmp_path / "corpus" / "dev.jsonl").write_text(lines, encoding="utf-8")
    monkeypatch.setenv("DEMARCHE_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("value", [None, "", "/no/such/folder"])
def test_without_a_folder_one_line_points_to_the_docs(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMARCHE_DATA_DIR", raising=False)
    if value is not None:
        monkeypatch.setenv("DEMARCHE_DATA_DIR", value)
    with pytest.raises(SystemExit, match=r"^Set DEMARCHE_DATA_DIR .*docs/data\.md.*$"):
        data_dir()


def test_a_missing_file_is_named_in_one_line(folder: Path) -> None:
    with pytest.raises(SystemExit, match=r"^data/unscon\.jsonl is missing .*docs/data\.md.*$"):
        read_jsonl("data/unscon.jsonl")


@pytest.mark.parametrize(("complete", "docs"), [(None, ["a", "b", "ü"]), (True, ["a", "ü"]), (False, ["b"])])
def test_the_corpus_can_be_read_whole_or_by_how_it_is_annotated(
    folder: Path, complete: bool | None, docs: list[str]
) -> None:
    assert [record["doc"] for record in corpus("dev", complete=complete)] == docs


def test_gold_statements_are_the_pipelines_values() -> None:
    assert attributions_of({"statements": [STATEMENT]}) == [
        Attribution((Span(0, 4), Span(10, 12)), source=Span(5, 7), cue=None, kind="indirect", confidence=1.0)
    ]

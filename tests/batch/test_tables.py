"""Tables of tones, read back by those who will read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from service.batch.tables import COLUMNS, rows, schema, write
from service.gazetteer import load_gazetteer
from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest, AnalyzeResponse
from service.settings import ROOT, Settings

TARGETS = load_gazetteer().targets


@pytest.fixture(scope="module")
def answers() -> list[dict[str, Any]]:
    """The seeds, scored by the real models."""
    paths = sorted((ROOT / "seeds").glob("*.txt"))[:4]
    requests = [AnalyzeRequest(id=path.stem, text=path.read_text(encoding="utf-8")) for path in paths]
    out = []
    for answer in Analyzer(Settings()).analyze(requests):
        assert isinstance(answer, AnalyzeResponse)
        beside = {"published": "2026-11-05", "outlet": None, "title": None, "duplicate_of": None}
        out.append({**answer.model_dump(mode="json"), **beside})
    return out


@pytest.fixture(scope="module", params=["csv", "parquet"])
def table(request: pytest.FixtureRequest, answers: list[dict[str, Any]], tmp_path_factory: Any) -> Path:
    """A table of them."""
    path: Path = tmp_path_factory.mktemp("tables") / f"out.{request.param}"
    write(path, request.param, answers)
    return path


def test_there_is_a_row_for_every_tone_and_for_every_statement_without(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        found = list(rows(answer, TARGETS))
        assert len(found) == sum(max(1, len(statement["tones"])) for statement in answer["statements"])
        assert all(set(row) <= set(COLUMNS) for row in found)


def test_the_words_of_a_row_stand_where_it_says(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        text = next((ROOT / "seeds").glob(f"{answer['id']}*")).read_text(encoding="utf-8")
        for row in rows(answer, TARGETS):
            if row["source_text"] is not None:
                assert text[row["source_start"] : row["source_end"]] == row["source_text"]
            if row.get("target"):
                assert text[row["mention_start"] : row["mention_end"]] == row["mention_text"]


def test_pandas_reads_it(table: Path, answers: list[dict[str, Any]]) -> None:
    frame = pd.read_parquet(table) if table.suffix == ".parquet" else pd.read_csv(table)
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == sum(len(list(rows(answer, TARGETS))) for answer in answers)
    judged = frame.dropna(subset=["target"])
    assert set(judged["tone"]) <= {"critical", "neutral", "cooperative"}
    total = judged[["p_critical", "p_neutral", "p_cooperative"]].sum(axis=1)
    assert ((total - 1).abs() < 1e-3).all()


def test_duckdb_asks_it(table: Path) -> None:
    query = f"select target_iso3, avg(score) from '{table}' where target = 'RU' group by target_iso3"
    ((iso3, mean),) = duckdb.execute(query).fetchall()
    assert iso3 == "RUS" and -1 <= mean <= 1


def test_parquet_has_a_schema_even_with_no_row(tmp_path: Path) -> None:
    write(tmp_path / "none.parquet", "parquet", [])
    assert pq.read_schema(tmp_path / "none.parquet").equals(schema())
    assert pq.read_table(tmp_path / "none.parquet").num_rows == 0

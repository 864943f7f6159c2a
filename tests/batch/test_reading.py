"""Rows of files: whatever stands in them, no row is passed over."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from service.batch.columns import Columns
from service.batch.reading import read_rows
from service.batch.row import Row
from service.batch.sources import find_sources
from service.errors import ConfigurationError, Problem
from service.schemas import AnalyzeRequest

LIMIT = 10_000


def rows(path: Path | str, limit: int = LIMIT) -> list[Row]:
    return list(read_rows(find_sources(str(path)), Columns(), limit))


def texts(path: Path | str) -> list[str | None]:
    """Return each row's text, None for a bad one."""
    return [row.article.text if isinstance(row.article, AnalyzeRequest) else None for row in rows(path)]


def statuses(path: Path | str, limit: int = LIMIT) -> list[int]:
    return [row.article.status if isinstance(row.article, Problem) else 200 for row in rows(path, limit)]


def test_a_folder_is_read_in_the_order_of_names_with_those_below_it(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.html").write_text("<p>He said no.</p>")
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "c.pdf").write_bytes(b"%PDF")
    (tmp_path / "c.jsonl").write_text('{"text": "two"}\n{"text": "three"}\n')
    found = rows(tmp_path)
    assert [row.where for row in found] == ["a.txt", "b/2.html", "c.jsonl:1", "c.jsonl:2"]
    assert [row.id for row in found] == ["a.txt", "b/2.html", None, None]
    assert isinstance(found[1].article, AnalyzeRequest) and found[1].article.html == "<p>He said no.</p>"


def test_a_glob_is_read(tmp_path: Path) -> None:
    for name in ("a1.txt", "a2.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    assert texts(tmp_path / "a*.txt") == ["a1.txt", "a2.txt"]


def test_nothing_to_score_is_an_error(tmp_path: Path) -> None:
    for given_path in (tmp_path, tmp_path / "none.jsonl", tmp_path / "*.txt"):
        with pytest.raises(ConfigurationError, match="no file to score"):
            find_sources(str(given_path))
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(ConfigurationError, match="can't be told"):
        find_sources(str(tmp_path / "a.pdf"))


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gz", "zst"])
def test_packed_files_are_unpacked(tmp_path: Path, pack: Any) -> None:
    ending = "gz" if pack is gzip.compress else "zst"
    (tmp_path / f"a.jsonl.{ending}").write_bytes(pack(b'{"text": "one"}\n{"text": "two"}\n'))
    (tmp_path / f"b.txt.{ending}").write_bytes(pack("drei – €".encode()))
    assert texts(tmp_path) == ["one", "two", "drei – €"]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gz", "zst"])
def test_a_damaged_archive_is_told_and_the_next_file_is_read(tmp_path: Path, pack: Any) -> None:
    ending = "gz" if pack is gzip.compress else "zst"
    lines = b"".join(b'{"text": "%d"}\n' % number for number in range(20_000))
    (tmp_path / f"a.jsonl.{ending}").write_bytes(pack(lines)[:-40])
    (tmp_path / "b.txt").write_text("after")
    found = texts(tmp_path)
    assert found[-1] == "after"
    assert None in found[:-1]


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [("utf-8", ()), ("utf-8-sig", ()), ("utf-16", ("read as utf-16",)), ("cp1252", ("read as cp1252",))],
)
def test_encodings_are_told_and_noted(tmp_path: Path, encoding: str, noted: tuple[str, ...]) -> None:
    text = "“We reject it,” the minister’s envoy said – in São Paulo, at the café of the Ångström family. " * 5
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    (row,) = rows(tmp_path / "a.txt")
    assert isinstance(row.article, AnalyzeRequest)
    assert row.article.text == text
    assert row.notes == noted


@pytest.mark.parametrize("data", [b"\x00\x01\x02\xff\xfe" * 50, b"a\x00b", bytes(range(256)) * 9])
def test_binary_is_no_text(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    assert statuses(tmp_path / "a.txt") == [422]


def test_every_line_is_a_row_but_empty_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [b'{"text": "one"}', b"", b"{", b"[1]", b"\xff\xfe", b"null", b'{"text": NaN}', b'{"text": "two"}']
    path.write_bytes(b"\n".join(lines))
    assert statuses(path) == [200, 400, 422, 400, 422, 400, 200]
    assert [row.where for row in rows(path)] == [f"a.jsonl:{number}" for number in (1, 3, 4, 5, 6, 7, 8)]


def test_a_line_that_is_too_long_is_passed_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    long = json.dumps({"text": "x" * 50_000})
    path.write_text(f'{long}\n{{"text": "two"}}\n{long}')
    assert statuses(path) == [413, 200, 413]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_are_read_whatever_divides_them(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(delimiter.join(("id", "text")) + "\r\n" + delimiter.join(("1", '"He said\n""no"", twice; yes"')))
    assert texts(path) == ['He said\n"no", twice; yes']


def test_bad_rows_of_a_table_cost_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'id,text\n1,one\n2\n3,"x"y\n4,\xff\n5,five\n')
    assert statuses(path) == [200, 422, 400, 200, 200]
    path.write_bytes("id,text\n1,é\n".encode() * 3 + b"4,\xc3(\n5,five\n")
    assert statuses(path)[-1] == 200


def test_parquet_is_read_and_broken_pages_are_told_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"id": list(range(300)), "text": [f"text {number} " + "x" * 50 for number in range(300)]})
    pq.write_table(table, path, row_group_size=100, compression="snappy", use_dictionary=False)
    assert statuses(path) == [200] * 300
    data = bytearray(path.read_bytes())
    group = pq.ParquetFile(path).metadata.row_group(1).column(1)
    begin = group.data_page_offset + 30
    data[begin : begin + 200] = b"\xff" * 200
    path.write_bytes(data)
    found = statuses(path)
    assert len(found) == 300
    assert found[:100] == found[200:] == [200] * 100
    assert set(found[100:200]) == {400}


@given(st.binary(max_size=300))
def test_whatever_bytes_a_file_holds_reading_ends_well(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    for ending in ("txt", "html", "jsonl", "csv", "parquet", "jsonl.gz", "csv.zst"):
        (folder / f"a.{ending}").write_bytes(data)
    for row in rows(folder, 100):
        assert row.where
        json.dumps(row.name)

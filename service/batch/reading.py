"""The rows of files, one after the other: an article, or what is wrong with the row. No row is passed over."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from typing import IO, Any
from zlib import error as ZlibError

from service.batch import sources
from service.batch.columns import Columns
from service.batch.decoding import decode, encoding_of
from service.batch.row import Row
from service.batch.sources import Source
from service.errors import BadRequest, BodyTooLarge, InvalidRequest, Problem
from service.schemas import AnalyzeRequest
from service.schemas.parsing import parse_json

READ_AT_ONCE = 64  # rows of Parquet


def read_rows(files: Sequence[Source], columns: Columns, limit: int) -> Iterator[Row]:
    """Yield every row of every file; ``limit`` is the most bytes that one row may have.

    A file that breaks off (a damaged archive, say) ends with a row that says so.
    """
    csv.field_size_limit(min(limit, sys.maxsize))
    readers = {sources.LINES: read_lines, sources.CSV: read_csv, sources.PARQUET: read_parquet}
    for file in files:
        try:
            if file.kind in readers:
                yield from readers[file.kind](file, columns, limit)
            else:
                yield read_file(file, limit)
        except (OSError, EOFError, ZlibError) as error:
            yield Row(file.name, unreadable(error))
        except Exception as error:
            # What zstandard and pyarrow raise has no common parent; the rest of the run goes on.
            if type(error).__module__.split(".")[0] not in {"zstandard", "zstd", "pyarrow", "csv", "_csv"}:
                raise
            yield Row(file.name, unreadable(error))


def unreadable(error: Exception) -> Problem:
    """Return the problem of a file that can't be read on."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
    return BadRequest(detail=f"The file can't be read (on): {words.splitlines()[0][:200]}")


def read_file(file: Source, limit: int) -> Row:
    """Return the one article of a text file or a page."""
    with file.open() as handle:
        data = handle.read(limit + 1)
    if len(data) > limit:
        return Row(file.name, too_large(limit), id=file.name)
    try:
        text, encoding = decode(data)
    except Problem as problem:
        return Row(file.name, problem, id=file.name)
    notes = (f"read as {encoding}",) if encoding else ()
    if file.kind == sources.PAGE:
        return Row(file.name, AnalyzeRequest(id=file.name, html=text), notes, file.name)
    return Row(file.name, AnalyzeRequest(id=file.name, text=text), notes, file.name)


def too_large(limit: int) -> Problem:
    """Return the problem of a row with too many bytes."""
    return BodyTooLarge(detail=f"An article's row may have {limit:,} bytes")


def read_lines(file: Source, columns: Columns, limit: int) -> Iterator[Row]:
    """Yield the rows of JSON Lines; empty lines are none."""
    with file.open() as handle:
        for number, line in _lines(handle, limit):
            where = f"{file.name}:{number}"
            if line is None:
                yield Row(where, too_large(limit))
            elif line.strip():
                try:
                    record = parse_json(line)
                except Problem as problem:
                    yield Row(where, problem)
                else:
                    yield columns.row(record, where)


def _lines(handle: IO[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield numbered lines; None for one that is longer than may be held in memory."""
    number = 0
    while line := handle.readline(limit + 1):
        number += 1
        if len(line) > limit and not line.endswith(b"\n"):
            while (more := handle.readline(1 << 20)) and not more.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line


def read_csv(file: Source, columns: Columns, limit: int) -> Iterator[Row]:
    """Yield the rows of a table with a heading; commas, semicolons or tabs, by what the heading has most of."""
    with file.open() as handle:
        sample = handle.read(1 << 20)
    try:
        encoding = encoding_of(_whole_lines(sample))
    except Problem as problem:
        yield Row(file.name, problem)
        return
    note = () if encoding in {"utf-8", "utf-8-sig"} else (f"read as {encoding}",)
    with file.open() as handle:
        text = io.TextIOWrapper(handle, encoding=encoding, errors="surrogateescape", newline="")
        heading = sample.split(b"\n", 1)[0].decode(encoding, "replace")
        delimiter = "\t" if file.suffix == ".tsv" else max(",;\t", key=heading.count)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        names: list[str] | None = None
        while True:
            where = f"{file.name}:{reader.line_num + 1}"
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                detail = f"Lines up to {reader.line_num} are no CSV: {error}"
                yield Row(where, BadRequest(detail=detail), note)
                continue
            if names is None:
                names = values
            elif values:
                yield _csv_row(columns, names, values, where, note)


def _csv_row(columns: Columns, names: list[str], values: list[str], where: str, notes: tuple[str, ...]) -> Row:
    if len(values) != len(names):
        return Row(
            where, InvalidRequest(detail=f"The row has {len(values)} cells, and the heading {len(names)}"), notes
        )
    if any("\udc80" <= character <= "\udcff" for value in values for character in value):
        return Row(where, InvalidRequest(detail="The row holds bytes that are no text in the file's encoding"), notes)
    return columns.row({name: value or None for name, value in zip(names, values, strict=True)}, where, notes)


def _whole_lines(sample: bytes) -> bytes:
    """Return the sample up to its last line end, so that no character is cut."""
    end = sample.rfind(b"\n") + 1
    return sample[:end] if end and len(sample) == 1 << 20 else sample


def read_parquet(file: Source, columns: Columns, limit: int) -> Iterator[Row]:
    """Yield the rows of a Parquet file; where a row group's pages are broken, each of its rows is told as such."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(file.path) as table:
        number = 0
        for group in range(table.num_row_groups):
            count = table.metadata.row_group(group).num_rows
            first = number
            try:
                for batch in table.iter_batches(READ_AT_ONCE, row_groups=[group]):
                    for record in batch.to_pylist():
                        number += 1
                        yield _sized(columns.row(record, f"{file.name}:{number}"), record, limit)
            except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
                while number < first + count:
                    number += 1
                    yield Row(f"{file.name}:{number}", unreadable(error))


def _sized(row: Row, record: Any, limit: int) -> Row:
    """Return the row, or that it is too large."""
    if sum(len(value) for value in record.values() if isinstance(value, str | bytes)) > limit:
        return Row(row.where, too_large(limit), row.notes, row.id)
    return row

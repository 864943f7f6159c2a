"""A hundred thousand rows of mixed rubbish: each is in the output or in the dead letter, exactly once."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.batch.conftest import Score, article, read

LONG_LINE = 5_000_000
FRENCH = (
    "Le ministre a déclaré lundi que les sanctions contre la Russie étaient injustes et qu'il fallait négocier. " * 6
)


def rubbish(dice: random.Random, number: int) -> bytes:
    """Return one line of a file of JSON Lines that holds no article."""
    kind = dice.randrange(8)
    if kind == 0:
        return json.dumps({"id": number, "text": "  \n "}).encode()
    if kind == 1:
        return bytes(dice.choice(range(33, 256)) for _ in range(dice.randrange(1, 200)))
    if kind == 2:
        return json.dumps({"name": f"row {number}", "value": number}).encode()
    if kind == 3:
        return json.dumps({"id": number, "text": FRENCH + str(number)}, ensure_ascii=False).encode()
    if kind == 4:
        return json.dumps({"id": number, "text": number}).encode()
    if kind == 5:
        return b'{"id": %d, "text": "broken off' % number
    if kind == 6:
        return json.dumps([number]).encode()
    return b'{"text": "a", "text": "b"}'


def fill(folder: Path, rows: int, articles: int, long_lines: int, seed: int) -> int:
    """Write files with so many rows in all, and return how many rows they hold."""
    dice = random.Random(seed)
    good = set(dice.sample(range(rows), articles))
    long = set(dice.sample(sorted(set(range(rows)) - good), long_lines))

    def line(number: int) -> bytes:
        if number in good:
            return json.dumps(article(number)).encode()
        if number in long:
            return json.dumps({"id": number, "text": "x" * LONG_LINE}).encode()
        return rubbish(dice, number)

    written = 0
    cuts = sorted(dice.sample(range(rows), 3))
    for part, (begin, end) in enumerate(zip([0, *cuts], [*cuts, rows], strict=True)):
        data = b"\n".join(map(line, range(begin, end)))
        pack = part == 1
        (folder / f"{part}.jsonl{'.gz' if pack else ''}").write_bytes(gzip.compress(data) if pack else data)
        written += end - begin
    table = pa.table(
        {"id": [str(n) for n in range(400)], "text": [f"He said no to Iran, {n} times." for n in range(400)]}
    )
    path = folder / "z.parquet"
    pq.write_table(table, path, row_group_size=100, compression="none", use_dictionary=False)
    broken = bytearray(path.read_bytes())
    begin = pq.ParquetFile(path).metadata.row_group(2).column(1).data_page_offset
    broken[begin + 4 : begin + 60] = b"\xff" * 56
    path.write_bytes(broken)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)))
    (folder / "wrong.csv").write_text("a,b\n1,2\n3\n")
    return written + 400 + 2 + 2


def places(folder: Path) -> Counter[str]:
    """Return how often each row is told of, in the output and in the dead letter."""
    out: list[dict[str, Any]] = read(folder / "out.jsonl")
    dead: list[dict[str, Any]] = read(folder / "out.jsonl.dead.jsonl")
    return Counter([*(one["source"] for one in out), *(one["where"] for one in dead)])


SIZES = [
    pytest.param(3_000, 40, 2, id="3,000 rows"),
    pytest.param(100_000, 500, 20, id="100,000 rows", marks=pytest.mark.long),
]


@pytest.mark.parametrize(("rows", "articles", "long_lines"), SIZES)
def test_nothing_is_lost(score: Score, tmp_path: Path, rows: int, articles: int, long_lines: int) -> None:
    given = tmp_path / "in"
    given.mkdir()
    expected = fill(given, rows, articles, long_lines, 5)
    ended = score(given, tmp_path / "out.jsonl", "--workers", "2", max_body_bytes="6000000", max_characters="20000")
    assert ended.returncode == 3, ended.stderr
    found = places(tmp_path)
    assert len(found) == expected
    assert set(found.values()) == {1}
    assert len(read(tmp_path / "out.jsonl")) >= articles + 300

"""A run from the shell: what it writes, how it goes on where it stopped, and that no row is lost or there twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest, AnalyzeResponse
from service.settings import ROOT
from tests.batch.conftest import Score, article, hear_ctrl_c, read, write_lines
from tests.serving import children, wait_for

SMALL = ("--shard-rows", "4")


def mixed(count: int = 20) -> list[Any]:
    """Return articles with copies and bad rows among them."""
    records: list[Any] = [article(number) for number in range(count)]
    records[3] = {"id": "empty", "text": " "}
    records[7] = {**article(2), "id": "copy of a2", "outlet": "Another"}
    records[11] = [1, 2]
    records[13] = {**article(13), "date": "some day"}
    return records


def test_every_row_is_in_the_output_or_in_the_dead_letter(
    score: Score, tmp_path: Path, tiny_analyzer: Analyzer
) -> None:
    given, output = write_lines(tmp_path / "in.jsonl", mixed()), tmp_path / "out.jsonl"
    ended = score(given, output, *SMALL, "--workers", "2")
    assert ended.returncode == 3, ended.stderr
    assert "20 of 20 articles, 2 failed" in ended.stderr
    answers = {one["id"]: one for one in read(output)}
    dead = {one["where"]: one for one in read(tmp_path / "out.jsonl.dead.jsonl")}
    assert list(answers) == [f"a{n}" if n != 7 else "copy of a2" for n in range(20) if n not in (3, 11)]
    assert {where: one["error"]["status"] for where, one in dead.items()} == {"in.jsonl:4": 422, "in.jsonl:12": 422}
    assert [one["row"] for one in dead.values()] == [3, 11]
    assert answers["copy of a2"]["duplicate_of"] == "a2"
    assert (answers["copy of a2"]["outlet"], answers["a2"]["outlet"]) == ("Another", "The Herald")
    assert answers["copy of a2"]["statements"] == answers["a2"]["statements"]
    assert answers["a13"]["notes"] == ["the date is no ISO 8601 date"]
    assert "elapsed_ms" not in answers["a1"]["meta"]
    one = article(1)
    request = AnalyzeRequest(id="a1", title=one["title"], text=one["text"], published=one["date"], outlet=one["outlet"])
    (direct,) = tiny_analyzer.analyze([request])
    assert isinstance(direct, AnalyzeResponse)
    expected = json.loads(direct.model_dump_json())
    for part in ("speakers", "statements", "targets", "relations", "coverage"):
        assert answers["a1"][part] == expected[part], part


def test_a_finished_run_is_not_done_again(score: Score, tmp_path: Path) -> None:
    given, output = write_lines(tmp_path / "in.jsonl", mixed()), tmp_path / "out.jsonl"
    assert score(given, output, *SMALL).returncode == 3
    before = output.stat()
    again = score(given, output, *SMALL)
    assert again.returncode == 3
    assert "articles and" not in again.stderr
    assert output.stat().st_mtime_ns == before.st_mtime_ns


def test_another_input_or_setting_is_refused_until_told_to_begin_anew(score: Score, tmp_path: Path) -> None:
    given, output = write_lines(tmp_path / "in.jsonl", [article(1)]), tmp_path / "out.jsonl"
    assert score(given, output).returncode == 0
    write_lines(given, [article(2)])
    refused = score(given, output)
    assert refused.returncode == 1
    assert "begun with other input" in refused.stderr and len(refused.stderr.splitlines()) == 1
    assert "other settings" in score(write_lines(given, [article(1)]), output, max_characters="4000").stderr
    write_lines(given, [article(2)])
    assert score(given, output, "--restart").returncode == 0
    assert [one["id"] for one in read(output)] == ["a2"]


def started(given: Path, output: Path, environment: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
    """Begin to score, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "service", "score-all", str(given), str(output), *options],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=hear_ctrl_c,
    )


def killed_and_resumed(
    score: Score, environment: dict[str, str], folder: Path, moments: int, seed: int
) -> tuple[list[bytes], list[bytes]]:
    """Return the sorted lines of an unbroken run, and of one that was killed at so many moments."""
    given = write_lines(folder / "in.jsonl", mixed(120))
    whole, broken = folder / "whole.jsonl", folder / "broken.jsonl"
    begun = time.monotonic()
    assert score(given, whole, *SMALL, "--workers", "2").returncode == 3
    seconds = time.monotonic() - begun
    dice = random.Random(seed)
    for _ in range(moments):
        process = started(given, broken, environment, *SMALL, "--workers", "2")
        time.sleep(dice.uniform(0.4, 1.0) * seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert score(given, broken, *SMALL, "--workers", "2").returncode == 3
    names = ("", ".dead.jsonl")
    return tuple(  # type: ignore[return-value]
        sorted(line for name in names for line in Path(f"{path}{name}").read_bytes().splitlines())
        for path in (whole, broken)
    )


def test_killed_and_resumed_it_comes_to_the_same(
    score: Score, tiny_environment: dict[str, str], tmp_path: Path
) -> None:
    whole, broken = killed_and_resumed(score, tiny_environment, tmp_path, 2, 1)
    assert whole == broken


@pytest.mark.long
def test_killed_at_ten_random_moments_it_comes_to_the_same(
    score: Score, tiny_environment: dict[str, str], tmp_path: Path
) -> None:
    whole, broken = killed_and_resumed(score, tiny_environment, tmp_path, 10, 2)
    assert whole == broken


def test_a_worker_that_dies_costs_nothing(score: Score, tiny_environment: dict[str, str], tmp_path: Path) -> None:
    given = write_lines(tmp_path / "in.jsonl", [article(number) for number in range(400)])
    process = started(given, tmp_path / "out.jsonl", tiny_environment, *SMALL)
    parts = tmp_path / "out.jsonl.parts"
    wait_for("the first shard", lambda: parts.exists() and any(parts.glob("shard-*")))
    workers = [pid for pid in children(process.pid) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(workers[0], signal.SIGKILL)
    assert process.wait(120) == 0
    assert [one["id"] for one in read(tmp_path / "out.jsonl")] == [f"a{number}" for number in range(400)]


def test_ctrl_c_ends_it_and_the_same_command_goes_on(
    score: Score, tiny_environment: dict[str, str], tmp_path: Path
) -> None:
    given = write_lines(tmp_path / "in.jsonl", [article(number) for number in range(400)])
    output = tmp_path / "out.jsonl"
    process = started(given, output, tiny_environment, *SMALL)
    parts = tmp_path / "out.jsonl.parts"
    wait_for("the first shard", lambda: parts.exists() and any(parts.glob("shard-*")))
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(30) == 130
    assert not output.exists()
    ended = score(given, output, *SMALL)
    assert ended.returncode == 0 and "going on" in ended.stderr
    assert [one["id"] for one in read(output)] == [f"a{number}" for number in range(400)]


def test_a_disk_that_takes_no_more_is_told_and_nothing_is_lost(score: Score, tmp_path: Path) -> None:
    given, output = (
        write_lines(tmp_path / "in.jsonl", [article(number) for number in range(12)]),
        tmp_path / "out.jsonl",
    )
    parts = tmp_path / "out.jsonl.parts"
    # A folder stands where the file would be written: the system refuses, as it does on a full disk.
    in_the_way = (parts / ".shard-000002.jsonl.new", tmp_path / ".out.jsonl.new")
    for place, done in zip(in_the_way, (2, 3), strict=True):
        place.mkdir(parents=True)
        ended = score(given, output, *SMALL)
        assert ended.returncode == 1
        assert "the same command goes on from there" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert not output.exists()
        assert len(list(parts.glob("shard-*"))) == done
        place.rmdir()
    ended = score(given, output, *SMALL)
    assert ended.returncode == 0 and "going on: 12 of 12" in ended.stderr
    assert len(read(output)) == 12


@pytest.mark.parametrize("name", ["nothing.jsonl", "a.pdf"])
def test_an_input_that_is_none_is_one_line(score: Score, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    ended = score(tmp_path / name, tmp_path / "out.jsonl")
    assert ended.returncode == 1 and len(ended.stderr.splitlines()) == 1


def test_an_output_of_another_kind_is_refused_before_anything_is_scored(score: Score, tmp_path: Path) -> None:
    ended = score(write_lines(tmp_path / "in.jsonl", [article(1)]), tmp_path / "out.xlsx")
    assert ended.returncode == 1 and ".parquet" in ended.stderr


def test_a_model_that_is_not_there_is_one_line(score: Score, tmp_path: Path) -> None:
    given = write_lines(tmp_path / "in.jsonl", [article(1)])
    ended = score(given, tmp_path / "out.jsonl", tone_model="/nowhere/tone")
    assert ended.returncode == 1 and "/nowhere/tone" in ended.stderr and len(ended.stderr.splitlines()) == 1

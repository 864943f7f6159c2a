"""The same job on Ray: a real local one with two actors, of which one is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from service.settings import ROOT
from tests.batch.conftest import Score, hear_ctrl_c, read, write_lines
from tests.batch.test_run import mixed

ROWS = 160


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the input."""
    folder = tmp_path_factory.mktemp("ray")
    write_lines(folder / "in.jsonl", mixed(ROWS))
    return folder


@pytest.fixture(scope="module")
def on_ray(tiny_environment: dict[str, str], folder: Path) -> Path:
    """The output of a run on two actors, one of which was killed."""
    output = folder / "ray.jsonl"
    command = [sys.executable, "-m", "service", "score-all", str(folder / "in.jsonl"), str(output)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--ray", "--workers", "2", "--shard-rows", "4"], cwd=ROOT, env=tiny_environment, stderr=log
        )
        killed = False
        while process.poll() is None:
            if not killed and any((folder / "ray.jsonl.parts").glob("shard-*")):
                actors = actors_of(process.pid)
                assert len(actors) == 2
                os.kill(actors[0], signal.SIGKILL)
                killed = True
            time.sleep(0.02)
    assert killed
    assert process.returncode == 3, (folder / "log").read_text()
    return output


def actors_of(pid: int) -> list[int]:
    """Return the processes below this one that are Ray's actors."""
    parents: dict[int, int] = {}
    names: dict[int, bytes] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                names[int(entry.name)] = (entry / "cmdline").read_bytes()
            except OSError:
                continue

    def below(one: int) -> bool:
        while one in parents:
            one = parents[one]
            if one == pid:
                return True
        return False

    return [one for one, name in names.items() if name.startswith(b"ray::") and b"Scorer" in name and below(one)]


def without_meta(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in {"meta", "statements", "relations"}}


def test_it_comes_to_what_the_local_runner_comes_to(score: Score, folder: Path, on_ray: Path) -> None:
    local = folder / "local.jsonl"
    assert score(folder / "in.jsonl", local, "--workers", "2").returncode == 3
    ones, others = read(local), read(on_ray)
    assert [one["id"] for one in ones] == [other["id"] for other in others]
    compared = 0
    for one, other in zip(ones, others, strict=True):
        assert without_meta(one) == without_meta(other)
        for mine, theirs in zip(one["statements"], other["statements"], strict=True):
            assert [mine[key] for key in ("start", "end", "content", "speaker")] == [
                theirs[key] for key in ("start", "end", "content", "speaker")
            ]
            for tone, same in zip(mine["tones"], theirs["tones"], strict=True):
                compared += 1
                assert tone["target"] == same["target"]
                shares = sorted(tone["probabilities"].values())
                for label, share in tone["probabilities"].items():
                    assert abs(share - same["probabilities"][label]) < 1e-3
                assert tone["label"] == same["label"] or shares[-1] - shares[-2] <= 2e-3
    assert compared > 50


def test_what_could_not_be_scored_is_in_the_dead_letter(on_ray: Path) -> None:
    assert [one["where"] for one in read(Path(f"{on_ray}.dead.jsonl"))] == ["in.jsonl:4", "in.jsonl:12"]


def test_it_goes_on_from_the_shards_that_are_done(tiny_environment: dict[str, str], score: Score, folder: Path) -> None:
    output = folder / "resumed.jsonl"
    command = [sys.executable, "-m", "service", "score-all", str(folder / "in.jsonl"), str(output)]
    process = subprocess.Popen(
        [*command, "--ray", "--workers", "1", "--shard-rows", "1"],
        cwd=ROOT,
        env=tiny_environment,
        stderr=subprocess.DEVNULL,
        preexec_fn=hear_ctrl_c,
    )
    while process.poll() is None and not any((folder / "resumed.jsonl.parts").glob("shard-*")):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    ended = score(folder / "in.jsonl", output, "--ray", "--workers", "1", "--shard-rows", "1")
    assert ended.returncode == 3 and "going on" in ended.stderr
    assert len(read(output)) == ROWS - 2


def test_the_local_runner_does_not_go_on_where_ray_stopped(score: Score, folder: Path, on_ray: Path) -> None:
    refused = score(folder / "in.jsonl", on_ray, "--shard-rows", "4")
    assert refused.returncode == 1 and "other backend" in refused.stderr

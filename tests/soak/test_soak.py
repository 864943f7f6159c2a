"""Half an hour of mixed load with faults: every admitted request is answered, none twice, and memory stays flat.

``make test-long`` runs it; ``SOAK_MINUTES`` makes it shorter or longer. What it saw is written to ``build/soak.json``.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from service.settings import ROOT
from tests.soak.cluster import Cluster, cluster
from tests.soak.load import Load, Tally

MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
HURT = 0.4  # the share of the time in which workers are killed and instances restarted
LONG_ENOUGH = 20  # minutes; a worker's memory grows in its first five, and comes to rest
SEED = 1
TEXTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]


def answered(logs: list[Path]) -> Counter[str]:
    """Return how often each request id was answered with 200, by the instances' own logs."""
    seen: Counter[str] = Counter()
    for log in logs:
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if entry.get("event") == "request" and entry.get("status") == 200:
                seen[entry["request_id"]] += 1
    return seen


def hurt(house: Cluster, until: float, done: Counter[str]) -> None:
    """Kill workers, restart instances one after the other, and move the clock, until a time."""
    dice = random.Random(SEED)
    while time.monotonic() < until:
        house.step_clock(dice.choice([-86400.0, -3600.0, 0.0, 3600.0, 86400.0]))
        dice.choice(house.instances).kill_worker()
        done["workers killed"] += 1
        time.sleep(10)
        assert house.roll() == [0, 0]
        done["rolling restarts"] += 1
        time.sleep(10)


def watch(house: Cluster, until: float, done: Counter[str]) -> dict[int, list[float]]:
    """Let the load go on with a clock that steps, and return each worker's memory in MiB, every ten seconds."""
    dice = random.Random(SEED)
    sizes: defaultdict[int, list[float]] = defaultdict(list)
    while time.monotonic() < until:
        house.step_clock(dice.uniform(-86400, 86400))
        done["clock steps"] += 1
        for instance in house.instances:
            if (found := instance.resident()) is not None:
                sizes[found[0]].append(found[1])
        time.sleep(10)
    return dict(sizes)


@pytest.mark.long
@pytest.mark.skipif(not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()), reason="no nginx on this machine")
def test_every_admitted_request_is_answered_and_none_twice(tmp_path: Path) -> None:
    tally, done = Tally(), Counter[str]()
    with cluster(tmp_path) as house:
        started = time.monotonic()
        load = Load(house.port, [instance.port for instance in house.instances], TEXTS, tally)
        load.start(6)
        try:
            hurt(house, started + 60 * MINUTES * HURT, done)
            sizes = watch(house, started + 60 * MINUTES, done)
        finally:
            load.stop()
    twice = [name for name, times in answered(sorted(tmp_path.glob("instance-*.log"))).items() if times > 1]
    drift = {
        pid: sum(all_[-len(all_) // 3 :]) / sum(all_[len(all_) // 3 : 2 * len(all_) // 3]) - 1
        for pid, all_ in sizes.items()
        if len(all_) >= 9
    }
    told = {
        "minutes": MINUTES,
        "outcomes": tally.outcomes(),
        "odd clients": tally.odd,
        "faults": done,
        "answered twice": len(twice),
        "memory in MiB, last": [round(all_[-1]) for all_ in sizes.values()],
        "memory, last third against middle": [round(one, 4) for one in drift.values()],
    }
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "soak.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))
    # Refused for want of room, or while both went down: told at once, and the client may ask again.
    assert set(tally.outcomes()) <= {"200", "429", "503"}
    assert tally.outcomes()["200"] > 20 * MINUTES
    assert twice == []
    assert done["workers killed"] and done["rolling restarts"]
    if MINUTES >= LONG_ENOUGH:
        assert drift and all(one < 0.1 for one in drift.values())


@pytest.mark.long
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_under_the_batch_output_loses_no_article(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    articles = tmp_path / "articles.jsonl"
    rows = [{"id": f"{number}", "text": TEXTS[number % len(TEXTS)] + f"\n\nNumber {number}."} for number in range(120)]
    articles.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)], check=True)
    try:
        command = [sys.executable, "-m", "service", "score-all", str(articles), str(disk / "out.jsonl")]
        full = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
        assert full.returncode != 0
        assert "Traceback" not in full.stderr and "space" in full.stderr.lower(), full.stderr
        subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
        again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
        assert again.returncode == 0, again.stderr
        ids = [json.loads(line)["id"] for line in (disk / "out.jsonl").read_text(encoding="utf-8").splitlines()]
        assert sorted(ids, key=int) == [row["id"] for row in rows]
    finally:
        subprocess.run(["umount", str(disk)], check=True)

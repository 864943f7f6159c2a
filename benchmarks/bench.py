"""Our engine beside what people would use instead: ``make bench`` (``ARTICLES=FILE.jsonl`` for other articles).

Every contender gets the same eight articles, a process and a start of its own, and as many threads as the machine has
cores. The peers are given for nothing what the engine must find first: which statements there are, and which targets.
Those that need weights that can't be shipped run with random weights of the same shape, on random token ids of the
lengths that their texts have in our tokenizer: the arithmetic is the same, and their answers are not looked at. What it
prints is for reading.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.contenders import CONTENDERS
from service.errors import Problem
from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest
from service.settings import ROOT, load_settings

SLOW_ARTICLES = 8  # as many as the slowest contender can read five times in a quarter of an hour
MANY_ARTICLES = 500


def bundled() -> list[str]:
    """Return the articles that come with the project: the samples, and those of the quality gate."""
    samples = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    lines = (ROOT / "tests" / "data" / "gate.jsonl").read_text(encoding="utf-8").splitlines()
    return [*samples, *(text for line in lines if (text := json.loads(line)["text"]) not in samples)]


def read_articles(path: Path | None) -> list[str]:
    """Return the texts of a file of JSON Lines, or the bundled ones."""
    if path is None:
        return bundled()
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def work_of(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return each article with its pairs of a statement's words and a target's, as the engine finds them."""
    analyzer = Analyzer(load_settings())
    work = []
    for answer, text in zip(analyzer.analyze([AnalyzeRequest(text=text) for text in texts]), texts, strict=True):
        if isinstance(answer, Problem):
            raise SystemExit(f"an article was refused: {answer}")
        pairs = [
            [" ".join(part.text for part in statement.content), tone.mention.text]
            for statement in answer.statements
            for tone in statement.tones
        ]
        work.append({"text": text, "pairs": pairs})
    return work


def measure(name: str, work: Sequence[dict[str, Any]], repeats: int) -> dict[str, Any]:
    """Run one contender in a process of its own; returns what it tells."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "work.json"
        path.write_text(json.dumps(list(work)), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.contenders", name, str(path), str(repeats), str(time.time())],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def row(name: str, found: dict[str, Any], ours: dict[str, Any] | None) -> str:
    """Return a line of the table; the ratio is how many times as long the contender takes for an article as we do."""
    seconds = [sum(run) for run in found["seconds"]]
    articles = len(found["seconds"][0])
    times = [latency * 1000 for run in found["seconds"] for latency in run]
    ratio = ""
    if ours is not None:
        own = [sum(run) for run in ours["seconds"]]
        each = sorted(its / mine for its, mine in zip(seconds, own, strict=True))
        ratio = f"{statistics.median(each):.1f} ({each[0]:.1f} to {each[-1]:.1f})"
    rate = articles / statistics.median(seconds)
    tokens = found["tokens"] / statistics.median(seconds)
    return (
        f"| {name} | {rate:.2f} | {tokens:,.0f} | {statistics.median(times):.0f} | {found['peak_mib']:.0f} "
        f"| {found['start_s']:.1f} | {ratio} |"
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, help="JSON Lines with a text each; by default the bundled ones")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=list(CONTENDERS), default=list(CONTENDERS))
    options = parser.parse_args()
    texts = read_articles(options.articles)
    work = work_of(texts[:SLOW_ARTICLES])
    pairs = sum(len(one["pairs"]) for one in work)
    print(f"{len(work)} articles, {pairs} pairs of a statement and a target, {options.repeats} repeats\n")
    print("| contender | articles/s | tokens/s | median ms | peak MiB | start s | times as slow as ours (spread) |")
    print("|---|---|---|---|---|---|---|", flush=True)
    ours = measure("engine", work, options.repeats)
    print(row(CONTENDERS["engine"].title, ours, None), flush=True)
    for name in options.only:
        if name != "engine":
            print(row(CONTENDERS[name].title, measure(name, work, options.repeats), ours), flush=True)
    many = [texts[number % len(texts)] for number in range(MANY_ARTICLES)]
    found = measure("engine", [{"text": text, "pairs": []} for text in many], 1)
    times = sorted(1000 * one for one in found["seconds"][0])
    print(
        f"\nengine on {MANY_ARTICLES} articles ({min(len(texts), MANY_ARTICLES)} different), one by one: "
        f"{MANY_ARTICLES / sum(found['seconds'][0]):.2f} a second, median {statistics.median(times):.0f} ms, "
        f"99 % within {times[int(0.99 * len(times))]:.0f} ms"
    )


if __name__ == "__main__":
    main()

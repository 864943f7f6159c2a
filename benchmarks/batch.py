"""How fast the local runner scores: ``python -m benchmarks.batch ARTICLES.jsonl [--articles 500]``.

In one run on the same articles: the engine alone in this process with one thread, then the runner with one worker of
one thread, then with two. Tells tokens a second of each, how they compare, and the workers' memory over the run. The
models' loading is not counted. What it prints is for reading.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from pathlib import Path

from service.batch.columns import Columns
from service.batch.local import LocalRunner
from service.batch.progress import Progress
from service.batch.reading import read_rows
from service.batch.run import SHARD_ROWS
from service.batch.shards import cut
from service.batch.sources import find_sources
from service.batch.store import Store
from service.batch.worker import score
from service.pipeline.analyzer import Analyzer
from service.settings import Settings


class Watched(Progress):
    """Progress that knows when the first and the last article were told of."""

    def __init__(self, total: int) -> None:
        super().__init__(total, 0)
        self.first = self.last = 0.0
        self.before = 0

    def add(self, articles: int, failed: int, tokens: int) -> None:
        """Note what was done; what came with the first word took the models' loading too, so it does not count."""
        super().add(articles, failed, tokens)
        now = time.perf_counter()
        if not self.first and articles:
            self.first, self.before = now, self.tokens
        self.last = now

    @property
    def rate(self) -> float:
        """Tokens a second between the first and the last word."""
        return (self.tokens - self.before) / (self.last - self.first)


class Memory(threading.Thread):
    """Samples the resident memory of this process's children."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.samples: list[float] = []
        self.stop = threading.Event()

    def run(self) -> None:
        """Sample until told to stop."""
        while not self.stop.wait(2):
            total = 0.0
            for pid in Path(f"/proc/self/task/{threading.main_thread().native_id}/children").read_text().split():
                for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                    if line.startswith("VmRSS"):
                        total += int(line.split()[1]) / 1024
            self.samples.append(total)


def runner(path: Path, workers: int) -> float:
    """Score with so many workers of one thread; returns tokens a second."""
    settings = Settings(threads=1)
    rows = list(read_rows(find_sources(str(path)), Columns(), settings.max_body_bytes))
    memory = Memory()
    memory.start()
    progress = Watched(len(rows))
    with tempfile.TemporaryDirectory() as folder, progress:
        store = Store(Path(folder))
        begun = time.perf_counter()
        LocalRunner(settings, store, workers, progress).run(cut(rows, SHARD_ROWS))
        seconds = time.perf_counter() - begun
    memory.stop.set()
    memory.join()
    third = max(1, len(memory.samples) // 3)
    middle, end = (sum(part) / len(part) for part in (memory.samples[third : 2 * third], memory.samples[-third:]))
    print(
        f"{workers} worker(s) of one thread: {progress.rate:,.0f} tokens a second; {seconds:.0f} s in all; "
        f"memory {middle:.0f} MiB in the middle third, {end:.0f} in the last ({100 * (end / middle - 1):+.1f} %)",
        flush=True,
    )
    return progress.rate


def engine(path: Path) -> float:
    """Score in this process with one thread; returns tokens a second."""
    settings = Settings(threads=1)
    analyzer = Analyzer(settings)
    analyzer.warm_up()
    tokens = [0]
    begun = time.perf_counter()
    for task in cut(read_rows(find_sources(str(path)), Columns(), settings.max_body_bytes), SHARD_ROWS):
        score(analyzer, task, lambda done: tokens.append(done.tokens))
    rate = sum(tokens) / (time.perf_counter() - begun)
    print(f"engine, one thread: {rate:,.0f} tokens a second, {sum(tokens):,} tokens", flush=True)
    return rate


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="JSON Lines of articles")
    parser.add_argument("--articles", dest="count", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        lines = options.articles.read_text(encoding="utf-8").splitlines()[: options.count]
        path.write_text("\n".join(lines), encoding="utf-8")
        words = sum(len(json.loads(line)["text"].split()) for line in lines)
        print(f"{len(lines)} articles, {words / len(lines):.0f} words each in the mean")
        alone = engine(path)
        one = runner(path, 1)
        two = runner(path, 2)
    print(f"one worker has {one / alone:.2f} of the engine's rate; two have {two / one:.2f} of one's")


if __name__ == "__main__":
    main()

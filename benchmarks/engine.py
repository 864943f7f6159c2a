"""How fast the engine reads: ``python -m benchmarks.engine [FILE…]`` (by default the articles in seeds/).

Prints the median time of an 800-word article alone, tokens and articles a second over all articles together, and the
process's peak memory. Loading the models is not counted. What it prints is for reading; nothing is asserted.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from pathlib import Path

from service.errors import Problem
from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest
from service.settings import ROOT, load_settings

WORDS = 800
RUNS = 7


def first_words(text: str, count: int) -> str:
    """Return the text up to the end of its word number ``count``, white space kept."""
    position = 0
    for word in text.split()[:count]:
        position = text.index(word, position) + len(word)
    return text[:position]


def seconds(analyzer: Analyzer, texts: list[str]) -> float:
    """Return the time that one call over all texts takes."""
    requests = [AnalyzeRequest(text=text) for text in texts]
    started = time.perf_counter()
    for answer in analyzer.analyze(requests):
        if isinstance(answer, Problem):
            raise SystemExit(f"an article was refused: {answer}")
    return time.perf_counter() - started


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="text files; by default the seeds")
    options = parser.parse_args()
    paths = options.files or sorted((ROOT / "seeds").glob("*.txt"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    analyzer = Analyzer(load_settings())
    analyzer.warm_up()
    one = first_words("\n\n".join(texts), WORDS)
    alone = [seconds(analyzer, [one]) for _ in range(RUNS)]
    together = [seconds(analyzer, texts) for _ in range(3)]
    words = sum(len(text.split()) for text in texts)
    print(f"an article of {len(one.split())} words: {statistics.median(alone):.2f} s (median of {RUNS})")
    print(f"{len(texts)} articles, {words} words together: {words / statistics.median(together):.0f} words a second")
    print(f"peak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()

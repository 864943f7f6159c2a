"""How near the engine is to what the machine can multiply: ``python -m benchmarks.floor``.

Counts the arithmetic that the models need for the articles in ``seeds/``, measures how fast this machine multiplies
matrices of the shapes in use, and tells which share of that the engine reaches, where the rest of its time goes, and
how its time grows with an article's length. What it prints is for reading.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from transformers import AutoConfig

from service.inference.backend import BACKENDS, BF16, FP32
from service.inference.batching import batches_by_budget
from service.inference.runner import Call, DirectRunner, Forward
from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest
from service.settings import ROOT, Settings

RUNS = 5
LENGTHS = (400, 1_600, 6_400, 25_000, 50_000)  # words
# By the file or the function's own name; what nothing here matches is Python's.
PARTS = (
    ("products of matrices", ("torch._C._nn.linear", "run_backward", "torch.matmul", "scaled_dot_product_attention")),
    ("the models' other arithmetic", ("gelu", "layer_norm", "embedding", "softmax", "torch", "encoder.py")),
    ("tokenizing", ("encode_batch", "tokenization", "tokenizers")),
    ("matching words", ("re.Pattern", "re.Match", "ahocorasick", "matcher.py")),
    ("language", ("langid",)),
    ("building the answer", ("pydantic", "report.py")),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """An encoder's layers, and how wide a token is inside it."""

    layers: int
    width: int
    wide: int

    @classmethod
    def of(cls, model: str) -> Shape:
        """Read it off a model's config."""
        config = AutoConfig.from_pretrained(model)
        return cls(config.num_hidden_layers, config.hidden_size, config.intermediate_size)

    def flops(self, length: int) -> float:
        """Return the multiplications and additions of one row of so many tokens through the encoder."""
        products = 2 * (4 * self.width * self.width + 2 * self.width * self.wide)
        attention = 2 * 2 * length * self.width
        return float(self.layers * length * (products + attention))


class CountingRunner(DirectRunner):
    """Adds up what the models must compute, and how many tokens a batch would have had with padding."""

    def __init__(self, token_budget: int, shapes: Mapping[str, Shape]) -> None:
        super().__init__(token_budget)
        self.shapes = shapes
        self.flops: dict[str, float] = defaultdict(float)
        self.tokens = self.padded = 0
        self.seconds: dict[str, float] = defaultdict(float)
        self.budget = token_budget

    def run(self, forward: Forward, rows: Sequence[Any], lengths: Sequence[int], stage: str, call: Call) -> list[Any]:
        """Run, and count. A gradient costs a second pass, and its rows are told to be twice as long."""
        name = getattr(forward, "__name__", "")
        passes = 2 if name == "backward" else 1
        true = [length // passes for length in lengths]
        self.flops[stage] += passes * sum(map(self.shapes[stage].flops, true))
        for batch in batches_by_budget(true, self.budget):
            self.tokens += sum(true[index] for index in batch)
            self.padded += len(batch) * true[batch[0]]
        begun = time.perf_counter()
        found = super().run(forward, rows, lengths, stage, call)
        self.seconds["evidence" if passes == 2 else stage] += time.perf_counter() - begun
        return found


def multiplied(shape: Shape, dtype: torch.dtype, rows: int) -> float:
    """Return how many operations a second this machine does in products of a model's shapes."""
    done = spent = 0.0
    width, wide = shape.width, shape.wide
    for inside, outside in ((width, 3 * width), (width, width), (width, wide), (wide, width)):
        left, right = torch.randn(rows, inside).to(dtype), torch.randn(outside, inside).to(dtype)
        functional.linear(left, right)
        begun = time.perf_counter()
        turns = 0
        while time.perf_counter() - begun < 0.4:
            functional.linear(left, right)
            turns += 1
        spent += (time.perf_counter() - begun) / turns
        done += 2.0 * rows * inside * outside
    return done / spent


def profile(analyzer: Analyzer, texts: Sequence[str]) -> dict[str, float]:
    """Return which share of the time is spent where, in percent."""
    watch = cProfile.Profile()
    watch.enable()
    for text in texts:
        analyzer.analyze([AnalyzeRequest(text=text)])
    watch.disable()
    found: dict[str, float] = defaultdict(float)
    stats: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = pstats.Stats(watch).stats  # type: ignore[attr-defined]
    for (file, _, function), (_, _, own, _, _) in stats.items():
        place = f"{file} {function}"
        found[next((part for part, marks in PARTS if any(mark in place for mark in marks)), "everything else")] += own
    whole = sum(found.values())
    return {part: 100 * seconds / whole for part, seconds in sorted(found.items(), key=lambda one: -one[1])}


def growth(analyzer: Analyzer, texts: Sequence[str]) -> str:
    """Return how time grows with length: seconds a thousand words at each length, and the exponent that fits."""
    words = "\n\n".join(texts).split(" ")
    told, seconds = [], []
    for count in LENGTHS:
        text = " ".join((words * (count // len(words) + 1))[:count])[:499_000]
        begun = time.perf_counter()
        analyzer.analyze([AnalyzeRequest(text=text)])
        seconds.append(time.perf_counter() - begun)
        told.append(f"{count:,} words {1000 * seconds[-1] / count:.2f}")
    slope = np.polyfit(np.log(LENGTHS), np.log(seconds), 1)[0]
    return f"seconds a thousand words: {', '.join(told)}; time grows with length to the power of {slope:.2f}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backends", nargs="+", choices=[FP32.name, BF16.name], default=[FP32.name, BF16.name])
    options = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    for name in options.backends:
        backend = BACKENDS[name]
        settings = Settings(backend=name)
        shapes = {"attribution": Shape.of(settings.attribution_model), "tone": Shape.of(settings.tone_model)}
        runner = CountingRunner(backend.token_budget, shapes)
        analyzer = Analyzer(settings, runner)
        analyzer.warm_up()
        runner.tokens, runner.padded = 0, 0
        runner.flops.clear()
        runner.seconds.clear()
        times = []
        for _ in range(RUNS):
            for text in texts:
                begun = time.perf_counter()
                analyzer.analyze([AnalyzeRequest(text=text)])
                times.append(time.perf_counter() - begun)
        need = sum(runner.flops.values()) / RUNS / len(texts)
        print(f"{name}: {1000 * statistics.median(times):.0f} ms an article (median), {need / 1e9:.1f} GFLOP each")
        rates = {stage: multiplied(shape, backend.dtype, 768) for stage, shape in shapes.items()}
        inside = sum(runner.seconds.values())
        least = sum(runner.flops[stage] / rate for stage, rate in rates.items())
        told = ", ".join(f"{rate / 1e9:.0f} in {stage}'s" for stage, rate in rates.items())
        print(
            f"  GFLOP a second in products of shapes as they are: {told}; the models reach "
            f"{100 * least / inside:.0f} % of it, the whole engine {100 * least / sum(times):.0f} %"
        )
        print(f"  padding would have added {100 * (runner.padded / runner.tokens - 1):.0f} %; none is computed")
        shares = {**runner.seconds, "all else": sum(times) - inside}
        print("  time: " + ", ".join(f"{part} {100 * value / sum(times):.0f} %" for part, value in shares.items()))
        print("  profile: " + ", ".join(f"{part} {share:.0f} %" for part, share in profile(analyzer, texts).items()))
        print("  " + growth(analyzer, texts))


if __name__ == "__main__":
    main()

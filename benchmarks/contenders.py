"""The contenders of ``benchmarks.bench``, each run as ``python -m benchmarks.contenders NAME WORK REPEATS STARTED``."""

from __future__ import annotations

import contextlib
import json
import random
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.settings import ROOT, load_settings

# Reads one article with its pairs; returns how many tokens it read.
Read = Callable[[dict[str, Any]], int]

HYPOTHESES = 3  # zero-shot asks once for each label: critical, neutral, cooperative
HYPOTHESIS_TOKENS = 8


@dataclass(frozen=True, slots=True)
class Contender:
    """What stands in the table, and what makes it ready."""

    title: str
    make: Callable[[], Read]


def engine() -> Read:
    """Our engine on the backend of the settings: from the bare text to the whole answer."""
    from service.inference.runner import Call
    from service.pipeline.analyzer import Analyzer
    from service.schemas import AnalyzeRequest

    analyzer = Analyzer(load_settings())
    analyzer.warm_up()

    def read(article: dict[str, Any]) -> int:
        call = Call()
        analyzer.analyze([AnalyzeRequest(text=article["text"])], call)
        return call.tokens

    return read


def pipeline(batch_size: int) -> Read:
    """Return transformers' own pipeline over pairs, with our weights."""
    from transformers import pipeline as make

    classify = make("text-classification", model=str(ROOT / "models" / "tone"), device="cpu")
    tokenizer: Any = classify.tokenizer

    def read(article: dict[str, Any]) -> int:
        pairs = [{"text": one, "text_pair": other} for one, other in article["pairs"]]
        if pairs:
            classify(pairs, batch_size=batch_size)
        return sum(len(tokenizer(pair["text"], pair["text_pair"])["input_ids"]) for pair in pairs)

    return read


def of_shape(config: Any, kind: Any, times: int, extra: int) -> Read:
    """Return a model of random weights over random ids of the pairs' lengths, each pair's ``times`` rows together."""
    import torch
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(ROOT / "models" / "tone"))
    model = kind(config).eval()
    dice = random.Random(1)
    end = int(getattr(config, "eos_token_id", None) or 2)

    def read(article: dict[str, Any]) -> int:
        tokens = 0
        for one, other in article["pairs"]:
            length = len(tokenizer(one, other)["input_ids"]) + extra
            rows = [[*(dice.randrange(10, 30_000) for _ in range(length - 1)), end] for _ in range(times)]
            with torch.inference_mode():
                model(input_ids=torch.tensor(rows))
            tokens += times * length
        return tokens

    return read


def bart_large() -> Read:
    """Zero-shot with the shape of bart-large-mnli."""
    from transformers import BartConfig, BartForSequenceClassification

    return of_shape(BartConfig(), BartForSequenceClassification, HYPOTHESES, HYPOTHESIS_TOKENS)


def deberta_base() -> Read:
    """Zero-shot with the shape of deberta-v3-base."""
    from transformers import DebertaV2Config, DebertaV2ForSequenceClassification

    make: Any = DebertaV2Config
    config = make(
        vocab_size=128_100,
        hidden_size=768,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=3072,
        relative_attention=True,
        position_buckets=256,
        max_relative_positions=-1,
        pos_att_type=["p2c", "c2p"],
        share_att_key=True,
        norm_rel_ebd="layer_norm",
        position_biased_input=False,
        type_vocab_size=0,
        num_labels=3,
    )
    return of_shape(config, DebertaV2ForSequenceClassification, HYPOTHESES, HYPOTHESIS_TOKENS)


def roberta_base() -> Read:
    """Targeted sentiment with the shape of roberta-base, the target given: one pass a pair."""
    from transformers import RobertaConfig, RobertaForSequenceClassification

    make: Any = RobertaConfig
    config = make(vocab_size=50_265, max_position_embeddings=514, type_vocab_size=1, num_labels=3)
    return of_shape(config, RobertaForSequenceClassification, 1, 0)


def vader() -> Read:
    """Return the lexicon of Hutto and Gilbert 2014 over the statements: no model, and no notion of a target."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    judge = SentimentIntensityAnalyzer()

    def read(article: dict[str, Any]) -> int:
        for words, _ in article["pairs"]:
            judge.polarity_scores(words)
        return sum(len(words.split()) for words, _ in article["pairs"])

    return read


CONTENDERS = {
    "engine": Contender("Demarche: text in, answer out", engine),
    "pipeline": Contender("transformers pipeline, our tone weights, one by one", lambda: pipeline(1)),
    "pipeline-16": Contender("the same in batches of 16", lambda: pipeline(16)),
    "roberta-base": Contender("targeted sentiment, roberta-base shape", roberta_base),
    "deberta-base": Contender("zero-shot, deberta-v3-base shape", deberta_base),
    "bart-large": Contender("zero-shot, bart-large-mnli shape", bart_large),
    "vader": Contender("VADER (words instead of tokens)", vader),
}


def peak_mib() -> float:
    """Return this process's peak resident memory; ``getrusage`` would count what it had of its parent before exec."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Run one contender and print what was measured as a line of JSON."""
    name, path, repeats, started = sys.argv[1:]
    work = json.loads(Path(path).read_text(encoding="utf-8"))
    with contextlib.redirect_stdout(sys.stderr):
        read = CONTENDERS[name].make()
        read(work[0])
        ready = time.time() - float(started)
        seconds, tokens = [], 0
        for _ in range(int(repeats)):
            run, tokens = [], 0
            for article in work:
                begun = time.perf_counter()
                tokens += read(article)
                run.append(time.perf_counter() - begun)
            seconds.append(run)
    print(json.dumps({"start_s": ready, "seconds": seconds, "tokens": tokens, "peak_mib": peak_mib()}))


if __name__ == "__main__":
    main()

"""Prometheus metrics: one object for each application, right with several worker processes too.

With ``PROMETHEUS_MULTIPROC_DIR`` set (the server sets it where it starts several workers), values live in files that
whichever worker is asked adds up.
"""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from service.errors import Problem
from service.schemas import AnalyzeResponse
from service.telemetry import MULTIPROCESS

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
TOKENS = (64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384)


class Metrics:
    """All that is counted."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self.requests = Counter(
            "demarche_requests_total", "Requests answered.", ["route", "method", "status"], registry=registry
        )
        self.request_seconds = Histogram(
            "demarche_request_seconds",
            "Seconds from a request to the end of its answer.",
            ["route"],
            buckets=SECONDS,
            registry=registry,
        )
        self.errors = Counter("demarche_errors_total", "Problems answered, by kind.", ["kind"], registry=registry)
        self.in_flight = Gauge(
            "demarche_in_flight",
            "Requests admitted and not yet answered.",
            multiprocess_mode="livesum",
            registry=registry,
        )
        self.queue_rows = Gauge(
            "demarche_queue_rows", "Token rows that wait for a model.", multiprocess_mode="livesum", registry=registry
        )
        self.batch_tokens = Histogram(
            "demarche_batch_tokens", "Padded tokens of each batch.", buckets=TOKENS, registry=registry
        )
        self.tokens = Counter("demarche_tokens_total", "Tokens read by the models, padding apart.", registry=registry)
        self.padded = Counter("demarche_padded_tokens_total", "Tokens with padding.", registry=registry)
        self.stage_seconds = Histogram(
            "demarche_stage_seconds",
            "Seconds that a request spent waiting in the queue and in each model's stage.",
            ["stage"],
            buckets=SECONDS,
            registry=registry,
        )
        self.articles = Counter("demarche_articles_total", "Articles, by outcome.", ["outcome"], registry=registry)
        self.statements = Counter("demarche_statements_total", "Statements found.", registry=registry)
        self.tones = Counter("demarche_tones_total", "Tones given, by label.", ["label"], registry=registry)
        self.abstentions = Counter(
            "demarche_abstentions_total", "Tones withheld, by reason.", ["reason"], registry=registry
        )

    def batch(self, tokens: int, padded: int) -> None:
        """Note a batch that was run."""
        self.batch_tokens.observe(padded)
        self.tokens.inc(tokens)
        self.padded.inc(padded)

    def depth(self, rows: int) -> None:
        """Note how many rows wait."""
        self.queue_rows.set(rows)

    def count(self, result: AnalyzeResponse | Problem) -> None:
        """Note an article's outcome."""
        if isinstance(result, Problem):
            self.articles.labels(result.code).inc()
            return
        self.articles.labels("ok").inc()
        self.statements.inc(len(result.statements))
        for statement in result.statements:
            for tone in statement.tones:
                if tone.abstained is None:
                    self.tones.labels(tone.label).inc()
                else:
                    self.abstentions.labels(tone.abstained).inc()

    def render(self) -> bytes:
        """Return the exposition text."""
        registry = self._registry
        if os.environ.get(MULTIPROCESS):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)

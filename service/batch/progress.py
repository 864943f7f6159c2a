"""How far a run is: a bar on a terminal, else a plain line now and then."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, TextIO

from tqdm import tqdm

PAUSE = 30.0  # seconds between plain lines


class Progress:
    """Counts articles and tokens, and tells of them on standard error."""

    def __init__(self, total: int, done: int, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._begun = time.monotonic()
        self._told = self._begun
        self._total, self._before = total, done
        self.articles = self.tokens = self.failed = 0
        self._bar: Any = None
        if self._stream.isatty():
            self._bar = tqdm(total=total, initial=done, unit=" articles", file=self._stream, dynamic_ncols=True)

    def add(self, articles: int, failed: int, tokens: int) -> None:
        """Note what was done."""
        self.articles += articles
        self.failed += failed
        self.tokens += tokens
        if self._bar is not None:
            self._bar.set_postfix_str(
                f"{self.tokens / self.seconds:,.0f} tokens/s, {self.failed} failed", refresh=False
            )
            self._bar.update(articles)
        elif time.monotonic() - self._told >= PAUSE:
            self._told = time.monotonic()
            self.say(self.line())

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return max(1e-9, time.monotonic() - self._begun)

    def line(self) -> str:
        """Return all of it in one line."""
        rate = self.articles / self.seconds
        done = self._before + self.articles
        left = f", {_span((self._total - done) / rate)} left" if rate and done < self._total else ""
        return (
            f"{done:,} of {self._total:,} articles, {self.failed:,} failed, {rate:.2f} articles and "
            f"{self.tokens / self.seconds:,.0f} tokens a second{left}"
        )

    def say(self, words: str) -> None:
        """Write a line, above the bar if there is one."""
        if self._bar is not None:
            self._bar.write(words, file=self._stream)
        else:
            print(words, file=self._stream, flush=True)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()


def _span(seconds: float) -> str:
    """Return a time in the two largest of its units."""
    minutes, hours = seconds / 60, seconds / 3600
    if hours >= 48:
        return f"{hours // 24:.0f} d {hours % 24:.0f} h"
    if minutes >= 90:
        return f"{hours // 1:.0f} h {minutes % 60:.0f} min"
    return f"{minutes:.0f} min" if minutes >= 2 else f"{seconds:.0f} s"

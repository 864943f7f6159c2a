"""Scoring as a process of its own, with tiny models."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.settings import ROOT

Score = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def score(tiny_environment: dict[str, str]) -> Score:
    """Run ``python -m service score-all INPUT OUTPUT …``."""

    def run(given: Path | str, output: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
        extra = {f"DEMARCHE_{name.upper()}": value for name, value in settings.items()}
        return subprocess.run(
            [sys.executable, "-m", "service", "score-all", str(given), str(output), *options],
            cwd=ROOT,
            env={**tiny_environment, **extra},
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


def hear_ctrl_c() -> None:
    """Let a new process hear SIGINT: a shell lets what it runs in the background, tests too, ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def read(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def article(number: int, country: str = "Iran") -> dict[str, Any]:
    """Return an article unlike those of other numbers."""
    text = (
        f"The Russian minister said on day {number} that the talks with {country} had gone well. "
        f"“We reject the sanctions of the West number {number},” he told reporters.\n"
    )
    return {"id": f"a{number}", "title": f"Talks {number}", "text": text, "date": "2026-11-05", "outlet": "The Herald"}


def write_lines(path: Path, records: list[Any]) -> Path:
    """Write JSON Lines."""
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return path

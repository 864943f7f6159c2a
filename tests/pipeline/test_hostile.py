"""Time grows with the length of a text alone, whatever the text is made of."""

from __future__ import annotations

import time

import pytest

from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest, AnalyzeResponse

LENGTH = 8_000
SECONDS = 20  # of computing, however busy the machine; a quadratic step takes minutes
UNITS = [
    "“",
    "”",
    '"',
    "'",
    "‘",
    "’",
    "«",
    "``",
    "(",
    ")[",
    " ",
    "\n",
    "\t \n",
    "A",
    "A ",
    "a",
    ".",
    ". ",
    ",",
    "-",
    "—",
    "U.S.",
    "“a” ",
    '"a" he said, ',
    "said ",
    "he said that ",
    "Iran ",
    "Iran and Russia ",
    "the minister of the ",
    "of the ",
    "Mr. Smith, ",
    "both countries ",
    "\u0301",
    "\u200f",
    "😀",
]


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_runs_of_anything_take_no_longer_than_their_length(tiny_analyzer: Analyzer, unit: str) -> None:
    text = "He said so. " + unit * (LENGTH // len(unit)) + " She said no."
    started = time.process_time()
    [answer] = tiny_analyzer.analyze([AnalyzeRequest(text=text)])
    assert isinstance(answer, AnalyzeResponse), answer
    assert time.process_time() - started < SECONDS

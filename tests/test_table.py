"""The table holds to its width and names every statement once."""

from __future__ import annotations

import pytest

from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest, AnalyzeResponse
from service.table import HEADER, as_table

TEXT = (
    "“We reject the West’s sanctions,” the Russian minister told Iran’s reporters.\n\nHe said that China is a friend."
)


@pytest.fixture(scope="module")
def answer(tiny_analyzer: Analyzer) -> AnalyzeResponse:
    """An answer with several statements."""
    [found] = tiny_analyzer.analyze([AnalyzeRequest(id="a1", text=TEXT)])
    assert isinstance(found, AnalyzeResponse) and found.statements
    return found


@pytest.mark.parametrize("width", [100, 140, 300])
def test_no_line_is_wider_than_asked(answer: AnalyzeResponse, width: int) -> None:
    assert max(map(len, as_table(answer, width).splitlines())) <= width


def test_every_statement_has_its_number_and_every_tone_its_line(answer: AnalyzeResponse) -> None:
    title, header, *rows = as_table(answer).splitlines()
    assert title.startswith("a1: ")
    assert header.split() == list(HEADER)
    assert len(rows) == sum(1 + len(statement.tones) for statement in answer.statements)
    numbers = [row.split()[0] for row in rows if not row.startswith(" ")]
    assert numbers == [str(statement.id) for statement in answer.statements]


def test_an_article_with_no_statements_is_one_line(answer: AnalyzeResponse) -> None:
    empty = answer.model_copy(update={"statements": [], "id": None})
    assert as_table(empty) == "article: 0 statements\n"


def test_what_a_terminal_could_take_for_a_command_is_left_out(answer: AnalyzeResponse) -> None:
    first = answer.statements[0]
    nasty = first.model_copy(update={"content": [first.content[0].model_copy(update={"text": "a\x1b[2J\nb\u202ec"})]})
    row = as_table(answer.model_copy(update={"statements": [nasty]})).splitlines()[2]
    assert row.endswith("a [2J b c")

"""Which column of a table is which part of an article."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from service.batch.columns import Columns
from service.errors import ConfigurationError, InvalidRequest
from service.schemas import AnalyzeRequest


def article_of(record: Any, columns: str | None = None) -> AnalyzeRequest:
    found = Columns.parse(columns).row(record, "x:1").article
    assert isinstance(found, AnalyzeRequest), found
    return found


def test_usual_names_are_known_in_either_case() -> None:
    record = {"URL": "u1", "Headline": "T", "Body": "He said no.", "pubDate": "2026-11-05T10:00:00Z", "publisher": "P"}
    found = article_of(record)
    assert (found.id, found.title, found.text, found.outlet) == ("u1", "T", "He said no.", "P")
    assert found.published == date(2026, 11, 5)


def test_a_column_that_is_named_goes_before_the_usual_ones() -> None:
    record = {"text": "summary", "story": "He said no.", "day": date(2026, 1, 2)}
    found = article_of(record, "text=story,published=day")
    assert (found.text, found.published) == ("He said no.", date(2026, 1, 2))


def test_a_named_column_that_is_not_there_is_not_replaced_by_another() -> None:
    row = Columns.parse("text=story").row({"text": "He said no."}, "x:1")
    assert isinstance(row.article, AnalyzeRequest) and row.article.text is None


def test_an_empty_first_column_leaves_it_to_the_next() -> None:
    assert article_of({"text": None, "content": "He said no."}).text == "He said no."


def test_a_text_is_read_rather_than_its_page() -> None:
    found = article_of({"text": "He said no.", "html": "<p>He said no.</p>"})
    assert (found.text, found.html) == ("He said no.", None)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-11-05", date(2026, 11, 5)),
        ("2026-11-05 23:59", date(2026, 11, 5)),
        (datetime(2026, 11, 5, 9), date(2026, 11, 5)),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_read_without_a_note(value: Any, day: date | None) -> None:
    row = Columns().row({"text": "x", "date": value}, "x:1")
    assert isinstance(row.article, AnalyzeRequest)
    assert (row.article.published, row.notes) == (day, ())


@pytest.mark.parametrize("value", ["5 November 2026", "2026-13-05", "2026-11-0512", 20261105])
def test_a_date_that_is_none_is_left_out_and_noted(value: Any) -> None:
    row = Columns().row({"text": "x", "date": value}, "x:1")
    assert isinstance(row.article, AnalyzeRequest)
    assert row.article.published is None
    assert row.notes == ("the date is no ISO 8601 date",)


@pytest.mark.parametrize(
    ("record", "where"), [({"text": 5}, "/text"), ([1], ""), ("x", ""), ({"text": ["x"]}, "/text")]
)
def test_what_is_no_article_is_told(record: Any, where: str) -> None:
    row = Columns().row(record, "x:1")
    assert isinstance(row.article, InvalidRequest)
    assert [error.pointer for error in row.article.errors] == [where]


@pytest.mark.parametrize("given", ["author=by", "text", "text=", "=x"])
def test_a_mapping_that_makes_no_sense_is_refused(given: str) -> None:
    with pytest.raises(ConfigurationError):
        Columns.parse(given)


def test_a_number_serves_as_id() -> None:
    row = Columns().row({"id": 17, "text": "x"}, "x:1")
    assert row.id == "17" and row.name == "17"
    assert Columns().row({"text": "x"}, "x:1").name == "x:1"

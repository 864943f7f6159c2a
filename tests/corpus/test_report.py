"""The report: one file that fetches nothing, with what was counted in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from service.corpus.figures import count
from service.corpus.pictures import months_between, shown_pairs
from service.corpus.report import render, write_report


@pytest.fixture(scope="module")
def html(answers: list[dict[str, Any]]) -> str:
    return render(count(answers), "Tones in seeds", 3)


class Fetches(HTMLParser):
    """Collects what a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "iframe", "object", "embed", "link", "img"}:
            self.found.append(tag)
        for name, value in attrs:
            if name in {"src", "href", "xlink:href", "action"} and not (value or "").startswith("#"):
                self.found.append(f"{name}={value}")
            if name.startswith("on"):
                self.found.append(name)


def test_it_fetches_nothing_and_runs_nothing(html: str) -> None:
    parser = Fetches()
    parser.feed(html)
    assert parser.found == []
    assert "default-src 'none'" in html


def test_it_counts_copies_once(answers: list[dict[str, Any]], html: str) -> None:
    figures = count(answers)
    assert (figures.articles, figures.copies) == (len(answers), 1)
    assert figures.statements == sum(len(one["statements"]) for one in answers if one["duplicate_of"] is None)
    counts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+)</dd>", html))
    assert counts["statements"] == f"{figures.statements:,}"


def test_every_pair_of_the_heat_map_has_its_number(answers: list[dict[str, Any]], html: str) -> None:
    figures = count(answers)
    svg = html[html.index("Mean tone of each country's speakers") :]
    for pair in list(figures.pairs)[:5]:
        assert f">{pair[0].replace('_', ' ')}<" in svg.replace("\n", "")
        assert f"{abs(figures.pairs[pair].mean):.2f}" in svg


def test_months_without_a_word_stay_on_the_axis() -> None:
    assert months_between("2025-11", "2026-02") == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_time_is_shown_for_pairs_that_speak_in_several_months(answers: list[dict[str, Any]]) -> None:
    figures = count(answers)
    assert all(len(figures.months[pair]) > 1 and pair[0] != pair[1] for pair in shown_pairs(figures))


def test_what_was_not_resolved_is_told(answers: list[dict[str, Any]], html: str) -> None:
    figures = count(answers)
    unknown = sum(one["speaker"] is None for answer in answers[:-1] for one in answer["statements"])
    assert figures.no_speaker == unknown
    row = re.search(r'Statements whose speaker is unknown</th><td class="number">([\d,]+)<', html)
    assert row and row[1] == str(unknown)
    assert re.search(r'Rows that could not be scored</th><td class="number">3<', html)


def test_words_of_an_article_are_shown_as_words(answers: list[dict[str, Any]]) -> None:
    hostile = "<script>alert(1)</script>"
    spoiled = [{**one, "speakers": [{**each, "name": hostile} for each in one["speakers"]]} for one in answers]
    page = render(count(spoiled), hostile, 0)
    assert hostile not in page
    assert "&lt;script&gt;" in page


def test_a_run_of_nothing_has_a_report(tmp_path: Path) -> None:
    write_report([], tmp_path / "run.jsonl", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "No article has a date" in page and "<svg" not in page


def test_the_same_run_has_the_same_report(answers: list[dict[str, Any]], html: str) -> None:
    assert render(count(answers), "Tones in seeds", 3) == html

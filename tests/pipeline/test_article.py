"""A request becomes an article, or the contract's problem that says where it is wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidRequest, Problem, TextTooLong, UnsupportedLanguage
from service.pipeline.article import read_article
from service.schemas import AnalyzeRequest, Options
from service.settings import Settings

KNOWN = frozenset({"RU", "US", "WEST"})
SETTINGS = Settings(max_characters=2_000, max_html_characters=10_000)
SENTENCES = [
    "The foreign minister said on Monday that the talks with the delegation had gone well.",
    "“We will go on with them next week,” he told reporters in the capital, adding that much was left to do.",
    "His counterpart called the meeting useful and thanked the hosts for their patience and their hospitality.",
    "Observers had expected little of the first round, which was put off twice in the course of the summer.",
]
FRENCH = "Le ministre a déclaré que les sanctions occidentales étaient illégales et que son pays continuerait. "


def page(*paragraphs: str) -> str:
    """Return a news page with navigation and footer around the paragraphs."""
    return (
        "<!DOCTYPE html><html><head><title>Talks go on</title></head><body>"
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/world'>World</a></li></ul></nav><article>"
        + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        + "</article><footer>All rights reserved</footer></body></html>"
    )


def refused(**request: Any) -> Problem:
    """Return the problem that the request meets."""
    with pytest.raises(Problem) as caught:
        read_article(AnalyzeRequest(**request), SETTINGS, KNOWN)
    return caught.value


def test_what_the_caller_knows_comes_along() -> None:
    job = read_article(
        AnalyzeRequest(
            id="a1", title="Talks go on", text=SENTENCES[0], published=date(2026, 11, 5), outlet="The Paper",
            options=Options(targets=["RU", "WEST"], coverage=False),
        ),
        SETTINGS,
        KNOWN,
    )  # fmt: skip
    article = job.article
    assert (article.text, article.title, article.published, article.outlet) == (
        SENTENCES[0],
        "Talks go on",
        date(2026, 11, 5),
        "The Paper",
    )
    assert (job.id, job.targets, job.coverage, job.extracted) == ("a1", frozenset({"RU", "WEST"}), False, False)


def test_by_default_all_targets_and_coverage_are_wanted() -> None:
    job = read_article(AnalyzeRequest(text=SENTENCES[0]), SETTINGS, KNOWN)
    assert job.targets is None
    assert job.coverage


@pytest.mark.parametrize("blank", ["", " ", "\n\r\n\t", "\u00a0\u2003"])
@pytest.mark.parametrize("field", ["text", "html"])
def test_blank_text_is_refused(field: str, blank: str) -> None:
    problem = refused(**{field: blank})
    assert isinstance(problem, InvalidRequest)
    assert [error.pointer for error in problem.errors] == [f"/{field}"]


def test_text_or_html_is_needed() -> None:
    assert [error.pointer for error in refused(title="Only a title").errors] == ["/text"]


def test_text_and_html_together_are_refused() -> None:
    problem = refused(text=SENTENCES[0], html=page(*SENTENCES))
    assert isinstance(problem, InvalidRequest)
    assert [error.pointer for error in problem.errors] == ["/text", "/html"]


def test_an_empty_text_beside_html_is_both() -> None:
    assert refused(text="", html=page(*SENTENCES)).status == 422


def test_an_article_may_have_as_many_characters_as_the_limit_and_no_more() -> None:
    assert read_article(AnalyzeRequest(text="€" * 2_000), SETTINGS, KNOWN).article.text == "€" * 2_000
    problem = refused(text="€" * 2_001)
    assert isinstance(problem, TextTooLong)
    assert problem.errors[0].pointer == "/text"


def test_every_unknown_target_is_pointed_to() -> None:
    problem = refused(text=SENTENCES[0], options=Options(targets=["RU", "ru", "WEST", "Russia"]))
    assert isinstance(problem, InvalidRequest)
    assert [error.pointer for error in problem.errors] == ["/options/targets/1", "/options/targets/3"]


def test_an_article_in_another_language_is_refused_where_it_stands() -> None:
    problem = refused(text=FRENCH * 4)
    assert isinstance(problem, UnsupportedLanguage)
    assert problem.errors[0].pointer == "/text"
    assert isinstance(
        refused(html=page(FRENCH, FRENCH.replace("ministre", "président"), FRENCH[20:])), UnsupportedLanguage
    )


def test_little_text_in_another_language_is_read_as_english() -> None:
    assert read_article(AnalyzeRequest(text=FRENCH), SETTINGS, KNOWN).article.language == "fr"


def test_the_main_text_of_a_page_is_extracted_without_its_headline() -> None:
    html = page(*SENTENCES).replace("<article>", "<article><h1>Talks “a success”, says minister</h1>")
    job = read_article(AnalyzeRequest(html=html), SETTINGS, KNOWN)
    assert job.extracted
    assert job.article.text.splitlines() == SENTENCES


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><p>He said the talks went well.</p></body></html>",
        "<p>He said the <b>talks</b> went well.</p>",
        "<HTML><BODY><DIV>He said the talks went well.</DIV></BODY></HTML>",
    ],
)
def test_a_short_page_or_a_part_of_one_still_has_an_article(html: str) -> None:
    assert read_article(AnalyzeRequest(html=html), SETTINGS, KNOWN).article.text == "He said the talks went well."


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        "<html><head><title>Talks go on</title></head><body><script>var a = 1;</script></body></html>",
        "<html><body><nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav></body></html>",
        "<",
        "&&&&",
        "<div>" * 500,
        "\x00\x01\x02",
    ],
)
def test_a_page_with_no_article_is_refused(html: str) -> None:
    problem = refused(html=html)
    assert isinstance(problem, InvalidRequest)
    assert problem.errors[0].pointer == "/html"


def test_a_page_may_be_longer_than_an_article_but_not_without_end() -> None:
    padded = page(*SENTENCES).replace("<nav>", f"<script>{'x' * 5_000}</script><nav>")
    assert read_article(AnalyzeRequest(html=padded), SETTINGS, KNOWN).article.text.splitlines() == SENTENCES
    for long in ("x" * 10_001, page(*(f"{number}. {sentence}" for number in range(8) for sentence in SENTENCES))):
        problem = refused(html=long)
        assert isinstance(problem, TextTooLong)
        assert problem.errors[0].pointer == "/html"


def test_a_page_of_nothing_but_tags_is_refused_before_it_is_parsed() -> None:
    roomy = Settings(max_html_characters=10_000_000)
    with pytest.raises(TextTooLong):
        read_article(AnalyzeRequest(html="<p>a<br>" * 500_000), roomy, KNOWN)


@given(st.text(max_size=300))
def test_any_text_is_either_taken_exactly_as_it_is_or_refused(text: str) -> None:
    try:
        job = read_article(AnalyzeRequest(text=text), SETTINGS, KNOWN)
    except Problem as problem:
        assert not text.strip() or isinstance(problem, UnsupportedLanguage)
    else:
        assert job.article.text == text


@given(st.text(alphabet=st.sampled_from("<>/&;!-='\" \npdivatr\x00“”é€\u202e😀"), max_size=300))
def test_any_page_is_either_read_or_refused(html: str) -> None:
    try:
        job = read_article(AnalyzeRequest(html=html), SETTINGS, KNOWN)
    except Problem as problem:
        assert problem.status == 422
    else:
        assert job.article.text.strip()

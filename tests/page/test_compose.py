"""Putting an article in: paste, a sample, a file, HTML; waiting, cancelling, errors, keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.client import Client
from tests.page.browsing import Desk, analyze, serving_models
from tests.page.material import Seeds, Sketch, answer_with

KEY = "a key with spaces"


def test_a_sample_fills_the_form(page: Page, seeds: Seeds) -> None:
    sample = page.get_by_test_id("sample")
    expect(sample).to_be_enabled()
    sample.select_option(index=1)
    expect(page.get_by_test_id("article-text")).to_have_value(seeds.text(seeds.numbers[0]).replace("\r\n", "\n"))


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [("a.txt", "The envoy said no.", "text"), ("a.html", "<p>The envoy said no.</p>", "html")],
)
def test_a_file_is_read_by_its_kind(page: Page, tmp_path: Path, name: str, content: str, form: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    page.locator("#file").set_input_files(path)
    expect(page.get_by_test_id("article-text")).to_have_value(content)
    expect(page.locator(f"input[name=form][value={form}]")).to_be_checked()


def test_a_dropped_file_is_read(page: Page) -> None:
    transfer = page.evaluate_handle(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(["Dropped words."], "a.txt", { type: "text/plain" }));
          return transfer;
        }"""
    )
    page.get_by_test_id("article-text").dispatch_event("drop", {"dataTransfer": transfer})
    expect(page.get_by_test_id("article-text")).to_have_value("Dropped words.")


def test_html_is_shown_as_the_text_that_the_service_found_in_it(page: Page) -> None:
    html = "<html><body><article><h1>Talks</h1><p>The Russian envoy said Iran was wrong.</p></article></body></html>"
    page.get_by_test_id("article-text").fill(html)
    page.locator("details.more summary").click()
    page.locator("input[name=form][value=html]").check()
    page.get_by_test_id("analyze").click()
    expect(page.locator("#article")).to_contain_text("The Russian envoy said Iran was wrong.", timeout=60_000)
    expect(page.locator("#article")).not_to_contain_text("<p>")


def test_the_wait_is_told_in_seconds_and_can_be_cancelled(page: Page) -> None:
    held: list[Route] = []
    page.route("**/v1/analyze", lambda route: held.append(route))
    page.get_by_test_id("article-text").fill("The envoy said no.")
    page.get_by_test_id("analyze").click()
    expect(page.get_by_test_id("elapsed")).to_contain_text("s")
    expect(page.get_by_test_id("elapsed")).not_to_contain_text("%")
    expect(page.get_by_test_id("analyze")).to_be_disabled()
    with page.expect_event("requestfailed"):
        page.get_by_test_id("cancel").click()
    expect(page.get_by_test_id("status")).to_have_text("Cancelled.")
    expect(page.get_by_test_id("analyze")).to_be_enabled()
    assert len(held) == 1


def test_an_empty_article_is_told_of_at_the_field(page: Page) -> None:
    page.get_by_test_id("analyze").click()
    expect(page.get_by_test_id("error")).to_be_visible()
    expect(page.get_by_test_id("article-text")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_test_id("article-text")).to_be_focused()


def test_a_date_that_is_none_is_told_of_at_the_date(page: Page) -> None:
    page.get_by_test_id("article-text").fill("The envoy said no.")
    page.locator("details.more summary").click()
    page.locator("#published").fill("yesterday")
    page.get_by_test_id("analyze").click()
    expect(page.locator(".field:has(#published) [data-testid=error]")).to_be_visible()
    expect(page.locator("#published")).to_be_focused()


def test_another_language_is_told_of_in_plain_words(page: Page) -> None:
    analyze(page, "Le ministre a déclaré lundi que les négociations avec la Russie étaient très difficiles. " * 8)
    expect(page.get_by_test_id("error")).to_contain_text("English")


@pytest.mark.parametrize(
    ("status", "words"), [(429, "busy"), (503, "moment"), (504, "long"), (500, "log knows this as abc")]
)
def test_what_goes_wrong_at_the_service_is_said_in_plain_words(page: Page, status: int, words: str) -> None:
    problem = {"type": f"/problems/x{status}", "title": "T", "status": status, "detail": "d", "request_id": "abc"}
    answer_with(page, problem, status=status, X_Request_Id="abc")
    analyze(page, "The envoy said no.")
    expect(page.get_by_test_id("error")).to_contain_text(words)
    expect(page.locator("#results")).to_be_hidden()


def test_a_service_that_is_gone_is_told_of(page: Page) -> None:
    page.route("**/v1/analyze", lambda route: route.abort("connectionrefused"))
    analyze(page, "The envoy said no.")
    expect(page.get_by_test_id("error")).to_be_visible()


def test_an_error_goes_when_the_next_article_is_answered(page: Page) -> None:
    page.get_by_test_id("analyze").click()
    expect(page.get_by_test_id("error")).to_be_visible()
    answer_with(page, Sketch("He said no.").say("no", source="He", cue="said").answer())
    analyze(page, "He said no.")
    expect(page.get_by_test_id("error")).to_be_hidden()
    expect(page.get_by_test_id("statement")).to_have_text("no")


@pytest.fixture(scope="module")
def guarded(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server that wants a key."""
    with serving_models(tmp_path_factory.mktemp("guarded") / "log", api_keys=KEY) as client:
        yield client


def test_a_key_is_asked_for_and_kept_in_memory_alone(browser: Browser, guarded: Client) -> None:
    with Desk.opened(browser, guarded) as desk:
        page = desk.page
        expect(page.get_by_test_id("key")).to_be_visible()
        page.get_by_test_id("key").fill("wrong")
        page.get_by_test_id("use-key").click()
        expect(page.locator("#key-words")).to_contain_text("does not know this key")
        page.get_by_test_id("key").fill(KEY)
        page.get_by_test_id("use-key").click()
        expect(page.get_by_test_id("sample")).to_be_enabled()
        analyze(page, "The Russian minister said that the talks with Iran had gone well.")
        expect(page.get_by_test_id("statement-row")).to_have_count(1)
        kept: dict[str, Any] = page.evaluate(
            "() => ({ ...localStorage, ...sessionStorage, cookie: document.cookie, url: location.href })"
        )
        assert KEY not in str(kept)
        page.reload()
        expect(page.get_by_test_id("key")).to_be_visible()

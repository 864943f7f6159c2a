"""From paste to what is shown: the thin line through the page."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.client import Client
from tests.page.browsing import analyze
from tests.page.conftest import ARTICLE


def test_the_page_is_served_with_a_policy_that_lets_nothing_inline_and_nothing_from_elsewhere(server: Client) -> None:
    reply = server.get("/")
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/html")
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
    assert "unsafe" not in policy
    assert server.get("/static/js/main.js").headers["content-type"].split(";")[0] in {
        "text/javascript",
        "application/javascript",
    }
    assert server.get("/static/nothing.js").status == 404
    assert server.get("/static/../__init__.py").status == 404


def test_the_samples_are_the_seeds(server: Client, answers: dict[str, Any]) -> None:
    samples = server.get("/v1/samples").json["samples"]
    assert [sample["id"][:3] for sample in samples] == sorted(answers)
    assert [sample["text"] for sample in samples] == [answers[key]["text"] for key in sorted(answers)]


def test_every_segment_of_every_statement_is_marked_in_the_article(read: Page, answers: dict[str, Any]) -> None:
    assert read.locator("#article").evaluate("node => node.textContent") == ARTICLE
    for statement in answers["000"]["answer"]["statements"]:
        marks = read.locator(f"[data-testid=statement][data-statement-id='{statement['id']}']")
        assert marks.evaluate_all("nodes => nodes.map((node) => node.textContent)") == [
            part["text"] for part in statement["content"]
        ]


def test_there_is_a_row_for_every_statement_and_a_cell_for_every_relation(read: Page, answers: dict[str, Any]) -> None:
    answer = answers["000"]["answer"]
    expect(read.get_by_test_id("statement-row")).to_have_count(len(answer["statements"]))
    expect(read.get_by_test_id("matrix-cell")).to_have_count(len(answer["relations"]))
    for relation in answer["relations"]:
        cell = read.locator(
            f"[data-testid=matrix-cell][data-speaker='{relation['speaker']}'][data-target='{relation['target']}']"
        )
        expect(cell).to_have_attribute("data-label", relation["label"])
        expect(cell).to_contain_text(f"{abs(relation['score']):.2f}")
        expect(cell).to_contain_text(f"{len(relation['statements'])}×")


def test_what_is_wrong_is_told_in_plain_words_beside_the_field(page: Page) -> None:
    analyze(page, "  \n ")
    error = page.get_by_test_id("error")
    expect(error).to_have_text("There is nothing to read yet. Paste an article, drop a file, or pick a sample.")
    expect(page.get_by_test_id("article-text")).to_have_attribute("aria-describedby", "error")
    expect(page.get_by_test_id("article-text")).to_be_focused()
    analyze(page, "The minister said on Monday that the talks with Iran had gone well.")
    expect(error).to_be_hidden()
    expect(page.get_by_test_id("statement").first).to_be_visible()

"""From paste to what is shown: the thin line through the page, with the server's own answers."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.client import Client
from tests.page.browsing import analyze
from tests.page.material import Seeds


def test_the_page_is_served_with_a_policy_that_lets_nothing_inline_and_nothing_from_elsewhere(server: Client) -> None:
    reply = server.get("/")
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/html")
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
    assert "unsafe" not in policy
    assert b"<style" not in reply.body
    assert b" style=" not in reply.body
    assert reply.body.count(b"<script") == reply.body.count(b'<script type="module" src="/static/') == 1


def test_the_files_of_the_page_are_served_and_no_others(server: Client) -> None:
    kind = server.get("/static/js/main.js").headers["content-type"].split(";")[0]
    assert kind in {"text/javascript", "application/javascript"}
    for path in ("/static/nothing.js", "/static/../__init__.py", "/static/", "/static/js"):
        assert server.get(path).status == 404


def test_the_samples_are_the_seeds(server: Client, seeds: Seeds) -> None:
    samples = server.get("/v1/samples").json["samples"]
    assert [sample["id"][:3] for sample in samples] == seeds.numbers
    assert [sample["text"] for sample in samples] == [seeds.text(number) for number in seeds.numbers]


def test_every_segment_of_every_statement_is_marked_in_the_article(
    read: Page, seeds: Seeds, answer: dict[str, Any]
) -> None:
    assert read.locator("#article").evaluate("node => node.textContent") == seeds.text("000")
    for statement in answer["statements"]:
        marks = read.locator(f"[data-testid=statement][data-statement-id='{statement['id']}']")
        assert marks.evaluate_all("nodes => nodes.map((node) => node.textContent)") == [
            part["text"] for part in statement["content"]
        ]


def test_sources_and_cues_are_underlined_and_mentions_tagged_with_country_and_tone(
    read: Page, answer: dict[str, Any]
) -> None:
    def texts(selector: str) -> list[str]:
        found: list[str] = read.locator(selector).evaluate_all("nodes => nodes.map((node) => node.textContent)")
        return found

    statements = answer["statements"]
    assert set(texts("#article .src")) == {one["source"]["text"] for one in statements if one["source"]}
    assert set(texts("#article .cue")) == {one["cue"]["text"] for one in statements if one["cue"]}
    signs = {"critical": "−", "neutral": "=", "cooperative": "+"}
    tags = read.locator("#article .mention").evaluate_all(
        "nodes => nodes.map((node) => [node.textContent, node.dataset.tag])"
    )
    expected = {
        (tone["mention"]["text"], f"{tone['target'].replace('_', ' ')} {signs[tone['label']]}")
        for one in statements
        for tone in one["tones"]
        if tone["abstained"] is None
    }
    # Evidence that begins before a mention and ends in it cuts the mention in two; the tag stands at its end.
    missing = [
        (text, sign) for text, sign in expected if not any(tag == sign and text.endswith(piece) for piece, tag in tags)
    ]
    assert missing == []


def test_what_matters_most_is_said_in_words(read: Page, answer: dict[str, Any]) -> None:
    expect(read.locator("#counts")).to_contain_text(f"{len(answer['statements'])} statements")
    relations = [one for one in answer["relations"] if one["label"] != "neutral"]
    strongest = max(relations, key=lambda one: abs(one["score"]) * len(one["statements"]) ** 0.5)
    speaker = next(one for one in answer["speakers"] if one["id"] == strongest["speaker"])
    first = read.locator("#in-short li").first
    expect(first).to_contain_text(speaker["name"])
    expect(first).to_contain_text(f" is {strongest['label']} toward ")


def test_a_group_takes_the_plural(page: Page) -> None:
    analyze(page, "Japanese lawmakers strongly condemned the brutal aggression of Russia. They were silent on China.")
    expect(page.locator("#in-short")).to_contain_text("Japanese lawmakers JP are critical toward Russia")


def test_a_new_article_takes_the_place_of_the_old_one(page: Page) -> None:
    analyze(page, "The Russian minister said that the talks with Iran had gone well.")
    expect(page.locator("#article")).to_contain_text("Russian minister")
    analyze(page, "The Chinese envoy said that Japan should apologise.")
    expect(page.locator("#article")).to_have_text("The Chinese envoy said that Japan should apologise.")
    expect(page.get_by_test_id("statement-row")).to_have_count(1)


def test_an_article_in_which_nobody_speaks_says_so(page: Page) -> None:
    analyze(page, "\u200b")
    expect(page.locator("#in-short")).to_have_text("No statement was found: nobody is reported to say anything.")
    expect(page.get_by_test_id("matrix")).to_be_hidden()
    expect(page.get_by_test_id("error")).to_be_hidden()

"""The service counts code points, the page UTF-16 units: nothing may be marked a letter off."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests.client import Client
from tests.page.browsing import analyze
from tests.page.material import Sketch, answer_with

FAMILY = "👩\u200d👩\u200d👧"
TEXTS = (
    "",
    "plain",
    "😀",
    f"a😀b{FAMILY}c",
    "e\u0301le\u0300ve 🇫🇷",
    "قال «نعم» 🙂 لا",
    "\U0010ffff\ue000\uffff",
    "x" * 50 + "𝒳" * 50,
)
ARTICLE = (
    f"😀 The Russian minister {FAMILY} said on Monday that the talks with Iran 🇮🇷 had gone well.\n\n"
    "“We reject the West’s cafe\u0301 sanctions 🙅,” Iva\u0301n Petrov told reporters, “and we will answer 👍🏽.”\n\n"
    "«\u202bقال الوزير\u202c» wrote the paper. 𝒯he French envoy said that Iran 💥 had broken its word.\n"
)


def units(text: str) -> list[int]:
    """Return the offset in UTF-16 units of every offset in code points."""
    return [len(text[:at].encode("utf-16-le")) // 2 for at in range(len(text) + 1)]


CONVERT = """async (texts) => {
  const { unitsOf } = await import("/static/js/offsets.js");
  return texts.map((text) => [...Array.from(text), ""].map((_, at) => unitsOf(text)(at)));
}"""


def test_every_offset_of_a_text_is_converted(page: Page) -> None:
    @settings(max_examples=20)
    @given(st.lists(st.text(), max_size=20))
    def check(texts: list[str]) -> None:
        assert page.evaluate(CONVERT, texts) == [units(text) for text in texts]

    assert page.evaluate(CONVERT, list(TEXTS)) == [units(text) for text in TEXTS]
    check()


def test_all_spans_of_an_answer_are_converted_and_nothing_else(page: Page) -> None:
    answer = {
        "a": [{"start": 1, "end": 2, "text": "😀", "id": 2}],
        "b": {"c": {"start": 0, "end": 3, "n": None}},
        "end": "x",
    }
    script = """async ([answer, text]) => (await import("/static/js/offsets.js")).inUnits(answer, text)"""
    assert page.evaluate(script, [answer, "😀😀😀"]) == {
        "a": [{"start": 2, "end": 4, "text": "😀", "id": 2}],
        "b": {"c": {"start": 0, "end": 6, "n": None}},
        "end": "x",
    }


def test_an_article_with_emoji_combining_marks_and_arabic_is_marked_to_the_letter(page: Page, server: Client) -> None:
    answer: dict[str, Any] = server.post("/v1/analyze", {"text": ARTICLE}).json
    assert len(answer["statements"]) >= 3
    analyze(page, ARTICLE)
    assert page.locator("#article").evaluate("node => node.textContent") == ARTICLE
    for statement in answer["statements"]:
        marks = page.locator(f"[data-testid=statement][data-statement-id='{statement['id']}']")
        texts = marks.evaluate_all("nodes => nodes.map((node) => node.textContent)")
        assert texts == [part["text"] for part in statement["content"]]
        for kind, part in (("src", statement["source"]), ("cue", statement["cue"])):
            if part is not None:
                assert part["text"] in page.locator(f"#article .{kind}").all_text_contents()


@pytest.mark.parametrize("words", ["הנשיא אמר שאיראן טועה.", "قال الرئيس إن إيران مخطئة."])
def test_a_paragraph_from_right_to_left_is_shown_so_and_its_tags_are_not(page: Page, words: str) -> None:
    sketch = Sketch(f"{words}\n\nThe envoy said so.")
    name = words.split()[2]
    answer_with(page, sketch.say(words, tones=[sketch.tone("IR", name, -0.9)]).answer())
    analyze(page, sketch.text)
    directions = page.locator("#article p").evaluate_all(
        "nodes => nodes.map((node) => getComputedStyle(node).direction)"
    )
    assert directions == ["rtl", "ltr"]
    mention = page.locator("#article .mention")
    expect(mention).to_have_attribute("data-tag", "IR −")
    assert mention.evaluate("node => getComputedStyle(node, '::after').direction") == "ltr"
    assert page.locator("#article p").first.evaluate("node => getComputedStyle(node).textAlign") in {"start", "right"}

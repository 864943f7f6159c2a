"""The marked article: statements that nest, cross paragraphs or each other, and the card of each."""

from __future__ import annotations

import random
from typing import Any

from playwright.sync_api import Page, expect

from tests.page.browsing import analyze
from tests.page.material import Seeds, Sketch, answer_with

NESTED = (
    "“He told me that ‘Iran will never yield’, and I believe\n\n"
    "that he meant it,” the envoy said. “So it goes,” she added. Nobody said “Fine”."
)


def marks(page: Page, statement: int) -> list[str]:
    """Return the words that are marked as a statement's."""
    found = page.locator(f"[data-testid=statement][data-statement-id='{statement}']")
    texts: list[str] = found.evaluate_all("nodes => nodes.map((node) => node.textContent)")
    return texts


def nested() -> Sketch:
    """An article in which a statement crosses paragraphs and holds another, and a third has no known speaker."""
    sketch = Sketch(NESTED)
    sketch.say(NESTED[: NESTED.index(" the envoy")], source="the envoy", cue="said")
    sketch.say("Iran will never yield", source="He", cue="told", tones=[sketch.tone("IR", "Iran", 0.7)])
    sketch.say("“So it goes,”", speaker=None, source="she", cue="added")
    sketch.unattributed.append(sketch.span("“Fine”"))
    return sketch


def test_statements_that_nest_and_cross_paragraphs_stay_right(page: Page) -> None:
    answer_with(page, nested().answer())
    analyze(page, NESTED)
    assert page.locator("#article").evaluate("node => node.textContent") == NESTED
    first, second = NESTED[: NESTED.index(" the envoy")].split("\n\n")
    assert marks(page, 1) == [first, second]
    assert marks(page, 2) == ["Iran will never yield"]
    inner = page.locator("[data-statement-id='1'] [data-statement-id='2']")
    expect(inner).to_have_count(1)
    inner.hover()
    expect(page.get_by_test_id("card")).to_contain_text("Stands inside statement 1")


def test_an_unknown_speaker_and_a_quotation_of_nobodys_are_marked_where_they_stand(page: Page) -> None:
    answer_with(page, nested().answer())
    analyze(page, NESTED)
    expect(page.locator("#article .src.unresolved")).to_have_text("she")
    expect(page.locator("#article .unattributed")).to_have_text("“Fine”")


def test_statements_that_cross_each_other_are_cut_and_nothing_is_lost(page: Page) -> None:
    text = "abcdefghij klmnopqrst uvwxyz"
    sketch = Sketch(text).say("cdefghij klm").say("ij klmnopqrst u").say("klm").say("abcdefghij klmnopqrst uvwxyz")
    answer_with(page, sketch.answer())
    analyze(page, text)
    assert page.locator("#article").evaluate("node => node.textContent") == text
    for statement in sketch.statements:
        assert "".join(marks(page, statement["id"])) == statement["text"]


def test_any_spans_over_any_paragraphs_leave_the_text_as_it_is(page: Page) -> None:
    dice = random.Random(7)
    for _ in range(15):
        text = "".join(dice.choice("ab \n\n😀e\u0301") for _ in range(dice.randint(1, 60)))
        sketch = Sketch(text)
        for _ in range(dice.randint(1, 12)):
            start = dice.randrange(len(text))
            end = dice.randint(start + 1, len(text))
            span = {"start": start, "end": end, "text": text[start:end]}
            sketch.say(text)
            sketch.statements[-1] |= {"content": [span], **span}
        shown = page.evaluate(
            """async ([answer, text]) => {
              const { showArticle } = await import("/static/js/article.js");
              const { viewOf } = await import("/static/js/view.js");
              const root = document.createElement("article");
              showArticle(root, viewOf(answer, text), {});
              const of = (id) => [...root.querySelectorAll(`[data-statement-id="${id}"]`)];
              const words = (id) => of(id).map((one) => one.textContent).join("");
              return [root.textContent, answer.statements.map((one) => words(one.id))];
            }""",
            [sketch.answer(), text],
        )
        assert shown[0] == text
        for statement, words in zip(sketch.statements, shown[1], strict=True):
            # The white space between paragraphs belongs to no mark.
            assert "".join(words.split()) == "".join(statement["text"].split())


def test_pointing_at_a_statement_shows_who_why_how_sure_and_on_what_evidence(
    read: Page, answer: dict[str, Any]
) -> None:
    statement = next(one for one in answer["statements"] if any(tone["evidence"] for tone in one["tones"]))
    speaker = next(one for one in answer["speakers"] if one["id"] == statement["speaker"])
    card = read.get_by_test_id("card")
    expect(card).to_be_hidden()
    read.locator(f"[data-testid=statement][data-statement-id='{statement['id']}']").first.hover()
    expect(card).to_be_visible()
    expect(card).to_contain_text(speaker["name"])
    expect(card).to_contain_text(f"{round(statement['speaker_confidence'] * 100)}\u00a0% sure")
    expect(card).to_contain_text("Speaker told by:")
    for tone in statement["tones"]:
        expect(card).to_contain_text(f"toward {tone['name']}")
        for share in tone["probabilities"].values():
            expect(card).to_contain_text(f"{int(share * 100 + 0.5)}\u00a0%")
        for part in tone["evidence"]:
            expect(card).to_contain_text(part["text"])
    read.mouse.move(2, 2)
    expect(card).to_be_hidden()


def test_the_card_stays_inside_the_window_and_can_be_pointed_at(read: Page, answer: dict[str, Any]) -> None:
    card = read.get_by_test_id("card")
    for statement in answer["statements"]:
        read.locator(f"[data-testid=statement][data-statement-id='{statement['id']}']").first.hover()
        expect(card).to_be_visible()
        expect(card.locator(".number").first).to_have_text(str(statement["id"]))
        box, window = card.bounding_box(), read.viewport_size
        assert box and window
        assert box["y"] >= 0 and box["y"] + box["height"] <= window["height"] + 1
        assert box["x"] >= 0 and box["x"] + box["width"] <= window["width"]
    card.hover()
    read.wait_for_timeout(300)
    expect(card).to_be_visible()
    read.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_click_keeps_the_card_until_it_is_closed(read: Page) -> None:
    card = read.get_by_test_id("card")
    read.get_by_test_id("statement").first.click()
    read.mouse.move(2, 2)
    read.wait_for_timeout(300)
    expect(card).to_be_visible()
    expect(read.locator("[data-testid=statement-row] [aria-current]")).to_have_count(1)
    read.locator("h1").click()
    expect(card).to_be_hidden()


def test_arrow_keys_lead_from_statement_to_statement(read: Page, answer: dict[str, Any]) -> None:
    count = len(answer["statements"])
    stops = read.locator("#article [tabindex='0']")
    read.get_by_test_id("statement").first.focus()
    card = read.get_by_test_id("card")
    for expected in range(2, count + 1):
        read.keyboard.press("ArrowDown")
        expect(card.locator(".number").first).to_have_text(str(expected))
        expect(stops).to_have_count(1)
    read.keyboard.press("Home")
    expect(card.locator(".number").first).to_have_text("1")


def test_every_seed_is_shown_letter_for_letter(page: Page, seeds: Seeds) -> None:
    for number in seeds.numbers:
        answer_with(page, seeds.answer(number))
        analyze(page, seeds.text(number))
        assert page.locator("#article").evaluate("node => node.textContent") == seeds.text(number)
        for statement in seeds.answer(number)["statements"]:
            expected = "".join(part["text"] for part in statement["content"])
            assert "".join(marks(page, statement["id"])) == expected.replace("\n\n", "")

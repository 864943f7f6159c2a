"""For everybody and against everything: keyboard, small windows, light and dark, print, axe, and hostile articles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.client import Client
from tests.page.browsing import Desk, analyze
from tests.page.material import Seeds, Sketch, answer_with

HOSTILE = (
    '<script>document.title="taken"</script><img src=x onerror="document.title=\'taken\'">'
    "<style>*{display:none}</style></textarea></article>&lt;b&gt; {{7*7}} ${7*7} \u202eevil\u202c "
    "javascript:alert(1) </script><svg onload=document.title='taken'>"
)


def serious(page: Page) -> list[tuple[str, list[str]]]:
    """Return the faults that axe-core calls serious or worse: the rule, and where."""
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], [str(node["target"]) for node in one["nodes"]])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(browser: Browser, server: Client, seeds: Seeds, scheme: Any) -> None:
    with Desk.opened(browser, server, color_scheme=scheme) as desk:
        assert serious(desk.page) == []
        answer_with(desk.page, seeds.answer("000"))
        analyze(desk.page, seeds.text("000"))
        assert serious(desk.page) == []
        desk.page.get_by_test_id("statement").first.click()
        assert serious(desk.page) == []


def test_the_keyboard_alone_leads_from_paste_to_download(page: Page) -> None:
    text = "He said Iran lied."
    sketch = Sketch(text)
    answer_with(
        page, sketch.say("Iran lied", source="He", cue="said", tones=[sketch.tone("IR", "Iran", -0.8)]).answer()
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("article-text")).to_be_focused()
    page.keyboard.insert_text(text)
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("analyze")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#results-heading")).to_be_focused()
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.dataset.testid ?? document.activeElement.name ?? null"))
        if "download-json" in reached:
            break
    assert {"matrix-cell", "target-filter", "statement", "download-json"} <= reached


@pytest.mark.parametrize(
    "window", [{"width": 360, "height": 740}, {"width": 640, "height": 400}], ids=["phone", "200 percent of 1280"]
)
def test_nothing_sticks_out_of_a_small_window(browser: Browser, server: Client, seeds: Seeds, window: Any) -> None:
    with Desk.opened(browser, server, viewport=window) as desk:
        answer_with(desk.page, seeds.answer("000"))
        analyze(desk.page, seeds.text("000"))
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= window["width"]
        desk.page.get_by_test_id("statement").first.click()
        expect(desk.page.get_by_test_id("card")).to_be_in_viewport()


def test_print_leaves_out_what_is_for_the_screen(read: Page) -> None:
    read.emulate_media(media="print")
    expect(read.get_by_test_id("analyze")).to_be_hidden()
    expect(read.locator("#article")).to_be_visible()
    expect(read.get_by_test_id("matrix")).to_be_visible()
    read.emulate_media(media="screen")


def test_tone_is_never_told_by_colour_alone(read: Page) -> None:
    tags = read.locator("#article .mention").evaluate_all("nodes => nodes.map((node) => node.dataset.tag ?? '')")
    assert tags and all(tag == "" or tag[-1] in "−=+±?" for tag in tags)


@pytest.fixture
def hostile(page: Page) -> Iterator[Page]:
    """A page whose title must stay."""
    title = page.title()
    yield page
    assert page.title() == title


def test_markup_script_and_style_are_shown_as_text(hostile: Page) -> None:
    sketch = Sketch(f"He said {HOSTILE} to all.")
    sketch.say(HOSTILE, source="He", cue="said")
    answer_with(hostile, sketch.answer(name=HOSTILE))
    analyze(hostile, sketch.text)
    assert hostile.locator("#article").evaluate("node => node.textContent") == sketch.text
    hostile.get_by_test_id("statement").first.click()
    expect(hostile.get_by_test_id("card")).to_contain_text("<script>")
    assert hostile.locator("#results script, #results style, #results img, #results iframe").count() == 0


def test_a_very_long_word_does_not_stretch_the_page(hostile: Page) -> None:
    text = f"He said {'W' * 20_000} to all."
    answer_with(hostile, Sketch(text).say("W" * 20_000, source="He", cue="said").answer(name="N" * 3_000))
    analyze(hostile, text)
    width = hostile.viewport_size
    assert width and hostile.evaluate("document.documentElement.scrollWidth") <= width["width"]


def test_ten_thousand_mentions_are_shown(hostile: Page) -> None:
    text = "He said " + "Iran lies. " * 10_000
    sketch = Sketch(text)
    content = text[8:].strip()
    tone = sketch.tone("IR", "Iran", -0.8)
    answer = sketch.say(content, source="He", cue="said", tones=[tone]).answer()
    places = [{"start": 8 + 11 * k, "end": 12 + 11 * k, "text": "Iran", "via": "name"} for k in range(10_000)]
    answer["targets"] = [{"id": "IR", "name": "Iran", "type": "country", "mentions": places}]
    answer_with(hostile, answer)
    analyze(hostile, text)
    assert hostile.locator("#article").evaluate("node => node.textContent") == text
    hostile.get_by_test_id("statement").first.click()
    expect(hostile.get_by_test_id("card")).to_be_visible()

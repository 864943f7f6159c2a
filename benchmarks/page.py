"""How fast the page is: ``python -m benchmarks.page`` (needs Chromium, and requirements-dev.txt).

Tells how long the client's article takes from the service's answer to the screen, and how long interactions take on an
article of 100,000 characters, by the browser's own Event Timing (from the input to the next frame, in steps of 8 ms).
What it prints is for reading; nothing is asserted.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from service.settings import ROOT
from tests.page.browsing import Desk, analyze, browsing, find_chromium, serving_models
from tests.page.material import Sketch, answer_with

CHARACTERS = 100_000
RUNS = 7
WATCH = """() => {
  window.timed = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.timed.push([entry.name, entry.duration]);
  }).observe({ type: "event", durationThreshold: 16, buffered: false });
}"""

CHOOSE = """([field, value]) => new Promise((resolve) => {
  const select = document.querySelector(`#controls [name=${field}]`);
  const begun = performance.now();
  select.value = value;
  select.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
})"""


def long_article() -> Sketch:
    """Return an article of ``CHARACTERS`` with a statement in every paragraph, and a tone in each."""
    text = ""
    number = 0
    while len(text) < CHARACTERS:
        number += 1
        text += f"The envoy number {number} said that Iran would keep its word in matter {number} and go on talking. "
        if number % 3 == 0:
            text += "\n\n"
    sketch = Sketch(text[:CHARACTERS])
    position = 0
    for one in range(1, number):
        words = f"Iran would keep its word in matter {one} and go on talking"
        if words not in sketch.text[position:]:
            break
        position = sketch.text.index(words, position)
        tone = sketch.tone("IR", "Iran", 0.7)
        tone["mention"] = {"start": position, "end": position + 4, "text": "Iran", "via": "name"}
        sketch.say(words, tones=[tone])
    return sketch


def to_screen(page: Page, text: str) -> list[float]:
    """Return milliseconds from the answer to what is shown, for some runs."""
    out = []
    for _ in range(RUNS):
        analyze(page, text)
        measured = "performance.measure('shown', 'demarche:answer', 'demarche:shown').duration"
        out.append(float(page.evaluate(measured)))
        page.evaluate("performance.clearMarks()")
    return out


def interactions(page: Page) -> dict[str, list[float]]:
    """Return how long what a reader does takes, by what it is; the browser tells of nothing under 16 ms."""
    page.evaluate(WATCH)
    statements = page.get_by_test_id("statement")
    deeds: dict[str, Callable[[int], object]] = {
        "point at a statement": lambda at: statements.nth(at * 7).hover(),
        "click a statement": lambda at: statements.nth(at * 7).click(),
        "next statement by key": lambda at: page.keyboard.press("ArrowDown"),
        "click a row": lambda at: page.get_by_test_id("statement-row").nth(at * 5).locator("button").first.click(),
    }
    found: dict[str, list[float]] = {}
    for name, act in deeds.items():
        page.evaluate("window.timed.length = 0")
        for at in range(RUNS):
            act(at)
            page.wait_for_timeout(120)
        found[name] = [float(duration) for _, duration in page.evaluate("window.timed")]
    # What a script chooses is no user's event, so the browser does not time it: here it is timed to the next frame.
    for name, field, values in (
        ("filter by tone", "tone", ("critical", "")),
        ("sort", "order", ("critical", "place")),
    ):
        found[name] = [float(page.evaluate(CHOOSE, [field, values[at % 2]])) for at in range(RUNS + 1)]
    return found


def main() -> int:
    """Command line."""
    chromium = find_chromium()
    if chromium is None:
        print("no Chromium: install it, or name it with CHROMIUM=", file=sys.stderr)
        return 1
    article = sorted((ROOT / "seeds").glob("*.txt"))[0].read_text(encoding="utf-8")
    with (
        tempfile.TemporaryDirectory() as folder,
        serving_models(Path(folder) / "log") as server,
        browsing(chromium) as browser,
    ):
        with Desk.opened(browser, server) as desk:
            shown = to_screen(desk.page, article)
            median = statistics.median(shown)
            print(f"client's article, answer to screen: median {median:.0f} ms, worst {max(shown):.0f} ms")
        with Desk.opened(browser, server) as desk:
            sketch = long_article()
            answer_with(desk.page, sketch.answer())
            shown = to_screen(desk.page, sketch.text)
            count = len(sketch.statements)
            print(f"{len(sketch.text):,} characters, {count:,} statements: median {statistics.median(shown):.0f} ms")
            for name, durations in interactions(desk.page).items():
                worst = f"{max(durations):.0f} ms" if durations else "under 16 ms"
                print(f"  {name}: worst {worst} of {len(durations)} events")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Pictures of the page's main states: ``make screenshots`` writes them to docs/images/."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from service.settings import ROOT
from tests.client import Client
from tests.page.browsing import Desk, analyze, browsing, find_chromium, serving_models

IMAGES = ROOT / "docs" / "images"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def picture(page: Page, name: str) -> None:
    """Save what is in the window."""
    page.wait_for_timeout(300)
    page.screenshot(path=IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png")


def states(browser: Browser, server: Client) -> None:
    """Bring the page into each state, and save it."""
    article = sorted((ROOT / "seeds").glob("*.txt"))[0].read_text(encoding="utf-8")
    with Desk.opened(browser, server, viewport=DESKTOP, color_scheme="light") as desk:
        page = desk.page
        page.locator("#sample:enabled").wait_for()
        picture(page, "empty")
        page.get_by_test_id("analyze").click()
        page.locator("#error:not([hidden])").wait_for()
        picture(page, "error")
        analyze(page, article)
        picture(page, "results")
        page.locator("#reading").scroll_into_view_if_needed()
        page.locator("#reading").evaluate("node => node.scrollIntoView()")
        page.locator("[data-testid=statement][data-statement-id='7']").first.hover()
        picture(page, "statement")
        page.keyboard.press("Escape")
        page.locator("#left-out-heading").evaluate("node => node.scrollIntoView()")
        picture(page, "left-out")
    with Desk.opened(browser, server, viewport=DESKTOP, color_scheme="dark") as desk:
        analyze(desk.page, article)
        picture(desk.page, "dark")
    with Desk.opened(browser, server, viewport=PHONE, color_scheme="light") as desk:
        analyze(desk.page, article)
        desk.page.get_by_test_id("statement").nth(2).click()
        picture(desk.page, "phone")


def main() -> int:
    """Command line."""
    chromium = find_chromium()
    if chromium is None:
        print("no Chromium: install it, or name it with CHROMIUM=", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving_models(Path(folder) / "log") as server,
        browsing(chromium) as browser,
    ):
        states(browser, server)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The system's Chromium, and a real server with the real models for it to look at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.client import Client
from tests.serving import serving

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ANALYSIS_MS = 60_000  # the longest that an article's analysis may take on a busy machine


def find_chromium() -> str | None:
    """Return the path of the Chromium that ``CHROMIUM`` names, or the system's, or None."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browsing(chromium: str) -> Iterator[Browser]:
    """Run the browser."""
    with sync_playwright() as playwright:
        # As root, as in most containers, Chromium can't make a sandbox; it only opens our own page.
        sandbox = os.geteuid() != 0
        browser = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=sandbox)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serving_models(log: Path, **settings: object) -> Iterator[Client]:
    """Run the service with its own models on a free port."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DEMARCHE_")}
    with serving(environment, log, **settings) as served:
        yield served.client


@dataclass
class Desk:
    """The page in a window of its own, and what it complained of: it may log no error and ask no other host."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def opened(cls, browser: Browser, server: Client, **options: Any) -> Iterator[Desk]:
        """Open the page, and check in the end that it behaved."""
        # Nothing fades in, so that what is measured is what stays.
        context = browser.new_context(**{"accept_downloads": True, "reduced_motion": "reduce", **options})
        context.set_default_timeout(15_000)
        desk = cls(context.new_page(), f"http://{server.host}:{server.port}/")
        desk.page.on("pageerror", lambda error: desk.complaints.append(str(error)))
        desk.page.on("console", desk._hear)
        desk.page.on("request", lambda request: desk._see(request.url))
        desk.page.goto(desk.base)
        try:
            yield desk
            desk.check()
        finally:
            context.close()

    def check(self) -> None:
        """Check that the page behaved."""
        assert self.complaints == []
        assert self.elsewhere == []

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser logs every answer that is no success; the page tells the reader of these itself.
        expected = "the server responded with a status of" in message.text or "net::ERR_" in message.text
        if message.type in {"error", "warning"} and not expected:
            self.complaints.append(message.text)

    def _see(self, url: str) -> None:
        if not url.startswith((self.base, "blob:", "data:")):
            self.elsewhere.append(url)


def analyze(page: Page, text: str) -> None:
    """Put a text into the page, have it analysed, and wait for what comes of it."""
    page.get_by_test_id("article-text").fill(text)
    page.get_by_test_id("analyze").click()
    page.locator("#results:not([hidden]), #error:not([hidden])").first.wait_for(timeout=ANALYSIS_MS)

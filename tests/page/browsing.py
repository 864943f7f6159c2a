"""The system's Chromium, and a real server with the real models for it to look at."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from service.settings import ROOT
from tests.client import Client
from tests.conftest import free_port, wait_until_ready

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
def serving(log: Path) -> Iterator[Client]:
    """Run the service with its own models and default settings on a free port."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DEMARCHE_")}
    port = free_port()
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [sys.executable, "-m", "service", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        ) as server,
    ):
        client = Client("127.0.0.1", port, log)
        try:
            wait_until_ready(client, server, log)
            yield client
        finally:
            server.terminate()
            server.wait(timeout=60)


def analyze(page: Page, text: str) -> None:
    """Put a text into the page, have it analysed, and wait for what comes of it."""
    page.get_by_test_id("article-text").fill(text)
    page.get_by_test_id("analyze").click()
    page.locator("#results:not([hidden]), #error:not([hidden])").first.wait_for(timeout=ANALYSIS_MS)

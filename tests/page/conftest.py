"""One browser and one server for all tests of the page, and a page that has to behave."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.client import Client
from tests.page.browsing import Desk, analyze, browsing, find_chromium, serving_models
from tests.page.material import Seeds

# Read here: no test sees settings from outside.
REQUIRED = os.environ.get("DEMARCHE_REQUIRE_BROWSER") == "1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    chromium = find_chromium()
    if chromium is None:
        message = "no Chromium: install it, or name it with CHROMIUM="
        if REQUIRED:
            pytest.fail(message)
        pytest.skip(message)
    with browsing(chromium) as running:
        yield running


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A real server with the real models."""
    with serving_models(tmp_path_factory.mktemp("page") / "log") as client:
        yield client


@pytest.fixture(scope="session")
def seeds(server: Client) -> Seeds:
    """The seeds, and the service's answers to them."""
    return Seeds(server)


@pytest.fixture
def desk(browser: Browser, server: Client) -> Iterator[Desk]:
    """The page in a window of its own."""
    with Desk.opened(browser, server) as desk:
        yield desk


@pytest.fixture
def page(desk: Desk) -> Page:
    """The page, freshly opened."""
    return desk.page


@pytest.fixture
def browser_page(browser: Browser, server: Client) -> Iterator[Page]:
    """The page in a window that may use the clipboard."""
    with Desk.opened(browser, server, permissions=["clipboard-read", "clipboard-write"]) as desk:
        yield desk.page


@pytest.fixture(scope="session")
def client_article(browser: Browser, server: Client, seeds: Seeds) -> Iterator[Desk]:
    """A page that has the client's article analysed by the server itself."""
    with Desk.opened(browser, server) as desk:
        analyze(desk.page, seeds.text("000"))
        yield desk


@pytest.fixture
def read(client_article: Desk) -> Page:
    """The page with the client's article analysed, unfiltered and with nothing opened."""
    page = client_article.page
    page.keyboard.press("Escape")
    page.mouse.move(0, 0)
    clear = page.get_by_test_id("clear-filter")
    if clear.is_visible():
        clear.click()
    page.get_by_test_id("order").select_option("place")
    client_article.check()
    return page


@pytest.fixture
def answer(seeds: Seeds) -> dict[str, Any]:
    """The service's answer to the client's article."""
    return seeds.answer("000")

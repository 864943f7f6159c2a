"""One browser and one server for all tests of the page, and a page that has to behave."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from service.settings import ROOT
from tests.client import Client
from tests.page.browsing import ANALYSIS_MS, analyze, browsing, find_chromium, serving

# Read here: no test sees settings from outside.
REQUIRED = os.environ.get("DEMARCHE_REQUIRE_BROWSER") == "1"
ARTICLE = (ROOT / "seeds" / "000_f510777effb22e04.txt").read_bytes().decode()


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
    with serving(tmp_path_factory.mktemp("page") / "log") as client:
        yield client


@dataclass
class Desk:
    """A page in a window of its own, and what it complained of."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note every error and every request that leaves the server."""
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)
        self.page.on("request", lambda one: None if self._ours(one.url) else self.elsewhere.append(one.url))

    def _note(self, message: Any) -> None:
        # The browser logs every answer that is no success; the page tells the reader of these itself.
        if message.type in {"error", "warning"} and "the server responded with a status of" not in message.text:
            self.complaints.append(message.text)

    def _ours(self, url: str) -> bool:
        return url.startswith((self.base, "blob:", "data:"))


def open_desk(browser: Browser, server: Client, **options: Any) -> Desk:
    """Open the page in a window of its own."""
    context = browser.new_context(accept_downloads=True, **options)
    context.set_default_timeout(10_000)
    desk = Desk(context.new_page(), f"http://{server.host}:{server.port}/")
    desk.watch()
    desk.page.goto(desk.base)
    return desk


@pytest.fixture
def page(browser: Browser, server: Client) -> Iterator[Page]:
    """The page, freshly opened; whatever a test does with it, it may log no error and ask no other host."""
    desk = open_desk(browser, server)
    yield desk.page
    desk.page.context.close()
    assert desk.complaints == []
    assert desk.elsewhere == []


@pytest.fixture(scope="session")
def answers(server: Client) -> dict[str, Any]:
    """The service's answers to all seeds, by their numbers."""
    return {
        path.name[:3]: {"text": path.read_bytes().decode(), **_answer(server, path.read_bytes().decode())}
        for path in sorted((ROOT / "seeds").glob("*.txt"))
    }


def _answer(server: Client, text: str) -> dict[str, Any]:
    answer: dict[str, Any] = server.post("/v1/analyze", {"text": text}).json
    return {"answer": answer}


@pytest.fixture
def read(page: Page) -> Page:
    """The page with the client's article analysed."""
    analyze(page, ARTICLE)
    page.locator("#results:not([hidden])").wait_for(timeout=ANALYSIS_MS)
    return page


def answer_with(page: Page, answer: Any, status: int = 200, **headers: str) -> None:
    """Let the page's next articles be answered with this: for answers that no article brings about at will."""

    def fulfill(route: Route) -> None:
        route.fulfill(status=status, json=answer, headers=headers)

    page.route("**/v1/analyze", fulfill)

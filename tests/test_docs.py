"""The documentation leads where it says, and says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.errors import problem_types
from service.schemas import AnalyzeRequest, Options
from service.settings import ROOT

PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("models/*/*.md"), *ROOT.glob("seeds/*.md"))
)
LINK = re.compile(r"\]\(([^()\s]+)\)")
TARGET = re.compile(r"`make ([a-z-]+)")


def anchors(page: Path) -> set[str]:
    """Return the anchors that the page's headings make."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_resolves(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            assert link.startswith("https://"), link
            continue
        name, _, anchor = link.partition("#")
        linked = (page.parent / name).resolve() if name else page
        assert linked.exists(), link
        assert not anchor or anchor in anchors(linked), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_is_spoken_of_is_there(page: Path) -> None:
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(TARGET.findall(page.read_text(encoding="utf-8"))) <= made


def test_every_module_that_the_makefile_runs_is_there() -> None:
    modules = set(re.findall(r"-m ((?:service|training)[a-z_.]*)", (ROOT / "Makefile").read_text(encoding="utf-8")))
    for module in modules:
        path = ROOT / Path(*module.split("."))
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


def test_every_module_that_contributors_are_told_of_is_there() -> None:
    named = set(re.findall(r"`([a-z_]+\.py)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert named <= {path.name for path in (ROOT / "service").rglob("*.py")}


def test_the_interface_page_names_every_field_of_a_request_and_every_type_of_problem_that_can_be_met() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for field in AnalyzeRequest.model_fields:
        assert f"`{field}`" in text or field == "options"
    for field in Options.model_fields:
        assert f"`options.{field}`" in text
    # Never sent by themselves: the root of two others, and the one that nobody is there to read.
    unsent = {"content_too_large", "client_gone"}
    for kind in problem_types():
        assert f"`{kind.code}`" in text or kind.code in unsent, kind.code


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(LINK.findall((folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in folder.glob("0*.md")}


def test_training_is_run_with_a_clear_word_on_where_the_data_is() -> None:
    assert "DEMARCHE_DATA_DIR" in (ROOT / "docs" / "data.md").read_text(encoding="utf-8")

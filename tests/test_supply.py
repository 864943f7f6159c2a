"""What the image is made of is fixed by hash, and its licences are told."""

from __future__ import annotations

import re

import pytest

from service.settings import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;]+)", re.MULTILINE)
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
FILES = sorted(ROOT.glob("requirements*.txt"))


def plain(name: str) -> str:
    """Return a package's name as an index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> dict[str, str]:
    return {plain(name): version for name, version in PIN.findall(text)}


def test_everything_but_torch_is_locked_at_the_version_that_is_required() -> None:
    required = pins((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    assert required.pop("torch")
    assert required.items() <= pins(LOCK).items()
    assert "torch" not in pins(LOCK)


def test_every_locked_package_has_a_hash() -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(LOCK)) > 40
    assert [entry.split("==")[0] for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []


def test_the_image_takes_nothing_that_is_not_locked() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert dockerfile.index("--require-hashes --no-deps -r /tmp/requirements.lock") < dockerfile.index(
        "-r /tmp/requirements.txt"
    )


def test_the_licence_of_every_package_is_told() -> None:
    told = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    cells = [[cell.strip() for cell in row.split("|")] for row in told.splitlines() if row.startswith("| ")]
    rows = {plain(name): licence for _, name, _, licence, *_ in cells[1:]}
    assert pins(LOCK).keys() | {"torch"} <= rows.keys() | {"setuptools", "pip"}
    assert [name for name, licence in rows.items() if licence in ("", "UNKNOWN")] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_requirement_is_pinned(path: object) -> None:
    lines = [line.split("#")[0].strip() for line in (ROOT / str(path)).read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if line and not PIN.fullmatch(line.split(";")[0].strip())] == []

"""Every input that fuzzing kept runs through without a fault of ours. ``make fuzz`` looks for more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings import Settings
from tests.fuzz.targets import Targets

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())


@pytest.fixture(scope="module")
def targets(tiny_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Targets]:
    yield Targets(tiny_settings, tmp_path_factory.mktemp("fuzz"))


def test_there_are_inputs_for_every_target(targets: Targets) -> None:
    reached = {path.read_bytes()[0] % len(targets.known) for path in CORPUS}
    assert reached == set(range(len(targets.known)))


@pytest.mark.parametrize("part", range(10))
def test_every_input_runs_through(targets: Targets, part: int) -> None:
    for path in CORPUS[part::10]:
        targets(path.read_bytes())


def test_a_fault_would_be_seen(targets: Targets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.pipeline.analyzer.find_targets", lambda *_: 1 / 0)
    with pytest.raises(AssertionError):
        targets(b"\x00He said that Iran lied.")

"""Every input that fuzzing kept runs through without a fault of ours. ``make fuzz`` looks for more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.settings import Settings
from tests.fuzz.corpus import read
from tests.fuzz.targets import Targets

INPUTS = read()


@pytest.fixture(scope="module")
def targets(tiny_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Targets]:
    yield Targets(tiny_settings, tmp_path_factory.mktemp("fuzz"))


def test_there_are_inputs_for_every_target(targets: Targets) -> None:
    reached = {data[0] % len(targets.known) for data in INPUTS}
    assert reached == set(range(len(targets.known)))


@pytest.mark.parametrize("part", range(10))
def test_every_input_runs_through(targets: Targets, part: int) -> None:
    for data in INPUTS[part::10]:
        targets(data)


def test_a_fault_would_be_seen(targets: Targets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.pipeline.analyzer.find_targets", lambda *_: 1 / 0)
    with pytest.raises(AssertionError):
        targets(b"\x00He said that Iran lied.")

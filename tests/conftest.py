"""What the tests share: an engine with tiny models, and a real server that runs it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from service.settings import Settings
from tests.client import Client
from tests.serving import serving

if TYPE_CHECKING:
    from service.pipeline.analyzer import Analyzer

# No test is about how long one example takes, and the machine may be busy with other things.
hypothesis.settings.register_profile(
    "demarche", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("demarche")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests see the defaults, whatever the shell that runs them has set."""
    for name in list(os.environ):
        if name.startswith("DEMARCHE_") and name != "DEMARCHE_DATA_DIR":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def tiny_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings that name tiny models."""
    # Imported here and below, so that tests of one stage do not wait for torch.
    from tests.tiny import save_attribution, save_tone

    folder = tmp_path_factory.mktemp("models")
    return Settings(
        attribution_model=str(save_attribution(folder / "attribution")),
        tone_model=str(save_tone(folder / "tone")),
        threads=1,  # more would only wait for each other
    )


@pytest.fixture(scope="session")
def tiny_analyzer(tiny_settings: Settings) -> Analyzer:
    """The real engine with tiny models: answers in milliseconds, and senseless."""
    from service.pipeline.analyzer import Analyzer

    return Analyzer(tiny_settings)


@pytest.fixture(scope="session")
def tokenizer(tiny_settings: Settings) -> Any:
    """A fast BERT tokenizer that knows characters and a few words."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(tiny_settings.attribution_model)


@pytest.fixture(scope="session")
def tiny_environment(tiny_settings: Settings) -> dict[str, str]:
    """The environment of a process that is to run with tiny models."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DEMARCHE_")}
    return {
        **kept,
        "DEMARCHE_ATTRIBUTION_MODEL": tiny_settings.attribution_model,
        "DEMARCHE_TONE_MODEL": tiny_settings.tone_model,
        "DEMARCHE_THREADS": "1",
        "DEMARCHE_MAX_CHARACTERS": "5000",
        "DEMARCHE_MAX_BODY_BYTES": "100000",
    }


@pytest.fixture(scope="session")
def client(tiny_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a real server on a free port of this machine, which serves tiny models."""
    with serving(tiny_environment, tmp_path_factory.mktemp("server") / "log") as served:
        yield served.client

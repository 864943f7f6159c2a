"""Settings come from DEMARCHE_* alone, never change, and stand in the documentation."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from service.errors import ConfigurationError
from service.settings import ROOT, Settings, environment_name, load_settings

OPERATIONS = ROOT / "docs" / "operations.md"


def test_defaults_are_the_contracts_limits() -> None:
    settings = Settings()
    assert settings.max_characters == 500_000
    assert settings.max_body_bytes == 16 * 1024 * 1024
    assert settings.deadline_seconds == 60
    assert settings.max_batch_articles == 64
    assert settings.max_tone_items == 256
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)


def test_models_default_to_the_embedded_ones_wherever_the_service_is_started() -> None:
    assert Path(Settings().attribution_model).is_absolute()
    assert Path(Settings().tone_model).parent.name == "models"


def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMARCHE_PORT", "9999")
    monkeypatch.setenv("DEMARCHE_TONE_MODEL", "someone/nli")
    monkeypatch.setenv("DEMARCHE_HOST", "")
    settings = load_settings()
    assert (settings.port, settings.tone_model, settings.host) == (9999, "someone/nli", "127.0.0.1")


def test_a_value_that_makes_no_sense_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMARCHE_PORT", "many")
    with pytest.raises(ConfigurationError, match=r"^DEMARCHE_PORT: [^\n]+$"):
        load_settings()


def test_settings_never_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_every_setting_has_help_and_stands_in_the_documentation_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(DEMARCHE_\w+)` \| ([^|]+) \|", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE))
    fields = Settings.model_fields
    assert set(rows) == {environment_name(name) for name in fields}
    for name, field in fields.items():
        assert field.description and field.description.endswith("."), name
        default = str(field.default).removeprefix(f"{ROOT}/")
        assert rows[environment_name(name)].strip(" `") == default, name

"""Settings come from DEMARCHE_* alone, never change, and stand in the documentation."""

import os
import re
import subprocess
import sys
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


def test_a_file_sets_them_and_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "demarche.toml"
    path.write_text('port = 9000\nmax_in_flight = 3\ntone_model = "someone/nli"\n')
    monkeypatch.setenv("DEMARCHE_CONFIG", str(path))
    monkeypatch.setenv("DEMARCHE_PORT", "9999")
    settings = load_settings()
    assert (settings.port, settings.max_in_flight, settings.tone_model) == (9999, 3, "someone/nli")


@pytest.mark.parametrize(
    ("content", "named"),
    [("prot = 1", "prot"), ('port = "many"', "port"), ("port = ", "demarche.toml"), ("[port]\na = 1", "port")],
)
def test_a_file_that_makes_no_sense_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str, named: str
) -> None:
    path = tmp_path / "demarche.toml"
    path.write_text(content)
    monkeypatch.setenv("DEMARCHE_CONFIG", str(path))
    with pytest.raises(ConfigurationError) as error:
        load_settings()
    assert named in str(error.value).lower()
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMARCHE_CONFIG", "/nowhere/demarche.toml")
    with pytest.raises(ConfigurationError, match="/nowhere/demarche.toml"):
        load_settings()


def test_the_command_prints_what_is_in_force_and_masks_keys() -> None:
    environment = {**os.environ, "DEMARCHE_API_KEYS": "open-sesame,other", "DEMARCHE_MAX_IN_FLIGHT": "7"}
    ended = subprocess.run(
        [sys.executable, "-m", "service", "settings"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    assert "sesame" not in ended.stdout + ended.stderr
    lines = dict(line.split("=", 1) for line in ended.stdout.splitlines())
    assert set(lines) == {environment_name(name) for name in Settings.model_fields}
    assert lines["DEMARCHE_MAX_IN_FLIGHT"] == "7"
    assert lines["DEMARCHE_API_KEYS"].strip("*") == ""

"""Every option of the service, its default and its help: one frozen object, read once at start."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from service.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent
CONFIG = "DEMARCHE_CONFIG"


class Settings(BaseSettings):
    """All settings.

    Each is the environment variable of its name in capitals with ``DEMARCHE_`` before it, or a key of that name in the
    TOML file that ``DEMARCHE_CONFIG`` names; the environment goes first.
    """

    model_config = SettingsConfigDict(env_prefix="DEMARCHE_", frozen=True, extra="ignore", env_ignore_empty=True)

    attribution_model: Annotated[
        str, Field(min_length=1, description="Folder or Hugging Face id of the token classifier that finds statements.")
    ] = str(ROOT / "models" / "attribution")
    tone_model: Annotated[
        str,
        Field(
            min_length=1,
            description="Folder or Hugging Face id of the sequence classifier that judges tone; "
            "zero-shot NLI checkpoints work too.",
        ),
    ] = str(ROOT / "models" / "tone")
    threads: Annotated[
        int, Field(ge=0, le=1024, description="Threads that compute the models; 0 leaves the choice to torch.")
    ] = 0
    backend: Annotated[
        str,
        Field(
            min_length=1,
            description="What computes the models: torch-fp32, torch-bf16, torch-cuda-fp16; auto takes what is fastest "
            "here.",
        ),
    ] = "auto"
    token_budget: Annotated[
        int,
        Field(ge=0, le=1_000_000, description="Tokens that go through a model at once; 0 leaves it to the backend."),
    ] = 0

    host: Annotated[str, Field(min_length=1, description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on; 0 takes a free one.")] = 8080
    workers: Annotated[
        int, Field(ge=1, le=64, description="Processes that serve, each with models of its own (some 1.5 GiB).")
    ] = 1

    api_keys: Annotated[
        SecretStr | None,
        Field(description="Keys that the /v1 routes ask for, divided by commas; none means that no key is needed."),
    ] = None
    api_keys_file: Annotated[
        str | None,
        Field(description="File with the SHA-256 (hexadecimal) of one key a line; further words on a line are notes."),
    ] = None
    allow_anonymous: Annotated[
        bool, Field(description="Serve beyond this machine without keys: everybody who reaches the port may use it.")
    ] = False

    max_in_flight: Annotated[
        int, Field(ge=1, le=1024, description="Requests that are admitted at once; more get 429.")
    ] = 16
    max_articles_in_flight: Annotated[
        int, Field(ge=1, description="Articles of admitted requests in all; a batch with more than is free gets 429.")
    ] = 256
    drain_s: Annotated[
        float,
        Field(ge=0, le=3600, description="Seconds after SIGTERM in which new requests are still answered, with 503."),
    ] = 5.0
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="The least that is logged.")
    ] = "info"

    max_characters: Annotated[int, Field(ge=1, description="Characters that an article may have.")] = 500_000
    max_html_characters: Annotated[
        int, Field(ge=1, description="Characters that a page may have before its text is extracted.")
    ] = 4_000_000
    max_body_bytes: Annotated[int, Field(ge=1, description="Bytes that a request's body may have.")] = 16 * 1024 * 1024
    max_batch_articles: Annotated[int, Field(ge=1, description="Articles that a batch may hold.")] = 64
    max_tone_items: Annotated[int, Field(ge=1, description="Items that a tone request may hold.")] = 256
    deadline_seconds: Annotated[float, Field(gt=0, description="Seconds after which a request is given up.")] = 60.0

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take the environment before the TOML file that ``DEMARCHE_CONFIG`` names, if it names one."""
        file = os.environ.get(CONFIG)
        if not file:
            return init_settings, env_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(file))

    def in_force(self) -> dict[str, str]:
        """Return every setting's variable and value, secrets masked."""
        return {environment_name(name): str(getattr(self, name)) for name in type(self).model_fields}


def environment_name(field: str) -> str:
    """Return the environment variable that sets ``field``."""
    return f"{Settings.model_config['env_prefix']}{field}".upper()


def load_settings() -> Settings:
    """Return the settings in force. Raises ``ConfigurationError`` that names what makes no sense."""
    _check_file(os.environ.get(CONFIG))
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"{environment_name(str(one['loc'][0]))}: {one['msg']}" for one in error.errors()]
        raise ConfigurationError("; ".join(wrong)) from None


def _check_file(file: str | None) -> None:
    """Raise ``ConfigurationError`` if the file can't be read or holds a key that is no setting."""
    if not file:
        return
    try:
        with open(file, "rb") as handle:
            found = tomllib.load(handle)
    except OSError as error:
        raise ConfigurationError(f"{CONFIG}: {file} can't be read: {error.strerror}") from None
    except ValueError as error:
        raise ConfigurationError(f"{CONFIG}: {file} is no TOML: {error}") from None
    unknown = sorted(set(found) - set(Settings.model_fields))
    if unknown:
        raise ConfigurationError(f"{CONFIG}: {file} has the key {unknown[0]}, which is no setting")

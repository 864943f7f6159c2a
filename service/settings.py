"""Every option of the service, its default and its help: one frozen object, read from ``DEMARCHE_*`` once at start."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """All settings. Each is the environment variable of its name in capitals with ``DEMARCHE_`` before it."""

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
    token_budget: Annotated[
        int, Field(ge=512, le=1_000_000, description="Padded tokens that go through a model at once.")
    ] = 8192

    host: Annotated[str, Field(min_length=1, description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on; 0 takes a free one.")] = 8080
    http_threads: Annotated[int, Field(ge=1, le=1024, description="Requests that are read and answered at once.")] = 8

    max_characters: Annotated[int, Field(ge=1, description="Characters that an article may have.")] = 500_000
    max_html_characters: Annotated[
        int, Field(ge=1, description="Characters that a page may have before its text is extracted.")
    ] = 4_000_000
    max_body_bytes: Annotated[int, Field(ge=1, description="Bytes that a request's body may have.")] = 16 * 1024 * 1024
    max_batch_articles: Annotated[int, Field(ge=1, description="Articles that a batch may hold.")] = 64
    max_tone_items: Annotated[int, Field(ge=1, description="Items that a tone request may hold.")] = 256
    deadline_seconds: Annotated[float, Field(gt=0, description="Seconds after which a request is given up.")] = 60.0


def environment_name(field: str) -> str:
    """Return the environment variable that sets ``field``."""
    return f"{Settings.model_config['env_prefix']}{field}".upper()


def load_settings() -> Settings:
    """Return the settings of the environment. Raises ``ConfigurationError`` that names what makes no sense."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"{environment_name(str(one['loc'][0]))}: {one['msg']}" for one in error.errors()]
        raise ConfigurationError("; ".join(wrong)) from None

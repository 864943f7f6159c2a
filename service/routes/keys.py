"""Keys: who may use the routes under /v1 when keys are set."""

from __future__ import annotations

import hmac
import ipaddress
import re
from hashlib import sha256
from pathlib import Path

from flask import Flask, request

from service.errors import ConfigurationError, Unauthorized
from service.settings import Settings, environment_name

HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
SCHEME = "bearer "


def load_keys(settings: Settings) -> tuple[bytes, ...]:
    """Return the SHA-256 of every key that is set. Raises ``ConfigurationError``."""
    found: list[bytes] = []
    if settings.api_keys is not None:
        keys = [key.strip() for key in settings.api_keys.get_secret_value().split(",")]
        if not all(keys):
            raise ConfigurationError(f"{environment_name('api_keys')}: a key is empty")
        found += [sha256(key.encode("utf-8", "surrogateescape")).digest() for key in keys]
    if settings.api_keys_file is not None:
        found += _from_file(Path(settings.api_keys_file))
    return tuple(found)


def _from_file(path: Path) -> list[bytes]:
    name = environment_name("api_keys_file")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{name}: {path} can't be read ({type(error).__name__})") from None
    out = []
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if not HASH.fullmatch(words[0].lower()):
            raise ConfigurationError(f"{name}: line {number} of {path} does not begin with a SHA-256 in hexadecimal")
        out.append(bytes.fromhex(words[0]))
    if not out:
        raise ConfigurationError(f"{name}: {path} holds no key")
    return out


def check_exposure(settings: Settings, keys: tuple[bytes, ...]) -> None:
    """Raise ``ConfigurationError`` where everybody on the network could use the service and nobody said they may."""
    if not keys and not settings.allow_anonymous and not is_loopback(settings.host):
        raise ConfigurationError(
            f"{settings.host} can be reached from other machines, and no key is set: set "
            f"{environment_name('api_keys')} (or {environment_name('api_keys_file')}), or "
            f"{environment_name('allow_anonymous')}=1 to serve everybody"
        )


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach the address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def init_app(app: Flask, keys: tuple[bytes, ...]) -> None:
    """Ask for a key on every path under /v1, also on those that do not exist."""
    if not keys:
        return

    def check() -> None:
        if request.path == "/v1" or request.path.startswith("/v1/"):
            sent = request.headers.get("Authorization", "")
            key = sent[len(SCHEME) :].strip() if sent.lower().startswith(SCHEME) else ""
            digest = sha256(key.encode("utf-8", "surrogateescape")).digest()
            # Every key is compared, in constant time, so that time tells nothing of which was near.
            if not any([hmac.compare_digest(digest, one) for one in keys]):
                raise Unauthorized(detail="Send Authorization: Bearer with one of the service's keys")

    app.before_request(check)

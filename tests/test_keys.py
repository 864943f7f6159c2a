"""Who may use the service, and what it refuses to start with."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from service.client import Client as ServiceClient
from service.schemas import ProblemModel
from service.settings import ROOT
from tests.client import Client
from tests.serving import ARTICLE, free_port, serving, url


class TestKeys:
    """With keys set, /v1 wants one."""

    @pytest.fixture(scope="class")
    @classmethod
    def guarded(cls, tiny_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
        folder = tmp_path_factory.mktemp("keys")
        hashes = folder / "hashes"
        hashes.write_text(f"# ours\n{sha256(b'third').hexdigest()} the desk\n")
        with serving(tiny_environment, folder / "log", api_keys="first, second", api_keys_file=hashes) as served:
            yield served.client

    @pytest.mark.parametrize("key", ["first", "second", "third"])
    def test_each_key_opens(self, guarded: Client, key: str) -> None:
        assert ServiceClient(url(guarded), key=key).analyze(ARTICLE).statements

    @pytest.mark.parametrize("sent", [None, "Bearer", "Bearer fourth", "Basic first", "first", "Bearer first second"])
    @pytest.mark.parametrize("path", ["/v1/analyze", "/v1/targets", "/v1/nothing"])
    def test_none_or_a_wrong_one_is_401(self, guarded: Client, sent: str | None, path: str) -> None:
        reply = guarded.send("GET", path, None, {"Authorization": sent} if sent else {})
        assert reply.status == 401
        assert reply.headers["www-authenticate"] == "Bearer"
        assert ProblemModel.model_validate_json(reply.body).type.endswith("unauthorized")

    @pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/openapi.json", "/docs"])
    def test_what_is_not_under_v1_wants_none(self, guarded: Client, path: str) -> None:
        assert guarded.get(path).status == 200

    def test_keys_are_never_logged(self, guarded: Client) -> None:
        guarded.send("GET", "/v1/targets", None, {"Authorization": "Bearer wrong-secret"})
        log = guarded.log.read_text()
        assert not any(word in log for word in ("first", "second", "third", "wrong-secret"))


def run_to_its_end(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Run the server until it ends by itself; returns its status and what it wrote."""
    ended = subprocess.run(
        [sys.executable, "-m", "service", "serve", "--port", str(free_port()), *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_without_keys_nothing_beyond_this_machine_is_served(tiny_environment: dict[str, str]) -> None:
    status, said = run_to_its_end(tiny_environment, "--host", "0.0.0.0")
    assert status != 0
    assert len(said.strip().splitlines()) == 1
    assert "DEMARCHE_API_KEYS" in said and "DEMARCHE_ALLOW_ANONYMOUS" in said


@pytest.mark.parametrize("broken", ["missing", "empty", "labels", "weights"])
def test_a_model_that_cannot_be_loaded_ends_it_with_one_line(
    tiny_environment: dict[str, str], tmp_path: Path, broken: str
) -> None:
    folder = tmp_path / "tone"
    if broken == "labels":
        folder = Path(tiny_environment["DEMARCHE_ATTRIBUTION_MODEL"])
    elif broken != "missing":
        folder.mkdir()
    if broken == "weights":
        for path in Path(tiny_environment["DEMARCHE_TONE_MODEL"]).iterdir():
            (folder / path.name).write_bytes(path.read_bytes()[: 100 if path.suffix == ".safetensors" else None])
    status, said = run_to_its_end({**tiny_environment, "DEMARCHE_TONE_MODEL": str(folder)})
    assert status != 0
    lines = [line for line in said.strip().splitlines() if line]
    assert len(lines) == 1, said
    assert str(folder) in said or "DEMARCHE_TONE_MODEL" in said

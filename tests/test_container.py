"""The image, and what watches it: what their files promise. ``make docker-test`` tries the image itself."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest
import yaml

from service.settings import ROOT, Settings, environment_name
from service.telemetry.metrics import Metrics
from service.version import VERSION

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
METRIC = re.compile(r"\bdemarche_\w+")


def instructions(name: str) -> list[str]:
    """Return what stands behind every instruction of a name, continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return [line.split(None, 1)[1].strip() for line in joined.splitlines() if line.startswith(f"{name} ")]


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def compose() -> Any:
    return read("compose.yaml")


def test_the_image_runs_as_nobody_special_and_is_stopped_as_the_service_wants() -> None:
    assert instructions("USER") == ["demarche"]
    assert instructions("STOPSIGNAL") == ["SIGTERM"]
    assert instructions("CMD")[-1] == '["python", "-m", "service", "serve"]'
    assert len(instructions("FROM")) == 2
    assert "/readyz" in instructions("HEALTHCHECK")[0]


def test_the_image_holds_what_it_serves_and_nothing_of_the_workshop() -> None:
    copied = {word for line in instructions("COPY") for word in line.split()[:-1] if not word.startswith("--")}
    assert {"models", "seeds", "service", "LICENSE", "NOTICE"} <= copied
    assert not copied & {".", "tests", "training", "requirements-dev.txt", "requirements-train.txt"}
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied - {"/opt/venv"} <= allowed


def test_the_image_tells_its_version() -> None:
    assert f'org.opencontainers.image.version="{VERSION}"' in shlex.split(instructions("LABEL")[0], posix=False)


def test_the_image_is_open_to_nobody_without_a_key() -> None:
    told = " ".join(instructions("ENV"))
    assert "DEMARCHE_HOST=0.0.0.0" in told
    assert "ALLOW_ANONYMOUS" not in told and "API_KEYS" not in told


def test_settings_that_the_files_name_are_settings(compose: Any) -> None:
    known = {environment_name(name) for name in Settings.model_fields}
    named = set(re.findall(r"DEMARCHE_[A-Z_]+", DOCKERFILE)) | set(compose["services"]["service"]["environment"])
    assert named <= known


def test_everything_is_published_on_this_machine_alone(compose: Any) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert len(ports) == 3
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_service_can_write_nowhere_but_in_tmp(compose: Any) -> None:
    service = compose["services"]["service"]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]


def test_it_is_given_the_time_to_finish_what_it_admitted(compose: Any) -> None:
    settings = Settings()
    patience = int(compose["services"]["service"]["stop_grace_period"].removesuffix("s"))
    assert patience >= settings.drain_s + settings.deadline_seconds


def test_files_that_are_mounted_are_there(compose: Any) -> None:
    mounted = [
        volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])
    ]
    assert mounted
    assert all((ROOT / path).exists() for path in mounted)


def test_prometheus_asks_the_service_and_grafana_asks_prometheus(compose: Any) -> None:
    (job,) = read("deploy/prometheus/prometheus.yml")["scrape_configs"]
    (target,) = job["static_configs"][0]["targets"]
    assert target == "service:8080" and "service" in compose["services"]
    (source,) = read("deploy/grafana/provisioning/datasources/prometheus.yml")["datasources"]
    assert source["url"] == "http://prometheus:9090" and "prometheus" in compose["services"]
    board = json.loads((ROOT / "deploy/grafana/dashboards/demarche.json").read_text(encoding="utf-8"))
    assert {panel["datasource"]["uid"] for panel in board["panels"]} == {source["uid"]}


def test_the_dashboard_shows_every_metric_and_no_other() -> None:
    board = (ROOT / "deploy/grafana/dashboards/demarche.json").read_text(encoding="utf-8")
    shown = {re.sub(r"_(bucket|sum|count)$", "", name) for name in METRIC.findall(board)}
    told = Metrics().render().decode()
    known = {line.split()[2] for line in told.splitlines() if line.startswith("# TYPE")}
    assert shown == {name for name in known if not name.endswith("_created")}

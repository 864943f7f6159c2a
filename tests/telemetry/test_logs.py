"""Log lines are JSON, and a fault is told without its words."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

from service.telemetry.faults import describe

SCRIPT = """
import logging
from service.telemetry.logs import configure, get_logger
configure("info")
get_logger("one").info("request", route="/v1/analyze", status=200)
logging.getLogger("library").warning("something happened %s", 5)
logging.getLogger("library").debug("too small")
logging.getLogger("trafilatura").info("quotes a page")
"""


def test_every_line_is_one_json_object_whoever_logs() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["request", "something happened 5"]
    assert lines[0] | {"route": "/v1/analyze", "status": 200, "logger": "one", "level": "info"} == lines[0]
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert ended.stdout == ""


def fail(text: str) -> None:
    raise ValueError(f"can't read {text}")


def test_a_fault_is_told_by_its_type_and_place() -> None:
    try:
        fail("the secret article")
    except ValueError as error:
        told = describe(error)
    assert told.startswith("ValueError at fail:test_logs.py:")
    assert "secret" not in told
    logging.getLogger(__name__).debug(told)

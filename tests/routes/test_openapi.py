"""The OpenAPI document: whole, valid, and true of the routes and models."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from service import create_app
from service.errors import problem_types
from service.routes.examples import EXAMPLES, TEXT
from service.routes.openapi import document
from service.settings import Settings
from tests.spans import check_spans

UNDOCUMENTED = {
    "/openapi.json",
    "/docs",
    "/docs/start.js",
    "/docs/<any('swagger-ui.css', 'swagger-ui-bundle.js'):name>",
}


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return document()


def test_it_describes_every_route_and_no_other(found: dict[str, Any]) -> None:
    rules = {rule.rule for rule in create_app(Settings()).url_map.iter_rules()}
    pages = {rule for rule in rules if rule == "/" or rule.startswith("/static")}
    assert set(found["paths"]) == rules - UNDOCUMENTED - pages
    for path, operations in found["paths"].items():
        assert len(operations) == 1, path


def test_every_reference_in_it_resolves(found: dict[str, Any]) -> None:
    names = set(found["components"]["schemas"])
    text = json.dumps(found)
    assert {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]} <= names


def test_every_schema_is_one(found: dict[str, Any]) -> None:
    for name, schema in found["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema.get("description"), name


def test_its_examples_keep_to_its_schemas(found: dict[str, Any]) -> None:
    for name, example in EXAMPLES.items():
        schema = {"$ref": f"#/components/schemas/{name}", "components": found["components"]}
        jsonschema.Draft202012Validator(schema).validate(example)
    assert check_spans(EXAMPLES["AnalyzeResponse"], TEXT) > 5


def test_every_problem_that_is_sent_is_declared_somewhere(found: dict[str, Any]) -> None:
    declared = {int(status) for path in found["paths"].values() for one in path.values() for status in one["responses"]}
    assert {kind.status for kind in problem_types()} - {404, 499} <= declared


def test_the_page_to_try_it_on_asks_no_other_server() -> None:
    client = create_app(Settings()).test_client()
    page = client.get("/docs").get_data(as_text=True)
    assert "http://" not in page and "https://" not in page
    for path in ("/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js", "/docs/start.js"):
        assert path in page
        reply = client.get(path)
        assert reply.status_code == 200
        reply.close()

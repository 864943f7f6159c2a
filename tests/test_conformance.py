"""Thousands of made-up requests against the OpenAPI document: every answer as declared, and never a 500."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
import schemathesis

from service.routes.openapi import document
from tests.client import Client

# What no schema says: that of text and html one must be there, that offsets lie inside the text. Tested by hand.
POSITIVE = schemathesis.checks.positive_data_acceptance
# A bad article is its own error in an answer that is 200, by the contract; what a batch refuses is tested by hand.
NEGATIVE = schemathesis.checks.negative_data_rejection

schema = schemathesis.openapi.from_dict(document())


def check(client: Client, case: Any) -> None:
    """Send the case, and hold its answer to the document."""
    response = case.call(base_url=f"http://{client.host}:{client.port}")
    case.validate_response(
        response, excluded_checks=[POSITIVE, NEGATIVE] if case.path.endswith("/batch") else [POSITIVE]
    )
    assert response.status_code < 500
    assert response.headers["x-request-id"]


@schema.parametrize()
@hypothesis.settings(max_examples=25, derandomize=True)
def test_answers_are_as_declared(case: Any, client: Client) -> None:
    check(client, case)


@pytest.mark.long
@schema.parametrize()
@hypothesis.settings(max_examples=2_000)  # for each of the three routes that take a body; the rest have few cases
def test_answers_are_as_declared_to_thousands(case: Any, client: Client) -> None:
    check(client, case)

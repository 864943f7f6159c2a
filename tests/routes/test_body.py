"""A body is strict JSON that keeps to the contract, or a problem that says what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidRequest, MalformedJson, Problem
from service.schemas import AnalyzeRequest, BatchRequest, ToneRequest
from service.schemas.parsing import MAX_FIELD_ERRORS, parse_json, validate


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"{'text': 'x'}",
        b'{"text": "x"} trailing',
        b'{"text": "x",}',
        b'{"text": NaN}',
        b'{"text": Infinity}',
        b'{"text": -Infinity}',
        b'{"text": "x", "text": "y"}',
        b'{"text": "x", "options": {"coverage": true, "coverage": false}}',
        b'{"text": "\xff"}',
        b'{"text": "\xed\xa0\x80"}',
        b'{"text": "a\nb"}',
        '{"text": "x"}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 5_000,
    ],
)
def test_what_is_not_strict_json_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedJson) as caught:
        parse_json(body)
    assert caught.value.status == 400
    assert caught.value.detail and len(caught.value.detail) < 200


def test_a_byte_order_mark_is_passed_over() -> None:
    assert parse_json(b'\xef\xbb\xbf{"text": "x"}') == {"text": "x"}


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        ([], [""]),
        ("text", [""]),
        (None, [""]),
        ({"text": 1}, ["/text"]),
        ({"text": ["x"]}, ["/text"]),
        ({"text": "x", "txet": "y"}, ["/txet"]),
        ({"text": "x", "a/b~c": 1}, ["/a~1b~0c"]),
        ({"text": "x", "id": 7}, ["/id"]),
        ({"text": "x", "title": "\udc00"}, ["/title"]),
        ({"text": "a\ud83d"}, ["/text"]),
        ({"html": "\udc00a"}, ["/html"]),
        ({"text": "x", "published": "5 November 2026"}, ["/published"]),
        ({"text": "x", "published": "2026-02-30"}, ["/published"]),
        ({"text": "x", "published": "20261105"}, ["/published"]),
        ({"text": "x", "published": 1762300800}, ["/published"]),
        ({"text": "x", "options": []}, ["/options"]),
        ({"text": "x", "options": {"targets": "RU"}}, ["/options/targets"]),
        ({"text": "x", "options": {"targets": ["RU", 7]}}, ["/options/targets/1"]),
        ({"text": "x", "options": {"coverage": "no"}}, ["/options/coverage"]),
        ({"text": "x", "options": {"coverage": 0, "target": []}}, ["/options/coverage", "/options/target"]),
    ],
)
def test_what_breaks_the_contract_is_pointed_to(value: Any, pointers: list[str]) -> None:
    with pytest.raises(InvalidRequest) as caught:
        validate(value, AnalyzeRequest)
    assert [error.pointer for error in caught.value.errors] == pointers
    assert all(error.detail for error in caught.value.errors)
    json.dumps(pointers).encode()


def test_null_is_the_same_as_absent() -> None:
    nothing = dict.fromkeys(("id", "title", "html", "published", "outlet", "options"))
    assert validate({"text": "x", **nothing}, AnalyzeRequest) == validate({"text": "x"}, AnalyzeRequest)


def test_a_half_surrogate_in_an_escape_is_seen_and_a_whole_pair_is_one_character() -> None:
    with pytest.raises(InvalidRequest):
        validate(parse_json(b'{"text": "\\ud83d"}'), AnalyzeRequest)
    assert validate(parse_json(b'{"text": "\\ud83d\\ude00"}'), AnalyzeRequest).text == "😀"


def test_a_surrogate_in_a_key_gives_a_pointer_that_can_be_sent() -> None:
    with pytest.raises(InvalidRequest) as caught:
        validate(parse_json(b'{"text": "x", "\\ud800": 1}'), AnalyzeRequest)
    assert [error.pointer.encode() for error in caught.value.errors]


def test_no_more_errors_are_listed_than_a_person_would_read() -> None:
    with pytest.raises(InvalidRequest) as caught:
        validate({"articles": [{"text": 1}] * 1_000}, BatchRequest)
    assert len(caught.value.errors) == MAX_FIELD_ERRORS
    assert caught.value.errors[1].pointer == "/articles/1/text"


def test_a_bad_tone_item_is_pointed_to() -> None:
    good = {"text": "Russia is a friend.", "target": {"start": 0, "end": 6}}
    with pytest.raises(InvalidRequest) as caught:
        validate({"items": [good, {**good, "target": {"start": -1, "end": 6}}]}, ToneRequest)
    assert caught.value.errors[0].pointer == "/items/1/target/start"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES | st.fixed_dictionaries({"text": JSON_VALUES, "options": JSON_VALUES}))
def test_any_value_is_taken_or_refused_with_a_pointer(value: Any) -> None:
    try:
        validate(value, AnalyzeRequest)
    except Problem as problem:
        assert problem.status == 422
        assert problem.errors


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_malformed(body: bytes) -> None:
    try:
        parse_json(body)
    except Problem as problem:
        assert problem.status == 400

"""Every kind of problem says its status, type and title, and points by RFC 6901."""

import re

import pytest

from service import errors
from service.errors import FieldError, InvalidRequest, Problem, TooManyRequests, Unauthorized, pointer, problem_types

CONTRACT = {
    "malformed_json": 400,
    "unauthorized": 401,
    "not_found": 404,
    "method_not_allowed": 405,
    "length_required": 411,
    "body_too_large": 413,
    "text_too_long": 413,
    "unsupported_media_type": 415,
    "invalid_request": 422,
    "unsupported_language": 422,
    "too_many_requests": 429,
    "internal_error": 500,
    "not_ready": 503,
    "deadline_exceeded": 504,
}


@pytest.mark.parametrize(("code", "status"), CONTRACT.items())
def test_every_case_of_the_contract_has_its_problem(code: str, status: int) -> None:
    [kind] = [kind for kind in problem_types() if kind.code == code and kind is not Problem]
    assert kind.status == status
    assert kind().type.endswith(code)
    assert kind.title and not kind.title.endswith(".")


def test_the_tree_at_the_top_of_the_module_is_the_tree_of_classes() -> None:
    drawn = re.findall(r"[├└]── (\w+)", errors.__doc__ or "")
    made = [kind.__name__ for kind in problem_types()] + ["ConfigurationError"]
    assert sorted(drawn) == sorted(made)
    for name, status, code in re.findall(r"[├└]── (\w+) +(\d{3})  (\w+)", errors.__doc__ or ""):
        kind = getattr(errors, name)
        assert (kind.status, kind.code) == (int(status), code)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((), ""),
        (("text",), "/text"),
        (("articles", 3, "options", "targets", 0), "/articles/3/options/targets/0"),
        (("a/b", "m~n", ""), "/a~1b/m~0n/"),
        (("~1",), "/~01"),
        (("\ud800",), "/\\ud800"),
    ],
)
def test_pointers_keep_to_rfc_6901(parts: tuple[str | int, ...], expected: str) -> None:
    assert pointer(parts) == expected


def test_an_error_can_be_seen_from_further_up() -> None:
    assert FieldError("/text", "is blank").under("/articles/3") == FieldError("/articles/3/text", "is blank")


def test_a_problem_at_one_place_says_what_and_where() -> None:
    problem = InvalidRequest.at("/text", "is blank")
    assert isinstance(problem, InvalidRequest)
    assert problem.errors == (FieldError("/text", "is blank"),)
    assert str(problem) == problem.detail == "is blank"


def test_headers_that_belong_to_a_status_are_always_there() -> None:
    assert Unauthorized().headers == {"WWW-Authenticate": "Bearer"}
    assert TooManyRequests().headers == {"Retry-After": "1"}
    assert TooManyRequests(headers={"Retry-After": "7"}).headers == {"Retry-After": "7"}

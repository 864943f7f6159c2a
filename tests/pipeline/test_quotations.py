"""Which quotation marks belong together."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.quotations import find_quotations

CASES = {
    "typographic": ("He said, “We will come.” Then he left.", ["“We will come.”"]),
    "straight": ('He said, "We will come." Then "again".', ['"We will come."', '"again"']),
    "British, with an apostrophe inside": ("He said: ‘We don’t agree.’ Then left.", ["‘We don’t agree.’"]),
    "British, with a plural's apostrophe inside": (
        "‘The countries’ leaders met,’ she said.",
        ["‘The countries’ leaders met,’"],
    ),
    "straight single": ("'We don't agree,' she said.", ["'We don't agree,'"]),
    "guillemets": ("Il a dit «oui» hier.", ["«oui»"]),
    "German": ("Er sagte: „Wir kommen.“ Dann ging er.", ["„Wir kommen.“"]),
    "LaTeX": ("He said ``we will come'' then.", ["``we will come''"]),
    "nested: the outer one counts": ("“He told me ‘no’ twice,” she said.", ["“He told me ‘no’ twice,”"]),
    "mixed marks: typographic opening, straight close": ('He said “we agree" and left.', ['“we agree"']),
    "a contraction is no quotation": ("It's the ministers' own and don't ask.", []),
    "inches are no quotation": ('a 5 inch pipe, 6" long', []),
    "no text": ("", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_finds(text: str, expected: list[str]) -> None:
    assert [quotation.span.of(text) for quotation in find_quotations(text)] == expected


def test_a_quotation_that_goes_on_in_the_next_paragraph_reaches_to_its_own_paragraphs_end() -> None:
    text = "“We went. We saw.\n\n“We came back,” he said."
    first, second = find_quotations(text)
    assert first.span.of(text) == "“We went. We saw." and not first.closed
    assert second.span.of(text) == "“We came back,”" and second.closed


def test_one_that_never_closes_is_certain_for_its_first_sentence_only() -> None:
    text = "He said, “We went home. The minister then left for Paris."
    (only,) = find_quotations(text)
    assert only.span.of(text) == "“We went home." and not only.closed


def test_an_opening_mark_ends_one_that_was_left_open() -> None:
    text = "“We went home. “Nobody saw us,” he added."
    assert [quotation.span.of(text) for quotation in find_quotations(text)] == ["“We went home.", "“Nobody saw us,”"]


@given(st.text(alphabet="ab .,\n“”‘’\"'«»`„", max_size=200))
def test_they_never_overlap_and_stand_in_order(text: str) -> None:
    last = 0
    for quotation in find_quotations(text):
        assert last <= quotation.span.start < quotation.span.end <= len(text)
        last = quotation.span.end


@pytest.mark.parametrize("unit", ["“", "‘", '" ', "s’ a", "'' ``", "“a. "])
def test_time_grows_with_the_length_alone(unit: str) -> None:
    def cost(times: int) -> float:
        text = unit * times
        started = time.process_time()
        find_quotations(text)
        return time.process_time() - started

    cost(1000)
    small, large = min(cost(4_000) for _ in range(3)), min(cost(32_000) for _ in range(3))
    assert large < 40 * small + 0.05

"""What no statement accounts for is told: quotations and mentions that lie in no content."""

import pytest

from service.pipeline.coverage import CoveredText, mentions_outside, unattributed_quotations
from service.pipeline.document import Attribution, Mention, Span


def content(text: str, *parts: str) -> Attribution:
    """Return a statement whose content are the ``parts`` of ``text``."""
    spans = tuple(Span(text.index(part), text.index(part) + len(part)) for part in parts)
    return Attribution(content=spans, source=None, cue=None, kind="direct", confidence=1.0)


TEXT = "“We will go on with it,” he said. The sign read “No entry for strangers”. The “Iron Lady” left."


@pytest.mark.parametrize(
    ("covered", "left"),
    [
        ((), ["“We will go on with it,”", "“No entry for strangers”"]),
        (("“We will go on with it,”",), ["“No entry for strangers”"]),
        (("We will go on",), ["“No entry for strangers”"]),
        (("“We will go on with it,”", "“No entry for strangers”"), []),
        (("he said",), ["“We will go on with it,”", "“No entry for strangers”"]),
    ],
)
def test_quotations_of_several_words_that_no_content_touches(covered: tuple[str, ...], left: list[str]) -> None:
    spans = unattributed_quotations(TEXT, CoveredText([content(TEXT, part) for part in covered]))
    assert [span.of(TEXT) for span in spans] == left


def test_mentions_outside_are_grouped_by_target_in_order_of_first_mention() -> None:
    text = "Iran met Russia. Iran said that Iran likes Russia. Iran left."
    statement = content(text, "that Iran likes Russia")
    at = [index for index in range(len(text)) if text.startswith("Iran", index)]
    mentions = [Mention("IR", Span(start, start + 4), "name") for start in at]
    mentions += [Mention("RU", Span(start, start + 6), "name") for start in (9, text.rindex("Russia"))]
    outside = mentions_outside(mentions, CoveredText([statement]))
    assert list(outside) == ["IR", "RU"]
    assert [mention.span.start for mention in outside["IR"]] == [0, 17, text.rindex("Iran")]
    assert [mention.span.start for mention in outside["RU"]] == [9]


@pytest.mark.parametrize(
    ("span", "touched"),
    [((0, 5), False), ((0, 6), True), ((9, 10), True), ((10, 12), False), ((12, 20), False), ((4, 40), True)],
)
def test_touching_is_by_characters_end_exclusive(span: tuple[int, int], touched: bool) -> None:
    one = Attribution((Span(5, 8), Span(8, 10)), None, None, "direct", 1.0)
    two = Attribution((Span(20, 22), Span(30, 31)), None, None, "direct", 1.0)
    assert CoveredText([two, one]).touches(Span(*span)) is touched


def test_no_statement_covers_nothing() -> None:
    assert not CoveredText([]).touches(Span(0, 1_000))

"""Sources, cues and contents joined into statements.

Texts are written with the tagger's marks in them: ``[S> …]`` a source whose cue is to its right, ``[<S …]`` to its
left, ``[Q …]`` a cue, ``[< …]`` a content whose cue is before it, ``[> …]`` after it, ``[+ …]`` one that goes on,
``[? …]`` one with no cue, ``[i< …]`` an inner content.
"""

from collections.abc import Iterator

import pytest

from service.pipeline.document import Attribution, Span
from service.pipeline.linking import kind_of, link
from service.pipeline.quotations import find_quotations
from service.pipeline.tagging import Tagged, TaggedSpan

MARKS = {
    "S>": ("source", "B-right"),
    "<S": ("source", "B-left"),
    "Q": ("cue", "B"),
    "<": ("content", "B-back"),
    ">": ("content", "B-fwd"),
    "+": ("content", "B-cont"),
    "?": ("content", "B-float"),
    "i<": ("inner", "B-back"),
    "i>": ("inner", "B-fwd"),
}


def parse(marked: str) -> tuple[str, Tagged]:
    """Return the plain text and the tagged spans of a marked one."""
    text, open_, spans = "", [], []
    position = 0
    while position < len(marked):
        if marked[position] == "[":
            name, _, _ = marked[position + 1 :].partition(" ")
            open_.append((name, len(text)))
            position += len(name) + 2
        elif marked[position] == "]":
            name, start = open_.pop()
            spans.append((name, Span(start, len(text))))
            position += 1
        else:
            text += marked[position]
            position += 1
    groups: dict[str, list[TaggedSpan]] = {"content": [], "source": [], "cue": [], "inner": []}
    for name, span in sorted(spans, key=lambda pair: pair[1]):
        group, tag = MARKS[name]
        groups[group].append(TaggedSpan(span, tag, 0.9))
    return text, Tagged(**groups)


def statements(marked: str) -> Iterator[tuple[str | None, str | None, list[str], str]]:
    """Yield (source, cue, contents, kind) of each statement."""
    text, tagged = parse(marked)
    for one in link(tagged, text, find_quotations(text)):
        yield (
            one.source.of(text) if one.source else None,
            one.cue.of(text) if one.cue else None,
            [span.of(text) for span in one.content],
            one.kind,
        )


CASES = {
    "indirect": ("[S> He] [Q said] [< that it rains].", [("He", "said", ["that it rains"], "indirect")]),
    "direct, source last": ("[> “It rains,”] [Q said] [<S Ann].", [("Ann", "said", ["“It rains,”"], "direct")]),
    "broken by its cue": (
        "[> “It rains,”] [S> Ann] [Q said], [+ “and it pours.”]",
        [("Ann", "said", ["“It rains,”", "“and it pours.”"], "direct")],
    ),
    "adjoining segments become one": (
        "[> “It rains.] [+ It pours,”] [S> Ann] [Q said].",
        [("Ann", "said", ["“It rains. It pours,”"], "direct")],
    ),
    "mixed": ("[S> He] [Q called] [< it a “grave” mistake].", [("He", "called", ["it a “grave” mistake"], "mixed")]),
    "two cues of one source": (
        "[S> He] [Q said] [< it rains], [Q adding] [< “it pours.”]",
        [("He", "said", ["it rains"], "indirect"), ("He", "adding", ["“it pours.”"], "direct")],
    ),
    "floating": ("[? “It rains.”] The sky was grey.", [(None, None, ["“It rains.”"], "direct")]),
    "according to": (
        "[> It rains], [Q according to] [<S the office].",
        [("the office", "according to", ["It rains"], "indirect")],
    ),
    "a nested report keeps to its content": (
        "[S> Ann] [Q said] [< that [S> Bob] [Q warned] [i< it would rain]].",
        [
            ("Ann", "said", ["that Bob warned it would rain"], "indirect"),
            ("Bob", "warned", ["it would rain"], "indirect"),
        ],
    ),
    "a cue with no content is nothing": ("[S> He] [Q spoke] at length.", []),
}


@pytest.mark.parametrize(("marked", "expected"), CASES.values(), ids=CASES.keys())
def test_links(marked: str, expected: list[tuple[str | None, str | None, list[str], str]]) -> None:
    assert list(statements(marked)) == expected


def test_a_cue_far_away_is_not_taken() -> None:
    marked = "[S> He] [Q said] nothing. " + "Much time went by. " * 60 + "[< “It rained.”]"
    ((source, cue, content, _),) = statements(marked)
    assert (source, cue, content) == (None, None, ["“It rained.”"])


def test_a_cue_after_its_content_stands_nearer_than_one_before() -> None:
    marked = "[> “It rained.”] " + "Much time went by. " * 10 + "[S> He] [Q welcomed] [< the rain]."
    assert [cue for _, cue, _, _ in statements(marked)] == [None, "welcomed"]


def test_without_cue_and_marks_nobody_is_known_to_speak() -> None:
    assert list(statements("[> It rained], an agency wrote. " + "Time went by. " * 15 + "[Q said] [<S he].")) == []


def test_statements_stand_in_order_of_their_start_then_end() -> None:
    text, tagged = parse("[S> Ann] [Q said] [< that [S> Bob] [Q said] [i< no]]. [> “Yes,”] [Q said] [<S Cy].")
    hulls = [one.hull for one in link(tagged, text, find_quotations(text))]
    assert hulls == sorted(hulls)


def test_a_word_outside_the_marks_makes_it_mixed() -> None:
    text = "of “war”"
    assert kind_of([Span(0, 8)], text, find_quotations(text)) == "mixed"
    assert kind_of([Span(3, 8)], text, find_quotations(text)) == "direct"
    assert kind_of([Span(0, 2)], text, find_quotations(text)) == "indirect"


def test_confidence_is_that_of_the_least_certain_part() -> None:
    cue, content = TaggedSpan(Span(3, 7), "B", 0.5), TaggedSpan(Span(8, 12), "B-back", 0.8)
    (one,) = link(Tagged([content], [], [cue], []), "He said nope", [])
    assert isinstance(one, Attribution) and one.confidence == 0.5

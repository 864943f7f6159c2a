"""What an article shows of a leader's office."""

from __future__ import annotations

import pytest

from service.pipeline.document import Mention, Span
from service.pipeline.offices import Offices

CASES = {
    "an office before the name": ("Prime Minister Ardern spoke.", "Ardern", "holds"),
    "a candidate": ("Ardern, a candidate for mayor, spoke.", "Ardern", "runs"),
    "out of office": ("Former Prime Minister Ardern spoke.", "Ardern", "runs"),
    "nothing shown": ("Ardern spoke of the weather.", "Ardern", ""),
}


@pytest.mark.parametrize(("text", "name", "expected"), CASES.values(), ids=CASES.keys())
def test_standing(text: str, name: str, expected: str) -> None:
    start = text.index(name)
    mention = Mention("NZ", Span(start, start + len(name)), "leader")
    assert Offices(text, [mention]).standing(mention) == expected


def test_a_later_mention_stands_as_the_article_showed_the_leader_before() -> None:
    text = "President Boric met farmers. Boric thanked them."
    first, second = (Mention("CL", Span(start, start + 5), "leader") for start in (10, 29))
    assert Offices(text, [first, second]).standing(second) == "holds"


def test_only_leaders_have_an_office() -> None:
    mention = Mention("CL", Span(0, 5), "name")
    assert Offices("Chile waits.", [mention]).standing(mention) == "none"


def test_an_election_is_counted_by_its_different_words() -> None:
    assert Offices("The candidate asked voters. The voters left the rally of the nominee.", []).campaign == 3
    assert Offices("Nothing of the kind.", []).campaign == 0

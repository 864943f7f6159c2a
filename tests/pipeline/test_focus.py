"""The centre of attention: whom a story goes on to speak of."""

from __future__ import annotations

import time

import pytest

from service.pipeline.entities import Entity
from service.pipeline.focus import SUBJECTS, Focus
from service.pipeline.names import Tokens
from service.pipeline.ranking import Sentences

ANNA, BO = Entity("Anna Lund", "person", ("anna", "lund"), gender="f"), Entity("Bo Ek", "person", ("bo", "ek"))


def focus(text: str, content: str | None = None) -> Focus:
    named = sorted((text.index(name), who) for name, who in (("Anna", ANNA), ("Bo", BO)) if name in text)
    pronouns = [word for word in Tokens.of(text).words if word.low in SUBJECTS]
    start = text.index(content) if content else len(text)
    return Focus(Sentences.of(text).starts, named, pronouns, lambda place: place >= start)


@pytest.mark.parametrize(
    ("text", "content", "centre"),
    [
        ("Anna Lund came. ", None, ANNA),
        ("Anna Lund came with Bo Ek. ", None, ANNA),
        ("Anna Lund came. Bo Ek left. ", None, BO),
        ("Anna Lund came. She met Bo Ek. ", None, ANNA),
        ("Anna Lund came. In the end she met Bo Ek. ", None, ANNA),
        ("Anna Lund came. He met Bo Ek. ", None, BO),  # "he" is somebody else
        ("Anna Lund said: “Bo Ek is ill.” ", "“Bo Ek is ill.”", ANNA),
        ("Nobody came. ", None, None),
    ],
)
def test_the_first_person_of_a_sentence_is_its_centre_and_a_pronoun_keeps_it(
    text: str, content: str | None, centre: Entity | None
) -> None:
    assert focus(text, content).at(len(text))[0] is centre


def test_what_comes_later_does_not_count() -> None:
    text = "Anna Lund came. Bo Ek left."
    assert focus(text).at(text.index("Bo"))[0] is ANNA
    assert focus(text).at(0) == (None, -1)


def test_it_takes_time_in_proportion_to_the_text() -> None:
    def seconds(count: int) -> float:
        start = time.perf_counter()
        focus("Anna Lund came with Bo Ek. " + "He said no. She said yes. " * count)
        return time.perf_counter() - start

    seconds(100)
    assert seconds(8000) < 40 * max(seconds(800), 0.002)

"""Articles written anew in ways that may change no tone."""

from __future__ import annotations

import pytest

from service.pipeline.document import Span
from training.rewrites import REWRITERS, cues, genders, initials, names, quotation_marks, rewrite
from training.statements import JudgedTone, Statement

HER = "Mrs. Anna Berg, the chairwoman, said her country trusts him. He told her that she was right; it was HIS word."
HIS = "Mr. {} Berg, the chairman, said his country trusts her. She told him that he was right; it was HER word."


def test_men_and_women_are_exchanged_with_titles_and_given_names() -> None:
    new = genders(HER)
    given = new.split()[1]
    assert new == HIS.format(given)
    assert given != "Anna"


@pytest.mark.parametrize("text", ["They met there.", "", "Then the other mother-tongue"[:14]])
def test_words_that_only_hold_a_pronoun_stay(text: str) -> None:
    assert genders(text) == text


def test_family_names_of_speakers_are_replaced_throughout() -> None:
    text = "Ivan Sidorov spoke. “No,” Sidorov said, and SIDOROV left with Mr Sidorova."
    new = names(text, ["Ivan Sidorov"])
    family = new.split()[1]
    assert new == f"Ivan {family} spoke. “No,” {family} said, and SIDOROV left with Mr Sidorova."
    assert family != "Sidorov"


def test_two_speakers_get_two_names_and_none_that_the_text_has() -> None:
    new = names("Ann Roe and Bob Poe met Okafor.", ["Ann Roe", "Bob Poe"])
    words = new.rstrip(".").split()
    assert words[1] != words[4] and "Okafor" not in (words[1], words[4])


@pytest.mark.parametrize("speaker", ["Vladimir Putin", "the minister", "Xi", "Jane France"])
def test_names_that_tell_a_country_or_are_no_names_stay(speaker: str) -> None:
    text = f"{speaker} said so."
    assert names(text, [speaker]) == text


def test_other_houses_write_other_cues_marks_and_initials() -> None:
    assert cues("He said she said “unsaid”.", "claimed") == "He claimed she claimed “unsaid”."
    assert quotation_marks("“So,” he said") == '"So," he said'
    assert quotation_marks('He said: "So," and ("no")') == "He said: “So,” and (“no”)"
    assert initials("the U.S. and the U.N.") == "the US and the UN"
    assert initials("the US, the UN, a BUS") == "the U.S., the U.N., a BUS"


def test_every_target_stays_what_it_was() -> None:
    statement = Statement((Span(0, 4),), speaker="Ann Roe", tones={"RU": JudgedTone("neutral")})
    for name in REWRITERS:
        text = "“He said the US and Ann Roe were right.”"
        new = rewrite(name)({"text": text}, [statement])
        assert new is not None and new[0] != text
        assert new[1] == {"RU": "RU"}


def test_an_article_that_stays_as_it_is_is_left_out() -> None:
    assert rewrite("genders")({"text": "Nothing here."}, []) is None

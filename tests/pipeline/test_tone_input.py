"""What the tone model reads of a statement."""

from typing import Any

import pytest

from service.gazetteer import load_gazetteer
from service.pipeline.document import Span, ToneItem
from service.pipeline.tone_input import (
    ARTICLES_KEPT,
    MAX_TOKENS,
    TARGET,
    ToneEncoder,
    pieces,
    relation,
    statement_hull,
    with_article,
)

GAZETTEER = load_gazetteer()
SHORT = {
    "[unused10]": "TARGET",
    "[unused11]": "OWN",
    "[unused12]": "OTHER1",
    "[unused13]": "OTHER2",
}


def item(text: str, target: str, target_id: str | None, speaker: str | None = None) -> ToneItem:
    start = text.index(target)
    return ToneItem(text, Span(start, start + len(target)), target_id, speaker)


def seen(one: ToneItem) -> str:
    """The text as the model sees it, placeholders by short names."""
    out = ""
    for piece in pieces(one, GAZETTEER.find(one.text, places=True)):
        if piece.placeholder is not None:
            out += SHORT[piece.placeholder] + (" " if piece.keep else "")
        if piece.keep:
            out += piece.span.of(one.text)
    return out


def test_names_give_way_to_their_part_in_the_question() -> None:
    text = "Iran said French sanctions on Russia and on Iran harm Germany."
    assert seen(item(text, "French", "FR", "IR")) == "OWN said TARGET sanctions on OTHER1 and on OWN harm OTHER2."
    assert seen(item(text, "Russia", "RU", "IR")) == "OWN said OTHER1 sanctions on TARGET and on OWN harm OTHER2."


def test_every_name_of_the_target_is_masked_not_only_the_asked_one() -> None:
    text = "Moscow must act, since Russian troops are there."
    assert seen(item(text, "Russian", "RU")) == "TARGET must act, since TARGET troops are there."


def test_implied_mentions_keep_their_words_after_the_marker() -> None:
    assert (
        seen(item("Ties of both countries grow.", "both countries", "RU", "IR"))
        == "Ties of TARGET both countries grow."
    )


def test_by_names_keep_theirs_since_they_hold_an_opinion() -> None:
    assert seen(item("He blamed the Zionist regime.", "Zionist regime", "IL")) == "He blamed the TARGET Zionist regime."


def test_a_target_that_no_table_knows_is_marked_in_place() -> None:
    assert seen(item("Critics of Ms Doe met.", "Ms Doe", None)) == "Critics of TARGET Ms Doe met."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Russia blames Ukrainian forces, he said in Moscow.", "Ukraine blames Russian forces, he said in Kyiv."),
        ("Israel will answer Iran.", "Iran will answer Israel."),
        ("The United States thanked China.", "China thanked the United States."),
    ],
)
def test_exchanging_two_countries_changes_nothing_that_the_model_sees(one: str, other: str) -> None:
    mine, yours = GAZETTEER.find(one)[0], GAZETTEER.find(other)[0]
    first = seen(ToneItem(one, mine.span, mine.target, GAZETTEER.find(one)[1].target))
    second = seen(ToneItem(other, yours.span, yours.target, GAZETTEER.find(other)[1].target))
    assert first.lower().removeprefix("the ") == second.lower().replace("the own", "own")


@pytest.mark.parametrize(
    ("target", "speaker", "expected"),
    [
        ("RU", "RU", "own"),
        ("RU", "IR", "foreign"),
        ("EU", "DE", "member"),
        ("DE", "EU", "bloc"),
        ("RU", None, "unknown"),
        (None, "RU", "unknown"),
    ],
)
def test_the_second_segment_tells_how_the_speaker_stands_to_the_target(
    target: str | None, speaker: str | None, expected: str
) -> None:
    assert relation(ToneItem("x", Span(0, 1), target, speaker), GAZETTEER) == expected


def test_a_long_text_is_cut_around_the_mention(tokenizer: Any) -> None:
    text = "word " * 400 + "Russia " + "word " * 400
    (encoded,) = ToneEncoder(tokenizer, GAZETTEER).encode([item(text, "Russia", "RU")])
    assert len(encoded.ids) <= MAX_TOKENS + 4
    assert tokenizer.convert_tokens_to_ids(TARGET) in encoded.ids
    assert len(encoded.ids) == len(encoded.types) == len(encoded.spans)


def test_the_hull_takes_in_a_source_and_cue_that_stand_near() -> None:
    content = [Span(50, 90)]
    assert statement_hull(content, Span(40, 44), Span(45, 49)) == Span(40, 90)
    assert statement_hull(content, Span(900, 904), None) == Span(50, 90)


@pytest.mark.parametrize(
    ("text", "name", "whole"),
    [
        ("He met the United States again", "United States", "the United States"),
        ("The Kremlin said so", "Kremlin", "The Kremlin"),
        ("the Russian envoy left", "Russian", "Russian"),
        ("Bathe Iran in light", "Iran", "Iran"),
        ("He met China", "China", "China"),
    ],
)
def test_the_article_of_a_bare_name_goes_with_it(text: str, name: str, whole: str) -> None:
    (mention,) = GAZETTEER.find(text, places=True)
    assert mention.span.of(text) == name
    assert with_article(mention, text).span.of(text) == whole


def test_a_folder_of_the_older_format_reads_the_article(tokenizer: Any) -> None:
    items = [item("the United States lied", "United States", "US"), item("China lied", "China", "CN")]
    new, old = ToneEncoder(tokenizer, GAZETTEER), ToneEncoder(tokenizer, GAZETTEER, ARTICLES_KEPT)
    one, other = new.encode(items)
    assert one.ids == other.ids
    one, other = old.encode(items)
    assert len(one.ids) == len(other.ids) + 1

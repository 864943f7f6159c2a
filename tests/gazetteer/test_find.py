"""What find() finds: the cases of cases.tsv, and what holds for any text."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.gazetteer import load_gazetteer

CASES = [
    (text, mentions)
    for line in (Path(__file__).parent / "cases.tsv").read_text("utf-8").splitlines()[2:]
    for text, _, mentions in [line.partition("\t")]
]


@pytest.mark.parametrize(("text", "mentions"), CASES, ids=[text for text, _ in CASES])
def test_a_sentence_names_these(text: str, mentions: str) -> None:
    found = [f"{mention.target}={mention.span.of(text)}" for mention in load_gazetteer().find(text)]
    assert ";".join(found) == mentions


@pytest.mark.parametrize("code", sorted(load_gazetteer().words))
def test_every_country_is_found_by_its_words(code: str) -> None:
    words = load_gazetteer().words[code]
    for phrase in (*words.names, *words.adjectives, *words.peoples):
        text = f"They say that {phrase} leaders, as the ministers of {words.names[0]} know, agreed."
        assert code in {mention.target for mention in load_gazetteer().find(text)}, phrase


def test_a_leader_counts_in_the_years_of_office_only() -> None:
    text = "Barack Obama rejected it. Obama said no."
    find = load_gazetteer().find
    assert [mention.target for mention in find(text, date(2015, 7, 14))] == ["US", "US"]
    assert find(text, date(2022, 7, 14)) == []
    assert len(find(text)) == 2


def test_a_common_family_name_needs_an_introduction() -> None:
    find = load_gazetteer().find
    assert find("Johnson said no.") == []
    assert [mention.target for mention in find("Boris Johnson came. Johnson said no.")] == ["GB", "GB"]


def test_via_tells_how_a_target_is_named() -> None:
    text = "Russia, Russian gas, Moscow, the Kremlin, Putin and the Zionist regime"
    assert [mention.via for mention in load_gazetteer().find(text)] == [
        "name",
        "adjective",
        "capital",
        "institution",
        "leader",
        "alias",
    ]


def test_places_gives_capitals_that_are_mere_places_too() -> None:
    find = load_gazetteer().find
    assert find("It rained in Moscow.") == []
    assert [mention.target for mention in find("It rained in Moscow.", places=True)] == ["RU"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["Iran", "’s ", " ", "the", "U.S.", "\n", "Trump", "é", "🙂", "West", "-", "—"])))
def test_spans_lie_in_the_text_in_order_and_apart(parts: list[str]) -> None:
    text = "".join(parts)
    end = 0
    for mention in load_gazetteer().find(text):
        assert end <= mention.span.start < mention.span.end <= len(text)
        assert mention.span.of(text).strip() == mention.span.of(text)
        end = mention.span.end


HOSTILE = {
    "capitals": "A" * 1_200,
    "names": "Iran" * 1_200,
    "names apart": "Iran " * 1_000,
    "capital cities": "in Moscow, " * 500,
    "brackets": "([{" * 1_700,
    "spaces": "Moscow" + " " * 1_200,
    "marks": "“\"'" * 1_700,
    "initials": "U.S." * 1_200,
    "given names": "George " * 800,
    "hyphens": "Iranian-" * 600,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_length_only(name: str) -> None:
    find = load_gazetteer().find

    def cost(text: str) -> float:
        start = process_time()
        find(text)
        return process_time() - start

    short = min(cost(HOSTILE[name]) for _ in range(3))
    long = min(cost(HOSTILE[name] * 8) for _ in range(2))
    assert long < max(40 * short, 0.5)

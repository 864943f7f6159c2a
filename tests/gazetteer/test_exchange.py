"""Exchanging two countries through a text."""

from __future__ import annotations

import pytest

from service.gazetteer import load_gazetteer
from service.gazetteer.exchange import exchange

PLAIN = [
    "Iran's foreign minister said an Iranian delegation would meet the Russians in Moscow.",
    "Russia rejects the Iranian offer. Iranians know it, and Vladimir Putin met Masoud Pezeshkian.",
    "Tehran and Moscow signed it, the Iranian president said.",
    "Nothing is named here.",
]


@pytest.mark.parametrize("text", PLAIN)
def test_twice_is_not_at_all(text: str) -> None:
    once = exchange(text, "IR", "RU")
    assert exchange(once, "IR", "RU") == text
    assert exchange(text, "RU", "IR") == once


@pytest.mark.parametrize(
    ("text", "pair", "expected"),
    [
        ("Iran met an American.", ("IR", "US"), "The United States met an Iranian."),
        ("He said Iran met the US.", ("IR", "US"), "He said the United States met Iran."),
        ("The United States lifted U.S. sanctions.", ("US", "CN"), "China lifted Chinese sanctions."),
        ("An Iranian and a Russian talked.", ("IR", "RU"), "A Russian and an Iranian talked."),
        ("Putin spoke in Moscow to Iranians.", ("RU", "IR"), "Pezeshkian spoke in Tehran to Russians."),
        ("IRAN WARNS", ("IR", "CN"), "CHINA WARNS"),
        ("France is not named.", ("IR", "RU"), "France is not named."),
    ],
)
def test_words_of_the_one_become_those_of_the_other(text: str, pair: tuple[str, str], expected: str) -> None:
    assert exchange(text, *pair) == expected


def test_a_bloc_is_no_country() -> None:
    with pytest.raises(ValueError, match="EU"):
        exchange("Iran", "IR", "EU")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The White House and the Trump administration left.",
            "The Russian government and the Putin administration left.",
        ),
        ("Congress voted after U.S. officials spoke.", "The Russian government voted after Russian officials spoke."),
        ("Trump and Rubio met Lavrov.", "Putin and Lavrov met Rubio."),
    ],
)
def test_institutions_and_leaders_become_the_others(text: str, expected: str) -> None:
    assert exchange(text, "US", "RU") == expected


@pytest.mark.parametrize(
    ("text", "a", "b", "expected"),
    [
        (
            "The Americans lied. Americans know, and ordinary Americans agree with Americans.",
            "US",
            "CN",
            "The Chinese lied. The Chinese know, and ordinary Chinese agree with the Chinese.",
        ),
        ("He blamed the Zionist regime.", "IL", "IR", "He blamed the Iranian regime."),
        ("He blamed the Zionist enemy.", "IL", "IR", "He blamed the Iranian enemy."),
    ],
)
def test_no_word_comes_in_and_no_opinion_goes_but_the_countrys(text: str, a: str, b: str, expected: str) -> None:
    assert exchange(text, a, b) == expected


def test_other_cities_are_exchanged_so_that_what_was_the_speakers_own_stays_so() -> None:
    text = "The mayor of Haifa praised Israel, and Haifa's port thanked Tel Aviv. Boston did not."
    new = exchange(text, "IL", "IR")
    city = new.split()[3]
    assert new == f"The mayor of {city} praised Iran, and {city}'s port thanked Tehran. Boston did not."
    assert load_gazetteer().country_of(city) == "IR"
    assert exchange(new, "IL", "IR") == text


def test_two_cities_of_one_country_stay_two() -> None:
    named = exchange("Isfahan, Mashhad, Shiraz, Tabriz and Ahvaz belong to Iran.", "IR", "UA").split(" belong")[0]
    cities = named.replace(" and", ",").split(", ")
    assert len(set(cities)) == 5 and {load_gazetteer().country_of(city) for city in cities} == {"UA"}

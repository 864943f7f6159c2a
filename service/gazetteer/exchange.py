"""Exchanges two countries through a text: a tone must not hang on which country it is.

Names, adjectives, peoples, capitals and leaders of the one become those of the other, and the other way round, with
the articles ("an Iranian" -> "a Russian", "Iran" -> "the United States"). Institutions and by-names have no counterpart
and become the other's government, regime or what else they call it. Other cities are exchanged too: a mayor of Haifa
in a text that speaks of Iran in Israel's place would still be an Israeli.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from service.gazetteer import load_gazetteer
from service.gazetteer.counterparts import CityCounterparts, Counterparts
from service.gazetteer.loader import Words
from service.pipeline.document import Mention

# A short name such as "US" is an adjective before a noun and a name before one of these.
NOT_NOUNS = frozenset(
    "a about after against also and any are as at be because been before between but by can could did do does for from "
    "had has have if in into is it may might must not now of on or over said says shall should since so than that the "
    "their then there they to under until was we were what when where which while who will with would".split()
)
WORD_AFTER = re.compile(r"\s{1,3}([a-z]{1,20})")
WORD_BEFORE = re.compile(r"([A-Za-z]{1,20})\s{1,3}$")
ARTICLE_BEFORE = re.compile(r"\b(An?|an?|The|the|THE)(\s{1,3})$")
SENTENCE_START = re.compile(r"(?:^|[.!?]['\"’”)]?\s{1,3}|\n\s{0,3})[\"“‘']?$")
VOWEL = re.compile("[AEIO]|U[^SKnkrgz.]|Un[^i]|Ur[^u]")
GOVERNMENTS = frozenset(("administration", "government", "regime", "cabinet"))
# "The Zionist enemy" becomes "the Iranian enemy": what a by-name calls a state is the speaker's opinion of it.
CALLED = GOVERNMENTS | {"authorities", "enemy", "entity", "establishment"}
DETERMINED = re.compile(
    r"(?:\b(?:the|a|an|this|that|its|their|his|her|our)\s{1,3}(?:[a-z-]{1,14}\s{1,3})?|['’]s?\s{1,3})$", re.I
)


def exchange(text: str, a: str, b: str) -> str:
    """Return the text with the countries ``a`` and ``b`` exchanged; ``ValueError`` if either is no country."""
    gazetteer = load_gazetteer()
    for code in (a, b):
        if code not in gazetteer.words:
            raise ValueError(f"{code} is no country of the gazetteer")
    other = {a: b, b: a}
    pieces: list[str] = []
    position = 0
    mentions = [mention for mention in gazetteer.find(text, places=True) if mention.target in other]
    leaders = {
        code: Counterparts(
            (_person(mention, text) for mention in mentions if mention.target == code), code, other[code]
        )
        for code in other
    }
    named = {mention.span for mention in mentions}
    taken = {position for span in named for position in range(span.start, span.end)}
    places = [
        mention
        for mention in gazetteer.find(text, places=True, cities=True)
        if mention.target in other and taken.isdisjoint(range(mention.span.start, mention.span.end))
    ]
    cities = {
        code: CityCounterparts((one.span.of(text) for one in places if one.target == code), code, other[code])
        for code in other
    }
    for mention in sorted((*mentions, *places), key=lambda one: one.span):
        if mention.span in named:
            new = _replacement(text, mention, gazetteer.words, other[mention.target], leaders[mention.target])
        else:
            new = cities[mention.target].of(mention.span.of(text))
        before, new = _articles(text[position : mention.span.start], new)
        if new.startswith("the ") and SENTENCE_START.search(text[max(0, mention.span.start - 6) : mention.span.start]):
            new = "T" + new[1:]
        pieces += (before, new)
        position = mention.span.end
    return "".join((*pieces, text[position:]))


def _person(mention: Mention, text: str) -> str:
    """Return a mention's words without "administration" and the like: the leader's name if it is one."""
    name, _, head = mention.span.of(text).rpartition(" ")
    return name if head.lower() in GOVERNMENTS else mention.span.of(text)


def _replacement(text: str, mention: Mention, words: Mapping[str, Words], other: str, leaders: Counterparts) -> str:
    """Return the other country's words for a mention, a name with its article in front."""
    said = mention.span.of(text)
    shouted = len(said) > 3 and said.isupper() and said.isalpha()
    if shouted:
        said = said.capitalize()
    own, new = words[mention.target], words[other]
    name = f"the {new.names[0]}" if new.article else new.names[0]
    if mention.via == "leader":
        result = leaders.of(said) or f"{(new.adjectives or (new.names[0],))[0]} leader"
    elif mention.via == "capital":
        result = new.capitals[0] if new.capitals else name
    elif mention.via == "adjective" or (said in own.adjectives and _before_noun(text, mention)):
        people = said in own.peoples and said not in own.adjectives
        if people:
            result = _people(text, mention, new, name)
        else:
            result = new.adjectives[0] if new.adjectives else new.names[0]
    elif mention.via == "name":
        result = name
    else:
        result = _government(text, mention, new, name, leaders)
    return result.upper() if shouted else result


def _government(text: str, mention: Mention, new: Words, name: str, leaders: Counterparts) -> str:
    """Return what stands for an institution: "the Russian government", or "Putin administration" for Trump's."""
    said = mention.span.of(text)
    if leader := leaders.of(_person(mention, text)):
        return f"{leader} {said.rpartition(' ')[2]}"
    last = said.rpartition(" ")[2].lower()
    if mention.via == "alias" and last in CALLED and new.adjectives:
        government = f"{new.adjectives[0]} {last}"
    else:
        government = f"{new.adjectives[0]} government" if new.adjectives else f"government of {name}"
    before = text[max(0, mention.span.start - 24) : mention.span.start]
    return government if DETERMINED.search(before) else f"the {government}"


def _people(text: str, mention: Mention, new: Words, name: str) -> str:
    """Return the other people: "the Russians", or "the Chinese", who are named by the adjective alone."""
    if new.peoples and new.peoples[0] not in new.adjectives:
        return new.peoples[0]
    if not new.adjectives:
        return f"people of {name}"
    before = WORD_BEFORE.search(text, max(0, mention.span.start - 24), mention.span.start)
    # "The Americans" and "ordinary Americans", but "Americans want" and "with Americans".
    bare = before is None or before[1].lower() in NOT_NOUNS
    return f"the {new.adjectives[0]}" if bare else new.adjectives[0]


def _before_noun(text: str, mention: Mention) -> bool:
    after = WORD_AFTER.match(text, mention.span.end)
    return after is not None and after[1] not in NOT_NOUNS and not after[1].endswith("ed")


def _articles(before: str, new: str) -> tuple[str, str]:
    """Fit the article that stands before a replaced mention: drop, add or change it."""
    named = new.lower().startswith("the ")
    found = ARTICLE_BEFORE.search(before[-8:])
    if not found:
        return before, new
    start = len(before) - len(found[0])
    article, space = found[1], found[2]
    if article.lower() == "the":
        if named:
            return before, new[4:]
        # "the Iranian government" keeps its article; "the United States" becomes "Iran".
        return (before[:start], new) if new in _names() else (before, new)
    if named:
        return before, new
    fitted = "an" if VOWEL.match(new) else "a"
    return before[:start] + (fitted.capitalize() if article[0] == "A" else fitted) + space, new


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(
        written for words in load_gazetteer().words.values() for written in (words.names[0], words.names[0].upper())
    )

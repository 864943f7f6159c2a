"""The gazetteer: countries and blocs, and all the words that name them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import zip_longest

from service.gazetteer.loader import Tables, load_tables
from service.gazetteer.matcher import Matcher
from service.gazetteer.model import Form, Target
from service.pipeline.document import Mention

# Between the owner and the owned: "the United Nations' IAEA".
OWNED = re.compile(r"['\u2019]s?\s{1,2}")
ABOUT = re.compile(
    r"(?:\b(?:to|on|with|against|about|toward|towards|into)|(?<!spokesman )(?<!spokesperson )(?<!spokeswoman )"
    r"(?<!officials )(?<!official )(?<!diplomat )(?<!spokesmen )\bfor)"
    r"(?:\s{1,3}(?:the|a|an|all))?\s{1,3}$"
)

__all__ = ["Form", "Gazetteer", "Target", "load_gazetteer"]


class Gazetteer:
    """Knows every target by its id, and finds where a text names one."""

    def __init__(self, tables: Tables) -> None:
        self.targets: Mapping[str, Target] = tables.targets
        self.version = tables.version
        self.words = tables.words
        self._matcher = Matcher(tables.forms)

    def find(
        self, text: str, published: date | None = None, places: bool = False, cities: bool = False
    ) -> list[Mention]:
        """Return every explicit mention of a country or bloc in reading order, not overlapping.

        ``published`` tells who was in office; without it every leader counts. ``places`` also gives capitals that are
        mere places ("in Moscow"), ``cities`` all other cities, states and provinces.
        """
        return self._matcher.find(text, published, places, cities)

    def country_of(self, phrase: str) -> str | None:
        """Return the country or bloc that a role or phrase belongs to ("the Kremlin", "Russian foreign minister").

        The one that an envoy is sent to, or that a post is about, is not it: "ambassador to Iran" belongs to none.
        """
        # A place that is only part of a longer name hides the people's name in it ("Iraqi Kurdistan Regional Office").
        for cities in (True, False):
            mentions = self._matcher.find(phrase, places=True, cities=cities)
            for mention, following in zip_longest(mentions, mentions[1:]):
                if ABOUT.search(phrase[: mention.span.start]):
                    continue
                # Of one body in another, the inner one: "the United Nations' International Atomic Energy Agency".
                inner = following is not None and OWNED.fullmatch(phrase[mention.span.end : following.span.start])
                if inner and {self.targets[mention.target].type, self.targets[following.target].type} == {"bloc"}:
                    return following.target
                return mention.target
        return None


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Return the one gazetteer, built on first use."""
    return Gazetteer(load_tables())

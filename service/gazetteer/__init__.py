"""The gazetteer: countries and blocs, and all the words that name them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from service.gazetteer.loader import Tables, load_tables
from service.gazetteer.matcher import Matcher
from service.gazetteer.model import Form, Target
from service.pipeline.document import Mention

__all__ = ["Form", "Gazetteer", "Target", "load_gazetteer"]


class Gazetteer:
    """Knows every target by its id, and finds where a text names one."""

    def __init__(self, tables: Tables) -> None:
        self.targets: Mapping[str, Target] = tables.targets
        self.version = tables.version
        self.words = tables.words
        self._matcher = Matcher(tables.forms)

    def find(self, text: str, published: date | None = None, places: bool = False) -> list[Mention]:
        """Return every explicit mention of a country or bloc in reading order, not overlapping.

        ``published`` tells who was in office; without it every leader counts. ``places`` also gives capitals that are
        mere places ("in Moscow").
        """
        return self._matcher.find(text, published, places)

    def country_of(self, phrase: str) -> str | None:
        """Return the country or bloc that a role or phrase belongs to ("the Kremlin", "Russian foreign minister")."""
        mentions = self._matcher.find(phrase)
        return mentions[0].target if mentions else None


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Return the one gazetteer, built on first use."""
    return Gazetteer(load_tables())

"""Which leader or city takes the place of which of another country when two are exchanged in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from service.gazetteer.loader import rows_of_cities, rows_of_leaders

# Terms that end later than this count as running, so that a country's line begins with the heads in the table's order.
RUNNING = 2026
# Written like a city: neither "NASA" nor "Calif.".
PLAIN_CITY = re.compile("[A-Z][a-z]+(?: [A-Z][a-z]+)*")


class Person(NamedTuple):
    """A leader by all full names and all short ones."""

    names: tuple[str, ...]
    short: tuple[str, ...]


@lru_cache(maxsize=1)
def lines() -> dict[str, tuple[Person, ...]]:
    """Return each country's leaders, those in office first and then the last before them."""
    people: dict[str, dict[str, Person]] = {}
    for row in sorted(rows_of_leaders(), key=lambda row: -min(row.until, RUNNING)):
        people.setdefault(row.target, {}).setdefault(row.names[0], Person(row.names, row.short))
    return {code: tuple(line.values()) for code, line in people.items()}


def rank_of(words: str, code: str) -> int | None:
    """Return a leader's place in the country's line."""
    for rank, person in enumerate(lines().get(code, ())):
        if words in person.names or words in person.short:
            return rank
    return None


class Counterparts:
    """The counterparts of all leaders of one country that a text names: one of the other country for each.

    The first of one line is exchanged with the first of the other, and so on, which an exchange back undoes; one whose
    place the other line has not takes the first place that is free.
    """

    def __init__(self, named: Iterable[str], code: str, other: str) -> None:
        self._code = code
        line = lines().get(other, ())
        ranks = sorted({rank for words in named if (rank := rank_of(words, code)) is not None})
        self._of: dict[int, Person] = {rank: line[rank] for rank in ranks if rank < len(line)}
        free = [person for rank, person in enumerate(line) if rank not in self._of]
        for rank in ranks:
            if rank >= len(line) and free:
                self._of[rank] = free.pop(0)

    def of(self, words: str) -> str | None:
        """Return the counterpart's name, full for full and short for short; None if there is none."""
        rank = rank_of(words, self._code)
        person = self._of.get(rank) if rank is not None else None
        if rank is None or person is None:
            return None
        full = words in lines()[self._code][rank].names
        return person.names[0] if full or not person.short else person.short[0]


class CityCounterparts:
    """The counterparts of all cities of one country that a text names, ranked by the tables' order like leaders."""

    def __init__(self, named: Iterable[str], code: str, other: str) -> None:
        own, line = plain_cities(code), plain_cities(other)
        rank = {name: index for index, name in enumerate(own)}
        ranked = sorted({word for word in named if word in rank}, key=rank.__getitem__)
        self._of = {word: line[rank[word]] for word in ranked if rank[word] < len(line)}
        taken = set(self._of.values())
        free = (name for name in line if name not in taken)
        self._of |= dict(zip([word for word in ranked if word not in self._of], free, strict=False))

    def of(self, words: str) -> str:
        """Return the counterpart of a city; the city itself if there is none."""
        return self._of.get(words, words)


@lru_cache(maxsize=256)
def plain_cities(code: str) -> tuple[str, ...]:
    """Return a country's cities that are written in plain letters, the well-known ones first."""
    return tuple(
        name for country, names in rows_of_cities() if country == code for name in names if PLAIN_CITY.fullmatch(name)
    )

"""Whom a story is about from sentence to sentence, so that "he" goes on meaning the one it meant before.

After the idea of centering (Grosz, Joshi and Weinstein 1995), as far as it goes without a parser: the first person of a
sentence outside what is quoted is its centre; if that is a pronoun, the centre stays who it was, whoever is named later
in the sentence ("He was accompanied by Kazem Jalali").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from service.pipeline.entities import Entity
from service.pipeline.names import Token

SUBJECTS = {"he": "m", "she": "f"}


class Focus:
    """The centre of attention by place: computed once, asked by bisection."""

    def __init__(
        self,
        starts: Sequence[int],
        named: Sequence[tuple[int, Entity]],
        pronouns: Sequence[Token],
        quoted: Callable[[int], bool],
    ) -> None:
        """``starts`` of sentences, where persons are named, subject pronouns, and what tells if a place is quoted."""
        self._from: list[int] = []
        self._who: list[Entity] = []
        references: list[tuple[int, Entity | str]] = [(token.start, SUBJECTS[token.low]) for token in pronouns]
        references = sorted([*references, *named], key=lambda pair: pair[0])
        done = -1  # the sentence that has its centre already
        for position, who in references:
            sentence = bisect_right(starts, position) - 1
            if sentence == done or quoted(position):
                continue
            if isinstance(who, str):
                if not self._who or self._who[-1].gender not in (who, ""):
                    continue
                who = self._who[-1]
            done = sentence
            self._from.append(position)
            self._who.append(who)

    def at(self, position: int) -> tuple[Entity | None, int]:
        """Return who is in the centre just before a place, and where that was last said (-1: nowhere)."""
        index = bisect_left(self._from, position) - 1
        return (self._who[index], self._from[index]) if index >= 0 else (None, -1)

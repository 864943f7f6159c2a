"""Candidates for "it", "they", "the group", "the statement": speakers so far and organisations named near by."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from service.pipeline.entities import Entity
from service.pipeline.organizations import is_medium, same_sort
from service.pipeline.ranking import Place, Sentences

BEFORE, AFTER = 14, 5  # named organisations looked at on either side


@dataclass(frozen=True, slots=True)
class Anaphor:
    """What stands for someone named elsewhere: its sort (it, they, organization, group, document), head and words."""

    sort: str
    head: str
    words: frozenset[str]


@dataclass(slots=True)
class Anaphora:
    """Knows where organisations are named, and gives candidates with their features."""

    sentences: Sentences
    named: Sequence[tuple[int, Entity]]
    persons: Sequence[Entity]

    def rank(
        self, place: Place, anaphor: Anaphor, spoke: Sequence[Entity]
    ) -> tuple[list[Entity | None], list[dict[str, float]]]:
        """Return the candidates, None (none of them) last, and what speaks for and against each."""
        k = bisect_right(self.named, place.position - 1, key=lambda pair: pair[0])
        before = [entity for _, entity in self.named[max(0, k - BEFORE) : k]]
        after = [entity for position, entity in self.named[k : k + AFTER] if position - place.position < 600]
        options = list(dict.fromkeys([*before, *spoke[-10:], *after]))
        if place.last is not None and place.last not in options:
            options.append(place.last)
        latest = before[-1] if before else None
        rows = [self._features(c, place, anaphor, latest) for c in options]
        none = {"none": 1.0, f"none {anaphor.sort}": 1.0, f"none {anaphor.sort} last": float(place.last is not None)}
        none["none head"] = max((row.get("head", 0.0) for row in rows), default=0.0)
        none["none bare"] = float(not anaphor.words)
        return [*options, None], [*rows, none]

    def _features(self, c: Entity, place: Place, anaphor: Anaphor, latest: Entity | None) -> dict[str, float]:
        f: dict[str, float] = {}
        at = self.sentences.at(place.position)
        sort = anaphor.sort
        turns = [t for t in c.turns if t < place.position]
        before = [m.start for m in c.mentions if m.start < place.position]
        f["last"] = float(c is place.last)
        f["spoke"] = float(bool(turns))
        if before or turns:
            gap = at - self.sentences.at(max(before + turns))
            f["recent0"] = float(gap == 0)
            f["recent1"] = float(gap == 1)
            f["recent2"] = float(gap == 2)
            f["far"] = float(gap > 3) * min(gap, 12) / 4
            f["latest"] = float(c is latest)
            position = max(before + turns)
            f["subject"] = float(position - self.sentences.starts[self.sentences.at(position)] < 30)
        else:
            f["later"] = 1.0
        f["head"] = float(anaphor.head in c.heads or anaphor.head in c.words)
        f["sort"] = float(same_sort(anaphor.head, (*c.words, *c.heads)))
        f["words"] = float(len(anaphor.words & (set(c.words) | c.heads)))
        f["country"] = float("nation" in c.heads)
        f["plural"] = float(c.plural)
        f["medium"] = float(is_medium(c.words))
        # Of how many words a country's name is must not count: "Tel Aviv", "Tehran".
        f["proper"] = float(not f["country"] and len(c.words) > 1 and (c.name or "")[:1].isupper())
        f[f"type {c.type}"] = 1.0
        return f | {f"{sort} {name}": value for name, value in f.items() if value}

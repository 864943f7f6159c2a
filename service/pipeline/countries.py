"""Which country or bloc a speaker belongs to, where the words beside the name do not say it.

A choice among the countries that the article names, by a small linear model whose features look at counts and places
alone, never at which country it is: all countries are treated alike.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.gazetteer import Gazetteer
from service.pipeline.document import Mention, Span
from service.pipeline.entities import Entity
from service.pipeline.ranking import Sentences
from service.pipeline.weights import choose

DATELINE = 90


@dataclass(slots=True)
class Countries:
    """The countries of an article, and the choice among them."""

    text: str
    mentions: Sequence[Mention]
    sentences: Sentences
    blocs: frozenset[str]
    starts: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    institutions: Counter[str] = field(default_factory=Counter)
    dateline: str | None = None

    @classmethod
    def of(cls, text: str, gazetteer: Gazetteer, sentences: Sentences, mentions: Sequence[Mention]) -> Countries:
        """Count an article's countries, and read its dateline."""
        blocs = frozenset(id_ for id_, target in gazetteer.targets.items() if target.type == "bloc")
        one = cls(text, mentions, sentences, blocs, [m.span.start for m in mentions])
        for mention in mentions:
            one.counts[mention.target] += 1
            if mention.via in ("institution", "leader"):
                one.institutions[mention.target] += 1
        for mention in gazetteer.find(text[: DATELINE * 2], None, places=True):
            after = text[mention.span.end : mention.span.end + 40]
            if mention.span.start < DATELINE and re.match(r"[^.\n]{0,30}(?:[\u2013\u2014-]{1,2}|\([A-Z])", after):
                one.dateline = mention.target
                break
        return one

    def candidates(self) -> list[str]:
        """Return the ids to choose among: the twelve most named, and the dateline's."""
        out = [id_ for id_, _ in self.counts.most_common(12)]
        if self.dateline and self.dateline not in out:
            out.append(self.dateline)
        return out

    def features(self, entity: Entity, candidate: str | None, neighbours: Counter[str]) -> dict[str, float]:
        """Return what speaks for a candidate (None: for no country) as the home of an entity."""
        kind = entity.type if entity.type in ("person", "organization", "group", "office") else "unnamed"
        if candidate is None:
            role = "role" if entity.roles else "bare"
            return {f"none {kind}": 1.0, f"none {kind} {role}": 1.0, "none no dateline": float(self.dateline is None)}
        total = sum(self.counts.values()) or 1
        ranks = [id_ for id_, _ in self.counts.most_common(3) if id_ not in self.blocs]
        f: dict[str, float] = {
            "share": self.counts[candidate] / total,
            "institutions": self.institutions[candidate] / max(1, sum(self.institutions.values())),
            "count": math.log2(1 + self.counts[candidate]),
            "dateline": float(candidate == self.dateline),
            "dateline alone": float(candidate == self.dateline and not self.counts[candidate]),
            "only": float(len(self.counts) < 2),
            "top": float(bool(ranks) and ranks[0] == candidate),
            "bloc": float(candidate in self.blocs),
            "first": float(bool(self.mentions) and self.mentions[0].target == candidate),
            "speakers": neighbours[candidate] / max(1, sum(neighbours.values())),
            "speakers any": float(neighbours[candidate] > 0),
        }
        if entity.mentions:
            f |= self._near(min(entity.mentions), candidate)
        for name in ("dateline", "top", "share", "same sentence before", "speakers", "bloc"):
            if f.get(name):
                f[f"{name} {kind}"] = f[name]
                if entity.roles:
                    f[f"{name} role"] = f[name]
        if any(word in entity.posts for word in (candidate,)):
            f["posted there"] = 1.0
        return f

    def _near(self, span: Span, candidate: str) -> dict[str, float]:
        sentence = self.sentences.at(span.start)
        k = bisect_right(self.starts, span.start)
        f: dict[str, float] = {}
        before = self.mentions[max(0, k - 12) : k]
        for n, mention in enumerate(reversed(before)):
            if mention.target == candidate:
                f["last before"] = float(n == 0)
                f["same sentence before"] = float(self.sentences.at(mention.span.start) == sentence)
                f["sentence ago"] = float(self.sentences.at(mention.span.start) == sentence - 1)
                break
        for n, mention in enumerate(self.mentions[k : k + 12]):
            if mention.target == candidate:
                f["next after"] = float(n == 0)
                f["same sentence after"] = float(self.sentences.at(mention.span.start) == sentence)
                break
        return f

    def choose(
        self, entity: Entity, neighbours: Counter[str], weights: Mapping[str, float]
    ) -> tuple[str | None, list[str | None], list[dict[str, float]]]:
        """Return the chosen id or None, with all candidates and their features."""
        options: list[str | None] = [None, *self.candidates()]
        rows = [self.features(entity, option, neighbours) for option in options]
        return options[choose(weights, rows)[0]], options, rows

"""Which country or bloc a speaker belongs to, where the words beside the name do not say it.

A choice among the countries that the article names, by a small linear model whose features look at counts and places
alone, never at which country it is: all countries are treated alike.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.gazetteer import Gazetteer
from service.pipeline.document import Mention, Span
from service.pipeline.entities import Entity
from service.pipeline.owners import SPOKES
from service.pipeline.ranking import Sentences
from service.pipeline.roles import Role
from service.pipeline.speaker_words import BODY_WORDS, BUSINESS_WORDS, EXPERT_WORDS, STATE_WORDS, VAGUE_WORDS
from service.pipeline.weights import choose

DATELINE = 90
# "TEHRAN – ", "AMMAN, March 4 (Reuters) - ", "New Delhi: ", and a line of its own in capitals: "ANKARA".
DATELINE_ENDS = re.compile(r"[^\n]{0,40}?(?:\s?[\u2013\u2014]|\s?--?\s|\([A-Z]|/[A-Z])|:\s")
ALONE = re.compile(r"\.?\s{0,2}\n|\.\s")
SHOUTED = re.compile(r"\b[A-Z]{4,30}\b")
COUNTERPART = re.compile(r"\s{1,2}(?:[\w-]{1,20}\s{1,2}){0,3}counterparts?\b")
NOT_IT = re.compile(
    r"\b(?:to|with|against|toward|towards|on|about|over|and)\s{1,2}(?:the\s{1,2})?$"
    r"|\b(?:said|says|told|tells|called|described|asked|urged|warned|added|accused|that|thanked|who)\b"
)
IN_PLACE = re.compile(
    r"\W{0,2}(?:(?:(?:Meanwhile|Elsewhere|Earlier|Later|Back|Over|But|And)(?:,\s|\s))?(?:in|at|from|inside)"
    r"|(?:at|in|during)\s[\w ]{1,30}\s(?:briefing|press\sconference|news\sconference)\s(?:\w{1,12}\s)?in)\s(?:the\s)?$",
    re.I,
)
# "Cuba was the exception: President Orestes Valdivia …": what stands before a colon says whose.
COLON = re.compile(r":\s{1,2}(?:[\w.'\u2019-]{1,20}\s){0,6}$")
# Whom one tells, accuses or thanks is another.
ADDRESSING = re.compile(
    r"\b(?:told|tell|tells|telling|accus|warn|urg|thank|blam|prais|critici|condemn|denounc|call(?:ed|s|ing)?\b(?!\sfor)"
    r"|ask|advis|remind|assur|invit|hail|slam|congratulat|describ|threaten)\w{0,6}(?:\son)?$",
    re.I,
)
# "Its trade minister", "a spokesman for its Foreign Ministry": of the country named last.
ITS = re.compile(r"\b(?:its|that country's|that country\u2019s)\b", re.I)
# In one's own words: the country named beside one's own, or with whom one deals, is another's.
OWN = re.compile(r"\b(?:his|her|their|our|my)\s(?:own\s)?(?:country|nation|homeland)\b", re.I)
WITH = re.compile(r"\bwith\s(?:the\s)?$", re.I)
OFFICIALS = frozenset("minister secretary commissioner".split())
# Words of an office that every state has: they tell nobody's from another's.
NOT_A_BODY = frozenset(
    "senior deputy first vice prime chief former acting state general assistant interim new foreign defense defence "
    "interior finance affairs".split()
)
# Offices that a state has and no bloc.
OF_STATES = frozenset("minister governor mayor king queen emir chancellor senator congressman".split())
LEAD = 500
BODY_REACH, OWN_BODY_REACH = 3, 6  # sentences


@dataclass(slots=True)
class Countries:
    """The countries of an article, and the choice among them."""

    text: str
    mentions: Sequence[Mention]
    sentences: Sentences
    blocs: frozenset[str]
    places: Sequence[Mention]
    starts: list[int] = field(default_factory=list)
    place_starts: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    cities: Counter[str] = field(default_factory=Counter)
    institutions: Counter[str] = field(default_factory=Counter)
    counterparts: set[int] = field(default_factory=set)
    marked: Counter[str] = field(default_factory=Counter)
    dateline: str | None = None
    home: str | None = None

    @classmethod
    def of(
        cls,
        text: str,
        gazetteer: Gazetteer,
        sentences: Sentences,
        mentions: Sequence[Mention],
        persons: Sequence[Span] = (),
    ) -> Countries:
        """Count an article's countries, and read its dateline; ``persons`` are the spans of persons' names."""
        blocs = frozenset(id_ for id_, target in gazetteer.targets.items() if target.type == "bloc")
        everything = gazetteer.find(text, None, places=True, cities=True)
        known = {m.span.start for m in mentions}
        places = [m for m in everything if m.span.start not in known and not _inside(persons, m.span)]
        one = cls(
            text,
            mentions,
            sentences,
            blocs,
            places,
            [m.span.start for m in mentions],
            [m.span.start for m in places],
        )
        for mention in mentions:
            one.counts[mention.target] += 1
            if mention.via in ("institution", "leader"):
                one.institutions[mention.target] += 1
            if COUNTERPART.match(text, mention.span.end):
                one.counterparts.add(mention.span.start)
            if one._marks(mention):
                one.marked[mention.target] += 1
        for mention in places:
            one.cities[mention.target] += 1
        one.dateline = _dateline(text[: 2 * DATELINE], gazetteer)
        # Without a dateline an article is at home where its first lines are.
        one.home = one.dateline or next((m.target for m in places if m.span.start < LEAD), None)
        return one

    def _marks(self, mention: Mention, known: frozenset[str] = STATE_WORDS) -> bool:
        """Tell whether a country's name marks whose an official or a body of a state is ("Iranian minister")."""
        if mention.via in ("institution", "leader"):
            return False
        after = self.text[mention.span.end : mention.span.end + 40].split("\n")[0]
        words = after.removeprefix("'s").removeprefix("\u2019s").split()[:4]
        return any(word.strip(",.").casefold() in known for word in words)

    def candidates(self) -> list[str]:
        """Return the ids to choose among: the twelve most named, those of the most named cities, the dateline's."""
        out = [id_ for id_, _ in self.counts.most_common(12)]
        out += [id_ for id_, _ in self.cities.most_common(4)]
        if self.dateline:
            out.append(self.dateline)
        return list(dict.fromkeys(out))

    def features(self, entity: Entity, candidate: str | None, neighbours: Counter[str]) -> dict[str, float]:
        """Return what speaks for a candidate (None: for no country) as the home of an entity."""
        kind = entity.type if entity.type in ("person", "organization", "group", "office") else "unnamed"
        sort = sort_of(entity)
        if candidate is None:
            return {
                f"none {kind}": 1.0,
                f"none {sort}": 1.0,
                "none generic": float(not entity.heads and not entity.roles),
                "none no home": float(self.home is None),
            }
        total = sum(self.counts.values()) or 1
        ranks = [id_ for id_, _ in self.counts.most_common(3) if id_ not in self.blocs]
        f: dict[str, float] = {
            "share": self.counts[candidate] / total,
            "institutions": self.institutions[candidate] / max(1, sum(self.institutions.values())),
            "cities": self.cities[candidate] / (1 + sum(self.cities.values())),
            "dateline": float(candidate == self.dateline),
            "home": float(candidate == self.home),
            "only": float(len(self.counts) < 2),
            "top": float(bool(ranks) and ranks[0] == candidate),
            "bloc": float(candidate in self.blocs),
            "speakers": neighbours[candidate] / max(1, sum(neighbours.values())),
            "marked": self.marked[candidate] / max(1, sum(self.marked.values())),
            "posted there": float(candidate in entity.posts),
            "bloc minister": float(candidate in self.blocs and not OF_STATES.isdisjoint(entity.heads)),
            "bloc commissioner": float(candidate in self.blocs and "commissioner" in entity.heads),
        }
        if (its := next((role for role in entity.roles if self._its(role)), None)) is not None:
            f["its"] = float(candidate == self._last(its.span))
        if entity.mentions:
            f |= self._near(min(entity.mentions), candidate)
            if not SPOKES.isdisjoint(entity.heads | entity.role_words):
                f["body"] = float(candidate == self._body(min(entity.mentions)))
                # "Foreign Ministry spokesman": of the foreign ministry named before.
                own = BODY_WORDS & (entity.role_words | set(entity.words))
                f["own body"] = float(bool(own) and candidate == self._body(min(entity.mentions), own, OWN_BODY_REACH))
            elif not OFFICIALS.isdisjoint(entity.heads):
                # "External Affairs Minister": of the Ministry of External Affairs named before.
                own = frozenset(entity.role_words) - NOT_A_BODY - entity.heads
                f["own office"] = float(
                    bool(own) and candidate == self._body(min(entity.mentions), own, OWN_BODY_REACH)
                )
        group = sort if sort in ("state", "bare") else "other"
        for name in ("home", "share", "bloc", "local", "dateline", "institutions", "marked", "city local", "in place"):
            if f.get(name):
                f[f"{name} {group}"] = f[name]
        if kind != "person":
            for name in ("home", "share", "bloc", "local"):
                if f.get(name):
                    f[f"{name} thing"] = f[name]
        return f

    def _near(self, span: Span, candidate: str) -> dict[str, float]:
        """Look at the countries and cities named around the first mention of an entity, the nearest counting most."""
        sentence = self.sentences.at(span.start)
        f: dict[str, float] = {}
        for label, mentions, starts in (("", self.mentions, self.starts), ("city ", self.places, self.place_starts)):
            k = bisect_right(starts, span.start)
            before = [m for m in mentions[max(0, k - 12) : k] if m.span.end <= span.start]
            after = [m for m in mentions[k : k + 12] if m.span.start >= span.end]
            for name, near in (("local", before[::-1]), ("ahead", after)):
                mass: Counter[str] = Counter()
                for n, mention in enumerate(near):
                    gap = abs(self.sentences.at(mention.span.start) - sentence)
                    if gap > 4 or (name == "ahead" and gap > 1):
                        break
                    if mention.span.start in self.counterparts and gap < 2:
                        f["counterpart near"] = float(mention.target == candidate)
                        continue
                    mass[mention.target] += 0.5**gap * 0.9**n  # type: ignore[assignment]
                if mass[candidate]:
                    f[label + name] = mass[candidate] / (0.5 + sum(mass.values()))
            for mention in before[-3:]:
                start = self.sentences.starts[self.sentences.at(mention.span.start)]
                opens = self.sentences.at(mention.span.start) == sentence
                if opens and mention.target == candidate and IN_PLACE.fullmatch(self.text[start : mention.span.start]):
                    f["in place"] = 1.0
            opening = next((m for m in before[-4:] if self.sentences.at(m.span.start) == sentence), None)
            if (
                opening is not None
                and opening.target == candidate
                and COLON.search(self.text, opening.span.end, span.start)
            ):
                f["colon"] = 1.0
            for mention in after[:1]:
                gap_text = self.text[span.end : mention.span.start] if mention.span.start - span.end < 60 else "\n"
                if mention.target == candidate and _tied(gap_text):
                    f["attached"] = 1.0
        return f

    def _others(self, entity: Entity) -> dict[str, set[str]]:
        """Return, by feature, who is another in the entity's words: "his country's eagerness for work with Iran"."""
        found: dict[str, set[str]] = {name: set() for name in ("beside own", "dealt with", "own with", "addressed")}
        for content in entity.spoken:
            own = OWN.search(self.text, content.start, content.end) is not None
            first, last = bisect_right(self.starts, content.start - 1), bisect_right(self.starts, content.end - 1)
            for mention in self.mentions[first:last]:
                if own:
                    found["beside own"].add(mention.target)
                before = self.text[max(0, mention.span.start - 24) : mention.span.start].rstrip().removesuffix(" the")
                if WITH.search(self.text, max(content.start, mention.span.start - 9), mention.span.start):
                    found["dealt with"].add(mention.target)
                    if own:
                        found["own with"].add(mention.target)
                elif ADDRESSING.search(before):
                    found["addressed"].add(mention.target)
        return found

    def _body(self, span: Span, bodies: frozenset[str] = STATE_WORDS, reach: int = BODY_REACH) -> str | None:
        """The country of the state body named last: a spokesman with no body of his own speaks for that one."""
        sentence = self.sentences.at(span.start)
        for k in range(bisect_right(self.starts, span.start) - 1, -1, -1):
            mention = self.mentions[k]
            if sentence - self.sentences.at(mention.span.start) > reach:
                break
            if (bodies is STATE_WORDS and mention.via == "institution") or self._marks(mention, bodies):
                return mention.target
        return None

    def _its(self, role: Role) -> bool:
        """Tell whether a role is its country's by a pronoun alone: "its trade minister"."""
        return ITS.search(self.text, max(0, role.span.start - 5), role.span.end) is not None

    def _last(self, span: Span) -> str | None:
        """The country or bloc named last before a span, be it as a mere place."""
        near = []
        for mentions, starts in ((self.mentions, self.starts), (self.places, self.place_starts)):
            if (k := bisect_right(starts, span.start - 1)) and span.start - mentions[k - 1].span.end < LEAD:
                near.append(mentions[k - 1])
        return max(near, key=lambda mention: mention.span).target if near else None

    def choose(
        self, entity: Entity, neighbours: Counter[str], weights: Mapping[str, float]
    ) -> tuple[str | None, list[str | None], list[dict[str, float]]]:
        """Return the chosen id or None, with all candidates and their features."""
        options: list[str | None] = [None, *self.candidates()]
        rows = [self.features(entity, option, neighbours) for option in options]
        for name, others in self._others(entity).items():
            for option, row in zip(options, rows, strict=True):
                if option in others:
                    row[name] = 1.0
        return options[choose(weights, rows)[0]], options, rows


def _dateline(lead: str, gazetteer: Gazetteer) -> str | None:
    """Return the country of the place that an article's first lines give, which may be written in capitals."""
    plain = SHOUTED.sub(lambda word: word.group().title(), lead)
    for mention in gazetteer.find(plain, None, places=True, cities=True):
        opens = mention.span.start - (lead.rfind("\n", 0, mention.span.start) + 1) < 4
        if mention.span.start >= DATELINE or mention.via == "adjective" or not opens:
            continue
        shouted = mention.span.of(lead).isupper() and ALONE.match(lead, mention.span.end)
        if shouted or DATELINE_ENDS.match(lead, mention.span.end):
            return mention.target
    return None


def in_dateline(text: str, span: Span) -> bool:
    """Tell whether words open an article as the place that it is sent from: "TEL AVIV – In what appeared …"."""
    return span.start < 4 and span.end < DATELINE and DATELINE_ENDS.match(text, span.end) is not None


def _tied(gap: str) -> bool:
    """Tell whether the words between a name and a place say what the person is: an apposition or "of", "from", "at"."""
    if NOT_IT.search(gap) or re.search(r"[.:;\n\"\u201c]", gap):
        return False
    return gap.startswith(",") or gap.lstrip().split(" ")[0] in ("of", "from", "in", "at")


def sort_of(entity: Entity) -> str:
    """Tell what an entity is, roughly: of a state, an expert, a business, a medium, nobody in particular, or else."""
    words = {*entity.heads, *entity.words} if entity.type != "person" else entity.heads | entity.role_words
    if entity.stateless:
        return "medium"
    if entity.type != "person" and words & VAGUE_WORDS:
        return "vague"
    for sort, known in (("state", STATE_WORDS), ("expert", EXPERT_WORDS), ("business", BUSINESS_WORDS)):
        if words & known:
            return sort
    return "other" if words else "bare"


def _inside(spans: Sequence[Span], span: Span) -> bool:
    k = bisect_right(spans, Span(span.end, 0)) - 1
    return k >= 0 and spans[k].overlaps(span)

"""Joins the mentions of names into persons: one person, one entity, with fullest name, roles, gender and country."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.gazetteer import Gazetteer
from service.pipeline.document import Mention, Span, SpeakerType
from service.pipeline.names import NameMention, Tokens
from service.pipeline.roles import POSTED, Role, country_in, roles_of
from service.pipeline.speaker_words import FEMALE_HEADS, FEMALE_PRONOUNS, MALE_HEADS, MALE_PRONOUNS

# Titles that stand before a name alone, and the noun that each is short for.
SHORT_TITLES = {
    "rep": "representative", "sen": "senator", "gov": "governor", "gen": "general", "prof": "professor",
    "amb": "ambassador", "lt": "officer", "col": "colonel", "maj": "major", "capt": "captain", "adm": "admiral",
    "brig": "brigadier", "mk": "lawmaker", "mp": "lawmaker", "ceo": "executive", "cfo": "executive",
    "pres": "president",
}  # fmt: skip

# Ways of writing one sound of Persian, Arabic, Russian or Chinese names, each before those that hold what it becomes.
SPELLINGS = (("gh", "q"), ("kh", "h"), ("dj", "j"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("yy", "y"), ("iy", "y"))


SEAT = re.compile(r"\b([A-Z][\w.]{1,30}(?: [A-Z][\w.]{1,30})?)-based\b")  # "the Paris-based group"
SEAT_BEFORE = re.compile(SEAT.pattern + r"\s(?:[a-z]{1,20}\s){0,2}$")
UNIVERSITY = re.compile(
    r"\bUniversit(?:y|ies) of ([A-Z][\w'\u2019-]{1,30})"
    r"|\b(?!American|British)([A-Z][\w'\u2019-]{1,30}) "
    r"(?:(?:State|National|Technical|Technological|Medical|Christian|Free|Normal) )?University\b"
)
# The word before a title: "Hamas" in "Hamas spokesman X"; after a preposition it is a mere place.
WHOSE = re.compile(r"\b(?:(in|at|from|to|of|with|near|outside|on|for|after|against)\s)?([A-Z][\w'\u2019-]{1,20})\s$")
SEAT_OF_PARTY = re.compile(r"\s\([A-Z][a-z]{0,3}[-\u2013]([A-Z][\w. ]{1,20})\)")  # "Sen. X (R-Ohio)"

# Agencies of the United Nations speak for it; a tone can be toward one of them alone.
AGENCY_OF = {"WHO": "UN", "UNESCO": "UN"}


@dataclass(slots=True, eq=False)
class Entity:
    """Someone or something that may speak: what is known of it over the whole article."""

    name: str | None
    type: SpeakerType
    words: tuple[str, ...] = ()
    mentions: list[Span] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    gender: str = ""
    countries: Counter[str] = field(default_factory=Counter)
    heads: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)  # heads that are written with a capital: "the Leader"
    strong: bool = False
    turns: list[int] = field(default_factory=list)
    spoken: list[Span] = field(default_factory=list)  # what it is reported to say
    plural: bool = False
    role_words: set[str] = field(default_factory=set)
    posts: set[str] = field(default_factory=set)
    stateless: bool = False  # a medium: none is guessed
    medium: bool = False  # one known by its name, or at work worldwide: it has none, even where its name holds one
    shared: bool = False  # several countries', and so of none
    home: str | None = None
    members: list[Entity] = field(default_factory=list)

    @property
    def country(self) -> str | None:
        """The country or bloc that most of what is said of the entity points to; else the one guessed as its home."""
        if self.shared or self.medium:
            return None
        found = self.countries.most_common(1)[0][0] if self.countries else self.home
        return AGENCY_OF.get(found or "", found)


def build_persons(
    tokens: Tokens, names: Sequence[NameMention], targets: Sequence[Mention], gazetteer: Gazetteer
) -> tuple[list[Entity], dict[Span, Entity]]:
    """Return the article's named persons in order of appearance, and whom each mention of a name means."""
    text = tokens.text
    entities: list[Entity] = []
    index: dict[str, list[Entity]] = {}
    whom: dict[Span, Entity] = {}
    # The longest names first, so that parts find their wholes wherever these stand.
    for name in sorted(names, key=lambda n: (-len(n.words), n.span)):
        fitting = [
            e
            for e in dict.fromkeys(x for w in (name.words[-1], name.words[0]) for x in index.get(w, []))
            if _fits(name, e)
        ]
        entity = _choose(fitting, name) or _misspelt(name, entities)
        if entity is None:
            entity = Entity(name.span.of(text), "person", name.words)
            entities.append(entity)
            for word in set(name.words):
                index.setdefault(word, []).append(entity)
        entity.mentions.append(name.span)
        entity.gender = entity.gender or name.gender
        entity.strong = entity.strong or name.strong
        whom[name.span] = entity
    starts = {mention.span.start: mention.target for mention in targets}
    offices = [mention for mention in targets if mention.via == "institution"]
    office_starts = [mention.span.start for mention in offices]
    named = {k for name in names for k in range(name.first_token, name.last_token + 1)}
    nations = _nations(tokens, targets)
    for name in names:
        entity = whom[name.span]
        for role in roles_of(name, tokens, named, nations):
            entity.roles.append(role)
            entity.heads.add(role.head)
            if role.head.capitalize() in role.text:
                entity.titles.add(role.head)
            entity.role_words |= role.words
            country = country_in(role.text, role.head, gazetteer)
            if country:
                entity.countries[country] += 2
            elif home := _seat(role.text, gazetteer):
                entity.countries[home] += 1
            elif (k := bisect_left(office_starts, role.span.start)) < len(offices) and role.span.covers(
                offices[k].span
            ):
                # What the whole text makes clear and the role alone does not: "the Home Secretary".
                entity.countries[offices[k].target] += 1
            elif home := _movement(text, role.span.start, gazetteer):
                entity.countries[home] += 1
            elif role.head in POSTED:
                place = gazetteer.country_of(role.text)
                entity.posts |= {place} if place else set()
            if not entity.gender:
                entity.gender = "f" if role.head in FEMALE_HEADS else "m" if role.head in MALE_HEADS else ""
        for k in name.title_tokens:
            word = tokens.words[k].low
            if word in SHORT_TITLES:
                entity.heads.add(SHORT_TITLES[word])
                entity.role_words.add(SHORT_TITLES[word])
        if name.country:
            entity.countries[name.country] += 1
        if (based := SEAT_BEFORE.search(text[max(0, name.span.start - 60) : name.span.start])) and (
            home := gazetteer.country_of(based[1])
        ):
            entity.countries[home] += 1
        if (seat := SEAT_OF_PARTY.match(text, name.span.end)) is not None and (home := gazetteer.country_of(seat[1])):
            entity.countries[home] += 2
        if tokens.text.startswith(" of ", name.span.end):
            home = starts.get(name.span.end + 4) or starts.get(name.span.end + 8)
            if home:  # "President Petraitis of Lithuania"
                entity.countries[home] += 2
    spans = sorted(whom)
    for mention in targets:
        if mention.via == "leader":
            k = bisect_right(spans, Span(mention.span.end, 0)) - 1
            if k >= 0 and spans[k].overlaps(mention.span):
                whom[spans[k]].countries[mention.target] += 1
    for entity in entities:
        entity.mentions.sort()
    entities.sort(key=lambda e: e.mentions[0])
    _gender_by_pronouns(tokens, entities, whom)
    return entities, whom


def _movement(text: str, start: int, gazetteer: Gazetteer) -> str | None:
    """Return the country of the party or movement whose a title is ("Hamas spokesman X"; not "in Gaza spokesman X")."""
    found = WHOSE.search(text, max(0, start - 40), start)
    return gazetteer.country_of(found[2]) if found and not found[1] else None


def _seat(role: str, gazetteer: Gazetteer) -> str | None:
    """Return the country of the town in a role: "Mumbai-based consultant", "lecturer at Yerevan State University"."""
    found = SEAT.search(role) or UNIVERSITY.search(role)
    return gazetteer.country_of(found[found.lastindex or 0]) if found else None


def _nations(tokens: Tokens, targets: Sequence[Mention]) -> frozenset[int]:
    """Return the indices of the words that tell whose something is: adjectives, possessives and short forms."""
    out = set()
    for mention in targets:
        k = tokens.index_at(mention.span.end) - 1
        if k >= 0 and (mention.via == "adjective" or tokens.words[k].possessive or tokens.words[k].text.isupper()):
            out.add(k)
    return frozenset(out)


def _fits(name: NameMention, entity: Entity) -> bool:
    if name.gender and entity.gender and name.gender != entity.gender:
        return False
    small, large = set(name.words), set(entity.words)
    if not small <= large:
        return False
    return name.words[-1] == entity.words[-1] or len(name.words) == 1 or name.words[0] == entity.words[0]


def _choose(fitting: Sequence[Entity], name: NameMention) -> Entity | None:
    """Of several persons of that name, the one named last before; else the first one after. A surname goes before."""
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    surname = [e for e in fitting if e.words[-1] == name.words[-1]] or list(fitting)
    if name.gender:
        surname = [e for e in surname if e.gender == name.gender] or surname
    before = [
        (max(m.start for m in e.mentions if m.start <= name.span.start), i)
        for i, e in enumerate(surname)
        if any(m.start <= name.span.start for m in e.mentions)
    ]
    if before:
        return surname[max(before)[1]]
    return min(surname, key=lambda e: min(e.mentions))


def _misspelt(name: NameMention, entities: Sequence[Entity]) -> Entity | None:
    """A surname that is one letter off a person's, or the same written in another way ("Araghchi", "Araqchi")."""
    word = name.words[-1]
    if len(name.words) > 2 or len(word) < 4 or len(entities) > 200:
        return None
    for entity in entities:
        other = entity.words[-1]
        if len(entity.words) < len(name.words) or other[0] != word[0] or word == other:
            continue
        same = spelt(word) == spelt(other)
        if not same and (len(entity.words) == len(name.words) or not one_off(word, other)):
            continue
        if len(name.words) == 1 or name.words[0] in entity.words:
            return entity
    return None


def spelt(word: str) -> str:
    """Return a name of another script as one of the ways of writing it in English has it."""
    for one, other in SPELLINGS:
        word = word.replace(one, other)
    return word


def one_off(a: str, b: str) -> bool:
    """Tell whether one edit makes one word the other: a letter changed, added, lost, or two neighbours exchanged."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    k = 0
    while k < min(len(a), len(b)) and a[k] == b[k]:
        k += 1
    x, y = a[k:], b[k:]
    return x[1:] == y[1:] or x[1:] == y or x == y[1:] or (x[:2] == y[1::-1] and x[2:] == y[2:])


def _gender_by_pronouns(tokens: Tokens, entities: Sequence[Entity], whom: dict[Span, Entity]) -> None:
    """A pronoun soon after the only person near by tells the gender."""
    spans = sorted(whom)
    words = tokens.words
    for n, span in enumerate(spans):
        entity = whom[span]
        if entity.gender:
            continue
        limit = spans[n + 1].start if n + 1 < len(spans) else len(tokens.text)
        k = tokens.index_at(span.end)
        alone = n == 0 or span.start - spans[n - 1].end > 200 or whom[spans[n - 1]] is entity
        for word in words[k : k + 25]:
            if word.start >= limit or (not alone and any(c in ".!?" for c in tokens.text[span.end : word.start])):
                break
            if word.low in FEMALE_PRONOUNS:
                entity.gender = "f"
                break
            if word.low in MALE_PRONOUNS:
                entity.gender = "m"
                break

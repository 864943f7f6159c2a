"""The resolver: goes through an article's statements in order and decides who speaks each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from service.pipeline.anaphora import Anaphor
from service.pipeline.cast import Cast
from service.pipeline.document import Attribution, Span, SpeakerType
from service.pipeline.entities import Entity
from service.pipeline.names import Token, is_title
from service.pipeline.owners import PARTICIPLE, SPOKES, made_by, proper_part, speaks_for
from service.pipeline.ranking import Place
from service.pipeline.roles import Phrase, country_in, is_vague, read_phrase
from service.pipeline.speaker_words import (
    FIRST_PRONOUNS,
    PLURAL_PRONOUNS,
    PRONOUNS,
    RELATIVE_PRONOUNS,
    SPEECH_NOUNS,
)
from service.pipeline.weights import choose

# A cue with no source that names no speaker: "were reported killed", "is also believed to", "reportedly".
IMPERSONAL = re.compile(
    r"\b(?:is|are|was|were|been|be|being)\s(?:(?:\w{1,15}ly|also|now|often|still)\s)?"
    r"(?:\w{1,15}(?:ed|own|hought|aid|eld|een))\b|\w{1,12}edly\b",
    re.I,
)
AUXILIARY = 16  # characters before a cue in which its auxiliary may stand
OWNED = re.compile(r"(?:\b(?:his|her|its|their|our|my|whose)|['\u2019]s|s['\u2019])\s(?:\S{1,20}\s){0,2}$", re.I)
CONTRACTION = re.compile(r"['\u2019](?:re|ve|ll|d|s|m)$", re.I)
FOR = re.compile(r",?\s{1,2}(?:for|of|from|with)\s{1,2}(?:the\s{1,2})?")
ISSUED = re.compile(r"\b(?:published|released|issued|compiled|collected|provided|gathered)\s{1,2}by\b")
POSSESSED = re.compile(r"['\u2019]s?\s")
UNNAMED = "?"  # before the key of whom no name tells, so that none is found by it
POSSESSIVES = frozenset("his her its their our my whose".split())


@dataclass(frozen=True, slots=True)
class Decision:
    """Who speaks a statement (None: it can't be told), how sure, and by which rule."""

    entity: Entity | None
    confidence: float
    rule: str


class Resolver(Cast):
    """Decides the statements of one article, in the order in which their sources stand."""

    def run(self) -> list[Decision]:
        """Decide all statements; the answers are in the attributions' order."""
        order = sorted(range(len(self.attributions)), key=lambda i: self._anchor(self.attributions[i]))
        out: list[Decision | None] = [None] * len(self.attributions)
        for i in order:
            one = self.attributions[i]
            self._current = i
            decision = self._decide(one)
            out[i] = decision
            if decision.entity is not None:
                self.last = decision.entity
                if decision.entity.type != "person" and decision.entity not in self.others:
                    self.others.append(decision.entity)
                decision.entity.turns.append(self._anchor(one))
                decision.entity.spoken += one.content
                if one.source is not None and decision.rule not in ("pronoun",):
                    decision.entity.mentions.append(one.source)
        self._full_names([d.entity for d in out if d is not None and d.entity is not None])
        self._homes([d.entity for d in out if d is not None and d.entity is not None])
        return [d for d in out if d is not None]

    def _anchor(self, one: Attribution) -> int:
        return one.source.start if one.source is not None else one.hull.start

    def _decide(self, one: Attribution) -> Decision:
        if one.source is None:
            return self._continuation(one)
        words = self.tokens.inside(one.source)
        if not words:
            return Decision(None, 0.3, "none")
        place = Place(one.source.start, self.last, one)
        if len(words) == 1 and (pronoun := self._uncontracted(words[0])) in PRONOUNS:
            words = [replace(words[0], low=pronoun)]
        if len(words) == 1 and words[0].low == "it" and one.cue is not None and IMPERSONAL.match(one.cue.of(self.text)):
            return Decision(None, 0.7, "none")  # "it is said that"
        if words[0].low in PRONOUNS and (len(words) == 1 or (len(words) == 2 and words[1].low in PRONOUNS)):
            return self._pronoun(words[0], place)
        named = self._named(one.source, words)
        if words[0].low in POSSESSIVES and named is None:
            return self._possessed(one.source, words, place)
        named = named or self._surnamed(words)
        if named is not None:
            if words[0].low in POSSESSIVES and named.entity is not None and not named.entity.countries:
                owner = self._pronoun(words[0], place).entity  # "its spokesman X"
                if owner is not None and owner.country:
                    named.entity.countries[owner.country] += 1
            return named
        return self._described(one.source, words, place)

    def _uncontracted(self, word: Token) -> str:
        """The pronoun of "they're" and "he'll", folded."""
        return CONTRACTION.sub("", self.text[word.start : word.end]).casefold()

    def _continuation(self, one: Attribution) -> Decision:
        if one.cue is not None and self._nobodys(one.cue):
            return Decision(None, 0.7, "none")
        if self.last is None:
            return Decision(None, 0.5, "none")
        if one.cue is None:
            return Decision(self.last, 0.8, "continuation")
        if self.sentences.at(one.hull.start) - self.sentences.at(max(self.last.turns)) <= 2:
            return Decision(self.last, 0.5, "continuation")
        return Decision(None, 0.5, "none")

    def _nobodys(self, cue: Span) -> bool:
        """A cue with no source is nobody's if it is a passive or a bare noun: "it was claimed", "amid reports"."""
        start = max(0, cue.start - AUXILIARY)
        if any(found.end() > cue.start for found in IMPERSONAL.finditer(self.text, start, cue.end)):
            return True
        noun = self.tokens.inside(cue)[-1:]
        return (
            bool(noun)
            and noun[0].low in SPEECH_NOUNS
            and not OWNED.search(self.text, max(0, cue.start - 48), cue.start)
        )

    def _pronoun(self, word: Token, place: Place) -> Decision:
        low = word.low
        if low in FIRST_PRONOUNS:
            return Decision(self.last, 0.6, "pronoun") if self.last else Decision(None, 0.3, "none")
        if low in RELATIVE_PRONOUNS:
            k = bisect_right(self._name_spans, Span(word.start, 0)) - 1
            if k >= 0 and word.start - self._name_spans[k].end < 120:
                return Decision(self.whom[self._name_spans[k]], 0.8, "pronoun")
        if low in PLURAL_PRONOUNS or low in ("it", "its"):
            found, sure = self._choose("other", *self.anaphora.rank(place, self._anaphor(low, None), self.others))
            return Decision(found, sure, "pronoun" if found else "none")
        options, rows = self.ranker.rank(place, low, None, None, more=self._nameless())
        found, sure = self._choose("pronoun", options, rows)
        if found is None and sure < 0.5 and len(options) > 1:
            # Somebody is meant more likely than nobody, only it is not plain who: the likeliest, and so little sure.
            best, share = choose(self.weights.get("pronoun", {}), rows[:-1])
            found, sure = options[best], share / 2
        if found is None:
            return Decision(None, sure, "none")
        return Decision(found, sure, "pronoun")

    def _possessed(self, source: Span, words: list[Token], place: Place) -> Decision:
        """ "His brother", "her campaign": someone else, named after the owner; "his letter": the owner."""
        owner = self._pronoun(words[0], place)
        phrase = read_phrase(words[1:], self.text)
        if owner.entity is None or phrase.kind in ("document", "other"):
            return owner
        name = f"{owner.entity.name}'s {self.text[words[1].start : source.end]}" if owner.entity.name else None
        entity = self._entity(name, "group" if phrase.plural else "unnamed" if name is None else "office", source)
        entity.heads.add(phrase.head)
        entity.home = owner.entity.country
        return Decision(entity, owner.confidence * 0.9, "role")

    def _anaphor(self, low: str, phrase: Phrase | None) -> Anaphor:
        if phrase is None:
            return Anaphor("they" if low in PLURAL_PRONOUNS else "it", low, frozenset())
        return Anaphor(phrase.kind, phrase.head, frozenset(phrase.before))

    def _named(self, source: Span, words: list[Token]) -> Decision | None:
        """A source that holds a person's name which is its head, or several joined by "and"."""
        a = bisect_right(self._name_spans, Span(source.start, 0))
        if a and self._name_spans[a - 1].end >= source.end:
            return Decision(self.whom[self._name_spans[a - 1]], 0.9, "name")  # a part of a name was marked
        heads: list[Entity] = []
        spans: list[Span] = []
        for span in self._name_spans[a:]:
            if span.start >= source.end:
                break
            if self._is_head(span, source, words, bool(heads)):
                if self.whom[span] not in heads:
                    heads.append(self.whom[span])
                    spans.append(span)
        if not heads:
            return None
        if len(heads) > 1:
            between = self.text[spans[0].end : spans[-1].start].casefold()
            if " and " in between or " & " in between:
                names = [e.name or "" for e in heads]
                joined = ", ".join(names[:-1]) + " and " + names[-1]
                group = self._entity(joined, "group", source)
                group.plural = True
                group.members = heads
                return Decision(group, 0.8, "name")
        rule = "name" if len(words) <= len(heads[0].words) + 1 else "apposition"
        if not heads[0].countries and rule == "apposition":
            country = self._country_beside(source, spans[0])
            if country:
                heads[0].countries[country] += 1
        return Decision(heads[0], 0.95, rule)

    def _surnamed(self, words: list[Token]) -> Decision | None:
        """A family name that is a people's as well: "Bahraini said", where Ali Bahraini was introduced before."""
        *titles, last = words
        if not last.capital or any(not is_title(word.low) for word in titles):
            return None
        for entity in reversed(self.persons):
            if len(entity.words) > 1 and entity.words[-1] == last.low and entity.mentions[0].start < last.start:
                return Decision(entity, 0.9, "name")
        return None

    def _country_beside(self, source: Span, name: Span) -> str | None:
        """The country of a body that the source names as the speaker's own: "the Pentagon's X", "X, for the agency"."""
        before, after = self.text[source.start : name.start], self.text[name.end : source.end]
        if (found := re.search(r"(?:['\u2019]s|s['\u2019])\s{1,2}$", before)) is not None:
            return country_in(before[: found.start()], "", self.gazetteer)
        if (found := FOR.match(after)) is not None:
            return self.gazetteer.country_of(after[found.end() :])
        return None

    def _owners_country(self, source: Span) -> str | None:
        """The country of the person whose the speaker is: "Petraitis's spokesman"."""
        for span in self._name_spans[bisect_left(self._name_spans, Span(source.start, 0)) :]:
            if span.start >= source.end:
                break
            if POSSESSED.match(self.text, span.end, source.end):
                return self.whom[span].country
        return None

    def _described(self, source: Span, words: list[Token], place: Place) -> Decision:
        phrase = read_phrase(words, self.text)
        country = self._country(source, phrase) or self._owners_country(source)
        if phrase.kind == "person":
            return self._role(source, words, phrase, place, country)
        if phrase.kind == "document" or ISSUED.search(source.of(self.text)):
            return self._document(source, words, phrase, place, country)
        if phrase.kind in ("organization", "group") and phrase.determiner in ("the", "a", "") and not country:
            if len(words) <= 5 and not any(w.capital for w in words[1:]):
                found, sure = self._choose("other", *self.anaphora.rank(place, self._anaphor("", phrase), self.others))
                if found is not None:
                    return Decision(found, sure, "role")
        type_: SpeakerType = "group" if phrase.kind == "group" else "organization"
        part = proper_part(words, source, self.text)
        if is_vague(phrase, words):
            entity, rule = self._entity(None, "unnamed", part, key=UNNAMED + part.of(self.text).casefold()), "unnamed"
        else:
            entity = self._entity(part.of(self.text), type_, part)
            rule = "group" if entity.type == "group" else "organization"  # "The United States" is known as a country
        entity.plural = phrase.plural or type_ == "group"
        entity.heads.add(phrase.head)
        if country and not entity.countries:
            entity.countries[country] += 1
        return Decision(entity, 0.8, rule)

    def _role(self, source: Span, words: list[Token], phrase: Phrase, place: Place, country: str | None) -> Decision:
        ranked = self.ranker.rank(place, "role", phrase, country, frozenset(w.low for w in words), self._nameless())
        found, sure = self._choose("role", *ranked)
        if found is not None:
            self.ranker.remember(found, phrase, frozenset(w.low for w in words))
            if country and sure > 0.7 and not found.countries:
                found.countries[country] += 1
            return Decision(found, sure, "role")
        text = source.of(self.text)
        if phrase.head in SPOKES:
            owner = speaks_for(words, source, self.text, self._target_in(source))
            if owner:
                entity = self._entity(owner, "office", source)
                entity.heads.add(phrase.head)
                if country and not entity.countries:
                    entity.countries[country] += 1
                return Decision(entity, 0.6, "office")
        name = None if is_vague(phrase, words) else text
        key = text.casefold() if name else UNNAMED + text.casefold()
        entity = self._entity(name, "unnamed" if name is None else "office", source, key=key)
        entity.heads.add(phrase.head)
        if country and not entity.countries:
            entity.countries[country] += 1
        return Decision(entity, 0.6, "unnamed" if name is None else "office")

    def _document(
        self, source: Span, words: list[Token], phrase: Phrase, place: Place, country: str | None
    ) -> Decision:
        text = source.of(self.text)
        owner = made_by(words, phrase, source, self.text, self.targets_in(source))
        if owner:
            entity = self._entity(owner, "organization", source)
            if country and not entity.countries:
                entity.countries[country] += 1
            return Decision(entity, 0.6, "document")
        if phrase.determiner or words[0].possessive:  # "reports say" points at nobody's
            found, sure = self._choose("other", *self.anaphora.rank(place, self._anaphor("", phrase), self.others))
            if found is not None:
                return Decision(found, sure, "document")
        if not any(word.capital and not PARTICIPLE.search(word.low) for word in words[1:]):
            # No author to be found, and "the report" is no name.
            unnamed = self._entity(None, "unnamed", source, key=UNNAMED + text.casefold())
            return Decision(unnamed, 0.5, "unnamed")
        entity = self._entity(text, "document", source)
        if country and not entity.countries:
            entity.countries[country] += 1
        return Decision(entity, 0.5, "document")

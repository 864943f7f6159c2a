"""The resolver: goes through an article's statements in order and decides who speaks each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.gazetteer import Gazetteer
from service.pipeline.anaphora import Anaphor, Anaphora
from service.pipeline.countries import Countries
from service.pipeline.document import Article, Attribution, Mention, Span, SpeakerType
from service.pipeline.entities import Entity, build_persons
from service.pipeline.names import Token, Tokens, find_names, is_title
from service.pipeline.organizations import find_organizations, is_medium
from service.pipeline.owners import SPOKES, made_by, proper_part, speaks_for
from service.pipeline.ranking import Place, Ranker, Sentences
from service.pipeline.roles import Phrase, country_in, is_vague, read_phrase
from service.pipeline.speaker_words import (
    COURTESY,
    FIRST_PRONOUNS,
    PERSON_HEADS,
    PLURAL_PRONOUNS,
    PRONOUNS,
    RELATIVE_PRONOUNS,
)
from service.pipeline.weights import choose, load_weights

# A cue with no source that names no speaker: "were reported killed", "is believed to", "reportedly".
IMPERSONAL = re.compile(
    r"\b(?:is|are|was|were|been|be|being)\s(?:\w{1,15}ly\s)?(?:\w{1,15}(?:ed|own|hought|aid|eld|een))\b|\w{1,12}edly\b",
    re.I,
)
POSSESSIVES = frozenset("his her its their our my whose".split())
PREPOSITIONS = frozenset("of for to by with from at in on about behind near".split())


@dataclass(frozen=True, slots=True)
class Decision:
    """Who speaks a statement (None: it can't be told), how sure, and by which rule."""

    entity: Entity | None
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice as the models saw it, kept for training: its kind, the options and their features, and the statement."""

    kind: str
    options: Sequence[Entity | str | None]
    rows: Sequence[Mapping[str, float]]
    entity: Entity | None
    statement: int


class Resolver:
    """Holds an article's persons and what has been said so far."""

    def __init__(
        self,
        article: Article,
        attributions: Sequence[Attribution],
        gazetteer: Gazetteer,
        weights: Mapping[str, Mapping[str, float]] | None = None,
    ) -> None:
        self.text = article.text
        self.gazetteer = gazetteer
        self.attributions = attributions
        self.tokens = Tokens.of(article.text)
        self.targets: list[Mention] = gazetteer.find(article.text, article.published)
        self._target_starts = [m.span.start for m in self.targets]
        sources = [a.source for a in attributions if a.source is not None]
        names = find_names(self.tokens, self.targets, sources)
        self.persons, self.whom = build_persons(self.tokens, names, self.targets, gazetteer)
        self._name_spans = sorted(self.whom)
        self.sentences = Sentences.of(article.text)
        self.countries = Countries.of(self.text, gazetteer, self.sentences, self.targets)
        self.weights = weights if weights is not None else load_weights()
        self.log: list[Choice] = []
        self.ranker = Ranker(self.sentences, self.persons, [s for a in attributions for s in a.content])
        self.others: list[Entity] = []
        self.by_key: dict[str, Entity] = {}
        self.anaphora = Anaphora(self.sentences, self._organizations(), self.persons)
        self.last: Entity | None = None
        self._current = 0

    def _organizations(self) -> list[tuple[int, Entity]]:
        """The organisations and countries that the text names, by position; each is one entity."""
        out: list[tuple[int, Entity]] = []
        found = find_organizations(self.tokens, self._name_spans, self.targets)
        for one in found:
            entity = self._known(one.span.of(self.text), one.words)
            entity.mentions.append(one.span)
            entity.heads |= set(one.words)
            out.append((one.span.start, entity))
        taken = {one.span.start for one in found}
        for mention in self.targets:
            if mention.via not in ("adjective", "leader") and mention.span.start not in taken:
                entity = self._known(mention.span.of(self.text), ())
                entity.mentions.append(mention.span)
                entity.heads |= {"country", "nation", "state"}
                entity.countries[mention.target] += 1
                out.append((mention.span.start, entity))
        return sorted(out, key=lambda pair: pair[0])

    def _known(self, name: str, words: tuple[str, ...]) -> Entity:
        key = name.casefold().removeprefix("the ")
        if key not in self.by_key:
            entity = Entity(name, "organization", words)
            country = country_in(name, "", self.gazetteer)
            if country:
                entity.countries[country] += 1
            entity.stateless = is_medium(words)
            self.by_key[key] = entity
        return self.by_key[key]

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
                if one.source is not None and decision.rule not in ("pronoun",):
                    decision.entity.mentions.append(one.source)
        self._full_names([d.entity for d in out if d is not None and d.entity is not None])
        self._homes([d.entity for d in out if d is not None and d.entity is not None])
        return [d for d in out if d is not None]

    def _full_names(self, speakers: Sequence[Entity]) -> None:
        """Give organisations the fullest name that the text has: "IAEA" is "International Atomic Energy Agency"."""
        longest: dict[str, str] = {}
        forms: dict[str, str] = {}
        for mention in self.targets:
            words = mention.span.of(self.text)
            if mention.target in self.countries.blocs and mention.via == "name":
                forms[words.casefold()] = mention.target
                if len(words) > len(longest.get(mention.target, "")):
                    longest[mention.target] = words
        for entity in dict.fromkeys(speakers):
            key = (entity.name or "").casefold().removeprefix("the ")
            if key in forms:
                entity.name = longest[forms[key]]

    def _homes(self, speakers: Sequence[Entity]) -> None:
        """Give a country to speakers of whom nothing tells it, by the model; those that others speak for first."""
        known = Counter(e.country for e in dict.fromkeys(speakers) if e.country)
        for entity in dict.fromkeys([*(m for e in speakers for m in e.members), *speakers]):
            if entity.members:
                countries = {member.country or "" for member in entity.members}
                entity.home = next(iter(countries)) or None if len(countries) == 1 else self._bloc(countries)
            elif not entity.countries and not entity.stateless and entity.home is None:
                weights = self.weights.get("country", {})
                entity.home, options, rows = self.countries.choose(
                    entity, Counter({k: v for k, v in known.items() if k}), weights
                )
                self.log.append(Choice("country", options, rows, entity, -1))

    def _anchor(self, one: Attribution) -> int:
        return one.source.start if one.source is not None else one.hull.start

    # -- sources -----------------------------------------------------------------------------------------------------

    def _decide(self, one: Attribution) -> Decision:
        if one.source is None:
            return self._continuation(one)
        words = self.tokens.inside(one.source)
        if not words:
            return Decision(None, 0.3, "none")
        place = Place(one.source.start, self.last, one)
        if words[0].low in PRONOUNS and (len(words) == 1 or (len(words) == 2 and words[1].low in PRONOUNS)):
            return self._pronoun(words[0], place)
        if words[0].low in POSSESSIVES:
            return self._possessed(one.source, words, place)
        named = self._named(one.source, words)
        if named is not None:
            return named
        return self._described(one.source, words, place)

    def _continuation(self, one: Attribution) -> Decision:
        if one.cue is not None and IMPERSONAL.search(one.cue.of(self.text)):
            return Decision(None, 0.7, "none")
        if self.last is None:
            return Decision(None, 0.5, "none")
        if one.cue is None:
            return Decision(self.last, 0.8, "continuation")
        if self.sentences.at(one.hull.start) - self.sentences.at(max(self.last.turns)) <= 2:
            return Decision(self.last, 0.5, "continuation")
        return Decision(None, 0.5, "none")

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
        found, sure = self._choose("pronoun", *self.ranker.rank(place, low, None, None, more=self._nameless()))
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

    def _choose(
        self, kind: str, options: Sequence[Entity | None], rows: Sequence[Mapping[str, float]]
    ) -> tuple[Entity | None, float]:
        """Let the model choose, and remember what it saw."""
        self.log.append(Choice(kind, options, rows, None, self._current))
        best, sure = choose(self.weights.get(kind, {}), rows)
        return options[best], sure

    def _nameless(self) -> list[Entity]:
        """The single persons without a name who spoke before."""
        return [e for e in self.others[-20:] if e.type in ("office", "unnamed") and not e.plural]

    def _anaphor(self, low: str, phrase: Phrase | None) -> Anaphor:
        if phrase is None:
            return Anaphor("they" if low in PLURAL_PRONOUNS else "it", low, frozenset())
        return Anaphor(phrase.kind, phrase.head, frozenset(phrase.before))

    def _named(self, source: Span, words: list[Token]) -> Decision | None:
        """A source that holds a person's name which is its head, or several joined by "and"."""
        a = bisect_right(self._name_spans, Span(source.start, 0))
        heads: list[Entity] = []
        spans: list[Span] = []
        for span in self._name_spans[a:]:
            if span.start >= source.end:
                break
            if span.end <= source.end and self._is_head(span, source, words, bool(heads)):
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
        return Decision(heads[0], 0.95, rule)

    def _is_head(self, span: Span, source: Span, words: list[Token], more: bool) -> bool:
        """A name is no head after a preposition with nothing but its title between, or as an owner or modifier."""
        before = [w for w in words if w.start < span.start]
        after = [w for w in words if w.start >= span.end]
        if after and not more:
            gap = self.text[span.end : after[0].start]
            if gap.strip(" ") in ("'s", "\u2019s", "'", "\u2019"):
                return False
            if (
                gap.strip(" ") == ""
                and after[0].low not in PREPOSITIONS
                and after[0].low not in ("and", "who", "himself", "herself")
            ):
                return False
        comma = self.text.rfind(",", source.start, span.start)
        for k in range(len(before) - 1, -1, -1):
            word = before[k]
            if word.start < comma:
                break
            if word.low in PREPOSITIONS:
                between = before[k + 1 :]
                if self._leads_on(between):
                    return False
                break
        return True

    def _leads_on(self, between: Sequence[Token]) -> bool:
        """What stands between a preposition and a name belongs to the name: nothing, a title, "Iran's"."""
        if not between or between[-1].possessive or between[-1].low in ("the", "a"):
            return True
        for word in between:
            target = self._target_at(word.start)
            noun = target is not None and target.via not in ("adjective", "leader") and not word.possessive
            if noun or not (is_title(word.low) or target is not None or word.low in ("the", "a", "an")):
                return False  # another noun stands between: "the president of Iran Hassan Rouhani"
        return between[-1].low in PERSON_HEADS or between[-1].low in COURTESY

    def _target_at(self, position: int) -> Mention | None:
        k = bisect_right(self._target_starts, position) - 1
        if k >= 0 and self.targets[k].span.end > position:
            return self.targets[k]
        return None

    # -- descriptions ------------------------------------------------------------------------------------------------

    def _described(self, source: Span, words: list[Token], place: Place) -> Decision:
        phrase = read_phrase(words, self.text)
        country = self._country(source, phrase)
        if phrase.kind == "person":
            return self._role(source, words, phrase, place, country)
        if phrase.kind == "document":
            return self._document(source, words, phrase, place, country)
        if phrase.kind in ("organization", "group") and phrase.determiner in ("the", "a", "") and not country:
            if len(words) <= 5 and not any(w.capital for w in words[1:]):
                found, sure = self._choose("other", *self.anaphora.rank(place, self._anaphor("", phrase), self.others))
                if found is not None:
                    return Decision(found, sure, "role")
        type_: SpeakerType = "group" if phrase.kind == "group" else "organization"
        rule = "group" if type_ == "group" else "organization"
        part = proper_part(words, source, self.text)
        if is_vague(phrase, words):
            entity, rule = self._entity(None, "unnamed", part, key=part.of(self.text).casefold()), "unnamed"
        else:
            entity = self._entity(part.of(self.text), type_, part)
        entity.plural = phrase.plural or type_ == "group"
        entity.heads.add(phrase.head)
        if country and not entity.countries:
            entity.countries[country] += 1
        return Decision(entity, 0.8, rule)

    def _country(self, source: Span, phrase: Phrase) -> str | None:
        found = country_in(source.of(self.text), phrase.head, self.gazetteer)
        if phrase.kind != "person" and found:
            named = {m.target for m in self.gazetteer.find(source.of(self.text))}
            if len(named) > 1 and re.search(r"\band\b|&", source.of(self.text)):
                return self._bloc(named)
        return found

    def _bloc(self, named: set[str]) -> str | None:
        """The bloc of exactly these members, as "Britain, France and Germany" are one; else none."""
        for id_, target in self.gazetteer.targets.items():
            if target.type == "bloc" and named - {id_} and (id_ in named or set(target.members) == named):
                if named - {id_} <= set(target.members):
                    return id_
        return None

    def _role(self, source: Span, words: list[Token], phrase: Phrase, place: Place, country: str | None) -> Decision:
        ranked = self.ranker.rank(place, "role", phrase, country, frozenset(w.low for w in words), self._nameless())
        found, sure = self._choose("role", *ranked)
        if found is not None:
            self.ranker.remember(found, phrase, frozenset(w.low for w in words))
            if country and sure > 0.6 and not found.countries:
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
        entity = self._entity(name, "unnamed" if name is None else "office", source, key=text.casefold())
        entity.heads.add(phrase.head)
        if country and not entity.countries:
            entity.countries[country] += 1
        return Decision(entity, 0.6, "unnamed" if name is None else "office")

    def targets_in(self, source: Span) -> list[Mention]:
        """Return the countries and blocs named inside a span."""
        k = bisect_right(self._target_starts, source.start - 1)
        out = []
        while k < len(self.targets) and self.targets[k].span.start < source.end:
            out.append(self.targets[k])
            k += 1
        return out

    def _target_in(self, source: Span) -> Mention | None:
        k = bisect_right(self._target_starts, source.start - 1)
        return self.targets[k] if k < len(self.targets) and source.covers(self.targets[k].span) else None

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
        found, sure = self._choose("other", *self.anaphora.rank(place, self._anaphor("", phrase), self.others))
        if found is not None:
            return Decision(found, sure, "document")
        if is_vague(phrase, words):
            unnamed = self._entity(None, "unnamed", source, key=text.casefold())
            return Decision(unnamed, 0.5, "unnamed")
        entity = self._entity(text, "document", source)
        if country and not entity.countries:
            entity.countries[country] += 1
        return Decision(entity, 0.5, "document")

    def _entity(self, name: str | None, type_: SpeakerType, span: Span, key: str | None = None) -> Entity:
        key = key or (name or "").casefold().removeprefix("the ")
        if key in self.by_key:
            return self.by_key[key]
        entity = Entity(name, type_, tuple(w.low for w in self.tokens.inside(span)))
        self.by_key[key] = entity
        return entity

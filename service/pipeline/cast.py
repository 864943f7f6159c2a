"""The cast of an article: everyone who may speak in it, and what the text tells of each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.gazetteer import Gazetteer
from service.pipeline.anaphora import Anaphora
from service.pipeline.countries import Countries, in_dateline
from service.pipeline.document import Article, Attribution, Mention, Span, SpeakerType
from service.pipeline.entities import SEAT, Entity, build_persons
from service.pipeline.focus import SUBJECTS
from service.pipeline.names import Token, Tokens, find_names, is_title
from service.pipeline.organizations import find_organizations, is_medium, is_named_medium, is_worldwide
from service.pipeline.ranking import Ranker, Sentences
from service.pipeline.roles import Phrase, country_in, is_head_noun
from service.pipeline.speaker_words import (
    COURTESY,
    PERSON_HEADS,
)
from service.pipeline.weights import choose, load_weights

AND = re.compile(r"\band\b|&")
BOTH = re.compile(
    r"\b(?:both|(?:the )?two) (?:\w{1,20} )?(?:sides|countries|nations|states|parties|governments|ministers|leaders|"
    r"presidents|officials)\b"
)
# Who somebody works for, told by a word for it alone: "the bloc's trade chief".
OWNER = re.compile(r"\b(?:the|that) (bloc|alliance|union|country|nation|kingdom|republic|emirate)['\u2019]s\b", re.I)
OWNER_REACH = 900  # characters
PREPOSITIONS = frozenset("of for to by with from at in on about behind near".split())


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice as the models saw it, kept for training: its kind, the options and their features, and the statement."""

    kind: str
    options: Sequence[Entity | str | None]
    rows: Sequence[Mapping[str, float]]
    entity: Entity | None
    statement: int


class Cast:
    """Holds an article's words, countries, persons and organisations, and whoever has spoken so far."""

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
        # Capitals that are mere places speak for nobody, but a name ends at them: "the ambassador to Rome Ann Lee".
        self._places = gazetteer.find(article.text, article.published, places=True)
        self._place_starts = [m.span.start for m in self._places]
        sources = [a.source for a in attributions if a.source is not None]
        names = find_names(self.tokens, self._places, sources)
        self.persons, self.whom = build_persons(self.tokens, names, self.targets, gazetteer)
        self._name_spans = sorted(self.whom)
        self.sentences = Sentences.of(article.text)
        self.countries = Countries.of(self.text, gazetteer, self.sentences, self.targets, self._name_spans)
        self.weights = weights if weights is not None else load_weights()
        self.log: list[Choice] = []
        contents = [span for attribution in attributions for span in attribution.content]
        pronouns = [word for word in self.tokens.words if word.low in SUBJECTS]
        self.ranker = Ranker(self.sentences, self.persons, contents, sorted(sources), pronouns)
        self.others: list[Entity] = []
        self.by_key: dict[str, Entity] = {}
        self.anaphora = Anaphora(self.sentences, self._organizations(), self.persons)
        self.last: Entity | None = None
        self._current = 0

    def _organizations(self) -> list[tuple[int, Entity]]:
        """The organisations and countries that the text names, by position; each is one entity."""
        out: list[tuple[int, Entity]] = []
        # A country is no organisation for having two words: "Tel Aviv" goes on as "Tehran" does.
        states = {m.span for m in self.targets if m.target not in self.countries.blocs and m.via != "institution"}
        found = [
            one for one in find_organizations(self.tokens, self._name_spans, self.targets) if one.span not in states
        ]
        for one in found:
            if in_dateline(self.text, one.span):
                continue
            entity = self._known(one.span.of(self.text), one.words)
            entity.mentions.append(one.span)
            entity.heads |= set(one.words)
            out.append((one.span.start, entity))
        taken = {one.span.start for one in found}
        for mention in self.targets:
            if in_dateline(self.text, mention.span):
                continue
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
            entity.medium = is_named_medium(name) or is_worldwide(name)
            self._joined(entity, name)
            self.by_key[key] = entity
        return self.by_key[key]

    def _entity(self, name: str | None, type_: SpeakerType, span: Span, key: str | None = None) -> Entity:
        key = key or (name or "").casefold().removeprefix("the ")
        known = self.by_key.get(key)
        if known is not None:
            if not known.turns and name:
                known.name = name  # the words of the first source, with its article
            return known
        entity = Entity(name, type_, tuple(w.low for w in self.tokens.inside(span)))
        entity.stateless = is_medium(entity.words)
        entity.medium = is_named_medium(name or "") or is_worldwide(name or "")
        self._joined(entity, name or span.of(self.text))
        self.by_key[key] = entity
        return entity

    def _joined(self, entity: Entity, name: str) -> None:
        """Several countries together have no one home, unless they make a bloc: "Chinese and Iranian ministers"."""
        both = BOTH.search(name) is not None
        if both or AND.search(name):
            named = {m.target for m in self.gazetteer.find(name)}
            # "Two EU officials" are of one.
            entity.shared = len(named) != 1 if both else len(named) > 1 and self._bloc(named) is None

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
            elif not entity.countries and entity.home is None and not self._no_home(entity):
                weights = self.weights.get("country", {})
                entity.home, options, rows = self.countries.choose(
                    entity, Counter({k: v for k, v in known.items() if k}), weights
                )
                self.log.append(Choice("country", options, rows, entity, -1))

    @staticmethod
    def _no_home(entity: Entity) -> bool:
        """Media have none, even where their names look like persons': "Der Spiegel"."""
        last = entity.words[-1:]
        return entity.stateless or (not entity.roles and len(entity.words) < 3 and is_medium(last))

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

    def _target_at(self, position: int) -> Mention | None:
        k = bisect_right(self._place_starts, position) - 1
        if k >= 0 and self._places[k].span.end > position:
            return self._places[k]
        return None

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

    def _country(self, source: Span, phrase: Phrase) -> str | None:
        found = country_in(source.of(self.text), phrase.head, self.gazetteer)
        if found is None and (owner := OWNER.search(source.of(self.text))) is not None:
            return self._last_named(source.start, owner[1].lower() in ("bloc", "alliance", "union"))
        if found is None and phrase.kind != "person" and (seat := SEAT.search(source.of(self.text))) is not None:
            return self.gazetteer.country_of(seat[1])
        if phrase.kind != "person" and found:
            named = {m.target for m in self.gazetteer.find(source.of(self.text))}
            if len(named) > 1 and AND.search(source.of(self.text)):
                return self._bloc(named)
        return found

    def _last_named(self, position: int, bloc: bool) -> str | None:
        """The bloc, or else the country, that was named last before a position."""
        for k in range(bisect_right(self._target_starts, position) - 1, -1, -1):
            target = self.targets[k].target
            if position - self.targets[k].span.end > OWNER_REACH:
                return None
            if (target in self.countries.blocs) == bloc:
                return target
        return None

    def _bloc(self, named: set[str]) -> str | None:
        """The bloc of exactly these members, as "Britain, France and Germany" are one; else none."""
        for id_, target in self.gazetteer.targets.items():
            if target.type == "bloc" and named - {id_} and (id_ in named or set(target.members) == named):
                if len(named) > 2 and named - {id_} <= set(target.members):
                    return id_
        return None

    def _is_head(self, span: Span, source: Span, words: list[Token], more: bool) -> bool:
        """A name is no head after a preposition with nothing but its title between, or as an owner or modifier."""
        before = [w for w in words if w.start < span.start]
        after = [w for w in words if w.start >= span.end]
        if after and not more:
            gap = self.text[span.end : after[0].start]
            if gap.strip(" ") in ("'s", "\u2019s", "'", "\u2019"):
                return False
            if gap.strip(" ") == "" and after[0].low not in PREPOSITIONS:
                # A noun after the name is the head ("Trump supporters"); a verb only says that too much was marked.
                if after[0].capital or any(is_head_noun(w.low) for w in after[:3]):
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

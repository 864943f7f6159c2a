"""Targets: which countries and blocs each statement speaks of, by what words, and which of their policies.

The gazetteer finds the names; trained decisions tell which names in a content a reader counts as spoken of (a capital
may be a mere place, a leader may stand for himself) and which implied ones ("both sides") are meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.gazetteer import Gazetteer
from service.pipeline.aspects import REACH, Word, count_words, find_aspect, words_near
from service.pipeline.decisions import Decision, load_decisions
from service.pipeline.document import (
    Article,
    Attribution,
    Mention,
    Span,
    SpeakerResult,
    StatementTarget,
    TargetResult,
)
from service.pipeline.implied import Candidate, Named, candidates
from service.pipeline.offices import Offices

# The clearest way to name a target first; of the same way, the first in the text.
WORLDWIDE = 150  # members: more than any bloc among others has
CLARITY = {"name": 0, "alias": 1, "institution": 2, "adjective": 3, "capital": 4, "leader": 5, "implicit": 6}
PREPOSITIONS = frozenset(
    "in at to from near of with by against between on toward towards over for about into outside via through".split()
)


WORD_BEFORE = re.compile(r"([^\W\d_]{1,20})\W{1,3}$")
WORD_AFTER = re.compile(r"\W{1,3}([^\W\d_]{1,20})")


@dataclass(frozen=True, slots=True)
class NamedTarget:
    """A target that a content names: all its mentions there, and features for the decision."""

    mentions: tuple[Mention, ...]
    features: tuple[str, ...]


def find_targets(
    article: Article, attributions: Sequence[Attribution], speakers: SpeakerResult, gazetteer: Gazetteer
) -> TargetResult:
    """Return the targets of each attribution, in order, and all explicit mentions of the article."""
    finder = TargetFinder(article, gazetteer)
    statements = []
    for index, attribution in enumerate(attributions):
        speaker = speakers.speaker_of(index)
        statements.append(finder.of(attribution, speaker.country if speaker else None))
    # A capital that seemed a mere place is a mention of the state where a statement's reading made it one.
    chosen = {
        mention
        for targets in statements
        for target in targets
        for mention in (target.mention, *target.others)
        if mention.via != "implicit"
    }
    mentions = sorted(chosen.union(finder.mentions), key=lambda mention: mention.span)
    return TargetResult(tuple(statements), tuple(mentions))


class TargetFinder:
    """Finds the targets of one article's statements."""

    def __init__(self, article: Article, gazetteer: Gazetteer, decisions: Mapping[str, Decision] | None = None) -> None:
        """``decisions`` None loads the trained ones; training gives an empty table."""
        self._text = article.text
        self.mentions = gazetteer.find(article.text, article.published)
        self._blocs = frozenset(target.id for target in gazetteer.targets.values() if target.type == "bloc")
        worldwide = frozenset(one.id for one in gazetteer.targets.values() if len(one.members) > WORLDWIDE)
        self._named = Named(self.mentions, self._blocs, worldwide)
        self._all = Named(gazetteer.find(article.text, article.published, places=True), self._blocs, worldwide)
        self._states = frozenset(mention.span for mention in self.mentions)
        self._often = Counter(mention.target for mention in self.mentions)
        self._counts = count_words(article.text)
        self._offices = Offices(article.text, self.mentions)
        self._decisions = load_decisions() if decisions is None else decisions

    def of(self, attribution: Attribution, own: str | None) -> tuple[StatementTarget, ...]:
        """Return one statement's targets in the order of their clearest mentions."""
        chosen = [
            named.mentions for named in self.explicit(attribution, own) if self._holds("explicit", named.features)
        ]
        names = frozenset(mentions[0].target for mentions in chosen)
        chosen += [(mention,) for mention in self._implied(attribution, own, names)]
        out = [self._target(attribution, mentions, own) for mentions in chosen]
        return tuple(sorted(out, key=lambda target: (target.mention.span, target.target)))

    def explicit(self, attribution: Attribution, own: str | None) -> list[NamedTarget]:
        """Return what the content names, whether or not it counts, the clearest mention of each first."""
        groups: dict[str, list[Mention]] = {}
        for segment in attribution.content:
            for mention in self._all.within(segment):
                groups.setdefault(mention.target, []).append(mention)
        out = []
        for target, found in groups.items():
            found.sort(key=self._clarity)
            out.append(NamedTarget(tuple(found), self._features(target, found, attribution, own, len(groups))))
        return out

    def implied(self, attribution: Attribution, own: str | None, names: frozenset[str]) -> Iterator[Candidate]:
        """Yield what the content may imply besides the targets it names."""
        return candidates(self._text, attribution, self._named, own, names)

    def _implied(self, attribution: Attribution, own: str | None, names: frozenset[str]) -> list[Mention]:
        """Return the likeliest mention of each target that the content implies."""
        decision = self._decisions["implied"]
        # Of equal chances the first wins: candidates come likeliest first, and the text's order decides the rest.
        scored = [(decision.probability(one.features), one) for one in self.implied(attribution, own, names)]
        likeliest: dict[Span, float] = {}
        for chance, one in scored:
            likeliest[one.mention.span] = max(chance, likeliest.get(one.mention.span, 0.0))
        best: dict[str, tuple[float, Mention]] = {}
        for chance, one in scored:
            beaten = one.alone and chance < likeliest[one.mention.span]
            if chance < decision.threshold or beaten:
                continue
            target = one.mention.target
            if target not in best or chance > best[target][0]:
                best[target] = (chance, one.mention)
        return [mention for _, mention in best.values()]

    def words(self, attribution: Attribution, mention: Span, target: str, own: str | None) -> list[Word]:
        """Return the words near a mention that may be the target's aspect."""
        return list(
            words_near(
                self._text, attribution.content, mention, self._names_near(mention), side_of(target, own), self._counts
            )
        )

    def _clarity(self, mention: Mention) -> tuple[bool, int, Span]:
        return (mention.span not in self._states, CLARITY[mention.via], mention.span)

    def _names_near(self, span: Span) -> list[Span]:
        around = Span(span.start - 2 * REACH, span.end + 2 * REACH)
        return [mention.span for mention in self._all.within(around)]

    def _holds(self, decision: str, features: Sequence[str]) -> bool:
        return self._decisions[decision].holds(features)

    def _target(self, attribution: Attribution, mentions: Sequence[Mention], own: str | None) -> StatementTarget:
        first, *others = mentions
        words = self.words(attribution, first.span, first.target, own)
        aspect = find_aspect(self._text, words, self._decisions["aspect"])
        return StatementTarget(first.target, first, aspect, tuple(sorted(others, key=lambda one: one.span)))

    def _features(
        self, target: str, mentions: Sequence[Mention], attribution: Attribution, own: str | None, total: int
    ) -> tuple[str, ...]:
        """Describe how a content names a target, by the clearest mention; which country it is stays out of it."""
        first = mentions[0]
        text, span, via = self._text, first.span, first.via
        before = [word.lower() for word in text[max(0, span.start - 30) : span.start].split()]
        word = before[-1] if before else ""
        if word in ("the", "a", "an", "its", "their", "mr", "mr.") and len(before) > 1:
            word = before[-2]
        preposition = word if word in PREPOSITIONS else "other"
        after = text[span.end : span.end + 2]
        if after[:1] in ("’", "'"):
            follow = "possessive"
        elif after[:1] in ("-", "–"):
            follow = "hyphen"
        elif after[:1] == " ":
            follow = "capital" if after[1:].isupper() else "word"
        else:
            follow = "mark"
        side = side_of(target, own)
        kind = "bloc" if target in self._blocs else "country"
        place = span not in self._states
        previous = WORD_BEFORE.search(text[max(0, span.start - 24) : span.start])
        following = WORD_AFTER.match(text[span.end : span.end + 24])
        plural = via == "adjective" and text[span.end - 1] == "s"
        return (
            f"via={via}",
            f"via={via} side={side}",
            f"via={via} before={preposition}",
            f"via={via} follow={follow}",
            f"via={via} kind={kind}",
            f"via={via} kind={kind} plural={plural}",
            f"via={via} glued={span.start > 0 and text[span.start - 1] in '-–'}",
            f"via={via} mentions={min(len(mentions), 3)}",
            f"via={via} targets={min(total, 4)}",
            f"via={via} campaign={self._offices.campaign}",
            f"leader={self._offices.standing(first)}",
            f"leader={self._offices.standing(first)} campaign={self._offices.campaign}",
            f"via={via} often={min(4, self._often[target].bit_length())}",
            f"place={place} before={preposition}",
            f"place={place} targets={min(total, 4)}",
            f"place={place} side={side}",
            f"kind={kind} previous={_common(previous)}",
            f"via={via} previous={_common(previous)}",
            f"kind={kind} next={_common(following)}",
            f"via={via} next={_common(following)}",
            f"before={preposition} follow={follow}",
            f"kind={kind} side={side}",
            f"cue={attribution.cue is not None} kind={attribution.kind}",
        )


def side_of(target: str, own: str | None) -> str:
    """Tell whether a target is the speaker's own country, a foreign one, or whether that is unknown."""
    return "own" if target == own else "foreign" if own else "unknown"


def _common(found: re.Match[str] | None) -> str:
    """Return a word beside a mention; a capitalized one (it may be another name) only as such."""
    if found is None:
        return "none"
    return found[1] if found[1].islower() else "Capital"

"""Targets: which countries and blocs each statement speaks of, by what words, and which of their policies.

The gazetteer finds the names; trained decisions tell which names in a content a reader counts as spoken of (a capital
may be a mere place, a leader may stand for himself) and which implied ones ("both sides") are meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.gazetteer import Gazetteer
from service.pipeline.aspects import REACH, find_aspect
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

# The clearest way to name a target first; of the same way, the first in the text.
CLARITY = {"name": 0, "alias": 1, "institution": 2, "adjective": 3, "capital": 4, "leader": 5, "implicit": 6}
PREPOSITIONS = frozenset(
    "in at to from near of with by against between on toward towards over for about into outside via through".split()
)


@dataclass(frozen=True, slots=True)
class NamedTarget:
    """A target that a content names: all its mentions there, and features for the decision."""

    mentions: tuple[Mention, ...]
    features: tuple[str, ...]


def find_targets(
    article: Article, attributions: Sequence[Attribution], speakers: SpeakerResult, gazetteer: Gazetteer
) -> TargetResult:
    """Return the targets of each attribution, in order, and all explicit mentions of the article."""
    mentions = gazetteer.find(article.text, article.published)
    finder = TargetFinder(article, mentions, gazetteer)
    statements = []
    for index, attribution in enumerate(attributions):
        speaker = speakers.speaker_of(index)
        statements.append(finder.of(attribution, speaker.country if speaker else None))
    return TargetResult(tuple(statements), tuple(mentions))


class TargetFinder:
    """Finds the targets of one article's statements."""

    def __init__(
        self,
        article: Article,
        mentions: Sequence[Mention],
        gazetteer: Gazetteer,
        decisions: Mapping[str, Decision] | None = None,
    ) -> None:
        """``decisions`` None loads the trained ones; training gives an empty table."""
        self._text = article.text
        blocs = frozenset(target.id for target in gazetteer.targets.values() if target.type == "bloc")
        self._blocs = blocs
        self._named = Named(mentions, blocs)
        self._decisions = load_decisions() if decisions is None else decisions

    def of(self, attribution: Attribution, own: str | None) -> tuple[StatementTarget, ...]:
        """Return one statement's targets in the order of their clearest mentions."""
        chosen = [
            named.mentions for named in self.explicit(attribution, own) if self._holds("explicit", named.features)
        ]
        names = frozenset(mentions[0].target for mentions in chosen)
        implied: dict[str, tuple[float, Mention]] = {}
        for candidate in self.implied(attribution, own, names):
            chance = self._decisions["implied"].probability(candidate.features)
            if chance >= self._decisions["implied"].threshold:
                best = implied.get(candidate.mention.target)
                if best is None or chance > best[0]:
                    implied[candidate.mention.target] = (chance, candidate.mention)
        chosen += [(mention,) for _, mention in implied.values()]
        out = [self._target(attribution, mentions) for mentions in chosen]
        return tuple(sorted(out, key=lambda target: (target.mention.span, target.target)))

    def explicit(self, attribution: Attribution, own: str | None) -> list[NamedTarget]:
        """Return what the content names, whether or not it counts."""
        groups: dict[str, list[Mention]] = {}
        for segment in attribution.content:
            for mention in self._named.within(segment):
                groups.setdefault(mention.target, []).append(mention)
        return [
            NamedTarget(tuple(found), self._features(target, found, attribution, own, len(groups)))
            for target, found in groups.items()
        ]

    def implied(self, attribution: Attribution, own: str | None, names: frozenset[str]) -> Iterator[Candidate]:
        """Yield what the content may imply besides the targets it names."""
        return candidates(self._text, attribution, self._named, own, names)

    def names_near(self, span: Span) -> list[Span]:
        """Return the names of countries and blocs around a mention, as far as an aspect is looked for."""
        around = Span(span.start - 2 * REACH, span.end + 2 * REACH)
        return [mention.span for mention in self._named.within(around)]

    def _holds(self, decision: str, features: Sequence[str]) -> bool:
        return self._decisions[decision].holds(features)

    def _target(self, attribution: Attribution, mentions: Sequence[Mention]) -> StatementTarget:
        first, *others = sorted(mentions, key=lambda mention: (CLARITY[mention.via], mention.span))
        names = self.names_near(first.span)
        aspect = find_aspect(self._text, attribution.content, first, names, self._decisions["aspect"])
        return StatementTarget(first.target, first, aspect, tuple(sorted(others, key=lambda one: one.span)))

    def _features(
        self, target: str, mentions: Sequence[Mention], attribution: Attribution, own: str | None, total: int
    ) -> tuple[str, ...]:
        first = min(mentions, key=lambda mention: (CLARITY[mention.via], mention.span))
        text, span = self._text, first.span
        before = text[max(0, span.start - 30) : span.start].split()
        word = before[-1].lower() if before else ""
        if word in ("the", "a", "an", "its", "their", "mr", "mr.") and len(before) > 1:
            word = before[-2].lower()
        preposition = word if word in PREPOSITIONS else "other"
        after = text[span.end : span.end + 2]
        if after[:1] in ("’", "'"):
            follow = "possessive"
        elif after[:1] in ("-", "–"):
            follow = "hyphen"
        elif after[:1] == " " and after[1:].isupper():
            follow = "capital"
        elif after[:1] == " ":
            follow = "word"
        else:
            follow = "mark"
        side = "own" if target == own else "foreign" if own else "unknown"
        kind = "bloc" if target in self._blocs else "country"
        via = first.via
        glued = span.start > 0 and text[span.start - 1] in "-–"
        quoted = text[max(0, span.start - 12) : span.start].rstrip().split(" ")[-1:]
        titled = bool(quoted) and quoted[0][:1].isupper() and text[span.start - 1 : span.start] == " "
        return (
            f"via={via}",
            f"via={via} side={side}",
            f"via={via} before={preposition}",
            f"via={via} follow={follow}",
            f"via={via} kind={kind}",
            f"via={via} glued={glued}",
            f"via={via} after a capital={titled}",
            f"via={via} mentions={min(len(mentions), 3)}",
            f"via={via} targets={min(total, 4)}",
            f"before={preposition} follow={follow}",
            f"kind={kind} side={side}",
            f"cue={attribution.cue is not None} kind={attribution.kind}",
        )

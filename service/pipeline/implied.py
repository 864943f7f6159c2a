"""Targets that a content implies without naming them: "our country", "both sides", "the regime", "bilateral ties".

Rules find the candidates and whom they would mean; a trained decision tells which of them a reader would count.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.pipeline.document import Attribution, Mention, Span

_STATE = (
    r"country|nation|government|homeland|people|administration|military|army|armed forces|parliament|regime|economy|"
    r"junta|cabinet|leadership"
)
_OWN = r"state|diplomats|soldiers|troops|forces|foreign policy|defen[cs]e ministry|ministry|territory|soil|exports"
_LINK = (
    r"relations?|relationships?|ties|cooperation|collaboration|trade|friendship|partnership|dialogue|talks|agreements?"
)
# Each alternative is a closed list of words with single spaces between: linear on any text.
PATTERNS: dict[str, re.Pattern[str]] = {
    "ours": re.compile(rf"\b(?:our|my)(?: own| great| beloved)? (?:{_STATE}|{_OWN})\b", re.I),
    "owned": re.compile(rf"\b(?:his|her|their)(?: own)? (?:{_STATE})\b", re.I),
    "the": re.compile(rf"\b(?:the|this|that)(?: latter| same| neighbou?ring)? (?:{_STATE})\b(?! of\b)", re.I),
    "pair": re.compile(
        r"\b(?:both|the two|our two|their two|these two|the two neighbou?ring|both neighbou?ring)"
        r" (?:[A-Z][a-z]{1,14} )?"
        r"(?:countries|nations|sides|parties|states|neighbou?rs|governments|peoples|leaders|presidents|capitals|"
        r"militaries|armies|allies)\b"
        r"|\bneither (?:side|country|party|government|state|capital)\b"
        r"|\b(?:our|their|their respective) (?:countries|nations|peoples)\b",
        re.I,
    ),
    "mutual": re.compile(rf"\b(?:bilateral|mutual) (?:[a-z]{{1,20}} )?(?:{_LINK})\b|\beach other\b", re.I),
    "such": re.compile(rf"\b(?:such|this|these|the) (?:{_LINK})\b", re.I),
    "link": re.compile(rf"\b(?:expanding|enhancing|strengthening|deepening|further) (?:{_LINK})\b", re.I),
    "other side": re.compile(r"\b(?:the )?other (?:side|party|country)\b", re.I),
    "friend": re.compile(
        r"\b(?:our|its|their|his|her|the|an?|one)(?: [a-z]{1,14})?"
        r" (?:neighbou?rs?|friends?|brothers?|ally|allies|partners?|rivals?|enemy|enemies|adversary|foes?)\b",
        re.I,
    ),
    "those": re.compile(r"\b(?:these|those|the) (?:countries|nations|states|governments|powers)\b", re.I),
    "bloc": re.compile(r"\bthe (?:bloc|alliance|union|organi[sz]ation|agency|council|trio|group)\b", re.I),
    "office": re.compile(
        r"\bthe (?:president|prime minister|PM|premier|chancellor|king|ministry|foreign ministry|parliament|"
        r"authorities)\b",
        re.I,
    ),
    "they": re.compile(r"\b(?:they|them)\b", re.I),
    "it": re.compile(r"\b(?:it|its)\b", re.I),
    "move": re.compile(
        r"\b(?:the|this|such a|that|such) (?:move|attack|decision|resolution|deal|sanctions|measures?|"
        r"tariffs|duties|raids?|strikes?|launch|drills?|exercises?|allegations?|accusations?|charges?|claims?)\b",
        re.I,
    ),
}
WORD_AFTER = re.compile(r"\W{1,3}([^\W\d_]{1,20})")
WORD_BEFORE = re.compile(r"([^\W\d_]{1,20})\W{1,3}$")
PARTIAL = frozenset("bloc alliance trio group".split())  # words for some states among others
PARAGRAPH = re.compile(r"\n")
ONE_OF = ("the", "office")  # patterns whose words mean the likeliest of their candidates and no other
REACH = 900  # characters before the words in which the country that they mean was named


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may imply a target, the target, features for the decision, and whether they mean one country alone."""

    mention: Mention
    features: tuple[str, ...]
    alone: bool


class Named:
    """All explicit mentions of an article, to ask what was named last before a place."""

    def __init__(
        self, mentions: Sequence[Mention], blocs: frozenset[str], worldwide: frozenset[str] = frozenset()
    ) -> None:
        self.mentions = sorted(mentions, key=lambda mention: mention.span)
        self._starts = [mention.span.start for mention in self.mentions]
        self._starts_of: dict[str, list[int]] = {}
        for mention in self.mentions:
            self._starts_of.setdefault(mention.target, []).append(mention.span.start)
        self._blocs = blocs
        self._worldwide = worldwide

    def within(self, segment: Span) -> list[Mention]:
        """Return the mentions that lie wholly inside a segment."""
        first, last = bisect_left(self._starts, segment.start), bisect_left(self._starts, segment.end)
        return [mention for mention in self.mentions[first:last] if mention.span.end <= segment.end]

    def touches(self, span: Span) -> bool:
        """Tell whether a mention shares a character with the span (mentions do not overlap)."""
        index = bisect_left(self._starts, span.end) - 1
        return index >= 0 and self.mentions[index].span.end > span.start

    def before(self, position: int, reach: int = REACH) -> list[str]:
        """Return the distinct targets named in the reach before a position, last first."""
        out: list[str] = []
        index = bisect_left(self._starts, position) - 1
        while index >= 0 and self._starts[index] >= position - reach and len(out) < 6:
            if self.mentions[index].target not in out:
                out.append(self.mentions[index].target)
            index -= 1
        return out

    def last(self, target: str, position: int, reach: int = REACH) -> Mention | None:
        """Return the last mention of a target in the reach before a position."""
        index = bisect_left(self._starts, position) - 1
        while index >= 0 and self._starts[index] >= position - reach:
            if self.mentions[index].target == target:
                return self.mentions[index]
            index -= 1
        return None

    def by_frequency(self, targets: Sequence[str], position: int) -> list[str]:
        """Return the targets in the order of how often they are named before a position; of equals the order stays."""
        return sorted(targets, key=lambda target: -bisect_left(self._starts_of[target], position))

    def is_country(self, target: str) -> bool:
        """Tell a country from a bloc."""
        return target not in self._blocs

    def countries(self, position: int) -> list[str]:
        """The same without blocs."""
        return [target for target in self.before(position) if target not in self._blocs]

    def blocs(self, position: int, part: bool) -> list[str]:
        """The same, blocs alone; with ``part`` none of which every state is a member."""
        left_out = self._worldwide if part else frozenset()
        return [target for target in self.before(position) if target in self._blocs - left_out]


def candidates(
    text: str, attribution: Attribution, named: Named, own: str | None, explicit: frozenset[str]
) -> Iterator[Candidate]:
    """Yield what a content may imply; ``explicit`` are the targets that it names."""
    for segment in attribution.content:
        for name, pattern in PATTERNS.items():
            for found in pattern.finditer(text, segment.start, segment.end):
                span = Span(*found.span())
                # "He noted that economy matters": a conjunction, where content begins without a quotation mark.
                conjunction = span.start == segment.start and found.group()[:5].lower() == "that "
                if conjunction or named.touches(span):
                    continue
                for rank, target in enumerate(_meant(name, found.group(), span, named, own)):
                    if target in explicit:
                        continue
                    yield Candidate(
                        Mention(target, span, "implicit"),
                        _features(name, target, rank, text, span, segment, own, explicit, named, attribution),
                        name in ONE_OF,
                    )


def _meant(name: str, words: str, span: Span, named: Named, own: str | None) -> list[str]:
    """Whom the words would mean, likeliest first."""
    countries = named.countries(span.start)
    if name == "ours":
        return [own] if own else []
    if name in ("owned", "it"):
        return ([own] if own and name == "owned" else []) or countries[:1]
    if name in ONE_OF:
        return list(dict.fromkeys(countries[:1] + ([own] if own and named.is_country(own) else [])))
    if name in ("pair", "mutual", "such", "link"):
        # "Both countries" are those that the text is about; a third may have been named in passing since.
        often = named.by_frequency(countries, span.start)
        pair = often[:2] if name == "pair" else countries[:2]
        if own and own in named.before(span.start):
            near = often if name == "pair" else named.before(span.start)
            return [target for target in near if target != own][:1]
        return pair if name == "pair" else pair[:1]
    if name == "other side":
        return [target for target in named.before(span.start) if target != own][:1]
    if name in ("those", "friend"):
        return [target for target in countries if target != own][:2]
    if name == "bloc":
        return named.blocs(span.start, part=words.split()[-1].lower() in PARTIAL)[:1]
    return [target for target in named.before(span.start) if target != own][:1]


def _features(
    name: str,
    target: str,
    rank: int,
    text: str,
    span: Span,
    segment: Span,
    own: str | None,
    explicit: frozenset[str],
    named: Named,
    attribution: Attribution,
) -> tuple[str, ...]:
    others = len(explicit - {own}) if own else len(explicit)
    side = "own" if target == own else "foreign" if own else "unknown"
    last = named.before(span.start, 250)
    words = " ".join(span.of(text).lower().split())
    antecedent = named.last(target, span.start)
    gap = (span.start - antecedent.span.end) // 50 if antecedent else 20
    distance = next((limit for limit in (0, 1, 2, 4, 8) if gap <= limit), 16)
    inside = antecedent is not None and antecedent.span.start >= segment.start
    via = antecedent.via if antecedent else "none"
    following = WORD_AFTER.match(text, span.end)
    previous = WORD_BEFORE.search(text[max(segment.start, span.start - 24) : span.start])
    behind = following[1].lower() if following and following.end() <= segment.end else "end"
    before = previous[1].lower() if previous else "start"
    broken = PARAGRAPH.search(text, antecedent.span.end, span.start) is not None if antecedent else True
    return (
        f"name={name} distance={distance}",
        f"name={name} via={via}",
        f"name={name} inside={inside}",
        f"name={name} next={behind}",
        f"name={name} previous={before}",
        f"name={name} paragraph={broken}",
        f"name={name} kind={attribution.kind}",
        f"words={words} side={side}",
        f"words={words} distance={distance}",
        f"length={min(4, (segment.end - segment.start) // 60)} others={min(others, 2)}",
        f"name={name}",
        f"name={name} rank={rank}",
        f"name={name} side={side}",
        f"name={name} others={min(others, 2)}",
        f"name={name} near={target in last[:1]}",
        f"name={name} first={span.start - segment.start < 30}",
        f"words={words}",
        f"side={side} others={min(others, 2)}",
        f"named before={min(len(named.before(span.start)), 4)}",
        f"own named={own in explicit if own else False} name={name}",
        f"name={name} side={side} own last={own in last[:1]} own near={own in last}",
        f"name={name} side={side} own before={own in named.before(span.start)}",
    )

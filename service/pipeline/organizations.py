"""Finds the organisations that an article names, and what "it", "they", "the group" or "the statement" may mean."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.pipeline.document import Mention, Span
from service.pipeline.names import Token, Tokens, is_initial, joined
from service.pipeline.speaker_words import FUNCTION_WORDS, MEDIA_HEADS, MEDIA_NAMES, ORG_HEADS, PERSON_HEADS

CONNECTORS = frozenset("of for and on without in the to de du des la".split())
LOWER_HEADS = frozenset("ministry military army government police parliament court embassy coalition".split())
MAX_WORDS = 14
ACRONYM = re.compile(r" ?\(([A-Z][A-Za-z.&-]{1,9})\)")

SYNONYMS: tuple[frozenset[str], ...] = (
    frozenset(
        "group organization organisation association watchdog movement union body watch amnesty international "
        "foundation institute front league network party brigade brigades borders state society faction militants "
        "rebels squadrons army hamas hezbollah taliban".split()
    ),
    frozenset("newspaper daily paper times post journal tribune herald telegraph guardian magazine website".split()),
    frozenset("agency organization news office bureau administration iaea".split()),
    frozenset("military army forces force command navy pentagon".split()),
    frozenset("company firm corporation corp inc bank group carrier airline giant maker".split()),
    frozenset("network channel broadcaster television station radio".split()),
    frozenset("committee commission council panel board body".split()),
    frozenset("ministry department office".split()),
    frozenset("bloc union alliance eu nato asean coalition".split()),
)


@dataclass(slots=True)
class OrgMention:
    """Words that name an organisation: where, the folded words, and its short form if one is given."""

    span: Span
    words: tuple[str, ...]
    acronym: str = ""
    proper: bool = True


def same_sort(head: str, words: Sequence[str]) -> bool:
    """Tell whether a head noun ("group") may stand for a name that holds these words."""
    return any(head in sort and any(word in sort for word in words) for sort in SYNONYMS)


# Names of media that are common words, or companies', as well.
COMMON = frozenset(
    "press time economist fortune slate vice quartz liberation zeit welt monde mundo dawn google microsoft apple".split(
        " "
    )
)


# They work for no country and have none, wherever their seat is.
WORLDWIDE = frozenset(
    "amnesty international;amnesty;human rights watch;oxfam;greenpeace;reporters without borders;save the children;"
    "doctors without borders;médecins sans frontières;medecins sans frontieres;transparency international;red cross;"
    "international committee of the red cross;icrc;international crisis group;international olympic committee;ioc;fifa;"
    "uefa;committee to protect journalists;international federation of journalists;world wide fund for nature;wwf;"
    "friends of the earth;care international;world vision;norwegian refugee council;danish refugee council".split(";")
)


def is_worldwide(name: str) -> bool:
    """Tell whether a name is that of an organisation that belongs to no country."""
    return name.casefold().removeprefix("the ") in WORLDWIDE


def is_medium(words: Sequence[str]) -> bool:
    """Tell whether the words name a medium: newspapers, agencies, broadcasters."""
    return any(word in MEDIA_NAMES for word in words) or any(
        word in MEDIA_HEADS and word not in ("post", "press", "network", "news", "paper", "times") for word in words
    ) or (len(words) > 1 and words[-1] in MEDIA_HEADS)  # fmt: skip


def is_named_medium(name: str) -> bool:
    """Tell whether a name is that of a certain medium: "Xinhua", "the Global Times", and not "Chinese state media"."""
    words = [word.strip(".,'") for word in name.replace("\u2019", "'").split()]
    known = any(word.casefold() in MEDIA_NAMES - COMMON for word in words)
    return known or any(
        one[:1].isupper() and other[:1].isupper() and other.casefold() in MEDIA_HEADS for one, other in pairwise(words)
    )


def find_organizations(tokens: Tokens, persons: Sequence[Span], targets: Sequence[Mention]) -> list[OrgMention]:
    """Return what may be names of organisations, in reading order; ``persons`` are the spans of persons' names."""
    text, words = tokens.text, tokens.words
    starts = [span.start for span in persons]
    countries = {mention.span.start: mention.span for mention in targets}
    out: list[OrgMention] = []
    i = 0
    while i < len(words):
        if not words[i].capital:
            if words[i].low in LOWER_HEADS:
                out.append(_lower(tokens, i, countries))
            i += 1
            continue
        j = _run_end(tokens, i)
        a = i
        while a < j and words[a].low in FUNCTION_WORDS and is_initial(text, words[a]):
            a += 1
        if a < j:
            span = Span(words[a].start, words[j - 1].core_end)
            k = bisect_right(starts, span.end - 1) - 1
            person = k >= 0 and persons[k].overlaps(span)
            lows = tuple(word.low for word in words[a:j])
            if not person and _likely(words[a:j], lows, text):
                out.append(_mention(tokens, a, j, lows, countries))
        i = j
    return out


def _run_end(tokens: Tokens, i: int) -> int:
    text, words = tokens.text, tokens.words
    j = i + 1
    while j < len(words) and j - i < MAX_WORDS:
        if not joined(text, words[j - 1], words[j]):
            break
        if words[j].capital:
            j += 1
            continue
        k = j
        while k < len(words) and k - j < 2 and words[k].low in CONNECTORS and joined(text, words[k - 1], words[k]):
            k += 1
        if k > j and k < len(words) and words[k].capital and joined(text, words[k - 1], words[k]):
            j = k + 1
            continue
        break
    return j


def _likely(words: Sequence[Token], lows: tuple[str, ...], text: str) -> bool:
    if any(low in ORG_HEADS or low in MEDIA_NAMES for low in lows):
        return not any(low in PERSON_HEADS for low in lows)
    if len(words) == 1:
        return words[0].text.isupper() and 2 < len(words[0].text) < 9
    return not any(low in PERSON_HEADS or low in FUNCTION_WORDS - CONNECTORS for low in lows)


def _mention(
    tokens: Tokens, a: int, b: int, lows: tuple[str, ...], countries: dict[int, Span]
) -> OrgMention:  # fmt: skip
    words = tokens.words
    start = words[a].start
    if a and words[a - 1].possessive and words[a - 1].start in countries:
        start = words[a - 1].start
    match = ACRONYM.match(tokens.text, words[b - 1].end)
    acronym = match.group(1).casefold() if match else ""
    return OrgMention(Span(start, words[b - 1].core_end), lows, acronym)


def _lower(tokens: Tokens, i: int, countries: dict[int, Span]) -> OrgMention:
    words, a = tokens.words, i
    while a > 0 and i - a < 4:
        left = words[a - 1]
        near = tokens.text[left.end : words[a].start].strip(" ") == ""
        if not near or left.low in FUNCTION_WORDS or left.low.endswith(("ed", "ing")):
            break
        a -= 1
        if left.start in countries or left.possessive:
            break
    span = Span(words[a].start, words[i].core_end)
    return OrgMention(span, tuple(word.low for word in words[a : i + 1]), "", a < i)


def initials(words: Sequence[str]) -> str:
    """Return the first letters of a name's words, small connecting words left out."""
    return "".join(word[0] for word in words if word not in CONNECTORS and word)

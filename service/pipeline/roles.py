"""Reads noun phrases: their head, number and determiner; and finds the roles that the text gives to named persons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from service.gazetteer import Gazetteer
from service.pipeline.document import Span
from service.pipeline.names import DOTTED, GAP, NameMention, Token, Tokens, closes, is_initial, joined
from service.pipeline.speaker_words import (
    COURTESY,
    DOCUMENT_HEADS,
    FUNCTION_WORDS,
    GENERIC_HEADS,
    GROUP_HEADS,
    HEAD_CLASSES,
    ORG_HEADS,
    ORG_WORDS,
    PERSON_HEADS,
    SPEECH_VERBS,
    TITLE_MODIFIERS,
    VAGUE_ALONE,
    VAGUE_HEADS,
)

STOPPERS = frozenset(
    "of for from in at on with by who which that whose whom to about against among between after before during as "
    "speaking citing familiar close based working living involved is was are were has have had said near within "
    "outside including like under over into".split()
)
ELSEWHERE = re.compile(r"\b(?:to|in|on|with|at|about|between|during|over|who|against|into|from)\b")
BASED = re.compile(r"\b[\w.]{1,30}-(?:based|born|educated|trained|backed|owned|controlled|held|occupied)\b")
# A scholar's field is not his country: "a lecturer in Iranian Studies at the Australian National University".
STUDIES = re.compile(
    r"\b(?:in|of|on|for)\s(?:[A-Z][\w-]{1,20}\s){1,3}(?:[Ss]tudies|[Aa]ffairs|[Hh]istory|[Ll]iterature)\b"
)
YEAR = re.compile(r"(?:19|20)\d\d")
LED = re.compile(r"\b[\w.]{1,30}-led\b")
POSTED = frozenset(
    "ambassador envoy representative correspondent expert analyst specialist chargé negotiator rapporteur reporter "
    "consul historian scholar researcher traveller visitor coordinator inspector investigator monitor".split()
)
SCHOLARS = frozenset("lecturer professor scholar expert researcher fellow historian analyst academic director".split())
# Nouns that tie a person to another, or to a cause, and not to a state: "a friend of Israel", "the victim's mother".
TIED = frozenset(
    "supporter critic friend ally opponent admirer rival fan mother father brother sister wife husband widow son "
    "daughter uncle aunt cousin relative parent survivor victim".split()
)
LINKS = frozenset("of for the to and in at on".split())
FAITHS = frozenset("islamic muslim christian jewish".split())  # no part of a name, but of a title
TITLE_WORDS = PERSON_HEADS | TITLE_MODIFIERS | ORG_WORDS | FAITHS | frozenset(COURTESY)
INDEFINITE = frozenset("a an another one".split())
QUANTIFIERS = frozenset(
    "some many several most other few two three four five six various numerous all both "
    "these those more hundreds thousands dozens".split()
)
OPENERS = frozenset("in at on during after before following meeting addressing speaking alongside with to for".split())
REACH = 24  # words of an apposition, at the most


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its head noun (singular, folded), number, determiner ("the", "a", "some", "his", "")."""

    head: str
    plural: bool
    determiner: str
    head_token: Token | None
    kind: str  # person, group, organization, document, other
    before: tuple[str, ...] = ()


def singular(low: str) -> tuple[str, bool]:
    """Return the singular of a head noun, and whether the word was a plural of a known person's head."""
    if low in PERSON_HEADS:
        return low, False
    if low.endswith("men") and low[:-3] + "man" in PERSON_HEADS:
        return low[:-3] + "man", True
    if low.endswith("ies") and low[:-3] + "y" in PERSON_HEADS | ORG_HEADS:
        return low[:-3] + "y", True
    if low.endswith("es") and low[:-2] in PERSON_HEADS | ORG_HEADS and low not in ORG_HEADS:
        return low[:-2], True
    if low.endswith("s") and low[:-1] in PERSON_HEADS | ORG_HEADS and low not in ORG_HEADS:
        return low[:-1], True
    return low, False


def read_phrase(words: list[Token], text: str) -> Phrase:
    """Analyse the words of a noun phrase: its head is the last word before a preposition, a relative or a comma."""
    end = 0
    for k, word in enumerate(words):
        under = word.low == "under" and k + 1 < len(words) and words[k + 1].low == "secretary"
        if k and ((word.low in STOPPERS and not under) or not _near(text, words[k - 1], word)):
            break
        if k and word.low.endswith(("ed", "ing")) and not word.capital and is_head_noun(words[k - 1].low):
            break
        end = k + 1
    core = words[:end]
    if not core:
        return Phrase("", False, "", None, "other")
    determiner = ""
    first = core[0].low
    if first in ("the", "this", "that"):
        determiner = "the"
    elif first in INDEFINITE:
        determiner = "a"
    elif first in QUANTIFIERS or first.isdigit():
        determiner = "some"
    elif first in ("his", "her", "its", "their", "our", "my"):
        determiner = "his"
    head_token = core[-1]
    head, plural = singular(head_token.low)
    if head not in PERSON_HEADS and determiner != "the" and len(core) > 1:
        # "Foreign Minister Lavrov": the role stands before the name.
        for word in reversed(core):
            low, many = singular(word.low)
            if low in PERSON_HEADS and not word.possessive:
                head, plural, head_token = low, many, word
                break
    return Phrase(
        head,
        plural,
        determiner,
        head_token,
        _kind(head, plural, head_token.low, head_token.capital and len(core) > 1),
        tuple(w.low for w in core[:-1]),
    )


def is_head_noun(low: str) -> bool:
    """Tell whether a word is a noun for people, organisations or documents."""
    one = singular(low)[0]
    return one in PERSON_HEADS or one in ORG_HEADS or low in DOCUMENT_HEADS or low in GROUP_HEADS


def _near(text: str, left: Token, right: Token) -> bool:
    gap = text[left.end : right.start]
    return not gap.strip(" \u00a0.-&\u2013\"'\u201c\u201d\u2018\u2019") and "\n" not in gap


def _kind(head: str, plural: bool, low: str, named: bool) -> str:
    if head in PERSON_HEADS:
        return "group" if plural else "person"
    if low in DOCUMENT_HEADS and not named:
        return "document"
    if head in ORG_HEADS:
        return "group" if plural else "organization"
    if low in GROUP_HEADS:
        return "group"
    return "other"


def same_class(a: str, b: str) -> bool:
    """Tell whether two head nouns may name one person."""
    return a == b or any(a in words and b in words for words in HEAD_CLASSES)


def country_in(phrase: str, head: str, gazetteer: Gazetteer) -> str | None:
    """Return the country that a role belongs to: not the one that an ambassador is sent to or lives in."""
    phrase = BASED.sub("", phrase)
    if head in SCHOLARS:
        phrase = STUDIES.sub("", phrase)
    if (own := gazetteer.country_of(LED.sub("", phrase))) is not None and LED.search(phrase):
        return own  # "the Moscow-led Collective Security Treaty Organization" is its own
    if head in TIED:
        # What stands before the noun is the person's own: "the Israeli mother of a victim".
        phrase = re.split(r"\b(?:of|to)\b", phrase, maxsplit=1)[0]
    cut = ELSEWHERE.search(phrase)
    found = gazetteer.country_of(phrase[: cut.start()] if cut else phrase)
    if found is None and cut and head not in POSTED:
        found = gazetteer.country_of(phrase)
    return found


def is_vague(phrase: Phrase, words: Sequence[Token]) -> bool:
    """Tell whether a description that fits nobody named is no name either: "sources", "the official", "half"."""
    if phrase.head == "side" and phrase.plural:
        return not any(word.capital for word in words[1:])  # one side can be a government: "the Russian side"
    if phrase.head in VAGUE_HEADS:
        return not (phrase.kind == "document" and any(word.capital for word in words[1:]))
    if all(word.low in VAGUE_ALONE for word in words[words[0].low in ("recent", "latest", "new") :]):
        return True
    if phrase.kind == "person" and not phrase.plural:
        if phrase.determiner == "a":
            return True
        bare = phrase.determiner == "the" and not any(w.capital for w in words[1:])
        return bare and (phrase.head in GENERIC_HEADS or len(words) == 2)
    return phrase.kind == "other" and phrase.determiner in ("a", "some") and not any(w.capital for w in words[1:])


@dataclass(frozen=True, slots=True)
class Role:
    """What the text says that a person is: the phrase, its head, and where it stands."""

    text: str
    head: str
    span: Span
    words: frozenset[str]


def roles_of(
    name: NameMention,
    tokens: Tokens,
    named: AbstractSet[int] = frozenset(),
    nations: AbstractSet[int] = frozenset(),
) -> list[Role]:
    """Return the roles that stand beside a mention of a name: before it, or as an apposition on either side.

    ``named`` are the indices of the words that belong to any name: a role does not reach over another's. ``nations``
    are those of words that tell whose something is ("Guyanese", "Guyana's", "EU"): what stands between one and a title
    belongs to the title.
    """
    out = []
    for words in (
        _title_before(name, tokens, named, nations),
        _apposition_after(name, tokens),
        _apposition_before(name, tokens),
    ):
        if words:
            role = _role(words, tokens.text)
            if role is not None:
                out.append(role)
    return out


def _role(words: list[Token], text: str) -> Role | None:
    if len(words) > 1 and words[0].low == "who" and words[1].low not in ("is", "was"):
        return None  # what somebody does names others: "who asked the new minister to …"
    while words and words[0].low in ("the", "a", "an", "by", "and", "who", "is", "was", "then", "visiting"):
        words = words[1:]
    if not words:
        return None
    phrase = read_phrase(words, text)
    if phrase.kind != "person" or phrase.head_token is None:
        return None
    span = Span(words[0].start, words[-1].core_end)
    return Role(span.of(text), phrase.head, span, frozenset(w.low for w in words) - FUNCTION_WORDS)


def _title_before(name: NameMention, tokens: Tokens, named: AbstractSet[int], nations: AbstractSet[int]) -> list[Token]:
    """The words of a title, from the name backwards: known nouns and modifiers, capitals, and prepositions between."""
    words, text = tokens.words, tokens.text
    k = name.first_token - 1
    taken: list[Token] = []
    right = words[k + 1].start
    while k >= 0 and len(taken) < 14:
        word = words[k]
        bracketed = text[word.start - 1 : word.start] == "(" and text[word.end : word.end + 1] == ")"
        if bracketed and word.text.isupper() and GAP.fullmatch(text[word.end + 1 : right]):
            right = word.start - 1  # "for the Shanghai Cooperation Organization (SCO) X"
            k -= 1
            continue
        gap, right = text[word.end : right], word.start
        if k in named or closes(text, word):
            break
        if not (GAP.fullmatch(gap) or (gap[:1] == "." and word.low in DOTTED and GAP.fullmatch(gap[1:]))):
            break
        # "U.S. Senator and 2020 presidential candidate".
        year = bool(taken) and YEAR.fullmatch(word.text) is not None
        known = word.low in LINKS or word.low in TITLE_WORDS or (word.capital and word.low not in FUNCTION_WORDS)
        if not (known or year):
            first = _compound(tokens, k, nations)
            if first is None or not any(one.low in PERSON_HEADS for one in taken):
                break
            taken[:0] = words[first : k + 1]
            k = first - 1
            continue
        taken.insert(0, word)
        k -= 1
    # What stands before a preposition belongs to the title only if it is a role: not "met in Moscow President X".
    while taken:
        while taken and taken[0].low in LINKS:
            taken.pop(0)
        cut = next((n for n, word in enumerate(taken) if word.low in LINKS and word.low != "and"), len(taken))
        if any(word.low in PERSON_HEADS for word in taken[:cut]):
            return taken
        taken = taken[cut:]
    return []


def _compound(tokens: Tokens, k: int, nations: AbstractSet[int]) -> int | None:
    """Return where "Guyanese natural resources" begins, from its last word; None if no nation stands before."""
    words, text = tokens.words, tokens.text
    for first in range(k, max(-1, k - 3), -1):
        if first in nations:
            return first
        plain = not words[first].capital and words[first].low not in FUNCTION_WORDS | SPEECH_VERBS | LINKS
        if not plain or first == 0 or not GAP.fullmatch(text[words[first - 1].end : words[first].start]):
            return None
    return None


def _apposition_after(name: NameMention, tokens: Tokens) -> list[Token]:
    words, text = tokens.words, tokens.text
    k = name.last_token + 1
    if k >= len(words) or name.possessive:
        return []
    gap = text[words[k - 1].core_end : words[k].start]
    follows = gap.strip(" \u00a0")
    if follows not in (",", "\u2014", "\u2013", "-", "--", "(") and not (
        follows == "" and words[k].low in ("is", "was")
    ):
        return []
    if follows == "" and (k + 1 >= len(words) or words[k + 1].low not in ("a", "an", "the")):
        return []
    return _segment(tokens, k)


def _segment(tokens: Tokens, k: int) -> list[Token]:
    words, text = tokens.words, tokens.text
    taken = [words[k]]
    for x in range(k + 1, min(len(words), k + REACH)):
        if any(
            c in ',.;:()\n"\u201c\u201d\u2014'
            for c in text[words[x - 1].core_end : words[x].start].removeprefix("'s").removeprefix("\u2019s")
        ):
            break
        if words[x].low in ("said", "says", "told", "has", "who", "added", "noted", "and") and words[x].low != "and":
            break
        taken.append(words[x])
    return taken


def _apposition_before(name: NameMention, tokens: Tokens) -> list[Token]:
    words, text = tokens.words, tokens.text
    k = name.first_token - 1
    while k >= 0 and words[k].low in COURTESY and joined(text, words[k], words[k + 1]):
        k -= 1  # "the bloc's commissioner, Dr Ann Lee"
    if k < 0 or text[words[k].core_end : words[k + 1].start].strip(" \u00a0") != ",":
        return []
    taken = [words[k]]
    first = k
    for x in range(k - 1, max(-1, k - REACH), -1):
        if any(
            c in ',.;:()\n"\u201c\u201d\u2014'
            for c in text[words[x].core_end : words[x + 1].start].removeprefix("'s").removeprefix("\u2019s")
        ):
            break
        taken.insert(0, words[x])
        first = x
    if taken[0].low in OPENERS and is_initial(text, words[first]):
        return []  # "In a meeting with the Russian envoy, X said": the envoy is another
    # A phrase in mid-sentence begins at its determiner: "... met his deputy, X", "... with the head of the agency, X".
    for n in range(len(taken) - 1, 0, -1):
        own = taken[n].low in ("his", "her", "their")
        if own or (taken[n].low in ("the", "a", "an", "its") and taken[n - 1].low not in LINKS):
            return taken[n:]
        if taken[n].possessive and taken[n].capital and taken[n - 1].low in SPEECH_VERBS:
            return taken[n:]  # "said Samoa's environment minister, X"
    return taken if taken[0].capital or taken[0].low in ("the", "a", "an", "his", "her", "its") else []

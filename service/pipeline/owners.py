"""Whose words an office or a document gives: the owner that a source names ("a White House spokesman")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.pipeline.document import Mention, Span
from service.pipeline.names import Token
from service.pipeline.roles import Phrase, singular
from service.pipeline.speaker_words import FUNCTION_WORDS, MEDIA_NAMES, ORG_HEADS, PERSON_HEADS, VAGUE_ALONE

SPOKES = frozenset("spokesman spokeswoman spokesperson spokespeople".split())
MAKERS = frozenset("by from".split())
PARTICIPLE = re.compile(r"-(?:backed|based|led|funded|sponsored|commissioned|brokered|owned)$")  # "UN-backed report"
PRINTED = frozenset("editorial column article story report op-ed commentary piece".split())
WORDLESS = frozenset("a an the its his her their another new latest recent joint official".split())


def speaks_for(words: Sequence[Token], source: Span, text: str, country: Mention | None) -> str | None:
    """Return the office that a spokesperson speaks for, in the text's words; None if only a country is named."""
    at = next((k for k, word in enumerate(words) if word.low in SPOKES), None)
    if at is None:
        return None
    if at + 2 < len(words) and words[at + 1].low in ("for", "of", "at", "from"):
        k = at + 2 + (words[at + 2].low in ("the", "a", "an"))
        return text[words[k].start : _cut(words, k, source, text)] if k < len(words) else None
    start = 0
    while start < at and (words[start].low in WORDLESS or words[start].low in ("senior", "top", "chief", "former")):
        start += 1
    owners = words[start:at]
    if not owners or (country is not None and country.span.end >= owners[-1].core_end and country.via != "institution"):
        return None
    return text[owners[0].start : owners[-1].core_end]


def made_by(
    words: Sequence[Token], phrase: Phrase, source: Span, text: str, known: Sequence[Mention]
) -> str | None:  # fmt: skip
    """Return who stands behind a document, in the text's words: its author, publisher or the body that issued it."""
    at = next((k for k, word in enumerate(words) if k and word.low in MAKERS), None)
    if at is None and phrase.head in PRINTED:
        at = next((k for k, word in enumerate(words) if k and word.low == "in"), None)
    if at is None and any(word.low in ("website", "site", "account", "page") for word in words):
        at = next((k + 1 for k, w in enumerate(words[:-1]) if w.low in ("website", "site", "account", "page")), None)
        at = at if at is not None and words[at].low == "of" else None
    if at is None and "of" in (word.low for word in words):
        at = next(k for k, word in enumerate(words) if word.low == "of")
        later = words[at + 1 :]
        if not later or not any(singular(word.low)[0] in ORG_HEADS and word.capital for word in later):
            at = None
    if at is not None and at + 1 < len(words):
        k = at + 1 + (words[at + 1].low in ("the", "a", "an"))
        if k < len(words):
            return text[words[k].start : _cut(words, k, source, text)]
    if phrase.head_token is None:
        return None
    before = [word for word in words if word.start < phrase.head_token.start and not PARTICIPLE.search(word.low)]
    while before and before[0].low in WORDLESS | FUNCTION_WORDS:
        before.pop(0)
    while before and not before[-1].capital and before[-1].low not in ORG_HEADS:
        before.pop()
    if not before:
        return None
    tail = len(before)
    while tail and before[tail - 1].capital:
        tail -= 1
    before = before[tail:] or before
    if all(word.low in VAGUE_ALONE for word in before):
        return None
    last = before[-1]
    named = any(mention.span.start <= last.start < mention.span.end for mention in known)
    proper = [word for word in before if word.capital]
    sure = len(proper) > 1 or named or last.low in ORG_HEADS or last.low in MEDIA_NAMES or last.text.isupper()
    if sure or (proper and before[0].start > words[0].start):
        return text[before[0].start : last.core_end]
    return None


def _cut(words: Sequence[Token], k: int, source: Span, text: str) -> int:
    """Where the owner's name ends: at a comma, or at what tells where and when."""
    for left, word in zip(words[k:], words[k + 1 :], strict=False):
        if "," in text[left.core_end : word.start] or word.low in (
            "on",
            "who",
            "which",
            "that",
            "released",
            "published",
        ):
            return left.core_end
    return source.end


def proper_part(words: Sequence[Token], source: Span, text: str) -> Span:
    """Return the name inside a longer description: "the trade group Unia", "a party, the Labour Front, which ..."."""
    end = source.end
    for left, word in zip(words, words[1:], strict=False):
        gap = text[left.core_end : word.start]
        if "," in gap and word.low in ("whose", "which", "who", "that", "where"):
            end = left.core_end
            break
        if "," in gap and word.low in ("the", "a", "an") and not left.capital and singular(left.low)[0] in ORG_HEADS:
            return proper_part(words[words.index(word) :], Span(word.start, source.end), text)
    inside = [word for word in words if word.start < end]
    for k in range(len(inside) - 1, 0, -1):
        if inside[k].capital:
            continue
        head = singular(inside[k].low)[0]
        if head in ORG_HEADS and head not in PERSON_HEADS and k + 1 < len(inside):
            if text[inside[k].end : inside[k + 1].start] == " " and all(word.capital for word in inside[k + 1 :]):
                return Span(inside[k + 1].start, end)
        break
    if len(inside) > 2 and inside[0].low == "the" and inside[1].low == "official":
        return Span(inside[2].start, end)
    return Span(source.start, end)

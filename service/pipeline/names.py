"""Finds the names of persons in an article, without a model: from capitals, titles, appositions and what is no person.

One pass of tokens, cut into runs of capitalised words; a run is split where a title, a country or a word of an
organisation stands. What is left of two words or more may be a person; a single word is one only where a fuller
name, a title or a source says so.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.pipeline.document import Mention, Span
from service.pipeline.speaker_words import (
    COURTESY,
    FEMALE_HEADS,
    FEMALE_NAMES,
    FUNCTION_WORDS,
    MALE_HEADS,
    MALE_NAMES,
    MEDIA_NAMES,
    ORG_WORDS,
    PARTICLES,
    PERSON_HEADS,
    TITLE_MODIFIERS,
    VAGUE_HEADS,
)

# Letters that a broken encoding leaves inside names (¡ ± ...) count as letters; quotation marks do not.
TOKEN = re.compile(r"(?:[A-Z]\.-?){1,5}|[^\W_][\w\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u2019'\u2010-]{0,60}")
GAP = re.compile(r"[ \u00a0]{1,2}")
DOTTED = frozenset(
    "mr mrs ms dr prof rev sen rep gen gov lt col maj adm capt sgt brig st jr sr messrs hon amb pres sr".split()
)
SUFFIXES = frozenset("jr sr ii iii iv".split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word: where it stands, its text without a possessive ending, and its lower-case form."""

    start: int
    end: int
    text: str
    low: str
    possessive: bool
    capital: bool

    @property
    def core_end(self) -> int:
        """Where the word ends, its possessive ending left out."""
        return self.start + len(self.text)


def tokenize(text: str) -> list[Token]:
    """Return the words of ``text`` in order."""
    out = []
    for match in TOKEN.finditer(text):
        word = match.group()
        possessive = False
        for ending in ("'s", "\u2019s", "'S", "\u2019S"):
            if word.endswith(ending) and len(word) > 2:
                word, possessive = word[:-2], True
                break
        stripped = word.rstrip("'\u2019-\u2010")
        possessive = possessive or (stripped != word and word[len(stripped)] in "'\u2019" and stripped.endswith("s"))
        if not stripped:
            continue
        capital = stripped[0].isupper() or (
            "-" in stripped
            and stripped.split("-", 1)[0].casefold() in PARTICLES
            and stripped.split("-", 1)[1][:1].isupper()
        )
        low = fold(stripped)
        out.append(Token(match.start(), match.end(), stripped, low, possessive, capital))
    return out


def fold(word: str) -> str:
    """Return a word's lower-case form without accents, dots, apostrophes."""
    if word.isascii():
        return word.casefold().replace("'", "").rstrip(".-")
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return plain.casefold().replace("'", "").replace("\u2019", "").replace("\u2010", "-").rstrip(".-")


@dataclass(slots=True)
class NameMention:
    """Words that may name a person: where, the folded words, and what its surroundings say about it."""

    span: Span
    words: tuple[str, ...]
    title_tokens: tuple[int, ...] = ()
    title_span: Span | None = None
    gender: str = ""
    country: str | None = None
    strong: bool = False
    possessive: bool = False
    first_token: int = 0
    last_token: int = 0


@dataclass(slots=True)
class Tokens:
    """An article's words with the means to find them by position."""

    text: str
    words: list[Token]
    starts: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> Tokens:
        """Tokenize a text."""
        words = tokenize(text)
        return cls(text, words, [word.start for word in words])

    def inside(self, span: Span) -> list[Token]:
        """Return the words that start inside the span."""
        a = bisect_right(self.starts, span.start - 1)
        b = bisect_right(self.starts, span.end - 1)
        return self.words[a:b]

    def index_at(self, position: int) -> int:
        """Return the index of the first word that starts at or after the position."""
        return bisect_right(self.starts, position - 1)


def closes(text: str, word: Token) -> bool:
    """Tell whether a quotation ends with a word: "are in Iran’ Japan’s envoy"."""
    return not word.possessive and text[word.core_end : word.end] in ("'", "\u2019")


def joined(text: str, left: Token, right: Token) -> bool:
    """Tell whether two neighbouring words stand in one run (spaces only, or the dot of an abbreviation)."""
    if left.possessive or closes(text, left):
        return False
    gap = text[left.end : right.start]
    if GAP.fullmatch(gap):
        return True
    if gap and gap[0] == "." and GAP.fullmatch(gap[1:]):
        return left.low in DOTTED or len(left.low) == 1
    return False


def is_initial(text: str, token: Token) -> bool:
    """Tell whether the word stands at the beginning of a sentence or line."""
    before = text[max(0, token.start - 4) : token.start].rstrip(" \u00a0\"'\u201c\u2018\u201d\u2019([")
    return not before or before[-1] in ".!?:\n\r\u2014\u2013-"


def find_names(tokens: Tokens, targets: Sequence[Mention], sources: Sequence[Span]) -> list[NameMention]:
    """Return what may be names of persons, in reading order; those of one word only if something vouches for them."""
    country_at, adjectives = _country_tokens(tokens, targets)
    runs = _runs(tokens)
    found = [name for a, b in runs for name in _split_run(tokens, a, b, country_at, adjectives, set())]
    longer = [name.words for name in found if len(name.words) > 1]
    surnames = {words[-1] for words in longer if is_title(words[-1])} | {
        one[0] for one in longer if one[0] in ORG_WORDS
    }
    if surnames:
        found = [name for a, b in runs for name in _split_run(tokens, a, b, country_at, adjectives, surnames)]
    headlines = _headlines(tokens, sources)
    return _keep([name for name in found if not _inside(headlines, name.span)], tokens, sources)


def _runs(tokens: Tokens) -> list[tuple[int, int]]:
    """Return the runs of capitalised words, with the small words of names inside, as index ranges."""
    text, words = tokens.text, tokens.words
    out = []
    i = 0
    while i < len(words):
        if not words[i].capital:
            i += 1
            continue
        j = i + 1
        while j < len(words) and joined(text, words[j - 1], words[j]):
            if words[j].capital:
                j += 1
                continue
            n = j
            while n < len(words) and n - j < 3 and words[n].low in PARTICLES and joined(text, words[n - 1], words[n]):
                n += 1
            if n == j or n == len(words) or not words[n].capital or not joined(text, words[n - 1], words[n]):
                break
            j = n + 1
        out.append((i, j))
        i = j
    return out


def _headlines(tokens: Tokens, sources: Sequence[Span]) -> list[Span]:
    """Return the lines in title case, whose capitals say nothing; a line in which someone speaks is none."""
    out: list[Span] = []
    spoken = sorted(span.start for span in sources)
    start = 0
    for line in tokens.text.split("\n"):
        if len(line) < 300:
            words = [w for w in tokens.inside(Span(start, start + len(line))) if len(w.text) > 3]
            k = bisect_right(spoken, start - 1)
            quiet = k == len(spoken) or spoken[k] >= start + len(line)
            if quiet and len(words) > 4 and sum(w.capital for w in words) >= 0.75 * len(words):
                out.append(Span(start, start + len(line)))
        start += len(line) + 1
    return out


def _inside(spans: Sequence[Span], span: Span) -> bool:
    k = bisect_right(spans, Span(span.start, 1 << 60)) - 1
    return k >= 0 and spans[k].end > span.start


def _country_tokens(tokens: Tokens, targets: Sequence[Mention]) -> tuple[dict[int, str], set[int]]:
    """Map the index of each word that names a country or bloc to its id, and tell the adjectives; not leaders."""
    out: dict[int, str] = {}
    adjectives: set[int] = set()
    for mention in targets:
        if mention.via == "leader":
            continue
        k = tokens.index_at(mention.span.start)
        while k < len(tokens.words) and tokens.words[k].start < mention.span.end:
            out[k] = mention.target
            if mention.via == "adjective" or tokens.words[k].possessive:
                adjectives.add(k)
            k += 1
    return out, adjectives


def _split_run(
    tokens: Tokens, a: int, b: int, country_at: dict[int, str], adjectives: set[int], surnames: set[str]
) -> list[NameMention]:
    text, words = tokens.text, tokens.words
    if is_initial(text, words[a]) and words[a].low in FUNCTION_WORDS:
        a += 1
    out: list[NameMention] = []
    title: list[int] = []
    country: str | None = None
    k = a
    while k < b:
        low = words[k].low
        if k in country_at:
            country = country_at[k]
            title = []
            end = k
            while end + 1 < b and end + 1 in country_at:
                end += 1
            if out and out[-1].last_token == k - 1 and end + 1 == b:
                given = len(out[-1].words) > 1 or words[k - 1].low in MALE_NAMES | FEMALE_NAMES
                house = words[k].low == "al" and k not in adjectives
                if house or (given and (len(out[-1].words) == 1) == (k in adjectives)):
                    # A surname that is also a people's name, or names a house: "Mark Cuban", "Faisal Al Saud".
                    out[-1] = _mention(tokens, out[-1].first_token, b, list(out[-1].title_tokens), out[-1].country)
                    return out
            k += 1
            continue
        if is_title(low) and not (k + 1 == b and low in surnames):
            title.append(k)
            k += 1
            continue
        alone = b - a == 1 and low in surnames
        family = low in ORG_WORDS and (alone or _family_name(tokens, k, b))
        if (low in ORG_WORDS and not family) or low in FUNCTION_WORDS:
            title, country = [], None
            k += 1
            continue
        e = k + family
        while e < b and e not in country_at and not _ends_name(words, k, e):
            e += 1
        if title and e > k and _within_title(words, title[-1], k, e, b):
            title += range(k, e)
            k = e
            continue
        followed = e < b and (words[e].low in ORG_WORDS) and not words[e - 1].possessive
        shouted = e - k == 1 and words[k].text.isupper() and len(words[k].text) > 1 and len(words[k].text) < 7
        if (
            e > k
            and not followed
            and not shouted
            and words[k].low not in MEDIA_NAMES
            and not all(words[x].text.isupper() and len(words[x].text) > 3 for x in range(k, e))
        ):
            out.append(_mention(tokens, k, e, title, country if title or k - 1 in adjectives else None))
        title, country = [], None
        k = max(e, k + 1)
    return out


def _ends_name(words: Sequence[Token], first: int, k: int) -> bool:
    """Tell whether a word can be no part of a name: a title, a word of organisations, a day."""
    low = words[k].low
    if k > first and low in PERSON_HEADS and words[k - 1].low in MALE_NAMES | FEMALE_NAMES:
        return False  # a surname that is also a noun: "Stephen King"
    if k == first and is_title(low):
        return False
    return low in ORG_WORDS or low in FUNCTION_WORDS or (is_title(low) and low not in MALE_NAMES)


def _family_name(tokens: Tokens, k: int, stop: int) -> bool:
    """Tell whether a word of organisations is a family name, a person's title before it: "spokesperson Park Il"."""
    words = tokens.words
    titled = k > 0 and words[k - 1].low in PERSON_HEADS and joined(tokens.text, words[k - 1], words[k])
    return titled and k + 1 < stop and words[k + 1].low not in ORG_WORDS | FUNCTION_WORDS


def _within_title(words: Sequence[Token], before: int, first: int, end: int, stop: int) -> bool:
    """Tell whether words that may be a name belong to a title instead: "Deputy Infrastructure Minister Ann Lee"."""
    opens = words[before].low in TITLE_MODIFIERS and words[first].low not in MALE_NAMES | FEMALE_NAMES
    return opens and end + 1 < stop and words[end].low in PERSON_HEADS and not words[end - 1].possessive


def is_title(low: str) -> bool:
    return low in COURTESY or low in PERSON_HEADS or low in TITLE_MODIFIERS


def _mention(tokens: Tokens, k: int, e: int, title: list[int], country: str | None) -> NameMention:
    words = tokens.words
    lows = tuple(words[x].low for x in range(k, e))
    gender = ""
    for x in title:
        gender = COURTESY.get(words[x].low, "") or gender
        gender = "f" if words[x].low in FEMALE_HEADS else "m" if words[x].low in MALE_HEADS else gender
    if not gender:
        first = lows[0].split("-")[0]
        gender = "f" if first in FEMALE_NAMES or lows[0] in FEMALE_NAMES else "m" if first in MALE_NAMES else ""
        if not gender and lows[-1].endswith(("ova", "eva", "skaya", "ovna")):
            gender = "f"
    titled = title or (
        k > 0 and not words[k - 1].possessive and words[k - 1].low in PERSON_HEADS
        and GAP.fullmatch(tokens.text[words[k - 1].end : words[k].start]) is not None
    )  # fmt: skip
    return NameMention(
        span=Span(words[k].start, words[e - 1].core_end),
        words=tuple(w for low in lows if low not in SUFFIXES for w in low.split("-") if w) or lows,
        title_tokens=tuple(title),
        title_span=Span(words[title[0]].start, words[title[-1]].end) if title else None,
        gender=gender,
        country=country,
        strong=bool(titled),
        possessive=words[e - 1].possessive,
        first_token=k,
        last_token=e - 1,
    )


def is_plural_noun(low: str) -> bool:
    """Tell whether a word is a plain noun: "Diplomats" or "Reports" that open a sentence are no name."""
    return low in VAGUE_HEADS or low.endswith("s") and (low[:-1] in PERSON_HEADS or low[:-1] in ORG_WORDS)


def _keep(found: Sequence[NameMention], tokens: Tokens, sources: Sequence[Span]) -> list[NameMention]:
    """Keep names of two words or more, and single words that a fuller name, a title or a source vouches for."""
    whole = {tokens.text[span.start : span.end].strip() for span in sources}
    vouched = {name.words[-1] for name in found if len(name.words) > 1}
    vouched |= {name.words[0] for name in found if len(name.words) > 1}
    vouched |= {name.words[-1] for name in found if name.strong}
    out = []
    for name in found:
        spoken = name.span.of(tokens.text) in whole
        noun = len(name.words) == 1 and not name.title_tokens and is_plural_noun(name.words[0])
        if not noun and (len(name.words) > 1 or name.strong or spoken or name.words[0] in vouched):
            name.strong = name.strong or spoken or name.words[0] in MALE_NAMES or name.words[0] in FEMALE_NAMES
            out.append(name)
    return out

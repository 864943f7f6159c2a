"""Articles written anew so that no tone may change: speakers of the other gender, by other names, in another style."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from service.gazetteer import load_gazetteer
from service.pipeline.speaker_words import FEMALE_NAMES, MALE_NAMES
from training.statements import Statement

# Exchanged both ways. "her" stands apart: it is "him" or "his".
WORDS = (
    "he/she him/her himself/herself man/woman men/women gentleman/lady spokesman/spokeswoman chairman/chairwoman "
    "congressman/congresswoman businessman/businesswoman king/queen prince/princess father/mother husband/wife "
    "son/daughter uncle/aunt boy/girl sir/madam mr/ms"
).split()
OTHER = {one: other for pair in WORDS for one, other in (pair.split("/"), pair.split("/")[::-1])} | {"mrs": "mr"}
WORD = re.compile(r"[^\W\d_]+")
NEXT = re.compile(r"\s{1,3}(\w+)")
# After these "her" was an object ("told her that"), before anything else it owns what follows.
NO_NOUN = frozenset(
    "a about after again against all an and as at because before but by during for from if in into it not of off on "
    "or over she so than that the then there they this to under until was were when where which while who with".split()
)
# Family names of many countries that are no country's, no leader's and no common word's.
FAMILIES = (
    "Okafor Lindqvist Haddad Novotny Tanaka Ferreira Mwangi Kowalska Rahimi Castellanos Bergmann Nakamura Adeyemi "
    "Petrenko Dubois Yilmaz Sandoval Virtanen Banerjee Morales Tesfaye Jovanovic Papadakis Keita Nguyen"
).split()
STRAIGHT = str.maketrans("“”‘’", "\"\"''")


def genders(text: str) -> str:
    """Return the text with men and women exchanged: pronouns, courtesy titles, and given names that tell."""
    given = _given()
    out: list[str] = []
    position = 0
    for found in WORD.finditer(text):
        word = found.group()
        low = word.casefold()
        new = OTHER.get(low)
        if low == "her":
            after = NEXT.match(text, found.end())
            new = "his" if after and after[1].casefold() not in NO_NOUN else "him"
        elif low in ("his", "hers"):
            new = "her" if low == "his" and NEXT.match(text, found.end()) else "hers" if low == "his" else "his"
        elif word[0].isupper() and low in given:
            new = given[low].capitalize()
        if new is None:
            continue
        out += [text[position : found.start()], _like(word, new)]
        position = found.end()
    return "".join((*out, text[position:]))


def _given() -> dict[str, str]:
    """Return, for each given name that tells a gender, one of the other."""
    men, women = sorted(MALE_NAMES - FEMALE_NAMES), sorted(FEMALE_NAMES - MALE_NAMES)
    return {man: women[index % len(women)] for index, man in enumerate(men)} | {
        woman: men[index % len(men)] for index, woman in enumerate(women)
    }


def _like(word: str, new: str) -> str:
    if len(word) > 1 and word.isupper():
        return new.upper()
    return new[0].upper() + new[1:] if word[0].isupper() else new


def names(text: str, speakers: Iterable[str]) -> str:
    """Return the text with each speaker's family name replaced by another one throughout.

    Leaders, and names that hold a country, stay: there the name tells the target.
    """
    gazetteer = load_gazetteer()
    taken = set(WORD.findall(text))
    free = [family for family in FAMILIES if family not in taken]
    new: dict[str, str] = {}
    for speaker in speakers:
        parts = WORD.findall(speaker)
        if len(parts) < 2 or not free or gazetteer.find(speaker, places=True) or parts[-1] in new:
            continue
        if parts[-1][0].isupper() and not gazetteer.find(parts[-1], places=True):
            new[parts[-1]] = free.pop(0)
    return WORD.sub(lambda found: _like(found.group(), new.get(found.group(), found.group())), text) if new else text


def cues(text: str, verb: str) -> str:
    """Return the text with "said" as another house writes it."""
    return re.sub(r"\bsaid\b", verb, text)


def quotation_marks(text: str) -> str:
    """Return the text with straight quotation marks for typographic ones, or the other way round."""
    if "“" in text or "”" in text:
        return text.translate(STRAIGHT)
    marks = re.sub(r'(?:(?<=\s)|(?<=^)|(?<=[(\[—–-]))"', "“", text)
    return marks.replace('"', "”")


def initials(text: str) -> str:
    """Return the text with "US" and "UN" for "U.S." and "U.N.", or the other way round."""
    if "U.S." in text or "U.N." in text:
        return re.sub(r"\bU\.(S|N)\.", r"U\1", text)
    return re.sub(r"\bU(S|N)\b", r"U.\1.", text)


Rewriter = Callable[[Mapping[str, Any], Sequence[Statement]], str]
REWRITERS: Mapping[str, Rewriter] = {
    "genders": lambda record, statements: genders(record["text"]),
    "names": lambda record, statements: names(
        record["text"], dict.fromkeys(one.speaker for one in statements if one.speaker)
    ),
    "said: claimed": lambda record, statements: cues(record["text"], "claimed"),
    "said: stated": lambda record, statements: cues(record["text"], "stated"),
    "quotation marks": lambda record, statements: quotation_marks(record["text"]),
    "U.S. or US": lambda record, statements: initials(record["text"]),
}


def rewrite(name: str) -> Callable[[Mapping[str, Any], Sequence[Statement]], tuple[str, Mapping[str, str]] | None]:
    """Return one of ``REWRITERS`` as ``training.robustness.rewritten`` takes it: every target stays what it was."""

    def apply(record: Mapping[str, Any], statements: Sequence[Statement]) -> tuple[str, Mapping[str, str]] | None:
        text = REWRITERS[name](record, statements)
        targets = {target: target for statement in statements for target in statement.tones}
        return None if text == record["text"] else (text, targets)

    return apply

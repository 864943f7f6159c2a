"""When two names mean one speaker: the definition that every figure about speakers uses."""

from __future__ import annotations

import re
import unicodedata

TITLES = frozenset("the a an mr mrs ms dr sir lord of and for in s".split())
OFFICES = frozenset(
    "ministry minister department office government ministers spokesman spokesperson spokeswoman president officials "
    "official army parliament embassy agency council commission committee group union organization".split()
)
WORD = re.compile(r"[^\W\d_]+")


def name_words(name: str | None) -> list[str]:
    """Return a name's words, folded, without titles and articles."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name or "") if not unicodedata.combining(c)).casefold()
    return [word for word in WORD.findall(plain) if word not in TITLES]


def same_speaker(a: str | None, b: str | None) -> bool:
    """Tell whether two names mean one speaker: equal words, or for persons a part of the other's name."""
    if not a or not b:
        return not a and not b
    if a.casefold() == b.casefold():
        return True
    x, y = set(name_words(a)), set(name_words(b))
    if not x or not y:
        return False
    return x == y or (not OFFICES & (x | y) and (x <= y or y <= x))

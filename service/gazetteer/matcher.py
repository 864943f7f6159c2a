"""Finds the names of countries and blocs in a text: one pass of an Aho-Corasick automaton, then rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import ahocorasick_rs

from service.gazetteer.model import Form
from service.pipeline.document import Mention, Span

# Typographic variants of one length, so that offsets stay those of the text.
PLAIN = str.maketrans("’‘`‐‑\u00a0\n\t\r", "'''--    ")


class Matcher:
    """All forms in one automaton."""

    def __init__(self, forms: Mapping[str, Sequence[Form]]) -> None:
        self._phrases = list(forms)
        self._forms = [tuple(forms[phrase]) for phrase in self._phrases]
        self._automaton = ahocorasick_rs.AhoCorasick(self._phrases, matchkind=ahocorasick_rs.MatchKind.Standard)

    def find(self, text: str, published: date | None = None, places: bool = False) -> list[Mention]:
        """Return the mentions in reading order, not overlapping: the longest words win, then the first."""
        plain = text.translate(PLAIN)
        mentions: list[Mention] = []
        seen: set[str] = set()
        end = 0
        for start, stop, index in self._longest(plain):
            if start < end:
                continue
            end = stop
            phrase = self._phrases[index]
            form = self._choose(self._forms[index], published, seen)
            if form is None or form.target is None:
                continue
            if form.via == "leader":
                seen.add(phrase)
            mentions.append(Mention(form.target, Span(start, stop), form.via))
        return mentions

    def _longest(self, plain: str) -> list[tuple[int, int, int]]:
        """Return the matches that stand as whole words, from left to right and the longest first at each place."""
        found = [
            (start, stop, index)
            for index, start, stop in self._automaton.find_matches_as_indexes(plain, overlapping=True)
            if not (start and plain[start].isalnum() and (plain[start - 1].isalnum() or plain[start - 1] == "_"))
            and not (stop < len(plain) and plain[stop - 1].isalnum() and (plain[stop].isalnum() or plain[stop] == "_"))
        ]
        found.sort(key=lambda match: (match[0], -match[1]))
        return found

    def _choose(self, forms: Sequence[Form], published: date | None, seen: set[str]) -> Form | None:
        """Return the meaning that holds in this article: a leader only in office, a surname only once introduced."""
        for form in forms:
            if published and form.since is not None and form.until is not None:
                if not form.since <= published.year <= form.until:
                    continue
            if form.introduced and not seen.intersection(form.introduced):
                continue
            return form
        return None

"""Finds the names of countries and blocs in a text: one pass of an Aho-Corasick automaton, then rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import ahocorasick_rs

from service.gazetteer.model import Form
from service.gazetteer.rules import REACH, descent_after, government_after, introduced_by_title, stands
from service.pipeline.document import Mention, Span

# Typographic variants of one length, so that offsets stay those of the text.
PLAIN = str.maketrans("’‘`‐‑\u00a0\n\t\r", "'''--    ")
OWNS = frozenset(("'s ", "' ", " "))


class Matcher:
    """All forms in one automaton."""

    def __init__(self, forms: Mapping[str, Sequence[Form]]) -> None:
        self._phrases = list(forms)
        self._forms = [tuple(forms[phrase]) for phrase in self._phrases]
        self._automaton = ahocorasick_rs.AhoCorasick(self._phrases, matchkind=ahocorasick_rs.MatchKind.Standard)

    def find(
        self, text: str, published: date | None = None, places: bool = False, cities: bool = False
    ) -> list[Mention]:
        """Return the mentions in reading order, not overlapping: the longest words win, then the first.

        ``places`` gives capitals that are mere places too, ``cities`` all other places.
        """
        plain = text.translate(PLAIN)
        context = Context(plain, published, cities)
        mentions: list[Mention] = []
        end = 0
        for start, stop, index in self._longest(plain):
            if start < end:
                continue
            if self._forms[index][0].via == "adjective" and (descent := descent_after(plain, stop)):
                end = descent
                continue
            form = context.choose(self._forms[index], start, stop)
            if form is None or (form.conditional and context.qualified(start)):
                continue
            end = stop
            if form.target is None or not stands(plain, start, stop, form, places):
                continue
            via = form.via
            if via == "leader":
                context.seen.add(self._phrases[index])
                if governing := government_after(plain, stop):
                    end, via = governing, "institution"
            context.last = Mention(form.target, Span(start, end), via)
            context.targets.add(form.target)
            mentions.append(context.last)
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


class Context:
    """What is known of one text: its date, who has been named in it, and which words stand in it."""

    def __init__(self, plain: str, published: date | None, cities: bool) -> None:
        self._plain = plain
        self._cities = cities
        self._year = published.year if published else None
        self._known: dict[str, bool] = {}
        self.seen: set[str] = set()
        self.targets: set[str] = set()
        self.last: Mention | None = None

    def choose(self, forms: Sequence[Form], start: int, stop: int) -> Form | None:
        """Return the meaning that holds: a leader in office and introduced, a word in a text that is about its target.

        The first in the tables is taken; of people who led several (a country, then a bloc), the one for whom the text
        has named the target before, else the last.
        """
        governs = forms[0].via == "leader" and bool(government_after(self._plain, stop))
        holding = [form for form in forms if self._holds_here(form, start, governs)]
        if not holding or holding[0].via != "leader":
            return holding[0] if holding else None
        return next((form for form in holding if form.target in self.targets), holding[-1])

    def _holds_here(self, form: Form, start: int, governs: bool) -> bool:
        if form.place and not self._cities:
            return False
        if self._year and form.since is not None and form.until is not None:
            if not form.since <= self._year <= form.until:
                return False
        if form.introduced and not (governs or self._introduced(form, start)):
            return False
        if form.needs and not self._any(form.needs):
            return False
        return not self._any(form.unless)

    def qualified(self, start: int) -> bool:
        """Tell whether a country's name or adjective stands right before ("the Iranian administration")."""
        return self.last is not None and self.last.span.end + 1 == start and self.last.via in ("adjective", "name")

    def _introduced(self, form: Form, start: int) -> bool:
        """Tell whether a bare family name is known: by its full name before, an office, or its country's name."""
        if self.seen.intersection(form.introduced):
            return True
        if self.last and self.last.target == form.target and self._plain[self.last.span.end : start] in OWNS:
            return True
        return introduced_by_title(self._plain[max(0, start - REACH) : start])

    def _any(self, words: Sequence[str]) -> bool:
        return any(self._holds(word) for word in words)

    def _holds(self, word: str) -> bool:
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = word in self._plain
        return known

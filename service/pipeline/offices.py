"""Whether a leader whom an article names acts for the state there, or runs for office, or has left it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.pipeline.document import Mention

REACH = 40
# Fixed words with bounded spaces between: linear on any text.
HOLDS = re.compile(
    r"\b(?:president|prime minister|premier|chancellor|king|emir|supreme leader|minister|secretary of state|"
    r"commander[- ]in[- ]chief|ayatollah)\s{1,2}$",
    re.I,
)
LEFT = re.compile(r"\b(?:former|ex|then|late|onetime|president-elect|future)[\s-]{1,2}(?:[\w.]{1,20}[\s-]){0,4}$", re.I)
RUNS = re.compile(
    r"\b(?:candidates?|nominees?|front-?runner|hopeful|contender|mogul|billionaire|tycoon|rival|campaign|rally|"
    r"supporters|voters|delegates|ticket)\b",
    re.I,
)
CAMPAIGN = re.compile(
    r"\b(?:candidates?|nominees?|nomination|campaigns?|campaigning|front-?runner|primary|primaries|caucus(?:es)?|voters?|"
    r"polls?|rally|rallies|running mate|presumptive|presidential race|swing state|debates?|super PAC)\b",
    re.I,
)


class Offices:
    """What an article says of each leader's office, and how much it speaks of an election."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self._text = text
        self.campaign = min(3, len({found.group().lower() for found in CAMPAIGN.finditer(text)}))
        self._holds: set[str] = set()
        self._runs: set[str] = set()
        for mention in mentions:
            if mention.via != "leader":
                continue
            name = self._name(mention)
            before = text[max(0, mention.span.start - REACH) : mention.span.start]
            left = LEFT.search(before) is not None
            if HOLDS.search(before) and not left:
                self._holds.add(name)
            if left or RUNS.search(before) or RUNS.search(text, mention.span.end, mention.span.end + REACH):
                self._runs.add(name)

    def standing(self, mention: Mention) -> str:
        """Return what the article shows of the named leader: ``holds`` an office, ``runs`` for one, both or neither."""
        if mention.via != "leader":
            return "none"
        name = self._name(mention)
        return f"{'holds' if name in self._holds else ''}{'runs' if name in self._runs else ''}"

    def _name(self, mention: Mention) -> str:
        return mention.span.of(self._text).split()[-1].lower()

"""Finding quotation marks that belong together, whatever the style, in one pass over the text.

Knows “ ”, " ", ‘ ’, ' ', « », „ “, and ``LaTeX'' marks; apostrophes are told from closing marks by their neighbours. A
mark that never closes ends with its paragraph where the next one opens with a mark again (how long quotations are
printed), else with its first sentence, which is all that is certain.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.pipeline.document import Span

CLOSERS = {"“": '”"', "„": "“”", "«": "»", "‘": "’", "‹": "›", "‟": "”"}
SENTENCE_END = frozenset(".!?…,;:")
OPENING_AFTER = frozenset(" \t\u00a0([{—–-/:")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks, the marks included; ``closed`` is False where the closing one is missing."""

    span: Span
    closed: bool
    single: bool


def _blank(char: str) -> bool:
    return not char or char.isspace()


def _opens(before: str, after: str) -> bool:
    """Tell whether a mark that looks the same on both sides opens here."""
    return (_blank(before) or before in OPENING_AFTER or before in "“‘\"'«") and not _blank(after)


def _apostrophe(before: str, after: str) -> bool:
    """A single mark between letters (don’t), or before digits or a letter with a space before it (’90s, ’em)."""
    return before.isalnum() and after.isalnum()


def find_quotations(text: str) -> list[Quotation]:
    """Return the outermost quotations in reading order; linear in the length of the text."""
    singles_lead = not any(mark in text for mark in '“"«„') and ("‘" in text or " '" in text or text.startswith("'"))
    lines: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        indent = len(line) - len(line.lstrip())
        if indent < len(line):
            lines.append(Span(start + indent, start + len(line.rstrip())))
        start += len(line)
    out: list[Quotation] = []
    for index, line_span in enumerate(lines):
        following = text[lines[index + 1].start] if index + 1 < len(lines) else ""
        out.extend(_in_paragraph(text, line_span, singles_lead, bool(following) and following in "“\"«‘'"))
    return out


def _in_paragraph(text: str, paragraph: Span, singles: bool, goes_on: bool) -> list[Quotation]:
    """Quotations of one paragraph.

    ``singles``: single marks are this text's main ones (British style). ``goes_on``: the next paragraph opens with a
    mark, so one left open here was left so on purpose.
    """
    start, end = paragraph
    out: list[Quotation] = []
    opened, closers, single = -1, "", False
    position = start
    while position < end:
        char = text[position]
        before = text[position - 1] if position > start else ""
        after = text[position + 1] if position + 1 < end else ""
        if opened < 0:
            if char in "“„«‟":
                opened, closers, single = position, CLOSERS[char], False
            elif char == '"' and _opens(before, after):
                opened, closers, single = position, '"”', False
            elif char == "`" and after == "`":
                opened, closers, single = position, "''", False
                position += 1
            elif char in "‘'" and _opens(before, after) and (singles or char == "‘"):
                opened, closers, single = position, "’'" if char == "‘" else "'", True
        elif closers == "''":
            if char == "'" and after == "'":
                out.append(Quotation(Span(opened, position + 2), True, False))
                opened = -1
                position += 1
        elif char in closers:
            ends = not single or (not _apostrophe(before, after) and not _plural(text, position, end, closers))
            if char == '"' and _opens(before, after) and not _blank(before):
                ends = True
            if ends:
                out.append(Quotation(Span(opened, position + 1), True, single))
                opened = -1
        elif char == "“" and not single and "”" in closers:
            # Opened again without a close: the first one was left open. It ends where the new one begins.
            out.append(Quotation(Span(opened, _first_sentence(text, opened, position)), False, False))
            opened = position
        position += 1
    if opened >= 0 and not single and end - opened > 1:
        stop = end if goes_on else _first_sentence(text, opened, end)
        out.append(Quotation(Span(opened, stop), False, single))
    return out


def _first_sentence(text: str, start: int, end: int) -> int:
    """Where a quotation that lacks its closing mark is sure to reach: its first sentence's end, or ``end``."""
    for position in range(start + 1, end - 1):
        if text[position] in ".!?" and text[position + 1].isspace() and text[position - 2 : position - 1].isalnum():
            return position + 1
    return len(text[start:end].rstrip()) + start


def _plural(text: str, position: int, end: int, closers: str) -> bool:
    """A mark after an s with a lower-case word behind it is a plural's apostrophe (the countries’ leaders)."""
    if text[position - 1] not in "sS":
        return False
    after = text[position + 1 : position + 3]
    if len(after) < 2 or after[0] != " " or not after[1].islower():
        return False
    # Only where a better closing mark still follows nearby; else this is the one.
    return any(
        text[index] in closers and text[index - 1] in SENTENCE_END
        for index in range(position + 1, min(end, position + 400))
    )

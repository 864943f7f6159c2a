"""An answer as a table that a person can read: speaker, country, target, tone, words."""

from __future__ import annotations

from collections.abc import Sequence

from service.schemas import AnalyzeResponse, StatementModel, ToneModel

HEADER = ("#", "speaker", "country", "target", "tone", "words")
LIMITS = (4, 28, 7, 14, 15)
MIN_WORDS = 24


def as_table(answer: AnalyzeResponse, width: int = 140) -> str:
    """Return the answer's statements, one line a tone, no line longer than ``width`` where that can be."""
    names = {speaker.id: speaker.name or speaker.role or f"({speaker.type})" for speaker in answer.speakers}
    countries = {speaker.id: speaker.country for speaker in answer.speakers}
    rows: list[tuple[str, ...]] = []
    for statement in answer.statements:
        speaker = statement.speaker
        who = (
            str(statement.id),
            names[speaker] if speaker else "?",
            (countries[speaker] if speaker else None) or "-",
        )
        words = " … ".join(part.text for part in statement.content)
        if not statement.tones:
            rows.append((*who, "-", "-", words))
        for number, tone in enumerate(statement.tones):
            rows.append((*(who if number == 0 else ("", "", "")), tone.target, describe(tone), _words(tone, words)))
    title = f"{answer.id or 'article'}: {_count(answer.statements)}"
    if not rows:
        return title + "\n"
    return "\n".join([title, *_lay_out([HEADER, *rows], width)]) + "\n"


def describe(tone: ToneModel) -> str:
    """Return a tone in one word and its score."""
    if tone.abstained:
        return "?"
    return f"{tone.label} {tone.score:+.2f}" if tone.label != "neutral" else "neutral"


def _words(tone: ToneModel, statement: str) -> str:
    """Return the words that carry the tone, or the statement where the tone has none of its own."""
    return " … ".join(span.text for span in tone.evidence) or statement


def _count(statements: Sequence[StatementModel]) -> str:
    return "1 statement" if len(statements) == 1 else f"{len(statements)} statements"


def _lay_out(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Pad all columns but the last, and cut each to its room."""
    widths = [min(limit, max(len(_fit(row[column], limit)) for row in rows)) for column, limit in enumerate(LIMITS)]
    rest = max(MIN_WORDS, width - sum(widths) - 2 * len(widths))
    lines = []
    for row in rows:
        cells = [_fit(cell, room).ljust(room) for cell, room in zip(row, widths, strict=False)]
        lines.append("  ".join([*cells, _fit(row[-1], rest)]).rstrip())
    return lines


def _fit(text: str, room: int) -> str:
    """Return the text on one line and cut to its room; what a terminal could take for a command is left out."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= room else line[: room - 1] + "…"

"""An answer as a table that a person can read: speaker, country, target, tone, words."""

from __future__ import annotations

from collections.abc import Sequence

from service.schemas import AnalyzeResponse, StatementModel, ToneModel

HEADER = ("#", "speaker", "country", "target", "tone", "words")
LIMITS = (4, 28, 7, 14, 17)
MIN_WORDS = 24


def as_table(answer: AnalyzeResponse, width: int = 140) -> str:
    """Return the answer as a table: a line for each statement, and under it a line for each of its tones."""
    names = {speaker.id: speaker.name or speaker.role or f"({speaker.type})" for speaker in answer.speakers}
    countries = {speaker.id: speaker.country for speaker in answer.speakers}
    rows: list[tuple[str, ...]] = [HEADER]
    for statement in answer.statements:
        speaker = statement.speaker
        who, country = (names[speaker], countries[speaker] or "-") if speaker else ("?", "-")
        rows.append((str(statement.id), who, country, "", "", " … ".join(part.text for part in statement.content)))
        rows.extend(("", "", "", tone.target, describe(tone), words_of(tone)) for tone in statement.tones)
    title = f"{answer.id or 'article'}: {_count(answer.statements)}"
    return "\n".join([title, *(_lay_out(rows, width) if answer.statements else ())]) + "\n"


def describe(tone: ToneModel) -> str:
    """Return a tone in one word and its score."""
    if tone.abstained:
        return "?"
    return f"{tone.label} {tone.score:+.2f}" if tone.label != "neutral" else "neutral"


def words_of(tone: ToneModel) -> str:
    """Return the words that carry the tone, or those that name the target where none do."""
    return " … ".join(span.text for span in tone.evidence) or tone.mention.text


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

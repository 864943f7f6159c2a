"""Comparing an answer with what a careful reader expects of one article: found, right speaker, opinions, extra."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.metrics import match, same_speaker
from training.statements import Statement, from_record


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was expected, what of it was found, and what was sent but not expected; ``lines`` tell what is wrong."""

    statements: int
    found: int
    right_speakers: int
    opinions: int
    right_opinions: int
    extra_statements: int
    extra_opinions: int
    lines: tuple[str, ...]

    def summary(self) -> str:
        """Return it in one line."""
        return (
            f"statements {self.found} of {self.statements}, right speakers {self.right_speakers} of {self.found}, "
            f"opinions {self.right_opinions} of {self.opinions}, "
            f"not expected: {self.extra_statements} statements, {self.extra_opinions} opinions"
        )


def read_expected(path: Path) -> list[Statement]:
    """Return the statements that a file expects; it is a record of the corpus, text or not."""
    return from_record(json.loads(path.read_text(encoding="utf-8")))


def article_of(path: Path) -> str:
    """Return the article beside ``NAME.expected.json``: ``NAME.txt``, character for character."""
    article = path.with_name(path.name.removesuffix(".expected.json") + ".txt")
    return article.read_bytes().decode("utf-8")


def compare(text: str, expected: Sequence[Statement], found: Sequence[Statement]) -> Comparison:
    """Compare the statements found in ``text`` with those expected."""
    pairs = match(expected, found)
    partner = {i: found[j] for i, j in pairs}
    lines: list[str] = []
    speakers = opinions = right = 0
    for index, gold in enumerate(expected):
        other = partner.get(index)
        if other is None:
            lines.append(f"missed: {_words(text, gold)}")
        else:
            same = same_speaker(gold.speaker, other.speaker)
            speakers += same
            if not same:
                lines.append(f"speaker {other.speaker} for {gold.speaker}: {_words(text, gold)}")
        for target, tone in gold.tones.items():
            if tone.label == "neutral":
                continue
            opinions += 1
            said = other.tones.get(target) if other else None
            if other and said and said.label == tone.label and same_speaker(gold.speaker, other.speaker):
                right += 1
            elif other:
                lines.append(f"{target} {said.label if said else 'missing'} for {tone.label}: {_words(text, gold)}")
    matched = {j: expected[i] for i, j in pairs}
    extra = 0
    for index, one in enumerate(found):
        if index not in matched:
            lines.append(f"not expected: {_words(text, one)}")
        for target, tone in one.tones.items():
            wanted = matched[index].tones.get(target) if index in matched else None
            if tone.label != "neutral" and (wanted is None or wanted.label != tone.label):
                extra += 1
                lines.append(f"{target} {tone.label}, not expected: {_words(text, one)}")
    return Comparison(
        len(expected), len(pairs), speakers, opinions, right, len(found) - len(pairs), extra, tuple(lines)
    )


def _words(text: str, statement: Statement) -> str:
    return " … ".join(span.of(text) for span in statement.content)[:100]

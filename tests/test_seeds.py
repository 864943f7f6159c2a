"""The seeds are plain text and, between them, hold every kind of statement and target that the engine must know.

Their annotation is in `tests/data/gate.jsonl`; whether it lies in the text is tested with the gate.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.settings import ROOT

FILES = sorted((ROOT / "seeds").glob("*.txt"))
OWN = [path for path in FILES if not path.name.startswith("000_")]
GATE = (ROOT / "tests" / "data" / "gate.jsonl").read_text(encoding="utf-8").splitlines()
RECORDS: dict[str, dict[str, Any]] = {
    record["doc"]: record for record in map(json.loads, GATE) if record["origin"] == "seeds"
}
OPENING = "\"'“‘«"


@dataclass(frozen=True)
class Said:
    """One annotated statement, its spans as words."""

    article: str
    speaker: str | None
    country: str | None
    kind: str
    content: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    source: str
    cue: str | None
    cue_start: int
    tones: tuple[tuple[str, str, str], ...]

    def gaps(self) -> list[str]:
        """Return what stands between one segment of the content and the next."""
        return [self.article[left[1] : right[0]] for left, right in zip(self.spans, self.spans[1:], strict=False)]

    def names(self, target: str, mention: str) -> bool:
        """Tell whether the statement names a target in these words."""
        return any(found == target and mention in words for found, words, _ in self.tones)


def said(record: dict[str, Any]) -> list[Said]:
    """Return the statements of one record."""
    text: str = record["text"]

    def words(span: list[int] | None) -> str:
        return text[span[0] : span[1]] if span else ""

    return [
        Said(
            article=text,
            speaker=one["speaker"],
            country=one["speaker_country"],
            kind=one["kind"],
            content=tuple(map(words, one["content"])),
            spans=tuple((start, end) for start, end in one["content"]),
            source=words(one["source"]),
            cue=words(one["cue"]) or None,
            cue_start=one["cue"][0] if one["cue"] else -1,
            tones=tuple((tone["target"], words(tone["mention"]), tone["label"]) for tone in one["tones"]),
        )
        for one in record["statements"]
    ]


STATEMENTS = [one for record in RECORDS.values() for one in said(record)]


def cued_by(pattern: str) -> Callable[[Said], bool]:
    """Return a test for statements whose cue is like this."""
    return lambda one: one.cue is not None and re.fullmatch(pattern, one.cue, re.IGNORECASE) is not None


def spoken_by(pattern: str) -> Callable[[Said], bool]:
    """Return a test for statements whose source is like this."""
    return lambda one: re.search(pattern, one.source) is not None


def naming(target: str, mention: str) -> Callable[[Said], bool]:
    """Return a test for statements that name a target in these words."""
    return lambda one: one.names(target, mention)


KINDS: dict[str, Callable[[Said], bool]] = {
    "direct": lambda one: one.kind == "direct",
    "indirect": lambda one: one.kind == "indirect",
    "mixed": lambda one: one.kind == "mixed",
    "broken by its cue": lambda one: any(gap.strip() and "\n" not in gap for gap in one.gaps()),
    "continued over paragraphs": lambda one: any("\n\n" in gap for gap in one.gaps()),
    "with no cue": lambda one: one.cue is None,
    "cue after the content": lambda one: one.cue_start > one.spans[0][1],
    "closing mark left out": lambda one: any(part[0] == "“" and "”" not in part for part in one.content),
    "marks within marks": lambda one: any(part[0] in "‘“" and re.search("[‘“]", part[1:]) for part in one.content),
    "according to": cued_by("according to"),
    "called it something": cued_by("called|calling|described"),
    "rejected it as something": lambda one: one.cue == "rejected" and any(" as " in part for part in one.content),
    "accused": cued_by("accused|accusing"),
    "was quoted as saying": cued_by("was quoted as saying"),
    "by a pronoun": spoken_by("^([Hh]e|[Ss]he|[Tt]hey|[Ii]t)$"),
    "by a role alone": spoken_by("^([Tt]he minister|the senator|The department|the Nigerian)$"),
    "by a spokesperson": spoken_by("[Ss]pokes(man|woman)"),
    "by two together": spoken_by(" and "),
    "by a document": spoken_by("study|[Rr]eport|resolution|document"),
    "by an unnamed official": lambda one: one.speaker is None and "fficial" in one.source,
    "by a bloc's envoy": lambda one: one.country in {"EU", "UN", "AFRICAN_UNION"},
    "by nobody that can be told": lambda one: one.speaker is None,
    "straight marks": lambda one: one.content[0][0] in "\"'",
    "double typographic marks": lambda one: one.content[0][0] == "“",
    "single typographic marks": lambda one: one.content[0][0] == "‘",
    "guillemets": lambda one: one.content[0][0] == "«",
    "critical": lambda one: any(label == "critical" for *_, label in one.tones),
    "neutral": lambda one: any(label == "neutral" for *_, label in one.tones),
    "cooperative": lambda one: any(label == "cooperative" for *_, label in one.tones),
    "a capital for its government": naming("EG", "Cairo"),
    "an institution": naming("US", "the White House"),
    "a leader's administration": naming("US", "the Trump administration"),
    "a by-name": naming("IL", "the Zionist regime"),
    "another by-name": naming("IR", "the Islamic Republic"),
    "a bloc": naming("AFRICAN_UNION", "African Union"),
    "a group named as one": naming("E3", "the E3"),
    "the seat of a bloc": naming("EU", "Brussels"),
    "a people": naming("US", "The Americans"),
    "our country": naming("BO", "Our country"),
    "both countries": naming("RS", "Both countries"),
    "these nations": naming("BO", "These sister nations"),
    "an adversary who is not named": naming("CD", "those who shelter killers"),
    "sanctions by one on another": lambda one: (
        one.names("EU", "European Union's sanctions") and one.names("RU", "Russia")
    ),
}


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 8


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_seed_is_utf8_text_without_a_mark(path: Path) -> None:
    data = path.read_bytes()
    assert not data.startswith(codecs.BOM_UTF8)
    text = data.decode("utf-8")
    assert text.strip() and "\r" not in text and "\x00" not in text and "\ufffd" not in text


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_what_we_wrote_is_annotated_whole(path: Path) -> None:
    record = RECORDS[path.stem]
    assert record["complete"] is True
    assert record["text"] == path.read_text(encoding="utf-8")
    assert 250 <= len(record["text"].split()) <= 500
    assert len(record["statements"]) >= 10


def test_nothing_else_is_annotated_as_a_seed() -> None:
    assert set(RECORDS) == {path.stem for path in OWN}


def test_every_file_is_described() -> None:
    page = (ROOT / "seeds" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in FILES] == re.findall(r"^\| `([^`]+\.txt)`", page, re.MULTILINE)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_there(kind: str) -> None:
    assert any(map(KINDS[kind], STATEMENTS))


@pytest.mark.parametrize("one", STATEMENTS, ids=lambda one: one.content[0][:30])
def test_the_kind_is_what_the_marks_say(one: Said) -> None:
    quoted = [part[0] in OPENING for part in one.content]
    assert all(quoted) == (one.kind == "direct")
    if one.kind == "indirect":
        assert not re.search(r"[\"“‘«]|(?:^|\s)'", " ".join(one.content))


@pytest.mark.parametrize(
    ("article", "words", "never"),
    [
        ("002_poultry_trade", "Georgia", "GE"),
        ("002_poultry_trade", "Paris Whitfield", "FR"),
        ("002_poultry_trade", "Jordan Pell", "JO"),
        ("002_poultry_trade", "in Jordan", "JO"),
    ],
)
def test_words_that_look_like_a_country_are_there_and_are_none(article: str, words: str, never: str) -> None:
    assert words in RECORDS[article]["text"]
    assert not any(target == never for one in said(RECORDS[article]) for target, *_ in one.tones)

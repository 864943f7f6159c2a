"""An answer against what a careful reader expects of an article."""

from __future__ import annotations

import json
from pathlib import Path

from service.pipeline.document import Span
from training.expected import article_of, compare, read_expected
from training.statements import JudgedTone, Statement

TEXT = "A said one thing. B said another. C said a third."
CRITICAL, NEUTRAL = JudgedTone("critical"), JudgedTone("neutral")
FIRST = Statement((Span(0, 16),), "Ana Rivera", tones={"US": CRITICAL, "CL": NEUTRAL})
SECOND = Statement((Span(18, 32),), "Luis Paz", tones={"CL": JudgedTone("cooperative")})
THIRD = Statement((Span(34, 48),), None, tones={"FR": CRITICAL})


def test_the_same_statements_leave_nothing_to_say() -> None:
    same = compare(TEXT, [FIRST, SECOND], [FIRST, SECOND])
    assert (same.found, same.right_speakers, same.opinions, same.right_opinions) == (2, 2, 2, 2)
    assert (same.extra_statements, same.extra_opinions, same.lines) == (0, 0, ())


def test_a_wrong_speaker_costs_its_opinions_and_what_was_not_expected_is_counted() -> None:
    stolen = Statement(SECOND.content, "Ana Rivera", tones={"CL": JudgedTone("cooperative"), "PE": CRITICAL})
    other = compare(TEXT, [FIRST, SECOND], [stolen, THIRD])
    assert other.summary() == (
        "statements 1 of 2, right speakers 0 of 1, opinions 0 of 2, not expected: 1 statements, 2 opinions"
    )
    assert other.lines == (
        "missed: A said one thing",
        "speaker Ana Rivera for Luis Paz: B said another",
        "CL cooperative for cooperative: B said another",
        "PE critical, not expected: B said another",
        "not expected: C said a third",
        "FR critical, not expected: C said a third",
    )


def test_a_neutral_tone_is_no_opinion() -> None:
    neutral = compare(TEXT, [FIRST], [Statement(FIRST.content, "Rivera", tones={"US": NEUTRAL, "CL": NEUTRAL})])
    assert (neutral.opinions, neutral.right_opinions, neutral.extra_opinions) == (1, 0, 0)


def test_the_file_and_its_article_lie_side_by_side(tmp_path: Path) -> None:
    statement = {"speaker": "A", "speaker_country": None, "kind": "indirect", "content": [[0, 16]], "source": [0, 1]}
    record = {"doc": "x", "complete": True, "statements": [{**statement, "cue": [2, 6], "tones": []}]}
    path = tmp_path / "x.expected.json"
    path.write_text(json.dumps(record))
    (tmp_path / "x.txt").write_bytes(b"A said\r\n")
    assert article_of(path) == "A said\r\n"
    assert read_expected(path)[0].speaker == "A"

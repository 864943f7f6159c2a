"""The figures, each on examples small enough to work out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.pipeline.document import Span
from training.metrics import (
    calibration_error,
    compared_tones,
    dice,
    macro_f1,
    match,
    relations,
    same_speaker,
    score,
    words,
)
from training.statements import JudgedTone, Statement, from_answer, from_record

CRITICAL = JudgedTone("critical", Span(2, 6), "trade sanctions")
GOLD = Statement(
    content=(Span(0, 20),),
    speaker="Ana Rivera",
    country="PE",
    kind="direct",
    source=Span(21, 31),
    cue=Span(32, 36),
    tones={"US": CRITICAL, "CL": JudgedTone("neutral", Span(8, 12))},
)
OTHER = Statement(content=(Span(50, 70),), tones={"CL": JudgedTone("cooperative", Span(52, 56))})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana Rivera", "ana rivera", True),
        ("Ana Rivera", "Rivera", True),
        ("Ana Rivera", "Dr. Ana Rivera", True),
        ("José Álvarez", "Jose Alvarez", True),
        ("Ana Rivera", "Luis Rivera", False),
        ("the Foreign Ministry", "Ministry of Foreign", True),
        ("the Foreign Ministry", "the Ministry", False),
        ("the Foreign Ministry", "Foreign", False),
        (None, None, True),
        ("", None, True),
        ("Ana Rivera", None, False),
        ("the", "of", False),
        ("the", "The", True),
    ],
)
def test_two_names_mean_one_speaker(one: str | None, other: str | None, same: bool) -> None:
    assert same_speaker(one, other) is same
    assert same_speaker(other, one) is same


def test_words_of_a_name() -> None:
    assert words("Mr. Élie O’Brien-2 of the U.N.") == ["elie", "o", "brien", "u", "n"]


def test_dice_of_two_sets() -> None:
    assert dice({1, 2, 3}, {3}) == 0.5
    assert dice(set(), set()) == 1.0
    assert dice({1}, set()) == 0.0


def statement(start: int, end: int) -> Statement:
    return Statement(content=(Span(start, end),))


def test_statements_match_from_half_of_their_characters_on() -> None:
    # 10 shared characters of 20 and 20: exactly a half; of 20 and 21: less.
    assert match([statement(0, 20)], [statement(10, 30)]) == [(0, 0)]
    assert match([statement(0, 20)], [statement(10, 31)]) == []


def test_the_best_pair_goes_first_and_none_is_used_twice() -> None:
    gold = [statement(0, 20), statement(0, 24)]
    assert match(gold, [statement(0, 24), statement(2, 20)]) == [(1, 0), (0, 1)]


def test_of_equal_pairs_the_earlier_goes_first() -> None:
    assert match([statement(0, 20), statement(0, 20)], [statement(0, 20)]) == [(0, 0)]


def test_an_article_against_itself_is_right_throughout() -> None:
    figures = score([([GOLD, OTHER], [GOLD, OTHER])])
    rest = {"statements_gold": 2, "tones_compared": 3, "tone_f1_critical_neutral_cooperative": [100.0] * 3}
    assert figures == {name: rest.get(name, 100.0) for name in figures}


def test_nothing_found_counts_as_missed() -> None:
    figures = score([([GOLD], [])])
    assert figures["statement_f1"] == figures["opinion_f1"] == figures["speaker"] == 0.0
    assert figures["tones_compared"] == 0


@pytest.mark.parametrize(
    ("change", "figures"),
    [
        ({"speaker": "Luis Rivera"}, {"speaker": 0.0, "opinion_f1": 0.0, "opinion_without_speaker_f1": 100.0}),
        ({"speaker": None}, {"speaker": 0.0, "opinion_f1": 0.0, "relation_f1": 0.0}),
        ({"speaker": "Luis Rivera", "country": None}, {"speaker_country": 0.0, "relation_f1": 100.0}),
        ({"kind": "mixed"}, {"kind": 0.0, "statement_f1": 100.0}),
        ({"source": Span(26, 31), "cue": Span(35, 36)}, {"source": 100.0 * 1, "cue": 0.0}),
        ({"source": None}, {"source": 0.0, "cue": 100.0}),
        # Half of each content is shared: 10 characters of 20 and 20.
        ({"content": (Span(10, 30),)}, {"statement_f1": 100.0, "content_char_f1": 50.0}),
        # No match: nothing that hangs on it is compared.
        ({"content": (Span(15, 35),)}, {"statement_f1": 0.0, "content_char_f1": 25.0, "target_f1": 0.0, "kind": 0.0}),
    ],
)
def test_one_thing_wrong(change: dict[str, object], figures: dict[str, float]) -> None:
    found = replace(GOLD, **change)  # type: ignore[arg-type]
    assert {name: score([([GOLD], [found])])[name] for name in figures} == figures


@pytest.mark.parametrize(
    ("tones", "figures"),
    [
        # One of two targets, and one that is not there: 2 * 1 / (2 + 2).
        ({"US": CRITICAL, "FR": CRITICAL}, {"target_f1": 50.0, "target_f1_in_matched": 50.0, "opinion_f1": 200 / 3}),
        ({}, {"target_f1": 0.0, "opinion_f1": 0.0, "tone_acc": 0.0}),
        # Two tones compared, one label right.
        ({**GOLD.tones, "US": JudgedTone("neutral")}, {"tone_acc": 50.0, "mention": 50.0, "aspect": 0.0}),
        ({**GOLD.tones, "US": replace(CRITICAL, aspect="Sanctions!")}, {"aspect": 100.0}),
        ({**GOLD.tones, "US": replace(CRITICAL, aspect="tariffs")}, {"aspect": 0.0, "opinion_f1": 100.0}),
        ({**GOLD.tones, "US": replace(CRITICAL, mention=Span(5, 9))}, {"mention": 100.0}),
        ({**GOLD.tones, "US": replace(CRITICAL, mention=Span(6, 9))}, {"mention": 50.0}),
    ],
)
def test_tones_of_a_matched_statement(tones: dict[str, JudgedTone], figures: dict[str, float]) -> None:
    found = replace(GOLD, tones=tones)
    assert {name: score([([GOLD], [found])])[name] for name in figures} == pytest.approx(figures)


def test_a_speaker_that_cannot_be_told_is_right_when_left_open() -> None:
    assert score([([OTHER], [OTHER])])["null_speaker_left_null"] == 100.0
    assert score([([OTHER], [replace(OTHER, speaker="Ana")])])["null_speaker_left_null"] == 0.0


def test_counts_are_pooled_over_articles() -> None:
    assert score([([GOLD], [GOLD]), ([GOLD, OTHER], [])])["statement_f1"] == pytest.approx(100 * 2 * 1 / (1 + 3))


def test_a_relation_takes_the_commonest_label_that_is_not_neutral() -> None:
    said = [replace(GOLD, tones={"US": JudgedTone(label)}) for label in ("critical", "cooperative", "critical")]
    assert relations([*said, replace(OTHER, speaker=None)]) == {("rivera", "US", "critical")}


def test_macro_f1_is_the_mean_of_the_labels() -> None:
    pairs = [("critical", "critical"), ("critical", "neutral"), ("neutral", "neutral"), ("cooperative", "critical")]
    # critical: 1 hit, 2 found, 2 right; neutral: 1, 2, 1; cooperative: none found.
    assert macro_f1(pairs) == pytest.approx((50.0 + 200 / 3 + 0.0) / 3)


def test_calibration_error_weighs_the_gap_of_each_bin() -> None:
    sure, unsure = (0.9, 0.05, 0.05), (0.2, 0.6, 0.2)
    judged = [("critical", sure), ("neutral", sure), ("neutral", unsure)]
    # Two at 0.9 of which half are right, one at 0.6 that is right.
    assert calibration_error(judged) == pytest.approx(2 / 3 * 0.4 + 1 / 3 * 0.4)
    assert calibration_error([("critical", (1.0, 0.0, 0.0))]) == 0.0
    assert calibration_error([]) == 0.0


def test_compared_tones_are_those_toward_a_target_that_both_sides_have() -> None:
    found = replace(GOLD, tones={"CL": JudgedTone("critical"), "FR": CRITICAL})
    assert list(compared_tones([GOLD, OTHER], [found])) == [(GOLD.tones["CL"], found.tones["CL"])]


def test_an_article_annotated_in_part_is_refused() -> None:
    with pytest.raises(ValueError, match="tt-1 is annotated in part only"):
        from_record({"doc": "tt-1", "complete": False, "statements": []})


def test_an_answer_and_its_record_read_the_same() -> None:
    record = {
        "doc": "x",
        "complete": True,
        "statements": [
            {
                "speaker": "Ana Rivera",
                "speaker_country": "PE",
                "kind": "direct",
                "content": [[0, 20]],
                "source": [21, 31],
                "cue": None,
                "tones": [{"target": "US", "mention": [2, 6], "aspect": "tariffs", "label": "critical", "strength": 1}],
            }
        ],
    }
    tone = {
        "target": "US",
        "mention": {"start": 2, "end": 6, "text": "US's"},
        "aspect": {"start": 7, "end": 14, "text": "tariffs"},
        "label": "critical",
        "probabilities": {"critical": 0.7, "neutral": 0.2, "cooperative": 0.1},
    }
    answer = {
        "speakers": [{"id": "s1", "name": "Ana Rivera", "country": "PE"}],
        "statements": [
            {
                "speaker": "s1",
                "kind": "direct",
                "content": [{"start": 0, "end": 20, "text": "…"}],
                "source": {"start": 21, "end": 31, "text": "…"},
                "cue": None,
                "tones": [tone],
            }
        ],
    }
    (gold,), (found,) = from_record(record), from_answer(answer)
    assert found.tones["US"].probabilities == (0.7, 0.2, 0.1)
    assert gold == replace(found, tones={"US": replace(found.tones["US"], probabilities=None)})

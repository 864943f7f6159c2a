"""The answer is the contract's, whatever order the stages found things in, and every span is exactly its text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.gazetteer import load_gazetteer
from service.pipeline.article import Job
from service.pipeline.document import (
    Article,
    Attribution,
    Mention,
    Resolution,
    Span,
    Speaker,
    SpeakerResult,
    StatementTarget,
    TargetResult,
    Tone,
    ToneItem,
)
from service.pipeline.report import Analysis, Report, SpanError, round_probabilities
from service.schemas import AnalyzeResponse, Meta, ModelInfo, ModelsUsed
from tests.spans import check_spans

TEXT = (
    "Turkey hosted the talks. Russia is a friend, said Ivan Petrov. "
    "“Western sanctions are a crime,” he added. Somebody warned that Russia would answer. "
    "The banner read “Peace for all nations”."
)
META = Meta(
    version="1",
    models=ModelsUsed(attribution=ModelInfo(id="a", sha256="0"), tone=ModelInfo(id="t", sha256="1")),
    gazetteer="g",
    backend="torch-fp32",
    elapsed_ms=1.0,
)
NAMES = load_gazetteer().targets


def span(words: str, after: int = 0) -> Span:
    """Return where ``words`` stand in the text, from ``after`` on."""
    start = TEXT.index(words, after)
    return Span(start, start + len(words))


FRIEND = Attribution((span("Russia is a friend"),), span("Ivan Petrov"), span("said"), "indirect", 0.9)
CRIME = Attribution((span("“Western sanctions are a crime,”"),), span("he"), span("added"), "direct", 0.8)
ANSWER = Attribution((span("Russia would answer"),), span("Somebody"), span("warned that"), "indirect", 0.7)
PETROV = Speaker("p", "Ivan Petrov", "person", "envoy", "RU", (span("he added"), span("Ivan Petrov")))
PETROV = replace(PETROV, mentions=(Span(PETROV.mentions[0].start, PETROV.mentions[0].start + 2), PETROV.mentions[1]))
RUSSIA_1 = Mention("RU", span("Russia"), "name")
WEST = Mention("WEST", span("Western"), "adjective")
RUSSIA_2 = Mention("RU", span("Russia would"), "name")
RUSSIA_2 = replace(RUSSIA_2, span=Span(RUSSIA_2.span.start, RUSSIA_2.span.start + 6))
TURKEY = Mention("TR", span("Turkey"), "name")
SILENT = Speaker("q", "Nobody", "person", None, None, (span("Turkey"),))

COOPERATIVE = Tone("cooperative", (0.1, 0.2, 0.7), 1)
CRITICAL = Tone("critical", (0.91, 0.06, 0.03), 2)
ABSTAINED = Tone("neutral", (0.4, 0.2, 0.4), 0, "mixed")


def analysis(
    order: tuple[int, ...] = (0, 1, 2), tones: tuple[Tone, ...] = (COOPERATIVE, CRITICAL, ABSTAINED)
) -> Analysis:
    """Return the stages' values of the text's three statements, in any order."""
    attributions = (FRIEND, CRIME, ANSWER)
    resolutions = (Resolution("p", 0.99, "name"), Resolution("p", 0.9, "pronoun"), Resolution(None, 0.3, "none"))
    targets = (
        (StatementTarget("RU", RUSSIA_1),),
        (StatementTarget("WEST", WEST, aspect=span("sanctions")),),
        (StatementTarget("RU", RUSSIA_2),),
    )
    items, judged = [], []
    for one, attribution, tone in zip(targets, attributions, tones, strict=True):
        start = attribution.hull.start
        mention = one[0].mention.span
        items.append([ToneItem(attribution.hull.of(TEXT), Span(mention.start - start, mention.end - start))])
        judged.append([replace(tone, evidence=(Span(mention.start - start, mention.end - start),))])
    return Analysis(
        attributions=[attributions[index] for index in order],
        speakers=SpeakerResult((SILENT, PETROV), tuple(resolutions[index] for index in order)),
        targets=TargetResult(tuple(targets[index] for index in order), (TURKEY, RUSSIA_1, WEST, RUSSIA_2)),
        items=[items[index] for index in order],
        tones=[judged[index] for index in order],
    )


def answer(found: Analysis | None = None, **job: Any) -> AnalyzeResponse:
    """Return the report's answer."""
    return Report(Job(Article(TEXT), **job), found or analysis(), NAMES).build(META)


def test_statements_are_numbered_in_order_of_start_whatever_order_they_were_found_in() -> None:
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        got = answer(analysis(order))
        assert [statement.text for statement in got.statements] == [
            "Russia is a friend",
            "“Western sanctions are a crime,”",
            "Russia would answer",
        ]
        assert [statement.id for statement in got.statements] == [1, 2, 3]
        assert got == answer()


def test_every_span_is_exactly_its_text() -> None:
    assert check_spans(answer().model_dump(), TEXT) > 20


def test_only_those_who_speak_are_speakers_and_their_mentions_stand_in_reading_order() -> None:
    [speaker] = answer().speakers
    assert (speaker.id, speaker.name, speaker.role, speaker.country) == ("s1", "Ivan Petrov", "envoy", "RU")
    assert [mention.text for mention in speaker.mentions] == ["Ivan Petrov", "he"]
    assert speaker.statements == [1, 2]


def test_a_statement_of_an_unknown_speaker_has_null_and_no_rule() -> None:
    statement = answer().statements[2]
    assert statement.speaker is None
    assert statement.resolved_by is None
    assert statement.source and statement.source.text == "Somebody"


def test_a_tone_tells_target_mention_aspect_score_and_evidence() -> None:
    [tone] = answer().statements[1].tones
    assert (tone.target, tone.type, tone.label, tone.strength) == ("WEST", "bloc", "critical", 2)
    assert (tone.mention.text, tone.mention.via) == ("Western", "adjective")
    assert tone.aspect and tone.aspect.text == "sanctions"
    assert tone.score == pytest.approx(0.03 - 0.91)
    assert [part.text for part in tone.evidence] == ["Western"]


def test_an_abstained_tone_keeps_its_probabilities_and_claims_nothing() -> None:
    [tone] = answer().statements[2].tones
    assert (tone.label, tone.strength, tone.abstained, tone.evidence) == ("neutral", 0, "mixed", [])
    assert tone.probabilities.critical == 0.4


def test_evidence_outside_the_content_is_left_out_where_the_target_is_named_inside() -> None:
    found = analysis()
    start = FRIEND.hull.start
    far = Span(span("said").start - start, span("said").end - start)
    [tone] = found.tones[0]
    tones = [[replace(tone, evidence=(*tone.evidence, far))], *found.tones[1:]]
    [got] = answer(replace(found, tones=tones)).statements[0].tones
    assert [part.text for part in got.evidence] == ["Russia"]


def test_relations_are_means_of_the_tones_that_were_not_abstained() -> None:
    got = {(relation.speaker, relation.target): relation for relation in answer().relations}
    assert set(got) == {("s1", "RU"), ("s1", "WEST")}
    assert got["s1", "RU"].label == "cooperative"
    assert got["s1", "RU"].score == pytest.approx(0.6)
    assert got["s1", "WEST"].statements == [2]
    assert got["s1", "WEST"].country == "RU"


@pytest.mark.parametrize(
    ("probabilities", "label"),
    [((0.4, 0.0, 0.6), "cooperative"), ((0.41, 0.0, 0.59), "neutral"), ((0.6, 0.0, 0.4), "critical")],
)
def test_a_relation_takes_a_side_from_a_fifth_on(probabilities: tuple[float, float, float], label: str) -> None:
    tone = Tone("cooperative", probabilities, 1)
    [relation, _] = answer(analysis(tones=(tone, CRITICAL, ABSTAINED))).relations
    assert relation.label == label


def test_targets_are_listed_with_all_their_mentions_in_order_of_the_first() -> None:
    got = answer().targets
    assert [target.id for target in got] == ["TR", "RU", "WEST"]
    assert [len(target.mentions) for target in got] == [1, 2, 1]
    assert (got[1].iso3, got[1].wikidata) == ("RUS", "Q159")


def test_only_the_wanted_targets_are_told_and_statements_stay() -> None:
    got = answer(targets=frozenset({"WEST"}))
    assert [len(statement.tones) for statement in got.statements] == [0, 1, 0]
    assert [target.id for target in got.targets] == ["WEST"]
    assert [relation.target for relation in got.relations] == ["WEST"]
    assert got.coverage and got.coverage.targets_outside_statements == []


def test_coverage_tells_what_is_left_over() -> None:
    coverage = answer().coverage
    assert coverage
    assert [quotation.text for quotation in coverage.unattributed_quotations] == ["“Peace for all nations”"]
    assert [one.statement for one in coverage.unresolved_speakers] == [3]
    assert [(one.id, [mention.text for mention in one.mentions]) for one in coverage.targets_outside_statements] == [
        ("TR", ["Turkey"])
    ]


def test_coverage_can_be_left_out() -> None:
    assert answer(coverage=False).coverage is None


def test_extracted_text_comes_with_the_answer_and_sent_text_does_not() -> None:
    assert answer(extracted=True).text == TEXT
    assert answer().text is None


def test_an_article_with_no_statements_has_empty_lists() -> None:
    got = answer(Analysis((), SpeakerResult((), ()), TargetResult((), ()), (), ()))
    assert (got.speakers, got.statements, got.targets, got.relations) == ([], [], [], [])


@pytest.mark.parametrize("wrong", [Span(-1, 3), Span(5, 5), Span(9, 4), Span(0, len(TEXT) + 1)])
def test_a_span_that_is_not_in_the_text_never_leaves(wrong: Span) -> None:
    found = analysis()
    with pytest.raises(SpanError):
        answer(replace(found, attributions=[replace(FRIEND, source=wrong), CRIME, ANSWER]))


def test_overlapping_segments_never_leave() -> None:
    found = analysis()
    overlapping = replace(FRIEND, content=(span("Russia is a"), span("a friend")))
    with pytest.raises(SpanError):
        answer(replace(found, attributions=[overlapping, CRIME, ANSWER]))


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3).filter(lambda values: sum(values) > 1e-6))
def test_rounded_probabilities_still_sum_to_one(values: list[float]) -> None:
    total = sum(values)
    rounded = round_probabilities(values)
    assert sum(round(value * 10_000) for value in rounded) == 10_000
    assert sum(rounded) == pytest.approx(1, abs=1e-12)
    for value, exact in zip(rounded, values, strict=True):
        assert value == pytest.approx(exact / total, abs=1.01e-4)

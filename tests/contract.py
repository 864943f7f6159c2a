"""What holds of every answer, whatever the article: the contract's promises, checked one by one."""

from __future__ import annotations

from service.schemas import AnalyzeResponse, StatementModel
from tests.spans import check_spans


def check_contract(answer: AnalyzeResponse, text: str) -> None:
    """Check the answer to a request for all targets."""
    check_spans(answer.model_dump(exclude={"text"}), text)
    assert [statement.id for statement in answer.statements] == list(range(1, len(answer.statements) + 1))
    hulls = [(statement.start, statement.end) for statement in answer.statements]
    assert hulls == sorted(hulls)
    for statement in answer.statements:
        check_statement(statement)
    check_speakers(answer)
    check_targets(answer)
    check_relations(answer)
    if answer.coverage is not None:
        unresolved = [statement.id for statement in answer.statements if statement.speaker is None]
        assert [one.statement for one in answer.coverage.unresolved_speakers] == unresolved


def check_statement(statement: StatementModel) -> None:
    """Check one statement's segments and tones."""
    assert (statement.start, statement.end) == (statement.content[0].start, statement.content[-1].end)
    for before, after in zip(statement.content, statement.content[1:], strict=False):
        assert before.end <= after.start
    assert (statement.speaker is None) == (statement.resolved_by is None)
    assert len({tone.target for tone in statement.tones}) == len(statement.tones)
    for tone in statement.tones:
        numbers = tone.probabilities
        assert abs(numbers.critical + numbers.neutral + numbers.cooperative - 1) < 1e-9
        assert abs(tone.score - (numbers.cooperative - numbers.critical)) < 1e-9
        assert (tone.strength == 0) == (tone.label == "neutral")
        assert tone.abstained is None or tone.label == "neutral"
        assert any(part.start <= tone.mention.start and tone.mention.end <= part.end for part in statement.content)
        for span in tone.evidence:
            assert any(part.start <= span.start and span.end <= part.end for part in statement.content)


def check_speakers(answer: AnalyzeResponse) -> None:
    """Check that speakers and statements name each other."""
    assert [speaker.id for speaker in answer.speakers] == [
        f"s{number}" for number in range(1, len(answer.speakers) + 1)
    ]
    for speaker in answer.speakers:
        assert speaker.statements == [one.id for one in answer.statements if one.speaker == speaker.id]
        assert speaker.statements
        assert speaker.name is None or (speaker.name.strip() and speaker.name.casefold() != "unknown")
        assert speaker.mentions == sorted(speaker.mentions, key=lambda span: (span.start, span.end))
    known = {speaker.id for speaker in answer.speakers}
    assert {statement.speaker for statement in answer.statements} <= known | {None}


def check_targets(answer: AnalyzeResponse) -> None:
    """Check that every target judged is listed with its mention."""
    listed = {target.id: {(one.start, one.end) for one in target.mentions} for target in answer.targets}
    assert len(listed) == len(answer.targets)
    for statement in answer.statements:
        for tone in statement.tones:
            assert (tone.mention.start, tone.mention.end) in listed[tone.target]


def check_relations(answer: AnalyzeResponse) -> None:
    """Check that relations are the means of the tones."""
    scores: dict[tuple[str, str], list[float]] = {}
    for statement in answer.statements:
        for tone in statement.tones:
            if statement.speaker is not None and tone.abstained is None:
                scores.setdefault((statement.speaker, tone.target), []).append(tone.score)
    assert {(relation.speaker, relation.target) for relation in answer.relations} == set(scores)
    for relation in answer.relations:
        counted = scores[relation.speaker, relation.target]
        assert len(relation.statements) == len(counted)
        assert abs(relation.score - sum(counted) / len(counted)) < 1e-3
        side = "neutral" if abs(relation.score) < 0.2 else "cooperative" if relation.score > 0 else "critical"
        assert relation.label == side

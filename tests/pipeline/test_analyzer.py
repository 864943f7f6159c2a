"""The engine runs lists of articles, and no answer depends on what else is in the list."""

from __future__ import annotations

import gc
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.errors import DeadlineExceeded, Problem
from service.inference.runner import Call
from service.pipeline.analyzer import Analyzer
from service.schemas import AnalyzeRequest, AnalyzeResponse
from service.settings import ROOT
from tests.contract import check_contract

TEXTS = [
    "The Russian minister said on Monday that the talks with Iran had gone well.",
    "“We reject the West’s sanctions,” he told reporters, “and we will answer.”\n\n“They are a crime,” he said.",
    "Nothing happened.",
    "…",
    "Iran, Russia and China agreed, according to Tehran, that Washington must lift its sanctions. " * 12,
]


def analyse(analyzer: Analyzer, *texts: str) -> list[AnalyzeResponse]:
    """Return the answers, which must all be good."""
    answers = analyzer.analyze([AnalyzeRequest(text=text) for text in texts])
    good = [answer for answer in answers if isinstance(answer, AnalyzeResponse)]
    assert len(good) == len(texts), answers
    return good


def rough(answer: AnalyzeResponse) -> dict[str, Any]:
    """Return the answer without times, and with numbers as fine as batches of other shapes leave them."""

    def blunt(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, 3)
        if isinstance(value, dict):
            return {key: blunt(inner) for key, inner in value.items()}
        return [blunt(inner) for inner in value] if isinstance(value, list) else value

    dumped: dict[str, Any] = blunt(answer.model_dump(exclude={"meta"}))
    return dumped


def test_what_is_loaded_is_out_of_the_garbage_collectors_rounds(tiny_analyzer: Analyzer) -> None:
    tiny_analyzer.warm_up()
    young = set(map(id, gc.get_objects()))
    assert id(tiny_analyzer.tone_model) not in young
    assert id(tiny_analyzer.gazetteer) not in young


def test_a_deadline_that_passes_before_an_articles_turn_is_its_answer(tiny_analyzer: Analyzer) -> None:
    lane = tiny_analyzer._turns.lane(len(TEXTS[0]))
    with lane.turn(lambda: None), ThreadPoolExecutor(1) as pool:
        request = AnalyzeRequest(text=TEXTS[0])
        [answer] = pool.submit(tiny_analyzer.analyze, [request], Call.within(0.01)).result(10)
    assert isinstance(answer, DeadlineExceeded)
    analyse(tiny_analyzer, TEXTS[0])


def test_an_empty_list_has_no_answers(tiny_analyzer: Analyzer) -> None:
    assert tiny_analyzer.analyze([]) == []


def test_the_answer_tells_where_it_comes_from(tiny_analyzer: Analyzer) -> None:
    [answer] = analyse(tiny_analyzer, TEXTS[0])
    assert answer.meta.models.attribution.id == "attribution"
    assert len(answer.meta.models.tone.sha256 or "") == 64
    assert answer.meta.gazetteer == tiny_analyzer.gazetteer.version
    assert answer.meta.elapsed_ms > 0


def test_bad_articles_are_told_and_good_ones_answered_in_order(tiny_analyzer: Analyzer) -> None:
    answers = tiny_analyzer.analyze([AnalyzeRequest(text=text) for text in (TEXTS[0], "", TEXTS[1], " ")])
    assert [isinstance(answer, Problem) for answer in answers] == [False, True, False, True]


def test_warming_up_runs_all_stages(tiny_analyzer: Analyzer) -> None:
    tiny_analyzer.warm_up()


@pytest.mark.parametrize("seed", range(3))
def test_what_else_is_in_the_list_changes_nothing(tiny_analyzer: Analyzer, seed: int) -> None:
    shuffled = random.Random(seed).sample(TEXTS, len(TEXTS))
    for text, answer in zip(shuffled, analyse(tiny_analyzer, *shuffled), strict=True):
        [alone] = analyse(tiny_analyzer, text)
        assert [statement.content for statement in answer.statements] == [
            statement.content for statement in alone.statements
        ]
        assert rough(answer)["speakers"] == rough(alone)["speakers"]


@pytest.mark.parametrize("path", sorted((ROOT / "seeds").glob("*.txt")), ids=lambda path: path.stem)
def test_the_contract_holds_on_the_seeds(tiny_analyzer: Analyzer, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    [answer] = analyse(tiny_analyzer, text)
    check_contract(answer, text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from("“”\"'‘’.,\n aeI"), max_size=200))
@example("\x00\u2028\u0085\r\n\x0b\x0c\x1c“a”")
@example("I\u0307stanbul, ﬁ, ß, ŉ, ǆ said “I\u0307”")
@example("“" * 50 + "”" * 50)
@settings(max_examples=100)
def test_the_contract_holds_on_any_unicode(tiny_analyzer: Analyzer, text: str) -> None:
    [answer] = tiny_analyzer.analyze([AnalyzeRequest(text=text)])
    if isinstance(answer, Problem):
        assert answer.status == 422
        return
    check_contract(answer, text)

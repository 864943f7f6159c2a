"""Spans over tokens, worked out by hand."""

from __future__ import annotations

import pytest

from service.pipeline.document import Span
from training.span_scores import outermost, over_tokens, span_figures, tokens

TEXT = "“We agree,” she said."  # “ We agree , ” she said .


def test_words_and_marks_are_tokens() -> None:
    assert [token.of(TEXT) for token in tokens(TEXT)] == ["“", "We", "agree", ",", "”", "she", "said", "."]


def test_spans_are_told_in_tokens_and_those_without_one_are_left_out() -> None:
    assert over_tokens([Span(0, 11), Span(11, 12), Span(13, 16)], tokens(TEXT)) == {(0, 5), (5, 6)}


def test_only_the_outermost_of_nested_spans_counts() -> None:
    assert outermost([Span(4, 6), Span(0, 9), Span(8, 12), Span(12, 14)]) == [Span(0, 9), Span(12, 14)]


def test_figures_are_pooled_over_documents() -> None:
    gold = {"content": [Span(0, 11)], "source": [Span(12, 15)], "cue": [Span(16, 20)]}
    near = {"content": [Span(1, 11)], "source": [Span(12, 15)], "cue": []}
    figures = span_figures([(TEXT, gold, gold), (TEXT, gold, near)])
    assert figures == {
        "content_exact_f1": 50.0,
        "content_token_f1": pytest.approx(200 * 9 / (9 + 10)),
        "source_exact_f1": 100.0,
        "cue_exact_f1": pytest.approx(200 / 3),
    }

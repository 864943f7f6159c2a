"""Which words are shown as a tone's evidence."""

import numpy as np

from service.pipeline.document import Span, ToneItem
from service.pipeline.evidence import choose_evidence, words_of
from service.pipeline.tone_input import Encoded


def encoded(text: str, pieces: list[str]) -> Encoded:
    """Tokens for pieces that stand in the text in this order, framed as the model's input is."""
    spans: list[Span | None] = [None]
    position = 0
    for piece in pieces:
        start = text.index(piece, position)
        position = start + len(piece)
        spans.append(Span(start, position))
    spans += [None, None, None]
    return Encoded([0] * len(spans), [0] * len(spans), spans)


def evidence(text: str, pieces: list[str], weights: list[float]) -> list[str]:
    one = encoded(text, pieces)
    weight = np.array([9.0, *weights, 9.0, 9.0, 9.0])
    (spans,) = choose_evidence([one], [weight], [ToneItem(text, Span(0, 1))])
    return [span.of(text) for span in spans]


def test_the_heaviest_words_and_those_near_to_them_in_weight() -> None:
    assert evidence(
        "he strongly condemned the raid", ["he", "strongly", "condemned", "the", "raid"], [0, 4, 5, 0, 1]
    ) == ["strongly condemned"]


def test_word_pieces_count_as_one_word() -> None:
    text = "one unjustifiable act"
    one = encoded(text, ["one", "unjust", "ifiable", "act"])
    words = words_of(one, np.array([0, 1.0, 2.0, 3.0, 4.0, 0, 0, 0]), text)
    assert [(span.of(text), weight) for span, weight in words] == [("one", 1.0), ("unjustifiable", 5.0), ("act", 4.0)]


def test_a_function_word_is_no_evidence_but_a_negation_is() -> None:
    text = "the act was not of use"
    one = encoded(text, text.split())
    words = words_of(one, np.array([0, 9.0, 1.0, 9.0, 2.0, 9.0, 1.0, 0, 0, 0]), text)
    assert [span.of(text) for span, _ in words] == ["act", "not", "use"]


def test_when_it_was_said_is_no_evidence() -> None:
    assert evidence("On Monday he condemned it", ["On", "Monday", "he", "condemned", "it"], [0, 9, 0, 1, 0]) == [
        "condemned"
    ]


def test_words_that_speak_against_the_label_are_none() -> None:
    assert evidence("a b", ["a", "b"], [-1.0, -2.0]) == []


def test_marks_alone_are_none() -> None:
    assert evidence("no ! yes", ["no", "!", "yes"], [1.0, 9.0, 0.0]) == ["no"]


def test_words_outside_the_content_are_none_where_the_target_is_named_inside() -> None:
    text = "He condemned the brutal raid"
    one = encoded(text, ["He", "condemned", "the", "brutal", "raid"])
    weight = np.array([0, 0, 5.0, 0, 1.0, 0, 0, 0, 0])
    inside = ToneItem(text, Span(24, 28), content=(Span(13, 28),))
    (spans,) = choose_evidence([one], [weight], [inside])
    assert [span.of(text) for span in spans] == ["brutal"]

"""From texts to statements, with a tiny tagger, and how quotation marks and tags are joined."""

from __future__ import annotations

import pytest

from service.errors import ConfigurationError
from service.inference.loading import load_token_classifier
from service.pipeline.attribution import Attributor, join_quotations, join_sources
from service.pipeline.document import Span
from service.pipeline.quotations import find_quotations
from service.pipeline.tagging import Tagged, TaggedSpan
from service.settings import Settings
from tests.tiny import save_tone


def joined(text: str, *content: tuple[str, str]) -> list[tuple[str, str]]:
    """Contents after joining, given contents as (tag, words)."""
    spans = [TaggedSpan(Span(text.index(words), text.index(words) + len(words)), tag, 0.9) for tag, words in content]
    out = join_quotations(Tagged(spans, [], [], []), text, find_quotations(text))
    return [(one.tag, one.span.of(text)) for one in out.content]


@pytest.mark.parametrize(
    ("text", "source", "whole"),
    [
        ("Peruvian and Chilean ministers said no.", "Peruvian", "Peruvian and Chilean ministers"),
        ("Peruvian and U.S. senior officials said no.", "Peruvian", "Peruvian and U.S. senior officials"),
        ("Peru and Chile said no.", "Peru", "Peru"),
        ("Ann Lee and Chilean ministers said no.", "Ann Lee", "Ann Lee"),
        ("She and Chilean ministers said no.", "he", "he"),
    ],
)
def test_a_source_of_one_word_is_the_whole_of_what_it_belongs_to(text: str, source: str, whole: str) -> None:
    spans = [TaggedSpan(Span(text.index(source), text.index(source) + len(source)), "B-source", 0.9)]
    [joined] = join_sources(Tagged([], spans, [], []), text).source
    assert joined.span.of(text) == whole


def test_a_source_does_not_reach_into_another_part() -> None:
    text = "Peruvian and Chilean ministers said no."
    source, content = TaggedSpan(Span(0, 8), "B-source", 0.9), TaggedSpan(Span(13, 30), "B-back", 0.9)
    assert join_sources(Tagged([content], [source], [], []), text).source == [source]


def test_a_content_takes_in_the_marks_that_the_tagger_missed() -> None:
    text = "“We will never agree to that,” he said."
    assert joined(text, ("B-fwd", "We will never agree to that")) == [("B-fwd", "“We will never agree to that,”")]


def test_a_content_that_stops_early_takes_in_the_whole_quotation() -> None:
    text = "He said: “We came home. We saw nobody there.”"
    assert joined(text, ("B-back", "“We came home. We saw")) == [("B-back", "“We came home. We saw nobody there.”")]


def test_two_contents_in_one_quotation_stay_two() -> None:
    text = "“We came. We saw,” he said."
    assert [words for _, words in joined(text, ("B-fwd", "“We came."), ("B-cont", "We saw,"))] == [
        "“We came.",
        "We saw,”",
    ]


def test_a_whole_quoted_sentence_that_no_tag_touches_floats() -> None:
    text = "The hall fell silent. “Nobody will ever know what really happened.” Then it rained."
    assert joined(text) == [("B-float", "“Nobody will ever know what really happened.”")]


def test_words_in_scare_quotes_do_not() -> None:
    assert joined("The so-called “snapback mechanism” was used.") == []


@pytest.fixture(scope="module")
def attributor(tiny_settings: Settings) -> Attributor:
    return Attributor(load_token_classifier(tiny_settings.attribution_model), 1024)


TEXTS = [
    "“It rains,” Ann said. Bob denied it, calling the claim “absurd”.\n\n" * 40,
    "",
    "\n\n \t",
    "Für immer “naïve” — 👩‍👩‍👧 said e\u0301clair \u202eabc\u202c.",
]


def test_every_span_of_every_text_lies_in_it(attributor: Attributor) -> None:
    for text, statements in zip(TEXTS, attributor.attribute(TEXTS), strict=True):
        for one in statements:
            for span in (*one.content, *(part for part in (one.source, one.cue) if part)):
                assert 0 <= span.start < span.end <= len(text)
        assert [one.hull for one in statements] == sorted(one.hull for one in statements)


def test_a_text_gives_the_same_alone_and_in_company(attributor: Attributor) -> None:
    together = attributor.attribute(TEXTS)
    alone = [attributor.attribute([text])[0] for text in TEXTS]
    plain = [[(one.content, one.source, one.cue, one.kind) for one in statements] for statements in together]
    assert plain == [[(one.content, one.source, one.cue, one.kind) for one in statements] for statements in alone]


def test_a_model_with_other_labels_is_refused_with_what_to_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = save_tone(tmp_path_factory.mktemp("other") / "tone")
    with pytest.raises(ConfigurationError, match="DEMARCHE_ATTRIBUTION_MODEL"):
        Attributor.load(str(folder))


def test_a_folder_that_is_not_there_is_refused_with_what_to_do() -> None:
    with pytest.raises(ConfigurationError, match="does not exist"):
        Attributor.load("/no/such/folder")

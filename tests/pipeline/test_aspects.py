"""The words that a target's aspect is chosen from, and the choice."""

from __future__ import annotations

from service.pipeline.aspects import MOST_WORDS, find_aspect, words_near
from service.pipeline.decisions import Decision
from service.pipeline.document import Span

TEXT = "He said the unlawful sanctions of Chile against Peru would fail, and trade would grow."
CHILE, PERU = Span(34, 39), Span(48, 52)
CONTENT = [Span(8, len(TEXT) - 1)]


def near() -> list[str]:
    return [word.span.of(TEXT) for word in words_near(TEXT, CONTENT, CHILE, [CHILE, PERU], "foreign", {})]


def decision(**weights: float) -> Decision:
    return Decision({"weights": {f"word={word}": w for word, w in weights.items()}, "bias": -5.0, "threshold": 0.1})


def chosen(**weights: float) -> str | None:
    words = list(words_near(TEXT, CONTENT, CHILE, [CHILE, PERU], "foreign", {}))
    span = find_aspect(TEXT, words, decision(**weights))
    return span.of(TEXT) if span else None


def test_names_and_function_words_are_no_aspects() -> None:
    assert near() == ["unlawful", "sanctions", "fail", "trade", "grow"]


def test_the_likeliest_word_is_chosen() -> None:
    assert chosen(sanctions=9.0) == "sanctions"


def test_words_nearly_as_likely_join_it() -> None:
    assert chosen(unlawful=5.0, sanctions=5.0) == "unlawful sanctions"


def test_no_aspect_where_all_words_are_unlikely() -> None:
    assert chosen() is None


def test_an_aspect_crosses_no_mark_and_has_at_most_four_words() -> None:
    both = chosen(fail=5.0, trade=5.0)
    assert both in ("fail", "trade")
    assert len((chosen(sanctions=5.0, fail=5.0) or "").split()) <= MOST_WORDS


def test_an_aspect_is_one_phrase() -> None:
    text = "The ban on arms and the talks that were held by force."
    mention = Span(0, 3)
    found = list(words_near(text, [Span(0, len(text))], mention, [], "foreign", {}))

    def likeliest(**weights: float) -> str | None:
        span = find_aspect(text, found, decision(**weights))
        return span.of(text) if span else None

    assert likeliest(ban=5.0, arms=5.0) == "ban on arms"
    assert likeliest(arms=5.0, talks=5.1) == "talks"
    assert likeliest(held=5.0, force=5.1) == "force"


def test_an_aspect_of_four_words_does_not_end_inside_its_phrase() -> None:
    text = "They praised Peru for compliance with the nuclear deal and for calm."
    found = list(words_near(text, [Span(0, len(text))], Span(13, 17), [Span(13, 17)], "foreign", {}))
    span = find_aspect(text, found, decision(compliance=5.0, nuclear=5.0))
    assert span is not None and span.of(text) in ("compliance", "nuclear deal")


def test_an_aspect_holds_no_word_that_leans_on_a_verb() -> None:
    text = "The move aims to choke off financing to Chile."
    mention = Span(text.index("Chile"), text.index("Chile") + 5)
    found = list(words_near(text, [Span(0, len(text))], mention, [mention], "foreign", {}))
    span = find_aspect(text, found, decision(off=5.0, financing=5.0))
    assert span is not None and span.of(text) == "financing"
    assert find_aspect(text, found, decision(off=5.0)) is None


def test_what_hardly_counts_across_a_preposition_is_cut_off() -> None:
    text = "Peru said it would engage in dialogue with Chile."
    mention = Span(text.index("Chile"), text.index("Chile") + 5)
    found = list(words_near(text, [Span(0, len(text))], mention, [mention], "foreign", {}))

    def likeliest(**weights: float) -> str | None:
        span = find_aspect(text, found, decision(**weights))
        return span.of(text) if span else None

    assert likeliest(engage=3.0, dialogue=5.0) == "dialogue"
    assert likeliest(engage=5.0, dialogue=3.0) == "engage"
    assert likeliest(engage=5.0, dialogue=5.0) == "engage in dialogue"


def test_own_country_and_article_counts_are_features_but_no_country_is() -> None:
    (word,) = [
        w for w in words_near(TEXT, CONTENT, CHILE, [CHILE, PERU], "own", {"trade": 8}) if "word=trade" in w.features
    ]
    assert "count=3" in word.features and "place=after own" in word.features
    every = [feature for one in words_near(TEXT, CONTENT, CHILE, [CHILE, PERU], "own", {}) for feature in one.features]
    assert not any(name in feature for feature in every for name in ("chile", "peru"))

"""Which countries and blocs a statement speaks of, and by what words."""

from __future__ import annotations

import time

import pytest

from service.gazetteer import load_gazetteer
from service.pipeline.document import Article, Attribution, Resolution, Span, Speaker, SpeakerResult, StatementTarget
from service.pipeline.targets import find_targets

GAZETTEER = load_gazetteer()


def targets(text: str, content: str, country: str | None = None) -> list[StatementTarget]:
    """Targets of one statement whose content is ``content``, said by somebody of ``country``."""
    start = text.index(content)
    attribution = Attribution((Span(start, start + len(content)),), None, None, "indirect", 1.0)
    speaker = Speaker("s1", "Somebody", "person", None, country, ())
    speakers = SpeakerResult((speaker,), (Resolution("s1", 1.0, "name"),))
    return list(find_targets(Article(text), [attribution], speakers, GAZETTEER).statements[0])


def ids(text: str, content: str, country: str | None = None) -> set[str]:
    return {target.target for target in targets(text, content, country)}


NAMED = {
    "a country": ("He said that Russia had broken the treaty.", "that Russia had broken the treaty", {"RU"}),
    "a people": ("He praised the Japanese people.", "the Japanese people", {"JP"}),
    "a capital for its government": (
        "He said Beijing must stop its tests.",
        "Beijing must stop its tests",
        {"CN"},
    ),
    "an institution": ("He said the Kremlin was lying.", "the Kremlin was lying", {"RU"}),
    "a bloc, and not its members": ("He rejected Western sanctions.", "Western sanctions", {"WEST"}),
    "each of a list": (
        "He thanked Britain, France and Germany.",
        "Britain, France and Germany",
        {"GB", "FR", "DE"},
    ),
    "a by-name": ("He blamed the Zionist regime.", "the Zionist regime", {"IL"}),
    "none": ("He said that prices would fall.", "that prices would fall", set()),
    "a newspaper's name": ("He told the Washington Post to wait.", "the Washington Post to wait", set()),
    "a sea": ("He said ships in the South China Sea were safe.", "ships in the South China Sea were safe", set()),
}


@pytest.mark.parametrize(("text", "content", "expected"), NAMED.values(), ids=NAMED.keys())
def test_named(text: str, content: str, expected: set[str]) -> None:
    assert ids(text, content) == expected


IMPLIED = {
    "our country is the speaker's": ("He said: our country will answer.", "our country will answer", "KE", {"KE"}),
    "the two countries: those that the text is about, not one named in passing": (
        "Ghana and Togo signed it. Togo buys gas from Ghana, as Chile knows. He said the two countries were friends.",
        "the two countries were friends",
        "TG",
        {"GH"},
    ),
    "a country without a name: the junta": (
        "Niger expelled them. Niger is ruled by soldiers. He said the junta was losing support.",
        "the junta was losing support",
        "SN",
        {"NE"},
    ),
    "both countries: the other party": (
        "The minister met his colleague from Chile in Peru. He said both countries would gain.",
        "both countries would gain",
        "PE",
        {"CL"},
    ),
    "our countries: the other party": (
        "Envoys of Ghana and Togo met. He hailed the friendship of our countries.",
        "the friendship of our countries",
        "GH",
        {"TG"},
    ),
}


@pytest.mark.parametrize(("text", "content", "country", "expected"), IMPLIED.values(), ids=IMPLIED.keys())
def test_implied(text: str, content: str, country: str, expected: set[str]) -> None:
    found = targets(text, content, country)
    assert {target.target for target in found} == expected
    assert all(target.mention.via == "implicit" for target in found)


def test_the_mention_lies_in_the_content_and_the_rest_are_given_too() -> None:
    text = "Russia met. He said Moscow would wait, and that Russia wanted peace."
    (target,) = targets(text, "Moscow would wait, and that Russia wanted peace")
    assert target.mention.span.of(text) == "Russia" and target.mention.via == "name"
    assert [other.span.of(text) for other in target.others] == ["Moscow"]


def test_the_aspect_is_the_policy_that_the_tone_is_about() -> None:
    text = "He condemned the illegal American sanctions."
    (target,) = targets(text, "the illegal American sanctions", "IR")
    assert target.aspect is not None and "sanctions" in target.aspect.of(text)


def test_mentions_outside_all_statements_are_reported() -> None:
    text = "Turkey waited. He praised France."
    speakers = SpeakerResult((), (Resolution(None, 0.0, "none"),))
    attribution = Attribution((Span(26, 32),), None, None, "indirect", 1.0)
    result = find_targets(Article(text), [attribution], speakers, GAZETTEER)
    assert [mention.target for mention in result.mentions] == ["TR", "FR"]


@pytest.mark.parametrize(
    "unit", ["Russia and Iran ", "both countries ", "the the our ", "( [ ", "A", "such relations "]
)
def test_time_grows_with_the_length_alone(unit: str) -> None:
    def cost(times: int) -> float:
        text = unit * times
        content = (Span(0, len(text)),)
        speakers = SpeakerResult((), (Resolution(None, 0.0, "none"),))
        started = time.process_time()
        find_targets(Article(text), [Attribution(content, None, None, "indirect", 1.0)], speakers, GAZETTEER)
        return time.process_time() - started

    cost(50)
    small, large = min(cost(250) for _ in range(2)), min(cost(2_000) for _ in range(2))
    assert large < 40 * small + 0.1


def test_that_before_a_content_is_a_conjunction_and_points_to_no_country() -> None:
    text = "Iraq’s president met envoys of Iran. He noted that economy would be the main topic."
    assert ids(text, "that economy would be the main topic", "IQ") == set()


def test_a_group_is_never_all_the_worlds_states() -> None:
    text = "U.N. peacekeepers spoke of militants. They said the group had fired rockets, and that the alliance knew."
    assert ids(text, "the group had fired rockets, and that the alliance knew", "UN") == set()


def test_two_countries_are_never_a_bloc() -> None:
    text = "Japan's minister met envoys of ASEAN. She said ties between the two countries were growing."
    assert ids(text, "ties between the two countries were growing", "JP") == set()


def test_a_body_of_states_is_not_the_country_that_its_envoy_speaks_of() -> None:
    text = "A U.N. envoy spoke in Juba. He said the government had broken the truce, and that the country was starving."
    assert "UN" not in ids(text, "the government had broken the truce, and that the country was starving", "UN")

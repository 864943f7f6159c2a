"""Speakers: each source is resolved to whoever speaks, over the whole article."""

from __future__ import annotations

from service.gazetteer import load_gazetteer
from service.pipeline.document import Article, Attribution, Span
from service.pipeline.speakers import resolve_speakers


def attribution(text: str, source: str | None, content: str) -> Attribution:
    start = text.index(content)
    span = None
    if source is not None:
        at = text.rindex(source, 0, start) if source in text[:start] else text.index(source, start + len(content))
        span = Span(at, at + len(source))
    return Attribution((Span(start, start + len(content)),), span, None, "indirect", 1.0)


def test_a_pronoun_means_the_person_named_before() -> None:
    text = "Foreign Minister Sergei Lavrov met reporters in Moscow. He said the talks were useful."
    result = resolve_speakers(Article(text), [attribution(text, "He", "the talks were useful")], load_gazetteer())
    speaker = result.speaker_of(0)
    assert speaker is not None and speaker.name == "Sergei Lavrov"

"""Measuring the engine: end to end, each stage on annotated statements, and on the public development sets."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.errors import Problem
from service.pipeline.analyzer import Analyzer
from service.pipeline.article import read_article
from service.pipeline.attribution import Attributor
from service.pipeline.document import Article, Attribution, Resolution, Span, Speaker, SpeakerResult, ToneItem
from service.pipeline.speakers import resolve_speakers
from service.pipeline.targets import find_targets
from service.pipeline.tone import tone_items
from service.schemas import AnalyzeRequest
from training.attribution_data import POLNEAR, from_polnear
from training.data import attributions_of
from training.metrics import Figures, calibration_error, compared_tones, macro_f1, score
from training.span_scores import span_figures
from training.statements import JudgedTone, Statement, from_answer, from_record
from training.tone_data import Example, from_corpus

CHUNK = 16
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """An annotated article and what the engine found in it."""

    record: Record
    gold: list[Statement]
    found: list[Statement]


def analyze(analyzer: Analyzer, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return the engine's answers as JSON. Raises the first ``Problem``: no article here should have one."""
    answers = []
    for start in range(0, len(texts), CHUNK):
        for answer in analyzer.analyze([AnalyzeRequest(text=text) for text in texts[start : start + CHUNK]]):
            if isinstance(answer, Problem):
                raise answer
            answers.append(answer.model_dump(mode="json"))
    return answers


def judge(analyzer: Analyzer, records: Sequence[Record]) -> list[Judged]:
    """Run the engine over articles that are annotated in full."""
    answers = analyze(analyzer, [record["text"] for record in records])
    return [
        Judged(record, from_record(record), from_answer(answer))
        for record, answer in zip(records, answers, strict=True)
    ]


def asked(analyzer: Analyzer, text: str) -> tuple[list[Attribution], list[list[ToneItem]]]:
    """Return the statements that the pipeline finds in an article, and what it asks of the tone model about each."""
    article = read_article(AnalyzeRequest(text=text), analyzer.settings, analyzer.gazetteer.targets).article
    [attributions] = analyzer.attributor.attribute([article.text])
    speakers = resolve_speakers(article, attributions, analyzer.gazetteer)
    targets = find_targets(article, attributions, speakers, analyzer.gazetteer)
    return attributions, tone_items(article, attributions, speakers, targets)


def end_to_end(judged: Sequence[Judged]) -> Figures:
    """Return the figures of whole articles, with tone by origin and its calibration error."""
    figures = score((one.gold, one.found) for one in judged)
    for origin in sorted({one.record["origin"] for one in judged}):
        alone = score((one.gold, one.found) for one in judged if one.record["origin"] == origin)
        figures[f"tone_macro_f1_{origin}"] = alone["tone_macro_f1"]
    pairs = [pair for one in judged for pair in compared_tones(one.gold, one.found)]
    figures["calibration_error"] = calibration_error(
        [(gold.label, found.probabilities) for gold, found in pairs if found.probabilities]
    )
    return figures


def speakers_on_gold(analyzer: Analyzer, records: Iterable[Record]) -> Figures:
    """Return the figures of speaker resolution on annotated statements."""
    pairs = []
    for record in records:
        attributions = attributions_of(dict(record))
        result = resolve_speakers(Article(record["text"]), attributions, analyzer.gazetteer)
        found = []
        for index, attribution in enumerate(attributions):
            speaker = result.speaker_of(index)
            name, country = (speaker.name, speaker.country) if speaker else (None, None)
            found.append(Statement(attribution.content, name, country))
        pairs.append((from_record(record), found))
    return _chosen(score(pairs), "speaker", "speaker_country", "null_speaker_left_null")


def targets_on_gold(analyzer: Analyzer, records: Iterable[Record]) -> Figures:
    """Return the figures of targets and aspects on annotated statements with annotated speakers."""
    pairs = []
    for record in records:
        article, attributions = Article(record["text"]), attributions_of(dict(record))
        targets = find_targets(article, attributions, annotated_speakers(record), analyzer.gazetteer)
        gold = from_record(record)
        found = []
        for attribution, one, targeted in zip(attributions, gold, targets.statements, strict=True):
            # The annotated label, so that aspects are compared wherever the annotation has one.
            tones = {
                target.target: JudgedTone(
                    one.tones[target.target].label if target.target in one.tones else "neutral",
                    target.mention.span,
                    target.aspect.of(article.text) if target.aspect else None,
                )
                for target in targeted
            }
            found.append(Statement(attribution.content, tones=tones))
        pairs.append((gold, found))
    return _chosen(score(pairs), "target_f1", "mention", "aspect")


def annotated_speakers(record: Record) -> SpeakerResult:
    """Return a record's annotated speakers as the stage after them reads them."""
    speakers: dict[tuple[str | None, str | None], Speaker] = {}
    resolutions = []
    for statement in record["statements"]:
        key = statement["speaker"], statement["speaker_country"]
        if key not in speakers:
            speakers[key] = Speaker(f"s{len(speakers) + 1}", key[0], "person", None, key[1], ())
        resolutions.append(Resolution(speakers[key].id, 1.0, "annotated"))
    return SpeakerResult(tuple(speakers.values()), tuple(resolutions))


def tone_examples(records: Iterable[Record]) -> list[Example]:
    """Return the annotated tones of articles, with annotated speakers and mentions."""
    return [example for record in records for example in from_corpus(dict(record))]


def tone_on_examples(analyzer: Analyzer, examples: Sequence[Example]) -> Figures:
    """Return the figures of the tone model alone, over all and by origin."""
    tones = analyzer.tone_model.score([example.item for example in examples], evidence=False)
    labels = [(example.label, tone.label) for example, tone in zip(examples, tones, strict=True)]
    figures: Figures = {
        "tone_macro_f1": macro_f1(labels),
        "calibration_error": calibration_error(
            [(example.label, tone.probabilities) for example, tone in zip(examples, tones, strict=True)]
        ),
        "tones": len(labels),
    }
    for origin in sorted({example.origin for example in examples}):
        alone = [pair for example, pair in zip(examples, labels, strict=True) if example.origin == origin]
        figures[f"tone_macro_f1_{origin}"] = macro_f1(alone)
    return figures


def polnear(attributor: Attributor, records: Iterable[dict[str, Any]]) -> Figures:
    """Return the span figures of the attribution tagger on PolNeAR's articles."""
    documents = [from_polnear(record) for record in records]
    tagged = attributor.tag([document.text for document in documents], POLNEAR)
    rows = []
    for document, found in zip(documents, tagged, strict=True):
        gold = {
            kind: [span for one in document.gold for span in getattr(one, kind)]
            for kind in ("content", "source", "cue")
        }
        rows.append((document.text, gold, {kind: spans_of(getattr(found, kind)) for kind in gold}))
    return dict(span_figures(rows))


def spans_of(tagged: Iterable[Any]) -> list[Span]:
    """Return the stretches of tagged spans."""
    return [one.span for one in tagged]


def seconds_for_words(analyzer: Analyzer, records: Sequence[Record], words: int = 800, runs: int = 5) -> float:
    """Return the median time that an article of ``words`` words takes, alone in its call; models are loaded."""
    text = ""
    for record in sorted(records, key=lambda record: -len(record["text"])):
        text += record["text"] + "\n\n"
        if len(text.split()) >= words:
            break
    # Cut at a word's end, with the white space kept.
    position = 0
    for word in text.split()[:words]:
        position = text.index(word, position) + len(word)
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        analyze(analyzer, [text[:position]])
        times.append(time.perf_counter() - started)
    return sorted(times)[runs // 2]


def _chosen(figures: Figures, *names: str) -> Figures:
    return {name: figures[name] for name in names}

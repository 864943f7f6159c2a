"""From the stages' values to the contract's answer; no span leaves that is not exactly the text it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.gazetteer import Target
from service.pipeline.article import Job
from service.pipeline.coverage import CoveredText, mentions_outside, unattributed_quotations
from service.pipeline.document import (
    LABELS,
    Article,
    Attribution,
    Mention,
    Span,
    Speaker,
    SpeakerResult,
    StatementTarget,
    TargetResult,
    Tone,
    ToneItem,
    merge_spans,
)
from service.schemas import (
    AnalyzeResponse,
    Coverage,
    Judgement,
    MentionModel,
    Meta,
    Probabilities,
    Relation,
    SpanModel,
    SpeakerModel,
    StatementModel,
    TargetMentions,
    TargetOutside,
    ToneModel,
    UnresolvedSpeaker,
)
from service.schemas.base import Label

DIGITS = 4
RELATION_SIDE = 0.2  # the contract: a mean score nearer to zero than this is neutral


class SpanError(ValueError):
    """A stage gave a span that does not lie in the text; the answer must not leave."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """All stages' values of one article; ``items`` and ``tones`` stand as ``targets.statements`` does."""

    attributions: Sequence[Attribution]
    speakers: SpeakerResult
    targets: TargetResult
    items: Sequence[Sequence[ToneItem]]
    tones: Sequence[Sequence[Tone]]


def round_probabilities(probabilities: Sequence[float], digits: int = DIGITS) -> tuple[float, ...]:
    """Round so that the sum stays 1: what is left over goes to those that lost most in rounding down."""
    scale = 10**digits
    total = sum(probabilities)
    exact = [probability / total * scale for probability in probabilities]
    whole = [int(value) for value in exact]
    by_loss = sorted(range(len(exact)), key=lambda index: whole[index] - exact[index])
    for index in by_loss[: scale - sum(whole)]:
        whole[index] += 1
    return tuple(value / scale for value in whole)


def judgement(tone: Tone) -> Judgement:
    """Return a tone as the contract writes it: probabilities that sum to 1 as sent, no opinion where abstained."""
    critical, neutral, cooperative = round_probabilities(tone.probabilities)
    opinion = tone.abstained is None and tone.label != "neutral"
    return Judgement(
        label=tone.label if opinion else "neutral",
        score=round(cooperative - critical, DIGITS),
        probabilities=Probabilities(critical=critical, neutral=neutral, cooperative=cooperative),
        strength=tone.strength if opinion else 0,
        abstained=tone.abstained,
    )


class Report:
    """Builds one article's answer."""

    def __init__(self, job: Job, analysis: Analysis, names: Mapping[str, Target]) -> None:
        self._job = job
        self._article: Article = job.article
        self._names = names
        self._analysis = analysis
        order = sorted(range(len(analysis.attributions)), key=lambda index: analysis.attributions[index].hull)
        self._order = order
        self._number = {index: number for number, index in enumerate(order, 1)}
        self._speaker_ids = self._name_speakers()

    def build(self, meta: Meta) -> AnalyzeResponse:
        """Return the answer. Raises ``SpanError`` for a span that is not in the text."""
        statements = [self._statement(index) for index in self._order]
        return AnalyzeResponse(
            id=self._job.id,
            language=self._article.language,
            text=self._article.text if self._job.extracted else None,
            speakers=self._speakers(),
            statements=statements,
            targets=self._targets(),
            relations=self._relations(statements),
            coverage=self._coverage(statements) if self._job.coverage else None,
            meta=meta,
        )

    def _span(self, span: Span) -> SpanModel:
        """Return the span with its words, having made sure that it has some."""
        if not 0 <= span.start < span.end <= len(self._article.text):
            raise SpanError(f"a span from {span.start} to {span.end} in a text of {len(self._article.text)}")
        return SpanModel(start=span.start, end=span.end, text=span.of(self._article.text))

    def _mention(self, mention: Mention) -> MentionModel:
        return MentionModel(**self._span(mention.span).model_dump(), via=mention.via)

    def _wanted(self, target: str) -> bool:
        return self._job.targets is None or target in self._job.targets

    def _name_speakers(self) -> dict[str, str]:
        """Give those who speak the ids s1, s2, … in order of first appearance."""
        first: dict[str, int] = {}
        for index, attribution in enumerate(self._analysis.attributions):
            speaker = self._analysis.speakers.resolutions[index].speaker
            if speaker is not None:
                where = (attribution.source or attribution.hull).start
                first[speaker] = min(where, first.get(speaker, where))
        for known in self._analysis.speakers.speakers:
            if known.id in first and known.mentions:
                first[known.id] = min(first[known.id], min(known.mentions).start)
        return {old: f"s{number}" for number, old in enumerate(sorted(first, key=lambda old: first[old]), 1)}

    def _speakers(self) -> list[SpeakerModel]:
        known: dict[str, Speaker] = {speaker.id: speaker for speaker in self._analysis.speakers.speakers}
        spoken: dict[str, list[int]] = {}
        for index in self._order:
            speaker = self._analysis.speakers.resolutions[index].speaker
            if speaker is not None:
                spoken.setdefault(speaker, []).append(self._number[index])
        return [
            SpeakerModel(
                id=new,
                name=known[old].name,
                type=known[old].type,
                role=known[old].role,
                country=known[old].country,
                mentions=[self._span(span) for span in sorted(set(known[old].mentions))],
                statements=spoken[old],
            )
            for old, new in self._speaker_ids.items()
        ]

    def _statement(self, index: int) -> StatementModel:
        attribution = self._analysis.attributions[index]
        resolution = self._analysis.speakers.resolutions[index]
        for before, after in zip(attribution.content, attribution.content[1:], strict=False):
            if after.start < before.end:
                raise SpanError(f"segments of one statement overlap at {after.start}")
        hull = self._span(attribution.hull)
        judged = zip(
            self._analysis.targets.statements[index],
            self._analysis.items[index],
            self._analysis.tones[index],
            strict=True,
        )
        return StatementModel(
            id=self._number[index],
            start=hull.start,
            end=hull.end,
            text=hull.text,
            kind=attribution.kind,
            content=[self._span(span) for span in attribution.content],
            source=self._span(attribution.source) if attribution.source else None,
            cue=self._span(attribution.cue) if attribution.cue else None,
            speaker=self._speaker_ids[resolution.speaker] if resolution.speaker is not None else None,
            speaker_confidence=round(float(resolution.confidence), DIGITS),
            resolved_by=resolution.rule if resolution.speaker is not None else None,
            confidence=round(float(attribution.confidence), DIGITS),
            tones=[self._tone(attribution, *one) for one in judged if self._wanted(one[0].target)],
        )

    def _tone(self, attribution: Attribution, target: StatementTarget, item: ToneItem, tone: Tone) -> ToneModel:
        said = judgement(tone)
        evidence = _evidence(attribution, target, item, tone) if said.label != "neutral" else []
        return ToneModel(
            target=target.target,
            name=self._names[target.target].name,
            type=self._names[target.target].type,
            mention=self._mention(target.mention),
            aspect=self._span(target.aspect) if target.aspect else None,
            evidence=[self._span(span) for span in evidence],
            **dict(said),
        )

    def _targets(self) -> list[TargetMentions]:
        """Return every target that is named anywhere or judged in a statement, in order of first mention."""
        mentions: dict[str, dict[Span, Mention]] = {}
        judged = [
            mention
            for targets in self._analysis.targets.statements
            for target in targets
            for mention in (target.mention, *target.others)
        ]
        for mention in sorted([*self._analysis.targets.mentions, *judged], key=lambda mention: mention.span):
            if self._wanted(mention.target):
                mentions.setdefault(mention.target, {}).setdefault(mention.span, mention)
        return [
            TargetMentions(
                id=target,
                name=self._names[target].name,
                type=self._names[target].type,
                iso3=self._names[target].iso3,
                wikidata=self._names[target].wikidata,
                mentions=[self._mention(mention) for mention in found.values()],
            )
            for target, found in mentions.items()
        ]

    def _relations(self, statements: Sequence[StatementModel]) -> list[Relation]:
        """Sum up each speaker's tones toward each target."""
        counted: dict[tuple[str, str], list[tuple[int, float]]] = {}
        for statement in statements:
            for tone in statement.tones:
                if statement.speaker is not None and tone.abstained is None:
                    counted.setdefault((statement.speaker, tone.target), []).append((statement.id, tone.score))
        countries = {
            self._speaker_ids[speaker.id]: speaker.country
            for speaker in self._analysis.speakers.speakers
            if speaker.id in self._speaker_ids
        }
        relations = []
        for (speaker, target), scores in counted.items():
            mean = round(sum(score for _, score in scores) / len(scores), DIGITS)
            relations.append(
                Relation(
                    speaker=speaker,
                    country=countries[speaker],
                    target=target,
                    label=_side(mean),
                    score=mean,
                    statements=[statement for statement, _ in scores],
                )
            )
        return relations

    def _coverage(self, statements: Sequence[StatementModel]) -> Coverage:
        covered = CoveredText(self._analysis.attributions)
        outside = mentions_outside(
            [mention for mention in self._analysis.targets.mentions if self._wanted(mention.target)], covered
        )
        return Coverage(
            unattributed_quotations=[self._span(span) for span in unattributed_quotations(self._article.text, covered)],
            unresolved_speakers=[
                UnresolvedSpeaker(statement=statement.id, source=statement.source)
                for statement in statements
                if statement.speaker is None
            ],
            targets_outside_statements=[
                TargetOutside(id=target, mentions=[self._mention(mention) for mention in mentions])
                for target, mentions in outside.items()
            ],
        )


def _evidence(attribution: Attribution, target: StatementTarget, item: ToneItem, tone: Tone) -> list[Span]:
    """Return the tone's evidence as spans of the article, inside the content where the target is named there."""
    # The item's text is a stretch of the article; its target tells where it stands there.
    offset = target.mention.span.start - item.target.start
    spans = merge_spans([Span(offset + span.start, offset + span.end) for span in tone.evidence])
    if any(segment.covers(target.mention.span) for segment in attribution.content):
        spans = tuple(span for span in spans if any(segment.covers(span) for segment in attribution.content))
    return list(spans)


def _side(score: float) -> Label:
    """Return the label of a mean score."""
    if abs(score) < RELATION_SIDE:
        return LABELS[1]
    return LABELS[2] if score > 0 else LABELS[0]

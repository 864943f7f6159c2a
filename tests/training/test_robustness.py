"""Two countries exchanged, and evidence masked: what is compared, and that it is aligned rightly."""

from __future__ import annotations

from service.pipeline.analyzer import Analyzer
from service.pipeline.document import Span, Tone, ToneItem
from tests.training.small import small_records
from training.figures import analyze, tone_examples
from training.robustness import DRAWS, Kept, Outcome, aligned, evidence_moves, exchange_kept, mask
from training.statements import JudgedTone, Statement, from_answer

BEFORE = "The United States is wrong, Iran said. “We want peace,” it added."
AFTER = "Iran is wrong, the United States said. “We want peace,” it added."


def said(text: str, words: str, **tones: str) -> Statement:
    start = text.index(words)
    return Statement((Span(start, start + len(words)),), tones={t: JudgedTone(label) for t, label in tones.items()})


def test_statements_are_aligned_by_their_words_though_names_differ_in_length() -> None:
    before = [said(BEFORE, "The United States is wrong"), said(BEFORE, "“We want peace,”")]
    after = [said(AFTER, "“We want peace,”"), said(AFTER, "Iran is wrong")]
    assert sorted(aligned(BEFORE, before, AFTER, after)) == [(0, 1), (1, 0)]


def test_an_article_against_itself_is_aligned_one_to_one() -> None:
    before = [said(BEFORE, "We"), said(BEFORE, "peace")]
    assert sorted(aligned(BEFORE, before, BEFORE, before)) == [(0, 0), (1, 1)]


def test_a_tone_that_changed_or_is_gone_is_not_kept() -> None:
    same = Outcome("a", "FR", "ES", "critical", "critical")
    kept = Kept([*[same] * 6, Outcome("a", "FR", "ES", "critical", "neutral"), Outcome("a", "FR", "ES", "neutral")])
    assert (kept.kept, kept.changed, kept.missing, kept.turned) == (6, 1, 1, 0)
    assert kept.share == 75.0
    assert round(kept.share_of_found, 1) == 85.7


def test_articles_without_the_countries_are_left_out(tiny_analyzer: Analyzer) -> None:
    records = small_records()[:2]
    found = [from_answer(answer) for answer in analyze(tiny_analyzer, [record["text"] for record in records])]
    assert exchange_kept(tiny_analyzer, records, found, pairs=(("PY", "UY"),)) == Kept()


def test_every_tone_toward_the_countries_is_kept_changed_or_missing(tiny_analyzer: Analyzer) -> None:
    text = "France is an enemy of Spain, the minister said. “Spain has attacked France,” he added."
    found = from_answer(analyze(tiny_analyzer, [text])[0])
    found = [*found, said(text, "France is an enemy of Spain", FR="neutral", ES="critical")]
    result = exchange_kept(tiny_analyzer, [{"text": text}], [found], pairs=(("FR", "ES"),))
    tones = sum(len(one.tones.keys() & {"FR", "ES"}) for one in found)
    assert result.kept + result.changed + result.missing == tones >= 2
    assert len(result.lost) == result.changed + result.missing


def test_masked_words_move_the_target() -> None:
    text = "He strongly condemned the sanctions of France again"
    target = Span(text.index("France"), text.index("France") + 6)
    masked = mask(ToneItem(text, target), [Span(46, 51), Span(3, 11)])
    assert masked.text == "He [MASK] condemned the sanctions of France [MASK]"
    assert masked.target.of(masked.text) == "France"


class Words:
    """A judge that hears only the word "condemned", and says so or names another word as its evidence."""

    def __init__(self, evidence: str) -> None:
        self.evidence = evidence

    def score(self, items: list[ToneItem], evidence: bool = True) -> list[Tone]:
        return [self.one(item) for item in items]

    def one(self, item: ToneItem) -> Tone:
        if "condemned" not in item.text:
            return Tone("neutral", (0.0, 1.0, 0.0), 0)
        start = item.text.find(self.evidence)
        return Tone("critical", (0.9, 0.1, 0.0), 2, evidence=(Span(start, start + len(self.evidence)),))


def test_evidence_counts_when_masking_it_moves_the_score_more_than_other_words_do() -> None:
    item = ToneItem("He condemned France in a long and loud speech", Span(13, 19))
    right = evidence_moves(Words("condemned"), [item] * 5)  # type: ignore[arg-type]
    assert (right.more, right.compared, right.share) == (5 * DRAWS, 5 * DRAWS, 100.0)
    wrong = evidence_moves(Words("loud"), [item] * 5)  # type: ignore[arg-type]
    assert (wrong.more, wrong.compared) == (0, 5 * DRAWS)


def test_tones_without_evidence_or_with_too_few_other_words_are_left_out() -> None:
    items = [ToneItem("He praised France", Span(11, 17)), ToneItem("condemned France", Span(10, 16))]
    assert evidence_moves(Words("condemned"), items).compared == 0  # type: ignore[arg-type]


def test_the_same_seed_masks_the_same_words(tiny_analyzer: Analyzer) -> None:
    items = [example.item for example in tone_examples(small_records()[:3])]
    assert evidence_moves(tiny_analyzer.tone_model, items, 3) == evidence_moves(tiny_analyzer.tone_model, items, 3)

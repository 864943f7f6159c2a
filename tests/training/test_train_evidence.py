"""What shows a tone's evidence is learned from words masked a few at a time."""

from __future__ import annotations

import numpy as np
import pytest

from service.pipeline.document import Span, ToneItem
from service.pipeline.evidence import MAX_WORDS
from service.pipeline.tone import ToneModel
from tests.tiny import save_tone
from training.train_evidence import fit, masked, odds, sums

ITEM = ToneItem("The minister condemned Russia and praised talks", Span(23, 29), "RU", "IR")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> ToneModel:
    return ToneModel.load(str(save_tone(tmp_path_factory.mktemp("tone"))))


def test_only_whole_words_that_can_be_evidence_are_masked(model: ToneModel) -> None:
    rows = model.encode([ITEM])
    versions = list(masked(rows, [ITEM], model.mask_id, 20, seed=1))
    assert len(versions) == 20
    for version in versions:
        words = {
            ITEM.text[span.start : span.end] for place in version.places if (span := rows[0].spans[place]) is not None
        }
        assert 1 <= len(words) and "The" not in words and "Russia" not in words
        assert all(version.encoded.ids[place] == model.mask_id for place in version.places)
        kept = [place for place in range(len(rows[0].ids)) if place not in version.places]
        assert [version.encoded.ids[place] for place in kept] == [rows[0].ids[place] for place in kept]
    assert max(len(version.places) for version in versions) > MAX_WORDS  # words have several pieces here


def test_the_numbers_of_masked_words_add_up_to_what_went_with_them(model: ToneModel) -> None:
    rows = model.encode([ITEM])
    versions = list(masked(rows, [ITEM], model.mask_id, 30, seed=1))
    features = sums(model, rows, versions)
    assert features.shape == (30, 33) and (features[:, -1] == [len(one.places) for one in versions]).all()
    truth = np.linspace(-1, 1, 33)
    found = fit(features, features @ truth, ridge=1e-9)
    np.testing.assert_allclose(features @ found, features @ truth, atol=1e-5)


def test_odds_are_of_both_strengths_together() -> None:
    logits = np.array([[0.0, 0.0, 9.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0, 0.0], [-9.0, -9.0, 0.0, 2.0, -9.0]])
    found = odds(logits)
    assert found[:2] == pytest.approx([0.0, -1.0]) and found[2] > 9

"""The contract's models: strict, described, and able to carry the contract's own examples."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from service import schemas
from service.schemas import (
    AnalyzeRequest,
    AnalyzeResponse,
    BatchResponse,
    Judgement,
    Model,
    ProblemModel,
    TargetsResponse,
    ToneRequest,
)

REQUEST = """{"id": "a1", "title": "Talks", "text": "the article", "published": "2026-11-05", "outlet": "The Paper",
 "options": {"targets": ["RU", "WEST"], "coverage": true}}"""
RESPONSE = """{"id": "a1", "language": "en", "offset_unit": "codepoint",
 "speakers": [{"id": "s1", "name": "Ebrahim Azizi", "type": "person", "role": "Chairman", "country": "IR",
               "mentions": [{"start": 0, "end": 3, "text": "He "}], "statements": [1, 2]}],
 "statements": [{"id": 1, "start": 10, "end": 90, "text": "…", "kind": "direct",
    "content": [{"start": 10, "end": 90, "text": "…"}],
    "source": {"start": 91, "end": 93, "text": "he"}, "cue": {"start": 94, "end": 98, "text": "said"},
    "speaker": "s1", "speaker_confidence": 0.97, "resolved_by": "pronoun", "confidence": 0.93,
    "tones": [{"target": "WEST", "name": "the West", "type": "bloc",
       "mention": {"start": 40, "end": 47, "text": "Western", "via": "adjective"},
       "aspect": {"start": 48, "end": 57, "text": "sanctions"},
       "label": "critical", "score": -0.88, "probabilities": {"critical": 0.91, "neutral": 0.06, "cooperative": 0.03},
       "strength": 2, "abstained": null, "evidence": [{"start": 40, "end": 57, "text": "Western sanctions"}]}]}],
 "targets": [{"id": "WEST", "name": "the West", "type": "bloc", "iso3": null, "wikidata": "Q160381",
              "mentions": [{"start": 40, "end": 47, "text": "Western", "via": "adjective"}]}],
 "relations": [{"speaker": "s1", "country": "IR", "target": "WEST", "label": "critical", "score": -0.8,
                "statements": [1]}],
 "coverage": {"unattributed_quotations": [{"start": 0, "end": 9, "text": "…"}],
              "unresolved_speakers": [{"statement": 3, "source": {"start": 0, "end": 4, "text": "They"}}],
              "targets_outside_statements": [{"id": "TR", "mentions": [
                {"start": 0, "end": 6, "text": "Ankara", "via": "capital"}]}]},
 "meta": {"version": "1", "models": {"attribution": {"id": "a", "sha256": "0"}, "tone": {"id": "t", "sha256": "0"}},
          "gazetteer": "1", "backend": "torch-bf16", "elapsed_ms": 12.3}}"""
PROBLEM: dict[str, Any] = {
    "type": "urn:demarche:problem:invalid_request",
    "title": "The request does not keep to the contract",
    "status": 422,
    "detail": "is blank",
    "instance": "/v1/analyze",
    "request_id": "1",
    "errors": [{"pointer": "/text", "detail": "is blank"}],
}


def models() -> list[type[Model]]:
    """Return every model that the contract exports."""
    found = (getattr(schemas, name) for name in schemas.__all__)
    return [one for one in found if isinstance(one, type) and issubclass(one, Model)]


def test_the_contracts_own_request_is_taken() -> None:
    request = AnalyzeRequest.model_validate_json(REQUEST)
    assert request.published == date(2026, 11, 5)
    assert request.options and request.options.targets == ["RU", "WEST"]


def test_the_contracts_own_answer_can_be_carried_and_keeps_every_field() -> None:
    sent = json.loads(RESPONSE)
    written = json.loads(AnalyzeResponse.model_validate_json(RESPONSE).model_dump_json())
    assert written.pop("text") is None
    assert written == sent


def test_a_batch_carries_answers_and_problems_side_by_side() -> None:
    results = [
        {"index": 0, "id": "a", "status": "ok", "result": json.loads(RESPONSE)},
        {"index": 1, "id": None, "status": "error", "error": PROBLEM},
    ]
    batch = BatchResponse.model_validate({"results": results})
    assert [result.status for result in batch.results] == ["ok", "error"]


def test_a_tone_request_needs_only_text_and_target() -> None:
    [item] = ToneRequest.model_validate({"items": [{"text": "Russia left.", "target": {"start": 0, "end": 6}}]}).items
    assert (item.speaker_country, item.target_id, item.context) == (None, None, None)


def test_the_other_routes_answers_can_be_carried() -> None:
    ProblemModel.model_validate(PROBLEM)
    target = {"id": "E3", "name": "the E3", "type": "bloc", "iso3": None, "wikidata": None, "members": ["GB"]}
    TargetsResponse.model_validate({"version": "1", "targets": [target]})
    probabilities = {"critical": 0.1, "neutral": 0.7, "cooperative": 0.2}
    Judgement.model_validate({"label": "neutral", "score": 0.1, "probabilities": probabilities, "strength": 0})


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_model_is_strict_frozen_and_described(model: type[Model]) -> None:
    assert model.__doc__
    assert model.model_config["strict"] and model.model_config["frozen"]
    assert model.model_config["extra"] == "forbid"
    json.dumps(model.model_json_schema())


@pytest.mark.parametrize(
    "change",
    [
        {"label": "hostile"},
        {"score": -1.1},
        {"strength": 3},
        {"probabilities": {"critical": 1.2, "neutral": 0.0, "cooperative": 0.0}},
        {"abstained": "tired"},
    ],
)
def test_a_judgement_outside_the_contract_can_not_be_made(change: dict[str, Any]) -> None:
    good = {
        "label": "neutral",
        "score": 0.1,
        "probabilities": {"critical": 0.1, "neutral": 0.7, "cooperative": 0.2},
        "strength": 0,
    }
    Judgement.model_validate(good)
    with pytest.raises(ValidationError):
        Judgement.model_validate({**good, **change})

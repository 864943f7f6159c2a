"""Examples for the OpenAPI document: one short article, its answer, and the rest."""

from __future__ import annotations

from typing import Any

TEXT = 'Western sanctions are "a dead end", Ivan Petrov, the Russian envoy, told reporters on Monday.'


def _span(words: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words, **more}


_CONTENT = _span('Western sanctions are "a dead end"')
_PROBABILITIES = {"critical": 0.91, "neutral": 0.06, "cooperative": 0.03}
_JUDGEMENT = {"label": "critical", "score": -0.88, "probabilities": _PROBABILITIES, "strength": 1, "abstained": None}
_MODEL = {"id": "tone", "sha256": "0" * 64}
_ANSWER: dict[str, Any] = {
    "id": "article-1",
    "language": "en",
    "offset_unit": "codepoint",
    "speakers": [
        {
            "id": "s1",
            "name": "Ivan Petrov",
            "type": "person",
            "role": "the Russian envoy",
            "country": "RU",
            "mentions": [_span("Ivan Petrov")],
            "statements": [1],
        }
    ],
    "statements": [
        {
            "id": 1,
            **_CONTENT,
            "kind": "mixed",
            "content": [_CONTENT],
            "source": _span("Ivan Petrov"),
            "cue": _span("told"),
            "speaker": "s1",
            "speaker_confidence": 0.97,
            "resolved_by": "name",
            "confidence": 0.93,
            "tones": [
                {
                    "target": "WEST",
                    "name": "the West",
                    "type": "bloc",
                    "mention": _span("Western", via="adjective"),
                    "aspect": _span("sanctions"),
                    **_JUDGEMENT,
                    "evidence": [_span("dead end")],
                }
            ],
        }
    ],
    "targets": [
        {
            "id": "WEST",
            "name": "the West",
            "type": "bloc",
            "iso3": None,
            "wikidata": "Q160381",
            "mentions": [_span("Western", via="adjective")],
        }
    ],
    "relations": [
        {"speaker": "s1", "country": "RU", "target": "WEST", "label": "critical", "score": -0.88, "statements": [1]}
    ],
    "coverage": {"unattributed_quotations": [], "unresolved_speakers": [], "targets_outside_statements": []},
    "meta": {
        "version": "0.0.0",
        "models": {"attribution": {**_MODEL, "id": "attribution"}, "tone": _MODEL},
        "gazetteer": "0",
        "backend": "torch-fp32",
        "elapsed_ms": 21.4,
    },
}
_ITEM = {
    "text": TEXT,
    "target": {"start": 0, "end": 7},
    "speaker_country": "RU",
    "target_id": "WEST",
}
EXAMPLES: dict[str, Any] = {
    "AnalyzeRequest": {"id": "article-1", "text": TEXT, "published": "2026-11-05"},
    "AnalyzeResponse": _ANSWER,
    "BatchRequest": {"articles": [{"id": "article-1", "text": TEXT}]},
    "BatchResponse": {"results": [{"index": 0, "id": "article-1", "status": "ok", "result": _ANSWER}]},
    "ToneRequest": {"items": [_ITEM]},
    "ToneResponse": {"items": [_JUDGEMENT]},
}

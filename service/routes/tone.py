"""POST /v1/tone: the tone toward a target that the caller knows already."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from service.errors import FieldError, InvalidRequest, TextTooLong, pointer
from service.pipeline.document import Span, ToneItem
from service.pipeline.report import judgement
from service.routes.admitted import admitted, engine
from service.routes.answers import answer
from service.routes.body import read_body
from service.schemas import ToneRequest, ToneResponse

blueprint = Blueprint("tone", __name__, url_prefix="/v1")


@blueprint.post("/tone")
@admitted
def tone() -> Response:
    """Judge items."""
    asked = read_body(request, ToneRequest, engine().settings.max_body_bytes)
    g.ticket.take(1)
    check(asked)
    tones = engine().analyzer.tone(items_of(asked), g.call)
    return answer(ToneResponse(items=[judgement(one) for one in tones]))


def items_of(asked: ToneRequest) -> list[ToneItem]:
    """Return the items as the engine takes them."""
    return [
        ToneItem(one.text, Span(one.target.start, one.target.end), one.target_id, one.speaker_country, one.context)
        for one in asked.items
    ]


def check(asked: ToneRequest) -> None:
    """Raise the contract's problem, with pointers to all that is wrong with the items."""
    settings, known = engine().settings, engine().analyzer.gazetteer.targets
    if len(asked.items) > settings.max_tone_items:
        raise InvalidRequest.at("/items", f"may hold {settings.max_tone_items:,} items")
    wrong: list[FieldError] = []
    for index, item in enumerate(asked.items):

        def blame(field: str, detail: str, index: int = index) -> None:
            wrong.append(FieldError(pointer(("items", index, field)), detail))

        if sum(len(part or "") for part in (item.text, item.context)) > settings.max_characters:
            raise TextTooLong.at(
                pointer(("items", index, "text")), f"has more than {settings.max_characters:,} characters"
            )
        if not item.text.strip():
            blame("text", "is blank")
        elif not item.target.start < item.target.end <= len(item.text):
            blame("target", "is no span of the text")
        elif not item.text[item.target.start : item.target.end].strip():
            blame("target", "is blank")
        for field in ("target_id", "speaker_country"):
            if getattr(item, field) is not None and getattr(item, field) not in known:
                blame(field, "is not the id of a country or bloc")
    if wrong:
        raise InvalidRequest(detail=f"{len(wrong)} places are wrong", errors=tuple(wrong[:20]))

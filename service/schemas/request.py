"""What a caller sends: one article, many articles, or sentences with their targets."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from service.schemas.base import Model, TargetId, Text


def parse_date(value: Any) -> Any:
    """Return the date of an ISO 8601 calendar date; anything else is left for the field to refuse or take."""
    if isinstance(value, str):
        if len(value) != 10 or value[4] != "-" or value[7] != "-":
            raise ValueError("must be a calendar date such as 2026-11-05")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("must be a calendar date such as 2026-11-05") from None
    return value


class Options(Model):
    """What the answer is to hold."""

    targets: Annotated[
        list[TargetId] | None,
        Field(
            description="Only these targets in tones, targets, relations and coverage.targets_outside_statements; "
            "all by default. Ids match exactly.",
            examples=[["RU", "WEST"]],
        ),
    ] = None
    coverage: Annotated[bool, Field(description="False leaves coverage out of the answer (null).")] = True


class AnalyzeRequest(Model):
    """An article: exactly one of text and html, and what is known of it."""

    id: Annotated[Text | None, Field(description="The caller's own name for the article, echoed.")] = None
    title: Annotated[Text | None, Field(description="The headline: only helps to resolve names.")] = None
    text: Annotated[Text | None, Field(description="The article as plain text, paragraphs cut by line ends.")] = None
    html: Annotated[Text | None, Field(description="A page, from which the main text is extracted.")] = None
    published: Annotated[
        date | None,
        BeforeValidator(parse_date),
        Field(description="Day of publication; tells who held office then.", examples=["2026-11-05"]),
    ] = None
    outlet: Annotated[Text | None, Field(description="Who published it.")] = None
    options: Annotated[Options | None, Field(description="What the answer is to hold.")] = None


class BatchRequest(Model):
    """Several articles, admitted or refused together."""

    articles: Annotated[list[AnalyzeRequest], Field(min_length=1, description="Up to 64 articles.")]


class TargetSpan(Model):
    """Where the target's name stands in an item's text."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class ToneRequestItem(Model):
    """A statement and the span of it that names the target."""

    text: Annotated[Text, Field(description="The statement, with its source and cue where they are known.")]
    target: TargetSpan
    speaker_country: Annotated[TargetId | None, Field(description="Country or bloc that the speaker stands for.")] = (
        None
    )
    target_id: Annotated[TargetId | None, Field(description="Country or bloc that the span names.")] = None
    context: Annotated[Text | None, Field(description="What stands before the statement in the article.")] = None


class ToneRequest(Model):
    """Statements whose targets the caller knows already."""

    items: Annotated[list[ToneRequestItem], Field(min_length=1, description="Up to 256 items.")]

"""What all of the contract's models share: strictness, text that can be sent, spans, identifiers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Kind = Literal["direct", "indirect", "mixed"]
SpeakerType = Literal["person", "organization", "office", "group", "document", "unnamed"]
TargetType = Literal["country", "bloc"]
Via = Literal["name", "adjective", "capital", "institution", "leader", "alias", "implicit"]
Label = Literal["critical", "neutral", "cooperative"]
Abstention = Literal["low_confidence", "mixed"]


def is_lone_surrogate(character: str) -> bool:
    """Tell whether the character is half of a surrogate pair, which no UTF-8 text can hold."""
    return "\ud800" <= character <= "\udfff"


def sendable(text: str) -> str:
    """Return the text as it is, or raise ValueError where half of a surrogate pair stands alone in it."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(f"holds a lone surrogate at offset {error.start}") from None
    return text


Text = Annotated[str, AfterValidator(sendable)]
TargetId = Annotated[
    str,
    Field(
        description="ISO 3166-1 alpha-2 code (or XK), or a bloc's id such as EU, NATO, WEST. "
        "A bloc does not include its members.",
        examples=["RU", "WEST"],
    ),
]


class Model(BaseModel):
    """Strict: no value is coerced into another type, no key is taken that is not known, nothing changes afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SpanModel(Model):
    """A stretch of the article: code points start to end, 0-based and end-exclusive, and the words that stand there."""

    start: Annotated[int, Field(ge=0, description="Offset of the first code point.")]
    end: Annotated[int, Field(ge=0, description="Offset after the last code point.")]
    text: Annotated[str, Field(description="Exactly the article's text from start to end.")]


class MentionModel(SpanModel):
    """Words that name a country or bloc, and how they do so."""

    via: Annotated[
        Via,
        Field(
            description="By name, adjective or people, capital or seat standing for the government, institution, "
            "leader, by-name, or only implied."
        ),
    ]


class Probabilities(Model):
    """Calibrated probabilities of the three tones; they sum to 1."""

    critical: Annotated[float, Field(ge=0, le=1)]
    neutral: Annotated[float, Field(ge=0, le=1)]
    cooperative: Annotated[float, Field(ge=0, le=1)]


class Judgement(Model):
    """A tone toward one target."""

    label: Annotated[Label, Field(description="The tone; neutral where the model abstained.")]
    score: Annotated[
        float,
        Field(ge=-1, le=1, description="P(cooperative) - P(critical): certainty of direction, not intensity."),
    ]
    probabilities: Probabilities
    strength: Annotated[
        int, Field(ge=0, le=2, description="Intensity: 0 neutral, 1 mild or implied, 2 strong or explicit.")
    ]
    abstained: Annotated[Abstention | None, Field(description="Why no opinion is given, or null where one is.")] = None

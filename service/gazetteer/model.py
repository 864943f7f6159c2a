"""The values of the gazetteer: a target, and a form (words that name one)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.pipeline.document import Via

TargetType = Literal["country", "bloc"]


@dataclass(frozen=True, slots=True)
class Target:
    """A country or bloc: its id (ISO 3166-1 alpha-2, ``XK``, or a bloc's), and what is known of it.

    ``members`` are the ids of a bloc's member countries; empty for a country.
    """

    id: str
    name: str
    type: TargetType
    iso3: str | None = None
    wikidata: str | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """Words that name a target.

    ``target`` None is a trap: words that name no target though they hold a name ("Washington Post"). ``since`` and
    ``until`` are years of office. ``introduced`` are full names of which one must stand before a bare family name.
    Of ``needs`` one must stand in the text, of ``unless`` none may. ``conditional`` words are common ones that name a
    target only where the text is about it. A ``place`` never stands for the state.
    """

    target: str | None
    via: Via
    since: int | None = None
    until: int | None = None
    introduced: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    conditional: bool = False
    place: bool = False

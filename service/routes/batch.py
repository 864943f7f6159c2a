"""Reading a batch: the list is checked as a whole, each article alone, so that a bad one is only its own error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Request

from service.errors import InvalidRequest, Problem, pointer
from service.routes.body import read_json
from service.schemas import AnalyzeRequest
from service.schemas.parsing import validate
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a batch: the caller's id where it can be told, and the request, or what is wrong with it."""

    id: str | None
    request: AnalyzeRequest | Problem


def read_batch(request: Request, settings: Settings) -> list[Entry]:
    """Return the batch's articles. Raises the contract's problem for a body that is no batch."""
    value = read_json(request, settings.max_body_bytes)
    if not isinstance(value, dict):
        raise InvalidRequest.at("", "must be an object")
    unknown = [key for key in value if key != "articles"]
    if unknown:
        raise InvalidRequest.at(pointer((unknown[0],)), "is no key of the contract")
    if "articles" not in value:
        raise InvalidRequest.at("/articles", "is missing")
    articles = value["articles"]
    if not isinstance(articles, list):
        raise InvalidRequest.at("/articles", "must be a list")
    if not articles:
        raise InvalidRequest.at("/articles", "holds no article")
    if len(articles) > settings.max_batch_articles:
        raise InvalidRequest.at("/articles", f"may hold {settings.max_batch_articles:,} articles")
    return [_entry(article) for article in articles]


def _entry(value: Any) -> Entry:
    try:
        article = validate(value, AnalyzeRequest)
    except Problem as problem:
        return Entry(_id_of(value), problem)
    return Entry(article.id, article)


def _id_of(value: Any) -> str | None:
    """Return a bad article's id if it can be echoed."""
    name = value.get("id") if isinstance(value, dict) else None
    if not isinstance(name, str):
        return None
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return None
    return name

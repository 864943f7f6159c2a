"""Which column of a table, or key of an object, is which part of an article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from service.batch.row import Row
from service.errors import ConfigurationError, InvalidRequest, Problem
from service.schemas import AnalyzeRequest
from service.schemas.parsing import validate

# Names that tables of news articles mostly have, the likeliest first; letters in either case.
USUAL: dict[str, tuple[str, ...]] = {
    "id": ("id", "article_id", "doc_id", "docid", "uid", "guid", "url", "link"),
    "title": ("title", "headline", "heading"),
    "text": ("text", "body", "content", "article", "article_text", "fulltext", "full_text", "maintext"),
    "html": ("html", "raw_html", "page"),
    "published": ("published", "date", "publication_date", "pub_date", "pubdate", "published_at", "publish_date"),
    "outlet": ("outlet", "publisher", "source", "media", "newspaper", "domain"),
}
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:$|[T ])")


class Columns:
    """A mapping from parts of an article to columns: those that were given, and the usual names for the rest."""

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        """Raises ``ConfigurationError`` for a part that articles do not have."""
        self.given = dict(given or {})
        unknown = sorted(set(self.given) - set(USUAL))
        if unknown:
            raise ConfigurationError(f"{unknown[0]} is no part of an article: {', '.join(USUAL)} are")

    @classmethod
    def parse(cls, text: str | None) -> Columns:
        """Read ``text=body,published=day``. Raises ``ConfigurationError``."""
        pairs = [pair.partition("=") for pair in text.split(",")] if text else []
        if any(not sign or not name.strip() or not column.strip() for name, sign, column in pairs):
            raise ConfigurationError(f"{text} is no mapping such as text=body,published=day")
        return cls({name.strip(): column.strip() for name, _, column in pairs})

    def row(self, record: Any, where: str, notes: tuple[str, ...] = ()) -> Row:
        """Return the record's row."""
        if not isinstance(record, Mapping):
            return Row(where, InvalidRequest.at("", "must be an object"), notes)
        names = {str(name).casefold(): name for name in record}
        found: dict[str, Any] = {}
        for part, usual in USUAL.items():
            for column in (self.given[part],) if part in self.given else usual:
                name = column if column in record else names.get(column.casefold())
                if name is not None and record[name] is not None:
                    found[part] = record[name]
                    break
        return _row(found, where, notes)


def _row(found: dict[str, Any], where: str, notes: tuple[str, ...]) -> Row:
    own_id = found.pop("id", None)
    own_id = str(own_id) if isinstance(own_id, str | int) and own_id != "" else None
    if "text" in found and "html" in found:
        # Many tables keep the page beside its text: the text is what somebody meant to be read.
        del found["html"]
    found.setdefault("text", None) if "html" not in found else None
    day, remark = _day(found.pop("published", None))
    for part in ("title", "outlet"):
        if not isinstance(found.get(part, ""), str):
            found[part] = str(found[part])
    article: AnalyzeRequest | Problem
    try:
        article = validate({**found, "id": own_id, "published": day}, AnalyzeRequest)
    except Problem as problem:
        article = problem
        own_id = own_id if own_id is None or own_id.isprintable() else None
    return Row(where, article, (*notes, remark) if remark else notes, own_id)


def _day(value: Any) -> tuple[str | None, str | None]:
    """Return a calendar date, and what to note where there is none in ``value``."""
    if isinstance(value, datetime):
        return value.date().isoformat(), None
    if isinstance(value, date):
        return value.isoformat(), None
    if value is None or value == "":
        return None, None
    found = DAY.match(value.strip()) if isinstance(value, str) else None
    try:
        return (date.fromisoformat(found[1]).isoformat(), None) if found else (None, "the date is no ISO 8601 date")
    except ValueError:
        return None, "the date is no ISO 8601 date"

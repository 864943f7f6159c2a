"""A row of the input, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from service.errors import Problem
from service.schemas import AnalyzeRequest


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the input: its place, and the article in it or what is wrong.

    ``where`` is the file with the line, row or nothing behind it. ``notes`` tell what was read otherwise than it stood
    there: a detected encoding, a date that is none.
    """

    where: str
    article: AnalyzeRequest | Problem
    notes: tuple[str, ...] = ()
    id: str | None = None

    @property
    def name(self) -> str:
        """The article's own id, or its place."""
        return self.id if self.id is not None else self.where


def fingerprint(article: AnalyzeRequest) -> bytes:
    """Return what two copies of one text share. A page and a text are never copies of each other."""
    kind, text = ("html", article.html) if article.text is None else ("text", article.text)
    return blake2b(f"{kind}\0{text}".encode(), digest_size=16).digest()


def described(problem: Problem) -> dict[str, Any]:
    """Return a problem in the contract's form, without what only a request has."""
    return {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "errors": [{"pointer": error.pointer, "detail": error.detail} for error in problem.errors],
    }

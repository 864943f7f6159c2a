"""From a request to a checked article: one text, within the limits, in English as far as can be told."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass

import trafilatura

from service.errors import FieldError, InvalidRequest, TextTooLong, UnsupportedLanguage, pointer
from service.pipeline.document import Article
from service.pipeline.language import guess_language
from service.schemas import AnalyzeRequest
from service.settings import Settings

# trafilatura reports pages that it can't read on its own loggers; the caller is told in the answer instead.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

MAX_TAGS = 100_000  # the parser takes up to 40 microseconds a tag; a page of news has a few thousand
PROSE_WORDS = 6
SENTENCE_ENDS = (".", "!", "?", "…", "”", '"', "’")


@dataclass(frozen=True, slots=True)
class Job:
    """A checked article and what the caller wants to know of it."""

    article: Article
    id: str | None = None
    extracted: bool = False
    targets: frozenset[str] | None = None
    coverage: bool = True


def read_article(request: AnalyzeRequest, settings: Settings, known_targets: Collection[str]) -> Job:
    """Check the request and return its article; raise the contract's problem for whatever is wrong with it."""
    _check_targets(request, known_targets)
    text = _text_of(request, settings)
    guess = guess_language(text)
    if guess.not_english:
        where = "/html" if request.html is not None else "/text"
        raise UnsupportedLanguage.at(where, f"seems to be in another language than English: {guess.language}")
    options = request.options
    return Job(
        article=Article(
            text=text,
            title=request.title,
            published=request.published,
            outlet=request.outlet,
            language=guess.language,
        ),
        id=request.id,
        extracted=request.html is not None,
        targets=frozenset(options.targets) if options and options.targets is not None else None,
        coverage=options.coverage if options else True,
    )


def _check_targets(request: AnalyzeRequest, known: Collection[str]) -> None:
    wanted = request.options.targets if request.options else None
    unknown = [
        FieldError(pointer(("options", "targets", index)), "is not the id of a country or bloc")
        for index, target in enumerate(wanted or ())
        if target not in known
    ]
    if unknown:
        raise InvalidRequest(detail="An unknown target id", errors=tuple(unknown))


def _text_of(request: AnalyzeRequest, settings: Settings) -> str:
    """Return the request's one text, taken out of its page if it sends one."""
    if request.text is not None and request.html is not None:
        detail = "either text or html, not both"
        raise InvalidRequest(
            detail="Both text and html are given", errors=(FieldError("/text", detail), FieldError("/html", detail))
        )
    if request.html is not None:
        return _extract(request.html, settings)
    if request.text is None:
        raise InvalidRequest.at("/text", "text or html is needed")
    if len(request.text) > settings.max_characters:
        raise TextTooLong.at("/text", f"has more than {settings.max_characters:,} characters")
    if not request.text.strip():
        raise InvalidRequest.at("/text", "is blank")
    return request.text


def _extract(html: str, settings: Settings) -> str:
    """Return the main text of a page."""
    if len(html) > settings.max_html_characters:
        raise TextTooLong.at("/html", f"has more than {settings.max_html_characters:,} characters")
    if html.count("<") > MAX_TAGS:
        raise TextTooLong.at("/html", f"has more than {MAX_TAGS:,} tags")
    if not html.strip():
        raise InvalidRequest.at("/html", "is blank")
    # A part of a page, such as a paragraph alone, is read as well, but not by the parser as it is.
    page = html if "<body" in html.lower() else f"<html><body>{html}</body></html>"
    try:
        text = trafilatura.extract(page, include_comments=False, include_tables=False, prune_xpath="//h1")
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        # Pages are made by anybody, and the parser was written for those that make some sense.
        text = None
    if not text or not any(map(_reads_as_prose, text.splitlines())):
        raise InvalidRequest.at("/html", "holds no article that could be found")
    if len(text) > settings.max_characters:
        raise TextTooLong.at("/html", f"holds an article of more than {settings.max_characters:,} characters")
    return str(text)


def _reads_as_prose(line: str) -> bool:
    """Tell a sentence from a menu's entry, which is what is left of a page with no article."""
    words = line.split()
    return len(words) >= PROSE_WORDS or (len(words) > 1 and words[-1].endswith(SENTENCE_ENDS))

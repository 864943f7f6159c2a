"""POST /v1/analyze and /v1/analyze/batch: articles in, who said what in what tone toward whom out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, g, request

from service.errors import ClientGone, Problem
from service.routes.admitted import admitted, engine
from service.routes.answers import answer
from service.routes.batch import Entry, read_batch
from service.routes.body import read_body
from service.routes.problems import Asked
from service.schemas import (
    AnalyzeRequest,
    AnalyzeResponse,
    BatchError,
    BatchOk,
    BatchResponse,
)

blueprint = Blueprint("analyze", __name__, url_prefix="/v1")
NDJSON = "application/x-ndjson"


@blueprint.post("/analyze")
@admitted
def analyze() -> Response:
    """Analyse one article."""
    article = read_body(request, AnalyzeRequest, engine().settings.max_body_bytes)
    g.ticket.take(1)
    result = engine().analyze(article, g.call)
    g.articles, g.statements = 1, len(result.statements)
    return answer(result)


@blueprint.post("/analyze/batch")
@admitted
def analyze_batch() -> Response:
    """Analyse several articles: in one answer, or a line for each as it is done."""
    articles = read_batch(request, engine().settings)
    g.ticket.take(len(articles))
    g.articles = len(articles)
    results = results_of(articles, Asked.now())
    if request.accept_mimetypes.best_match(["application/json", NDJSON]) == NDJSON:
        return Response(lines(results), mimetype=NDJSON)
    return answer(BatchResponse(results=sorted(results, key=lambda result: result.index)))


def results_of(articles: Sequence[Entry], asked: Asked) -> Iterator[BatchOk | BatchError]:
    """Yield each article's result as it is done."""
    done = engine().analyze_each([article.request for article in articles], g.call)
    return (result_of(place, articles[place].id, found, asked) for place, found in done)


def result_of(place: int, name: str | None, found: AnalyzeResponse | Problem, asked: Asked) -> BatchOk | BatchError:
    """Return an article's result as the contract writes it."""
    if isinstance(found, ClientGone):
        raise found
    if isinstance(found, Problem):
        return BatchError(index=place, id=name, error=asked.describe(found.under(f"/articles/{place}")))
    return BatchOk(index=place, id=name, result=found)


def lines(results: Iterator[BatchOk | BatchError]) -> Iterator[str]:
    """Yield a line of JSON for each result; ends early when the client has gone."""
    try:
        for result in results:
            yield result.model_dump_json() + "\n"
    except ClientGone:
        return

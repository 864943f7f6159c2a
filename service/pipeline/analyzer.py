"""Runs all stages over a list of articles, with the models' work of all of them batched together."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from transformers.utils import logging as transformers_logging

from service.errors import InternalError, Problem
from service.gazetteer import load_gazetteer
from service.inference.backend import choose_backend
from service.inference.runner import Call, DirectRunner, Forward, Run, Runner
from service.inference.turns import Lane, Turns
from service.pipeline import language
from service.pipeline.article import Job, read_article
from service.pipeline.attribution import Attributor
from service.pipeline.document import Attribution, SpeakerResult, TargetResult, Tone, ToneItem
from service.pipeline.report import Analysis, Report
from service.pipeline.speakers import resolve_speakers
from service.pipeline.targets import find_targets
from service.pipeline.tone import ToneModel, tone_items
from service.schemas import AnalyzeRequest, AnalyzeResponse, Meta, ModelInfo, ModelsUsed
from service.settings import Settings
from service.telemetry.faults import describe
from service.version import VERSION

log = logging.getLogger(__name__)

WARM_UP_TEXT = (
    "The minister said on Monday that France welcomed the talks. "
    "“We reject the sanctions that the West imposes on us,” Ivan Petrov, the Russian envoy, told reporters."
)


@dataclass(slots=True)
class Work:
    """One article on its way: what is known of it so far, and what went wrong, if anything did."""

    request: AnalyzeRequest
    problem: Problem | None = None
    job: Job = field(init=False)
    attributions: list[Attribution] = field(init=False)
    speakers: SpeakerResult = field(init=False)
    targets: TargetResult = field(init=False)
    items: list[list[ToneItem]] = field(init=False)
    tones: list[list[Tone]] = field(init=False)
    answer: AnalyzeResponse = field(init=False)


class Analyzer:
    """The engine: models and tables loaded once, articles in, answers out. Safe to share between threads."""

    def __init__(self, settings: Settings, runner: Runner | None = None) -> None:
        """Load everything; without a ``runner`` the models run in the caller's thread.

        Raises ``ConfigurationError`` if a model can't be loaded.
        """
        # What is wrong with a model is told in one line of ours.
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        if settings.threads:
            torch.set_num_threads(settings.threads)
        self.settings = settings
        self.gazetteer = load_gazetteer()
        backend = choose_backend(settings.backend)
        budget = settings.token_budget or backend.token_budget
        self.attributor = Attributor.load(settings.attribution_model, budget, backend)
        self.tone_model = ToneModel.load(settings.tone_model, budget, backend)
        self.backend = backend.name
        self._runner = runner or DirectRunner(budget)
        self._turns = Turns()

    def warm_up(self) -> None:
        """Run one article through all stages, so that the first caller does not pay for lazy set-up.

        Then take all that is loaded out of the garbage collector's rounds: models, tables and modules stay to the end,
        and each full round over them stopped every thread for a quarter of a second.
        """
        language.warm_up()
        for answer in self.analyze([AnalyzeRequest(text=WARM_UP_TEXT)]):
            if isinstance(answer, Problem):
                raise answer
        gc.collect()
        gc.freeze()

    def analyze(self, requests: Sequence[AnalyzeRequest], call: Call | None = None) -> list[AnalyzeResponse | Problem]:
        """Return an answer, or what is wrong, for each article in order; one that fails costs no other.

        ``call`` says until when, and is told what was spent.
        """
        started = time.perf_counter()
        call = call or Call()
        works = [Work(request) for request in requests]
        lane = self._turns.lane(sum(len(request.text or request.html or "") for request in requests))
        attribute = partial(self._attribute, run=self._run("attribution", call, lane))
        judge = partial(self._judge, run=self._run("tone", call, lane))
        report = partial(self._report, started=started)
        for stage, batched in (
            (self._read, False),
            (attribute, True),
            (self._resolve, False),
            (judge, True),
            (report, False),
        ):
            alive = [work for work in works if work.problem is None]
            for part in [alive] if batched else [[work] for work in alive]:
                _together(stage, part, call, lane)
        return [work.problem or work.answer for work in works]

    def tone(self, items: Sequence[ToneItem], call: Call | None = None) -> list[Tone]:
        """Return the tones of statements whose targets the caller knows already."""
        call = call or Call()
        lane = self._turns.lane(sum(len(item.text) for item in items))
        with lane.turn(call.check):
            return self.tone_model.score(items, evidence=False, run=self._run("tone", call, lane))

    def _run(self, stage: str, call: Call, lane: Lane) -> Run:
        """Return what takes rows through a model for ``call``, and gives the turn in ``lane`` back meanwhile."""

        def run(forward: Forward, rows: Sequence[Any], lengths: Sequence[int]) -> list[Any]:
            with lane.away():
                return self._runner.run(forward, rows, lengths, stage, call)

        return run

    def _read(self, works: Sequence[Work]) -> None:
        for work in works:
            work.job = read_article(work.request, self.settings, self.gazetteer.targets)

    def _attribute(self, works: Sequence[Work], run: Run) -> None:
        found = self.attributor.attribute([work.job.article.text for work in works], run)
        for work, attributions in zip(works, found, strict=True):
            work.attributions = attributions

    def _resolve(self, works: Sequence[Work]) -> None:
        for work in works:
            article = work.job.article
            work.speakers = resolve_speakers(article, work.attributions, self.gazetteer)
            work.targets = find_targets(article, work.attributions, work.speakers, self.gazetteer)
            work.items = tone_items(article, work.attributions, work.speakers, work.targets)

    def _judge(self, works: Sequence[Work], run: Run) -> None:
        items = [item for work in works for statement in work.items for item in statement]
        tones = iter(self.tone_model.score(items, run=run))
        for work in works:
            work.tones = [[next(tones) for _ in statement] for statement in work.items]

    def _report(self, works: Sequence[Work], started: float) -> None:
        for work in works:
            analysis = Analysis(work.attributions, work.speakers, work.targets, work.items, work.tones)
            report = Report(work.job, analysis, self.gazetteer.targets)
            work.answer = report.build(self._meta(started))

    def _meta(self, started: float) -> Meta:
        return Meta(
            version=VERSION,
            models=ModelsUsed(
                attribution=ModelInfo(id=self.attributor.info.id, sha256=self.attributor.info.sha256),
                tone=ModelInfo(id=self.tone_model.info.id, sha256=self.tone_model.info.sha256),
            ),
            gazetteer=self.gazetteer.version,
            backend=self.backend,
            elapsed_ms=round((time.perf_counter() - started) * 1000, 1),
        )


def _together(stage: Callable[[Sequence[Work]], None], works: Sequence[Work], call: Call, lane: Lane) -> None:
    """Run a stage over the articles at once; if it fails, over each alone, so that only the guilty one pays."""
    if not works:
        return
    try:
        with lane.turn(call.check):
            call.check()
            stage(works)
    except Exception as error:
        if len(works) > 1:
            for work in works:
                _together(stage, [work], call, lane)
        elif isinstance(error, Problem):
            works[0].problem = error
        else:
            log.error("a stage failed: %s", describe(error))
            works[0].problem = InternalError(detail="The article could not be analysed")

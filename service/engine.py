"""The engine behind the door: models loaded in the background, one owner of them, and who may use them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING

from service.errors import ConfigurationError, NotReady, Problem
from service.inference.admission import Admission
from service.inference.runner import Call
from service.schemas import AnalyzeRequest, AnalyzeResponse
from service.settings import Settings
from service.telemetry.faults import describe
from service.telemetry.metrics import Metrics

if TYPE_CHECKING:
    from service.inference.owner import Owner
    from service.pipeline.analyzer import Analyzer

log = logging.getLogger(__name__)

# Articles of one batch that are on their way at once: enough to fill the models' batches, too few to crowd out others.
BATCH_THREADS = 4


class Engine:
    """What the routes work with."""

    def __init__(self, settings: Settings, metrics: Metrics, analyzer: Analyzer | None = None) -> None:
        """With an ``analyzer`` the engine is ready at once; without one, ``start`` loads it."""
        self.settings = settings
        self.metrics = metrics
        self.admission = Admission(settings.max_in_flight, settings.max_articles_in_flight, metrics.in_flight.set)
        self._analyzer = analyzer
        self._owner: Owner | None = None
        self.admission.ready = analyzer is not None

    @property
    def analyzer(self) -> Analyzer:
        """The analyzer. Raises ``NotReady`` before it is loaded."""
        if self._analyzer is None:
            raise NotReady(detail="The models are still being loaded")
        return self._analyzer

    def start(self, on_failure: Callable[[str], None]) -> None:
        """Load in the background."""
        threading.Thread(target=self.load, args=(on_failure,), name="loader", daemon=True).start()

    def load(self, on_failure: Callable[[str], None]) -> None:
        """Load and warm up; ``on_failure`` is told in one line why that can't be done."""
        try:
            # Imported here: torch and transformers take seconds, and probes are answered meanwhile.
            from service.inference.backend import choose_backend
            from service.inference.owner import Owner
            from service.pipeline.analyzer import Analyzer

            budget = self.settings.token_budget or choose_backend(self.settings.backend).token_budget
            self._owner = Owner(budget, self.metrics)
            self._owner.start()
            analyzer = Analyzer(self.settings, self._owner)
            analyzer.warm_up()
        except ConfigurationError as error:
            on_failure(str(error))
        except Exception as error:
            log.error("loading failed: %s", describe(error))
            on_failure(f"the models could not be loaded: {type(error).__name__}")
        else:
            self._analyzer = analyzer
            self.admission.ready = True
            log.info("ready")

    def analyze(self, request: AnalyzeRequest, call: Call) -> AnalyzeResponse:
        """Return one article's answer. Raises what is wrong with it."""
        [result] = self.analyzer.analyze([request], call)
        self.metrics.count(result)
        if isinstance(result, Problem):
            raise result
        return result

    def analyze_each(
        self, requests: Sequence[AnalyzeRequest | Problem], call: Call
    ) -> Iterator[tuple[int, AnalyzeResponse | Problem]]:
        """Yield each article's place and answer, or what is wrong with it, as it is done."""

        def one(request: AnalyzeRequest | Problem) -> AnalyzeResponse | Problem:
            if isinstance(request, Problem):
                return request
            try:
                return self.analyze(request, call)
            except Problem as problem:
                return problem

        with ThreadPoolExecutor(BATCH_THREADS, thread_name_prefix="batch") as pool:
            places = {pool.submit(one, request): place for place, request in enumerate(requests)}
            try:
                for done in as_completed(places):
                    yield places[done], done.result()
            finally:
                # A client that goes away in the middle of a stream takes the rest of its batch with it.
                pool.shutdown(wait=False, cancel_futures=True)

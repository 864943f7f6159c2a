"""Scoring on Ray Data: shards go through a pool of actors, each with models of its own, on one machine or a cluster.

The driver reads the input and puts the shards in place, so actors need neither. Tasks go out in waves, so that an input
of any size goes through the object store piece by piece.
"""

from __future__ import annotations

import logging
import os
import pickle
import warnings
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from service.batch.local import LocalRunner
from service.batch.progress import Progress
from service.batch.store import Store
from service.batch.worker import Done, Task, score
from service.errors import ConfigurationError
from service.settings import Settings

WAVE = 256  # shards of one dataset: loading the models anew for each wave is then a small part of its time
RETRIES = 3  # of a shard whose actor or machine is gone

# Nothing is told to anybody; what Ray logs of itself would drown what the run tells.
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}


class Scorer:
    """An actor: the engine, and shards in and out as bytes."""

    def __init__(self, settings: dict[str, Any]) -> None:
        from service.pipeline.analyzer import Analyzer

        self._analyzer = Analyzer(Settings(**settings))
        self._analyzer.warm_up()

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Score a batch of one shard."""
        task: Task = pickle.loads(batch["task"][0])
        told: list[Done] = []
        results = score(self._analyzer, task, told.append)
        return {"number": [task.number], "results": [pickle.dumps((results, told))]}


class RayRunner:
    """Scores shards with so many actors; connects to ``RAY_ADDRESS`` where it is set, else starts Ray here."""

    def __init__(self, settings: Settings, store: Store, workers: int, progress: Progress) -> None:
        self._settings = settings
        self._store = store
        self._workers = workers
        self._progress = progress

    def run(self, tasks: Iterable[Task]) -> None:
        """Score every task. Raises ``ConfigurationError``, or ``OSError`` where a shard could not be written."""
        ray = start(self._workers * self._settings.threads)
        try:
            waiting = iter(tasks)
            while wave := list(islice(waiting, WAVE)):
                try:
                    for number, packed in self._results(ray, wave):
                        self._take(number, packed)
                except ray.exceptions.RayError as error:
                    # An article that ends every actor that reads it: here one process ends, and it is told.
                    self._progress.say(
                        f"Ray gave up on a shard ({type(error).__name__}); what is left of it goes on here"
                    )
                    left = (task for task in wave if not self._store.is_done(task.number))
                    LocalRunner(self._settings, self._store, 1, self._progress).run(left)
        finally:
            ray.shutdown()

    def _take(self, number: int, packed: bytes) -> None:
        """Put a shard in place."""
        results, told = pickle.loads(packed)
        self._store.write(number, results)
        for done in told:
            self._progress.add(done.articles, done.failed, done.tokens)

    def _results(self, ray: Any, wave: list[Task]) -> Iterator[tuple[int, bytes]]:
        """Yield the shards of one wave as they are done."""
        items = [{"number": task.number, "task": pickle.dumps(task)} for task in wave]
        with warnings.catch_warnings():
            # The version is pinned, and has no other way to bound the retries: without end, an article that ends its
            # actor would be tried for ever.
            warnings.filterwarnings("ignore", message=".*ray_remote_args_fn.*")
            dataset = self._pipeline(ray, items, min(self._workers, len(wave)))
        for row in dataset.iter_rows():
            yield int(row["number"]), row["results"]

    def _pipeline(self, ray: Any, items: list[dict[str, Any]], actors: int) -> Any:
        return ray.data.from_items(items, override_num_blocks=len(items)).map_batches(
            Scorer,
            fn_constructor_args=(self._settings.model_dump(mode="json", exclude={"api_keys", "api_keys_file"}),),
            batch_size=1,
            batch_format="numpy",
            compute=ray.data.ActorPoolStrategy(size=actors),
            num_cpus=self._settings.threads,
            ray_remote_args_fn=lambda: {"max_restarts": -1, "max_task_retries": RETRIES},
        )


def start(cpus: int) -> Any:
    """Return Ray, connected. Raises ``ConfigurationError`` where it is not installed or can't be reached."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.data
    except ImportError:
        raise ConfigurationError("Ray is not installed: pip install -r requirements-ray.txt") from None
    address = os.environ.get("RAY_ADDRESS")
    try:
        options: dict[str, Any] = {} if address else {"num_cpus": cpus, "include_dashboard": False}
        ray.init(log_to_driver=False, logging_level=logging.ERROR, ignore_reinit_error=True, **options)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise ConfigurationError(f"Ray can't be reached or started: {error}") from None
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return ray

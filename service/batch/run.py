"""One run from beginning to end: the same command goes on where the last one stopped."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.batch import output as outputs
from service.batch.columns import Columns
from service.batch.local import LocalRunner, fair_share
from service.batch.output import Totals
from service.batch.progress import Progress
from service.batch.ray_runner import RayRunner
from service.batch.reading import read_rows
from service.batch.row import Row
from service.batch.shards import cut
from service.batch.sources import Source, find_sources
from service.batch.store import Store
from service.batch.worker import Task
from service.errors import ConfigurationError
from service.inference.loading import digest_of
from service.settings import ROOT, Settings
from service.version import VERSION

SHARD_ROWS = 64
# What decides what an answer says. Anything else may differ between a run and its resumption.
DECIDING = (
    "attribution_model",
    "tone_model",
    "token_budget",
    "max_characters",
    "max_html_characters",
    "max_body_bytes",
)
RUNNERS: dict[str, type[LocalRunner | RayRunner]] = {"local": LocalRunner, "ray": RayRunner}


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be scored, and how."""

    input: str
    output: Path
    columns: Columns
    workers: int = 1
    shard_rows: int = SHARD_ROWS
    runner: str = "local"


def run(job: Job, settings: Settings, restart: bool = False) -> Totals:
    """Score what is not scored yet, and join the output. Raises ``ConfigurationError`` and ``OSError``."""
    outputs.kind_of(job.output)
    files = find_sources(job.input)
    settings = settings.model_copy(update={"threads": settings.threads or fair_share(job.workers)})
    store = Store.beside(job.output)
    if restart:
        store.discard()
    store.begin(manifest(job, files, settings))
    before = outputs.finished(store, job.output)
    if before:
        return before

    def rows() -> Iterator[Row]:
        return read_rows(files, job.columns, settings.max_body_bytes)

    done, total, shards, left = count(cut(rows(), job.shard_rows), store)
    with Progress(total, done) as progress:
        if done:
            progress.say(f"going on: {done:,} of {total:,} rows are done")
        if left:
            tasks = (task for task in cut(rows(), job.shard_rows) if not store.is_done(task.number))
            RUNNERS[job.runner](settings, store, min(job.workers, left), progress).run(tasks)
        progress.say(progress.line())
    return outputs.join(store, shards, job.output)


def count(tasks: Iterator[Task], store: Store) -> tuple[int, int, int, int]:
    """Return the rows that are done and all rows, the shards and those that are left."""
    done = total = shards = left = 0
    for task in tasks:
        total += len(task.rows)
        shards += 1
        if store.is_done(task.number):
            done += len(task.rows)
        else:
            left += 1
    return done, total, shards, left


def manifest(job: Job, files: Sequence[Source], settings: Settings) -> dict[str, Any]:
    """Return what a run hangs on: input, models, gazetteer, settings, and what computes them."""
    import torch

    from service.gazetteer import load_gazetteer
    from service.inference.backend import choose_backend

    listed = hashlib.sha256()
    for file in files:
        listed.update(f"{file.name}\0{file.digest()}\n".encode("utf-8", "surrogateescape"))
    return {
        "version": VERSION,
        "input": {"files": len(files), "sha256": listed.hexdigest()},
        "columns": job.columns.given,
        "shard_rows": job.shard_rows,
        "models": _models(settings),
        "gazetteer": load_gazetteer().version,
        "settings": {name: getattr(settings, name) for name in DECIDING},
        "backend": {
            "runner": job.runner,
            "models": choose_backend(settings.backend).name,
            "torch": torch.__version__,
            "threads": settings.threads,
            "machine": platform.machine(),
        },
    }


def _models(settings: Settings) -> dict[str, str]:
    """Return the digests of all that was learned. Raises ``ConfigurationError``."""
    try:
        found = {name: digest_of(getattr(settings, f"{name}_model")) for name in ("attribution", "tone")}
        for part in ("speakers/weights.json", "targets/decisions.json"):
            found[part.partition("/")[0]] = hashlib.sha256((ROOT / "models" / part).read_bytes()).hexdigest()
    except OSError as error:
        raise ConfigurationError(f"a model's weights can't be read: {error}") from None
    return found

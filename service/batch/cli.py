"""The command ``python -m service score-all``, which ``make score`` runs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from service.errors import ConfigurationError
from service.settings import load_settings

BAD_ROWS = 3  # the exit status of a run that is finished, with rows in the dead letter
INTERRUPTED = 130


@click.command("score-all")
@click.argument("given", metavar="INPUT")
@click.argument("output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes, each with models.")
@click.option("--columns", help="Which column is what, as in text=body,published=day; usual names are known.")
@click.option("--shard-rows", type=click.IntRange(1), help="Rows that are put in place together.  [default: 64]")
@click.option("--ray", is_flag=True, help="Score on Ray: at RAY_ADDRESS, or here with so many workers.")
@click.option("--restart", is_flag=True, help="Begin anew, whatever an earlier run left.")
def score_all(
    given: str, output: Path, workers: int, columns: str | None, shard_rows: int | None, ray: bool, restart: bool
) -> None:
    """Score all articles of INPUT (a folder, a glob, a .jsonl, .csv or .parquet) into OUTPUT (.jsonl, .csv, .parquet).

    Stopped at any point, the same command goes on where it was. Rows that could not be scored are told in
    OUTPUT.dead.jsonl; the status is then 3.
    """
    # Imported here, so that --help does not wait for torch.
    from service.batch.columns import Columns
    from service.batch.output import dead_letter
    from service.batch.run import SHARD_ROWS, Job, run

    try:
        job = Job(given, output, Columns.parse(columns), workers, shard_rows or SHARD_ROWS, "ray" if ray else "local")
        totals = run(job, load_settings(), restart)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error}. What is scored is kept: the same command goes on from there") from None
    except KeyboardInterrupt:
        click.echo("stopped; the same command goes on from here", err=True)
        sys.exit(INTERRUPTED)
    words = f"{totals.articles:,} articles in {output}"
    if totals.copies:
        words += f", {totals.copies:,} of them copies of others"
    click.echo(words, err=True)
    if totals.noted:
        click.echo(f"{totals.noted:,} rows were read otherwise than they stood there: see their notes", err=True)
    if totals.failed:
        click.echo(f"{totals.failed:,} rows could not be scored: see {dead_letter(output)}", err=True)
        sys.exit(BAD_ROWS)

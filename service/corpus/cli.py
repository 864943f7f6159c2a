"""The commands over a finished run: events, graph, report, compare, and corrections."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from service.errors import ConfigurationError

FILE = click.Path(path_type=Path, dir_okay=False)
Command = TypeVar("Command", bound=Callable[..., None])


def in_one_line(command: Command) -> Command:
    """Let a command end with one line where something can't be read or written."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            command(*arguments, **options)
        except (ConfigurationError, OSError) as error:
            raise click.ClickException(str(error)) from None

    return run  # type: ignore[return-value]


@click.command("events")
@click.argument("run", type=FILE)
@click.argument("output", type=FILE)
@in_one_line
def events_command(run: Path, output: Path) -> None:
    """Write RUN (.jsonl) as event data: a CSV with a row for each critical or cooperative tone."""
    from service.corpus.answers import read_answers
    from service.corpus.events import write_events

    click.echo(f"{write_events(read_answers(run), output):,} events in {output}", err=True)


@click.command("graph")
@click.argument("run", type=FILE)
@click.argument("output", type=FILE)
@in_one_line
def graph_command(run: Path, output: Path) -> None:
    """Write RUN (.jsonl) as a graph of speakers' countries and targets: GraphML for Gephi and networkx."""
    from service.corpus.answers import read_answers
    from service.corpus.graph import write_graph

    click.echo(f"{write_graph(read_answers(run), output):,} edges in {output}", err=True)


@click.command("report")
@click.argument("run", type=FILE)
@click.option("--html", type=FILE, required=True, help="Where to write it.")
@in_one_line
def report_command(run: Path, html: Path) -> None:
    """Sum RUN (.jsonl) up in one HTML file that opens offline."""
    from service.corpus.answers import read_answers
    from service.corpus.report import write_report

    figures = write_report(read_answers(run), run, html)
    click.echo(f"{figures.articles:,} articles summed up in {html}", err=True)


@click.command("compare")
@click.argument("one", type=FILE)
@click.argument("other", type=FILE)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@in_one_line
def compare_command(one: Path, other: Path, form: str) -> None:
    """Tell what differs between two runs (.jsonl): article by article where they share ids, else as two outlets."""
    from service.corpus.answers import read_answers
    from service.corpus.compare import as_text, compare

    found = compare(read_answers(one), read_answers(other))
    click.echo(
        json.dumps(found.as_json(), ensure_ascii=False, indent=1) if form == "json" else as_text(found), nl=False
    )


@click.command("to-label-studio")
@click.argument("run", type=FILE)
@click.argument("given", metavar="INPUT")
@click.argument("output", type=FILE)
@click.option("--columns", help="As for score-all.")
@click.option("--most", type=click.IntRange(1), help="Only so many articles, those that are least certain.")
@in_one_line
def to_label_studio(run: Path, given: str, output: Path, columns: str | None, most: int | None) -> None:
    """Write RUN (.jsonl) as Label Studio's tasks with predictions, least certain first; INPUT holds the texts."""
    from service.corpus.answers import read_answers
    from service.corpus.labels import texts_of, write_tasks

    count = write_tasks(read_answers(run), texts_of(given, columns), output, most)
    click.echo(f"{count:,} tasks in {output}; the interface to paste into the project stands beside it", err=True)


@click.command("from-label-studio")
@click.argument("exported", type=FILE)
@click.argument("output", type=FILE)
@in_one_line
def from_label_studio(exported: Path, output: Path) -> None:
    """Read Label Studio's JSON export back as records of the corpus, for make eval and make train."""
    from service.corpus.corrected import write_records

    count = write_records(exported, output)
    click.echo(f"{count:,} corrected articles in {output}", err=True)


COMMANDS = (events_command, graph_command, report_command, compare_command, to_label_studio, from_label_studio)

"""What the command line does: score files, serve."""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.batch.cli import score_all
from service.corpus.cli import COMMANDS
from service.errors import ConfigurationError, Problem
from service.schemas import AnalyzeRequest
from service.settings import Settings, load_settings
from service.table import as_table

if TYPE_CHECKING:
    from service.pipeline.analyzer import Analyzer

CHUNK = 16  # articles whose model work is batched together


@click.group()
def main() -> None:
    """Who said what in a news article, and in what tone toward which country or bloc."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def score(files: tuple[str, ...], form: str) -> None:
    """Score articles: text or HTML files, or - for standard input. JSON comes one line an article.

    Ends with status 1 if any file could not be scored; the others are scored all the same.
    """
    failed = False
    analyzer = _load()
    for start in range(0, len(files), CHUNK):
        requests: list[AnalyzeRequest] = []
        for name in files[start : start + CHUNK]:
            try:
                requests.append(read_file(name))
            except (OSError, ValueError) as error:
                failed = True
                click.echo(f"{name}: {reason(error)}", err=True)
        for request, result in zip(requests, analyzer.analyze(requests), strict=True):
            if isinstance(result, Problem):
                failed = True
                click.echo(f"{request.id}: {explain(result)}", err=True)
            elif form == "json":
                click.echo(result.model_dump_json())
            else:
                click.echo(as_table(result, width=_width()))
    if failed:
        sys.exit(1)


@main.command()
@click.option("--host", help="Address to listen on.  [default: DEMARCHE_HOST or 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.  [default: DEMARCHE_PORT or 8080]")
def serve(host: str | None, port: int | None) -> None:
    """Serve the HTTP interface."""
    settings = _settings()
    # Imported here, so that scoring does not load the web server.
    from service.server import run

    given = {"host": host, "port": port}
    try:
        run(settings.model_copy(update={key: value for key, value in given.items() if value is not None}))
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from None


main.add_command(score_all)
for command in COMMANDS:
    main.add_command(command)


@main.command("settings")
def show_settings() -> None:
    """Print every setting in force, secrets masked."""
    for name, value in _settings().in_force().items():
        click.echo(f"{name}={value}")


def read_file(name: str) -> AnalyzeRequest:
    """Return the article of a file; ``-`` is standard input. HTML is told by its suffix, or by how it begins."""
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    text = data.decode("utf-8-sig")
    if is_html(name, text):
        return AnalyzeRequest(id=name, html=text)
    return AnalyzeRequest(id=name, text=text)


def is_html(name: str, text: str) -> bool:
    """Tell a page from plain text."""
    suffix = Path(name).suffix.lower()
    if suffix in {".html", ".htm", ".xhtml"}:
        return True
    return suffix != ".txt" and text[:200].lstrip().lower().startswith(("<!doctype html", "<html", "<?xml"))


def reason(error: OSError | ValueError) -> str:
    """Say in a few words why a file could not be read."""
    if isinstance(error, UnicodeDecodeError):
        return f"is not UTF-8 (byte {error.start})"
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def explain(problem: Problem) -> str:
    """Say in one line what is wrong with an article."""
    return "; ".join(f"{error.pointer.strip('/')} {error.detail}" for error in problem.errors) or str(problem)


def _settings() -> Settings:
    """Return the settings, or end with one line that says which makes no sense."""
    try:
        return load_settings()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from None


def _load() -> Analyzer:
    """Return the engine, or end with one line that says what is wrong with the models."""
    settings = _settings()
    # Imported here, so that --help does not wait for torch.
    from service.pipeline.analyzer import Analyzer

    try:
        return Analyzer(settings)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from None


def _width() -> int:
    """Return the width to write in: the terminal's, or enough for a file."""
    return shutil.get_terminal_size((140, 24)).columns if sys.stdout.isatty() else 140

"""The command line scores files and standard input, as a table or as JSON, and says what it could not score."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import is_html, main
from service.settings import ROOT
from tests.spans import check_spans

TEXT = (
    "“We reject the West’s sanctions,” the Russian minister told reporters on Monday. He said that Iran is a friend.\n"
)
PAGE = f"<!doctype html><html><head><title>Talks</title></head><body><article><p>{TEXT}</p></article></body></html>"


def run(environment: dict[str, str], *arguments: str, stdin: str = "") -> Result:
    """Run the command line in this process, which has torch loaded already."""
    return CliRunner(env=environment).invoke(main, arguments, input=stdin, prog_name="python -m service")


def python_m_service(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the module as a user does."""
    command = [sys.executable, "-m", "service", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with good and bad files."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "blank.txt").write_text("\n", encoding="utf-8")
    (tmp_path / "latin.txt").write_bytes("Où est-il ?".encode("latin-1"))
    return tmp_path


def test_files_become_one_line_of_json_each(tiny_environment: dict[str, str], folder: Path) -> None:
    done = run(tiny_environment, "score", "--format", "json", str(folder / "a.txt"), str(folder / "b.html"))
    assert (done.exit_code, done.stderr) == (0, "")
    text, page = map(json.loads, done.stdout.splitlines())
    assert text["id"] == str(folder / "a.txt")
    assert check_spans(text, TEXT)
    assert page["text"] and check_spans(page["statements"], page["text"])


def test_a_table_tells_speaker_country_target_tone_and_words(tiny_environment: dict[str, str], folder: Path) -> None:
    done = run(tiny_environment, "score", str(folder / "a.txt"))
    assert done.exit_code == 0
    title, header, *rows = done.stdout.splitlines()
    assert title.startswith(f"{folder / 'a.txt'}: ")
    assert header.split() == ["#", "speaker", "country", "target", "tone", "words"]
    assert any(rows)


def test_standard_input_is_read_as_text_or_page(tiny_environment: dict[str, str]) -> None:
    for body in (TEXT, PAGE):
        done = run(tiny_environment, "score", "--format", "json", "-", stdin=body)
        answer = json.loads(done.stdout)
        assert answer["id"] == "-"
        assert bool(answer["text"]) is (body == PAGE)


def test_what_fails_is_told_on_standard_error_and_the_rest_is_scored(
    tiny_environment: dict[str, str], folder: Path
) -> None:
    names = [str(folder / name) for name in ("blank.txt", "missing.txt", "latin.txt", "a.txt")]
    done = run(tiny_environment, "score", "--format", "json", *names)
    assert done.exit_code == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [names[3]]
    errors = done.stderr.splitlines()
    assert len(errors) == 3
    for name, words in ((names[0], "blank"), (names[1], "No such file"), (names[2], "not UTF-8")):
        assert any(line.startswith(f"{name}: ") and words in line for line in errors)


def test_a_model_that_is_not_there_ends_it_with_one_line(tiny_environment: dict[str, str], folder: Path) -> None:
    environment = {**tiny_environment, "DEMARCHE_TONE_MODEL": str(folder / "nothing")}
    done = run(environment, "score", str(folder / "a.txt"))
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert str(folder / "nothing") in line


def test_a_setting_that_makes_no_sense_ends_it_with_one_line(tiny_environment: dict[str, str]) -> None:
    done = run({**tiny_environment, "DEMARCHE_PORT": "many"}, "serve")
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("Error: DEMARCHE_PORT: ")


def test_the_module_is_the_command_line(tiny_environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "service", "--help"]
    done = subprocess.run(
        command, cwd=ROOT, env=tiny_environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert "python -m service" in done.stdout
    assert "score" in done.stdout and "serve" in done.stdout


def test_serving_without_a_model_ends_with_one_line(tiny_environment: dict[str, str], folder: Path) -> None:
    environment = {**tiny_environment, "DEMARCHE_ATTRIBUTION_MODEL": str(folder / "nothing")}
    done = python_m_service(environment, "serve", "--port", "0")
    assert done.returncode != 0
    assert f"model folder {folder / 'nothing'} does not exist" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "page"),
    [
        ("a.html", "He said so.", True),
        ("a.HTM", "He said so.", True),
        ("a.txt", "<html>", False),
        ("-", "\n<!DOCTYPE html><p>", True),
        ("-", "He said <html>.", False),
        ("article", "<html lang='en'>", True),
        ("article", "<He> said so.", False),
    ],
)
def test_a_page_is_told_by_its_suffix_or_by_how_it_begins(name: str, text: str, page: bool) -> None:
    assert is_html(name, text) is page

"""Reads the data files into targets and forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import cast, get_args

from service.gazetteer.model import Form, Target
from service.pipeline.document import Via

DATA = Path(__file__).parent / "data"
FILES = (
    "bodies.tsv",
    "cities.tsv",
    "conditional.tsv",
    "groups.tsv",
    "members.tsv",
    "names.tsv",
    "people.tsv",
    "places.tsv",
    "states.tsv",
    "terms.tsv",
    "traps.tsv",
)


@dataclass(frozen=True, slots=True)
class Words:
    """The usual words for one country: what exchanging two countries puts in each other's place."""

    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    peoples: tuple[str, ...]
    capitals: tuple[str, ...]
    article: bool = False


@dataclass(frozen=True, slots=True)
class Leader:
    """One person's term: full names, short names, years of office, and whether a short name needs no full one."""

    target: str
    names: tuple[str, ...]
    short: tuple[str, ...]
    since: int
    until: int
    alone: bool


@dataclass(slots=True)
class Tables:
    """All that the data files hold: targets by id, forms by their words, and each country's usual words."""

    version: str
    targets: dict[str, Target] = field(default_factory=dict)
    forms: dict[str, list[Form]] = field(default_factory=dict)
    words: dict[str, Words] = field(default_factory=dict)

    def add(self, phrase: str, form: Form) -> None:
        """Add words that name a target; the first meaning of a phrase wins unless years of office tell them apart."""
        known = self.forms.setdefault(phrase, [])
        if not known or (form.via == "leader" and all(one.via == "leader" for one in known)):
            known.append(form)


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a data file as dictionaries; lines starting with # are comments."""
    lines = [line for line in (DATA / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))


def listed(cell: str) -> tuple[str, ...]:
    """Return the items of a cell that holds a list."""
    return tuple(item for item in cell.split(";") if item)


def rows_of_leaders() -> Iterator[Leader]:
    """Yield the terms of all leaders in the file's order."""
    for row in rows("terms.tsv"):
        names, short = listed(row["names"]), listed(row["short"])
        yield Leader(row["id"], names, short, int(row["from"]), int(row["to"]), row["alone"] == "u")


def person_words(kind: str) -> frozenset[str]:
    """Return the given names (``given``) or the titles (``title``) that tell persons from countries."""
    return frozenset(word for row in rows("people.tsv") if row["kind"] == kind for word in listed(row["words"]))


def load_tables() -> Tables:
    """Read every data file once."""
    digest = sha256()
    for file in FILES:
        digest.update((DATA / file).read_bytes())
    tables = Tables(digest.hexdigest()[:12])
    _conditional(tables)
    _traps(tables)
    _countries(tables)
    _blocs(tables)
    _bodies(tables)
    _leaders(tables)
    _shouted(tables)
    _places(tables)
    return tables


def _traps(tables: Tables) -> None:
    for row in rows("traps.tsv"):
        for words in listed(row["words"]):
            tables.add(words, Form(None, "name"))


def _conditional(tables: Tables) -> None:
    """Add the meanings that hang on the rest of the text; they come first, so that no other table adds to them."""
    for row in rows("conditional.tsv"):
        form = Form(
            row["id"] or None,
            _via(row["via"]),
            needs=listed(row["needs"]),
            unless=listed(row["unless"]),
            conditional=True,
        )
        for words in listed(row["words"]):
            tables.forms.setdefault(words, []).append(form)


def _bodies(tables: Tables) -> None:
    for row in rows("bodies.tsv"):
        needs = tuple(phrase for phrase, forms in tables.forms.items() if any(f.target == row["id"] for f in forms))
        for words in listed(row["words"]):
            if words.startswith("+"):
                tables.add(words[1:], Form(row["id"], _via(row["via"]), needs=needs, conditional=True))
            else:
                tables.add(words, Form(row["id"], _via(row["via"])))


def _via(word: str) -> Via:
    for via in get_args(Via):
        if via == word:
            return cast(Via, via)
    raise ValueError(f"no way of naming a target: {word}")


def _countries(tables: Tables) -> None:
    names = {row["id"]: row for row in rows("names.tsv")}
    for row in rows("states.tsv"):
        code, name = row["id"], names[row["id"]]["name"]
        tables.targets[code] = Target(code, name, "country", row["iso3"] or None, row["wikidata"] or None)
        words = Words(
            (name, *listed(row["names"])),
            listed(row["adjectives"]),
            listed(row["peoples"]),
            listed(row["capitals"]),
            bool(names[code]["article"]),
        )
        tables.words[code] = words
        for phrase in words.names:
            tables.add(phrase, Form(code, "name"))
    # Names first in every country, so that "New Zealand" is a name though it serves as an adjective too.
    for code, words in tables.words.items():
        for phrase in (*words.adjectives, *words.peoples):
            tables.add(phrase, Form(code, "adjective"))
        for phrase in words.capitals:
            tables.add(phrase, Form(code, "capital"))


def _blocs(tables: Tables) -> None:
    countries = tuple(tables.targets)
    lists = {row["list"]: tuple(row["members"].split()) for row in rows("members.tsv")}
    for row in rows("groups.tsv"):
        members: list[str] = []
        for word in row["members"].split():
            if word == "*":
                members += lists["UN"]
            elif word.startswith("*"):
                members += lists[word[1:]]
            else:
                members.append(word)
        unknown = set(members).difference(countries)
        if unknown:
            raise ValueError(f"{row['id']}: unknown members {sorted(unknown)}")
        tables.targets[row["id"]] = Target(
            row["id"], row["name"], "bloc", None, row["wikidata"] or None, tuple(members)
        )
        for phrase in listed(row["names"]):
            tables.add(phrase, Form(row["id"], "name"))
        for phrase in listed(row["adjectives"]):
            tables.add(phrase, Form(row["id"], "adjective"))


def _leaders(tables: Tables) -> None:
    for row in rows_of_leaders():
        for phrase in row.names:
            tables.add(phrase, Form(row.target, "leader", row.since, row.until))
        for phrase in row.short:
            tables.add(phrase, Form(row.target, "leader", row.since, row.until, () if row.alone else row.names))


def _places(tables: Tables) -> None:
    """Add the places, also where the words are a trap: only whose a role is asks for them."""
    for code, names in rows_of_cities():
        for phrase in names:
            known = tables.forms.setdefault(phrase, [])
            if all(form.target is None for form in known):
                known.insert(0, Form(code, "capital", place=True))
            elif all(form.needs or form.target is None for form in known):
                known.append(Form(code, "capital", place=True))  # "Taliban spokesman", whoever governs


def rows_of_cities() -> Iterator[tuple[str, Sequence[str]]]:
    """Yield countries with their cities, states and provinces other than capitals, the well-known ones first."""
    for file in ("places.tsv", "cities.tsv"):
        for row in rows(file):
            yield row["id"], listed(row["words"])


def _shouted(tables: Tables) -> None:
    """Add the forms as a headline in capitals or the start of a sentence writes them.

    Short ones are left as they are: they would be abbreviations.
    """
    for phrase, forms in list(tables.forms.items()):
        if phrase[0].islower():
            tables.forms.setdefault(phrase[0].upper() + phrase[1:], list(forms))
        upper = phrase.upper()
        if len(phrase) > 3 and upper != phrase and upper not in tables.forms and not forms[0].introduced:
            tables.forms[upper] = list(forms)

"""Model cards: the README.md of each model folder, written from facts and from figures that were measured.

The training code calls ``write_card`` with what only it knows: seed, command, how it was trained. What is known of each
data set stands here once, so that no card leaves out a licence or a limit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NotRequired, TypedDict


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set: what it is, under which licence, and where the public can get it (None: it can't)."""

    title: str
    licence: str | None
    where: str | None
    what: str


DATA_SETS: dict[str, DataSet] = {
    "corpus": DataSet(
        "This project's own corpus",
        None,
        None,
        "whole news articles and excerpts with statements, speakers and tones toward countries and blocs. The "
        "annotation is not published; docs/data.md describes its form. Its texts: Tehran Times articles by Mehr News "
        "Agency, 2016 to 2023 (CC BY 4.0, Kmahmoudi/Tehran-Times-Dataset); agency sentences of the Groningen Meaning "
        "Bank; articles of PolNeAR (no licence stated); excerpts of articles of many outlets on the war in Ukraine and "
        "on climate, from a public copy of SemEval-2025 task 10's English articles (no licence stated)",
    ),
    "labels": DataSet(
        "Labels of our own on texts of the public sets",
        "Apache License 2.0, without the texts",
        "training/labels/",
        "21,876 tones of statements that the engine found, judged by a large language model in one pass",
    ),
    "written": DataSet(
        "Articles written for training",
        "Apache License 2.0",
        "training/written.jsonl",
        "112 articles in the manner of outlets that the corpus lacks, with invented events, written and annotated in "
        "full by a large language model; real news may be worded less plainly, or less pointedly",
    ),
    "polnear": DataSet(
        "PolNeAR",
        None,
        "https://github.com/networkdynamics/PolNeAR",
        "United States press on the election of 2016 with source, cue and content of every attribution",
    ),
    "newsmtsc": DataSet(
        "NewsMTSC",
        "MIT",
        "https://github.com/fhamborg/NewsMTSC",
        "sentences of United States news with a target, mostly a politician, and a sentiment",
    ),
    "dse": DataSet(
        "Directed Sentiment Analysis in News Text",
        "free to use with citation",
        "https://github.com/bywords/directed_sentiment_analysis",
        "sentences with a holder, a target and the sentiment of the one toward the other",
    ),
    "plover": DataSet(
        "Zero-Shot PLOVER",
        None,
        "https://github.com/snowood1/Zero-Shot-PLOVER",
        "sentences with who acts toward whom and how, without a neutral class",
    ),
    "unscon": DataSet(
        "UNSCon",
        "CC BY-SA",
        "https://github.com/linatal/UNSCon",
        "sentences of the United Nations Security Council with a target country. Most of its named targets are Russia, "
        "so names are masked in training",
    ),
    "gmb_ner": DataSet(
        "Groningen Meaning Bank, as published for named-entity recognition",
        "as stated by the Groningen Meaning Bank",
        "https://gmb.let.rug.nl/",
        "sentences with names of persons, organisations and places, partly annotated by machine",
    ),
    "articles": DataSet(
        "Tehran Times articles by Mehr News Agency",
        "CC BY 4.0",
        "Kmahmoudi/Tehran-Times-Dataset",
        "whole articles that nobody has annotated",
    ),
}

ANNOTATION = (
    "The corpus was read and annotated by a large language model following the guidelines; spans were resolved and "
    "checked by program; no human has adjudicated it. Two independent passes over 36 articles agreed on 97 % of the "
    "tones (Cohen's kappa 0.96), with statements matching at F1 97, targets at 94 and aspects at 80; over 24 articles "
    "of other outlets the same at 97, 99, 98 and 67. That is agreement of two like readers, not accuracy."
)
VIEW = (
    "The data leans to one view: most whole articles come from one state's agency (the Tehran Times, by Mehr News "
    "Agency), and the other sets are mostly United States press, of the elections of 2015 and 2016 for the greater "
    "part. Leaders, conflicts and ways of speaking of other times and regions are rare in it."
)
LICENCES = (
    "Some of the training sets state no licence: {}. See to it that you may use a model that was trained on them."
)


class Facts(TypedDict):
    """What a card must be told. ``data`` are keys of ``DATA_SETS``; ``figures`` maps a set to its figures."""

    title: str
    task: str  # Hugging Face's name of it: token-classification, text-classification
    summary: str
    trained: str
    seed: int
    command: str
    data: Sequence[str]
    figures: Mapping[str, Mapping[str, Any]]
    limits: Sequence[str]
    base_model: NotRequired[str]


def write_card(folder: Path, facts: Facts) -> Path:
    """Write the card to ``folder``/README.md and return its path. Raises ``KeyError`` for an unknown data set.

    The figures go to ``figures.json`` beside it, from which ``GET /v1/models`` tells them.
    """
    path = folder / "README.md"
    path.write_text(card(facts), encoding="utf-8")
    figures = {name: {key: rounded(value) for key, value in part.items()} for name, part in facts["figures"].items()}
    (folder / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return path


def rounded(value: Any) -> Any:
    """Return a figure without digits that mean nothing."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, list | tuple):
        return [rounded(one) for one in value]
    return {key: rounded(one) for key, one in value.items()} if isinstance(value, Mapping) else value


def read_figures(path: Path) -> dict[str, dict[str, Any]]:
    """Return the figures that an evaluation wrote as JSON, without lists of single failures."""
    measured: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return {name: {key: value for key, value in part.items() if key != "lost"} for name, part in measured.items()}


def card(facts: Facts) -> str:
    """Return the card's text."""
    used = [DATA_SETS[key] for key in facts["data"]]
    parts = [
        f"---\n{front_matter(facts)}---",
        f"# {facts['title']}",
        facts["summary"],
        "## Training",
        facts["trained"],
        f"Seed {facts['seed']}. Made again by:",
        f"```\n{facts['command']}\n```",
        "## Data",
        "\n".join(_bullet(one) for one in used),
        *_data_notes(facts["data"], used),
        "## Figures",
        "Measured on development data, on which the choices were made; unseen articles may score lower.",
        *(_figures(name, figures) for name, figures in facts["figures"].items()),
        "## Limits",
        "\n".join(f"- {limit}" for limit in (*facts["limits"], VIEW)),
    ]
    return "\n\n".join(parts) + "\n"


def front_matter(facts: Facts) -> str:
    """Return the YAML that model hubs read; every value is written as JSON, which YAML takes as it is."""
    matter: dict[str, Any] = {
        "license": "apache-2.0",
        "language": ["en"],
        "library_name": "transformers",
        "pipeline_tag": facts["task"],
        "datasets": [DATA_SETS[key].title for key in facts["data"]],
    }
    if "base_model" in facts:
        matter["base_model"] = facts["base_model"]
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in matter.items())


def _bullet(one: DataSet) -> str:
    licence = f"licence: {one.licence}" if one.licence else "licence: none stated for it as a whole"
    where = f"; {one.where}" if one.where else "; not public"
    return f"- **{one.title}** ({licence}{where}): {one.what}."


def _data_notes(keys: Iterable[str], used: Sequence[DataSet]) -> list[str]:
    """Return what a reader must know of the data used: how it was annotated, and what has no licence."""
    notes = [ANNOTATION] if "corpus" in keys else []
    unlicensed = [one.title for one in used if one.licence is None and one.where]
    if "corpus" in keys:
        unlicensed.append("parts of this project's own corpus")
    if unlicensed:
        notes.append(LICENCES.format(", ".join(unlicensed)))
    return notes


def _figures(name: str, figures: Mapping[str, Any]) -> str:
    """Return one set's figures as a table; what is nested gets a row for each of its own."""
    rows = [f"**{name}**", "", "| figure | value |", "|---|---|"]
    for key, value in figures.items():
        if isinstance(value, Mapping):
            rows += [f"| {key}: {inner} | {_shown(one)} |" for inner, one in value.items()]
        else:
            rows.append(f"| {key} | {_shown(value)} |")
    return "\n".join(rows)


def _shown(value: Any) -> str:
    """Return a figure in a few digits: shares below 1 with four, percents with one."""
    if isinstance(value, float):
        return f"{value:.4f}" if abs(value) < 1 else f"{value:.1f}"
    if isinstance(value, list | tuple):
        return ", ".join(_shown(one) for one in value)
    return str(value)

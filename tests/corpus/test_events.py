"""Answers as event data and as a graph, read by those who use these."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd

from service.corpus.answers import speaker_of
from service.corpus.events import COLUMNS, events, write_events
from service.corpus.graph import edges, write_graph


def told(answers: list[dict[str, Any]]) -> list[tuple[Any, Any, Any, Any]]:
    """Return answer, statement, speaker and tone of every tone that was not withheld, of speakers with a country."""
    return [
        (answer, statement, speaker_of(answer)[statement["speaker"]], tone)
        for answer in answers
        for statement in answer["statements"]
        if statement["speaker"] and speaker_of(answer)[statement["speaker"]]["country"]
        for tone in statement["tones"]
        if tone["abstained"] is None
    ]


def test_every_tone_with_a_direction_is_an_event(answers: list[dict[str, Any]]) -> None:
    found = list(events(answers))
    expected = [one for one in told(answers) if one[3]["label"] != "neutral"]
    assert len(found) == len(expected) > 20
    for event, (answer, statement, _, tone) in zip(found, expected, strict=True):
        sign = 1 if tone["label"] == "cooperative" else -1
        assert event["intensity"] == sign * tone["strength"] * 5
        assert event["quad_class"] == (1 if sign == 1 else 3)
        assert event["class"] == ("verbal cooperation" if sign == 1 else "verbal conflict")
        assert event["certainty"] == round(max(tone["probabilities"].values()), 4)
        assert (event["article"], event["statement"]) == (answer["id"], statement["id"])


def test_actors_are_iso_3_codes_or_blocs(answers: list[dict[str, Any]]) -> None:
    found = list(events(answers))
    codes = {event[end] for event in found for end in ("source", "target")}
    assert "RUS" in codes
    assert all(len(code) == 3 or code.isupper() for code in codes)
    assert "RU" not in codes


def test_pandas_reads_events(answers: list[dict[str, Any]], tmp_path: Path) -> None:
    count = write_events(answers, tmp_path / "events.csv")
    frame = pd.read_csv(tmp_path / "events.csv")
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == count
    assert frame["event"].is_unique
    assert set(frame["intensity"]) <= {-10.0, -5.0, 5.0, 10.0}


def test_networkx_reads_the_graph(answers: list[dict[str, Any]], tmp_path: Path) -> None:
    count = write_graph(answers, tmp_path / "tones.graphml")
    graph = nx.read_graphml(tmp_path / "tones.graphml")
    assert graph.is_directed()
    assert graph.number_of_edges() == count == len(edges(answers))
    assert sum(data["statements"] for _, _, data in graph.edges(data=True)) == len(told(answers))
    assert graph.nodes["RU"] == {"label": "Russia", "type": "country", "iso3": "RUS", "wikidata": "Q159"}
    for one, other, data in graph.edges(data=True):
        assert data["critical"] + data["neutral"] + data["cooperative"] == data["statements"] == data["weight"]
        assert -1 <= data["score"] <= 1, (one, other)

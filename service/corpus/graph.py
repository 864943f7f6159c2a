"""Who speaks how of whom: a directed graph from speakers' countries to targets, as GraphML for Gephi and networkx."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from service.batch.store import write_atomically
from service.corpus.answers import judged
from service.gazetteer import load_gazetteer

SPACE = "http://graphml.graphdrawing.org/xmlns"
NODE_KEYS = {"label": "string", "type": "string", "iso3": "string", "wikidata": "string"}
EDGE_KEYS = {
    "weight": "double",
    "statements": "int",
    "score": "double",
    "critical": "int",
    "neutral": "int",
    "cooperative": "int",
}


@dataclass(slots=True)
class Edge:
    """All tones of one country's speakers toward one target; those that were withheld are not counted."""

    score: float = 0.0
    critical: int = 0
    neutral: int = 0
    cooperative: int = 0

    @property
    def count(self) -> int:
        """How many tones there are."""
        return self.critical + self.neutral + self.cooperative

    def add(self, tone: dict[str, Any]) -> None:
        """Count a tone."""
        self.score += tone["score"]
        setattr(self, tone["label"], getattr(self, tone["label"]) + 1)


def edges(answers: Iterable[dict[str, Any]]) -> dict[tuple[str, str], Edge]:
    """Return the edges by country and target, in the order of these. Copies of an article count like others."""
    found: dict[tuple[str, str], Edge] = {}
    for answer in answers:
        for _, speaker, tone in judged(answer):
            if speaker["country"] is not None:
                found.setdefault((speaker["country"], tone["target"]), Edge()).add(tone)
    return dict(sorted(found.items()))


def write_graph(answers: Iterable[dict[str, Any]], output: Path) -> int:
    """Write GraphML, and return how many edges there are."""
    found = edges(answers)
    targets = load_gazetteer().targets
    ET.register_namespace("", SPACE)
    root = ET.Element(f"{{{SPACE}}}graphml")
    for part, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        for name, kind in keys.items():
            ET.SubElement(
                root, f"{{{SPACE}}}key", {"id": f"{part}_{name}", "for": part, "attr.name": name, "attr.type": kind}
            )
    graph = ET.SubElement(root, f"{{{SPACE}}}graph", {"id": "tones", "edgedefault": "directed"})
    for one in sorted({end for pair in found for end in pair}):
        known = targets.get(one)
        values = {
            "label": known.name if known else one,
            "type": known.type if known else "",
            "iso3": (known.iso3 if known else None) or "",
            "wikidata": (known.wikidata if known else None) or "",
        }
        _with(ET.SubElement(graph, f"{{{SPACE}}}node", {"id": one}), "node", values)
    for (country, target), edge in found.items():
        numbers = {
            "weight": float(edge.count),
            "statements": edge.count,
            "score": round(edge.score / edge.count, 4),
            "critical": edge.critical,
            "neutral": edge.neutral,
            "cooperative": edge.cooperative,
        }
        _with(ET.SubElement(graph, f"{{{SPACE}}}edge", {"source": country, "target": target}), "edge", numbers)
    write_atomically(output, [ET.tostring(root, encoding="utf-8", xml_declaration=True), b"\n"])
    return len(found)


def _with(element: ET.Element, part: str, values: dict[str, Any]) -> None:
    for name, value in values.items():
        ET.SubElement(element, f"{{{SPACE}}}data", {"key": f"{part}_{name}"}).text = str(value)

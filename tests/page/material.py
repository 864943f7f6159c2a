"""Articles and answers to show: the service's own, and ones made by hand for what no article brings about at will."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, Route

from service.settings import ROOT
from tests.client import Client


class Seeds:
    """The seeds by the numbers in their names, each analysed once."""

    def __init__(self, server: Client) -> None:
        self._server = server
        self._answers: dict[str, dict[str, Any]] = {}

    @property
    def numbers(self) -> list[str]:
        """All numbers, in order."""
        return sorted(path.name[:3] for path in (ROOT / "seeds").glob("*.txt"))

    def text(self, number: str) -> str:
        """Return a seed's text."""
        [path] = (ROOT / "seeds").glob(f"{number}_*.txt")
        return path.read_bytes().decode()

    def answer(self, number: str) -> dict[str, Any]:
        """Return the service's answer to a seed."""
        if number not in self._answers:
            self._answers[number] = self._server.post("/v1/analyze", {"text": self.text(number)}).json
        return self._answers[number]


class Sketch:
    """An answer made by hand: words are named, and their places are looked up."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.statements: list[dict[str, Any]] = []
        self.unattributed: list[dict[str, Any]] = []

    def span(self, words: str) -> dict[str, Any]:
        """Return the first place where the article says this."""
        start = self.text.index(words)
        return {"start": start, "end": start + len(words), "text": words}

    def say(self, *content: str, speaker: str | None = "s1", **more: Any) -> Sketch:
        """Add a statement; ``source``, ``cue`` are words, ``tones`` come from ``tone``."""
        parts = [self.span(words) for words in content]
        start, end = parts[0]["start"], parts[-1]["end"]
        self.statements.append(
            {
                "id": len(self.statements) + 1,
                "start": start,
                "end": end,
                "text": self.text[start:end],
                "kind": "direct",
                "content": parts,
                "source": self.span(more["source"]) if "source" in more else None,
                "cue": self.span(more["cue"]) if "cue" in more else None,
                "speaker": speaker,
                "speaker_confidence": 0.9,
                "resolved_by": "name" if speaker else None,
                "confidence": 0.8,
                "tones": more.get("tones", []),
            }
        )
        return self

    def tone(self, target: str, words: str, score: float, **more: Any) -> dict[str, Any]:
        """Return a tone toward a target that ``words`` name."""
        label = "critical" if score < -0.2 else "cooperative" if score > 0.2 else "neutral"
        side = abs(score)
        return {
            "target": target,
            "name": f"Country {target}",
            "type": "country",
            "mention": {**self.span(words), "via": "name"},
            "aspect": None,
            "label": label,
            "score": score,
            "probabilities": {
                "critical": side if score < 0 else 0.0,
                "neutral": 1 - side,
                "cooperative": side if score > 0 else 0.0,
            },
            "strength": 0 if label == "neutral" else 2,
            "abstained": None,
            "evidence": [],
            **more,
        }

    def answer(self, name: str | None = "Ada Vale", country: str | None = "FR") -> dict[str, Any]:
        """Return the answer, with its one speaker."""
        spoken = [one for one in self.statements if one["speaker"] == "s1"]
        tones = [tone for one in self.statements for tone in one["tones"]]
        targets = {tone["target"]: tone for tone in tones}
        speaker: dict[str, Any] = {
            "id": "s1",
            "name": name,
            "type": "person",
            "role": None,
            "country": country,
            "mentions": [],
        }
        return {
            "id": None,
            "language": "en",
            "offset_unit": "codepoint",
            "text": None,
            "speakers": [{**speaker, "statements": [one["id"] for one in spoken]}] if spoken else [],
            "statements": self.statements,
            "targets": [
                {"id": key, "name": one["name"], "type": "country", "mentions": [one["mention"]]}
                for key, one in targets.items()
            ],
            "relations": [
                {
                    "speaker": "s1",
                    "country": country,
                    "target": tone["target"],
                    "label": tone["label"],
                    "score": tone["score"],
                    "statements": [one["id"]],
                }
                for one in spoken
                for tone in one["tones"]
                if tone["abstained"] is None
            ],
            "coverage": {
                "unattributed_quotations": self.unattributed,
                "unresolved_speakers": [
                    {"statement": one["id"], "source": one["source"]}
                    for one in self.statements
                    if one["speaker"] is None
                ],
                "targets_outside_statements": [],
            },
            "meta": {"version": "0", "elapsed_ms": 1.0},
        }


def answer_with(page: Page, answer: Any, status: int = 200, **headers: str) -> None:
    """Let the page's next articles be answered with this."""

    def fulfill(route: Route) -> None:
        route.fulfill(
            status=status, json=answer, headers={name.replace("_", "-"): one for name, one in headers.items()}
        )

    page.unroute("**/v1/analyze")
    page.route("**/v1/analyze", fulfill)

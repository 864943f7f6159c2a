"""Training and development items for the tone model, from our corpus and the public sets."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from service.gazetteer import load_gazetteer
from service.pipeline.document import Span, ToneItem
from service.pipeline.tone_input import statement_hull
from training.data import corpus, read_jsonl, written
from training.labelled import SETS, key_of, labelled, labels

# The model's five classes: direction and intensity in one stock classifier.
CLASSES = ("critical-2", "critical-1", "neutral", "cooperative-1", "cooperative-2")
RARE = ("outlets", "polnear", "written", "outlets labels", "polnear labels")
BY_LABEL = {"critical": (0, 1), "neutral": (2,), "cooperative": (3, 4), "not_critical": (2, 3, 4)}


@dataclass(frozen=True, slots=True)
class Example:
    """One item, the classes that count as right, and where it comes from: the set, and the outlet where known."""

    item: ToneItem
    allowed: tuple[int, ...]
    origin: str
    outlet: str = ""

    @property
    def label(self) -> str:
        """critical, neutral, cooperative or (UNSCon) not_critical."""
        return next(name for name, classes in BY_LABEL.items() if set(self.allowed) <= set(classes))


def classes_of(label: str, strength: int | None) -> tuple[int, ...]:
    """Return the classes that a label, and a strength where one is given, allow."""
    if strength in (1, 2) and label in ("critical", "cooperative"):
        return (CLASSES.index(f"{label}-{strength}"),)
    return BY_LABEL[label]


def outlet_of(record: Mapping[str, Any]) -> str:
    """Return an article's outlet: PolNeAR's documents name theirs, of the others the origin alone is known."""
    doc = str(record["doc"])
    return doc.removeprefix("pn-").partition("_")[0] if record["origin"] == "polnear" else str(record["origin"])


def from_corpus(record: dict[str, Any]) -> Iterator[Example]:
    """Yield the tones of one article."""
    text = record["text"]
    for statement in record["statements"]:
        content = [Span(a, b) for a, b in statement["content"]]
        source = Span(*statement["source"]) if statement["source"] else None
        cue = Span(*statement["cue"]) if statement["cue"] else None
        hull = statement_hull(content, source, cue)
        for tone in statement["tones"]:
            start, end = tone["mention"]
            if not (hull.start <= start < end <= hull.end):
                continue
            item = ToneItem(
                text=hull.of(text),
                target=Span(start - hull.start, end - hull.start),
                target_id=tone["target"],
                speaker_country=statement["speaker_country"],
                context=text[max(0, hull.start - 200) : hull.start],
            )
            yield Example(item, classes_of(tone["label"], tone["strength"]), record["origin"], outlet_of(record))


def from_corpus_split(split: str, complete: bool | None = None) -> list[Example]:
    """All tones of a split of our corpus."""
    return [example for record in corpus(split, complete=complete) for example in from_corpus(record)]


def from_public(name: str, look_up: bool = False) -> list[Example]:
    """All rows of a public set: ``newsmtsc_train``, ``dse_train``, ``plover_train``, ``unscon``, …

    With ``look_up`` the countries of holder and target are looked up in the text; rows of DSE whose target is none are
    left out then.
    """
    gazetteer = load_gazetteer()
    out = []
    for row in read_jsonl(f"data/{name}.jsonl"):
        target = Span(*row["target"])
        known = speaker = None
        if look_up:
            found = gazetteer.find(row["text"], places=True)
            holder = Span(*row["holder"]) if row.get("holder") else None
            known = next((one.target for one in found if one.span.overlaps(target)), None)
            speaker = next((one.target for one in found if holder and one.span.overlaps(holder)), None)
            if known is None and name.startswith("dse"):
                continue
        item = ToneItem(text=row["text"], target=target, target_id=known, speaker_country=speaker)
        out.append(Example(item, classes_of(row["label"], row.get("strength")), name))
    return out


def from_ours() -> list[Example]:
    """All tones of the articles that we wrote, and those that we labelled in texts of the public sets."""
    records = chain(written(), *(labelled(name) for name in SETS))
    return [example for record in records for example in from_corpus(record)]


def mixture(part: float, seed: int, public: tuple[str, ...], look_up: bool = False) -> list[Example]:
    """Our corpus and what we annotated besides, the rarer origins twice, and the public sets named.

    ``look_up`` is as in ``from_public``.
    NewsMTSC's targets are people more than countries, so nothing is looked up there. Where we labelled a sentence
    ourselves, what its set says of it is left out.
    """
    ours = from_corpus_split("train") + from_ours()
    chosen = ours + [example for example in ours if example.origin in RARE]
    known = {line["text"] for line in labels("dse")}
    for name in public:
        rows = from_public(name, look_up and not name.startswith("newsmtsc"))
        chosen += [row for row in rows if not (name.startswith("dse") and key_of(row.item.text) in known)]
    rng = random.Random(seed)
    rng.shuffle(chosen)
    return chosen[: int(len(chosen) * part)]

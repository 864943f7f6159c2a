"""Sentences whose tones nobody has annotated, as questions for a teacher of the tone model.

Countries and blocs are looked up in them. Who speaks is drawn by lot: the teacher answers for the speaker that it is
told, so that the student learns what a speaker changes from many more sentences than have been annotated.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from service.gazetteer import Gazetteer, load_gazetteer
from service.pipeline.document import Span, ToneItem
from service.pipeline.tone import CLASSES
from service.pipeline.tone_input import statement_hull
from training.data import read_jsonl
from training.tone_data import Example

ANY = tuple(range(len(CLASSES)))
SENTENCE = re.compile(r"[^\s.!?][^.!?\n]*(?:[.!?](?!\s+[A-Z“\"]|\s*$)[^.!?\n]*)*[.!?]?[”\"’']?")
LONGEST, SHORTEST = 500, 30  # characters
TARGETS = 2  # asked of one sentence, at most


def passages(name: str) -> Iterator[str]:
    """Yield sentences of a set's articles; of PolNeAR its annotated attributions, whole, with source and cue."""
    for row in read_jsonl(f"data/{name}.jsonl"):
        if "attributions" in row:
            yield from (hull for one in row["attributions"] if (hull := whole(row["text"], one)))
        else:
            yield from SENTENCE.findall(row["text"])


def whole(text: str, attribution: dict[str, Any]) -> str | None:
    """Return the words of an attribution from its first part to its last, or None if it has no content."""
    content, source, cue = (
        [Span(a, b) for a, b in attribution.get(part) or ()] for part in ("content", "source", "cue")
    )
    if not content:
        return None
    return statement_hull(sorted(content), source[0] if source else None, cue[0] if cue else None).of(text)


def speaker_for(target: str, others: list[str], gazetteer: Gazetteer, rng: random.Random) -> str | None:
    """Return a speaker's country by lot: the target itself, another that is named, any other, or unknown."""
    lot = rng.random()
    if lot < 0.2:
        return target
    if lot < 0.4 and others:
        return rng.choice(others)
    return rng.choice(sorted(gazetteer.targets)) if lot < 0.75 else None


def unannotated(name: str, most: int, seed: int) -> list[Example]:
    """Return at most ``most`` questions about a set's sentences; every class counts as right."""
    rng = random.Random(f"{name} {seed}")
    gazetteer = load_gazetteer()
    texts = sorted({text.strip() for text in passages(name) if SHORTEST <= len(text) <= LONGEST})
    rng.shuffle(texts)
    out: list[Example] = []
    for text in texts:
        if len(out) >= most:
            break
        mentions = {one.target: one for one in reversed(gazetteer.find(text, places=False))}
        named = sorted(mentions)
        for target in rng.sample(named, min(TARGETS, len(named))):
            speaker = speaker_for(target, [one for one in named if one != target], gazetteer, rng)
            item = ToneItem(text=text, target=mentions[target].span, target_id=target, speaker_country=speaker)
            out.append(Example(item, ANY, f"unannotated {name}"))
    return out[:most]

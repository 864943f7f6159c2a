"""How well targets are found when statements and speakers are given: figures on the complete articles of one split.

python -m training.eval_targets [--split dev] [--origin tehrantimes] [--errors 40]
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from typing import Any

from service.gazetteer import Gazetteer, load_gazetteer
from service.pipeline.document import Article, Resolution, Speaker, SpeakerResult, StatementTarget
from service.pipeline.targets import find_targets
from training.data import attributions_of, corpus
from training.metrics import words

Error = tuple[str, str, str]


def gold_speakers(record: dict[str, Any]) -> SpeakerResult:
    """Return the annotated speakers as the pipeline's values: one speaker for each statement that has one."""
    speakers, resolutions = [], []
    for index, statement in enumerate(record["statements"]):
        name, country = statement["speaker"], statement["speaker_country"]
        known = bool(name or country)
        if known:
            speakers.append(Speaker(f"s{index}", name, "person" if name else "unnamed", None, country, ()))
        resolutions.append(Resolution(f"s{index}" if known else None, 1.0, "gold"))
    return SpeakerResult(tuple(speakers), tuple(resolutions))


def evaluate(records: list[dict[str, Any]], gazetteer: Gazetteer) -> tuple[dict[str, Counter[str]], list[Error]]:
    """Return counts per origin (``all`` among them), and the errors as (origin, kind, line)."""
    counts: dict[str, Counter[str]] = {}
    errors: list[Error] = []
    for record in records:
        text = record["text"]
        article = Article(text, record["title"])
        found = find_targets(article, attributions_of(record), gold_speakers(record), gazetteer)
        for statement, targets in zip(record["statements"], found.statements, strict=True):
            gold = {tone["target"]: tone for tone in statement["tones"]}
            system = {target.target: target for target in targets}
            content = " … ".join(text[a:b] for a, b in statement["content"])
            line = f"{record['doc']} {statement['speaker_country']} {content!r}"
            for key in ("all", record["origin"]):
                _count(counts.setdefault(key, Counter()), gold, system, text)
            for target, tone in gold.items():
                words_of_gold = text[slice(*tone["mention"])] if tone["mention"] else None
                if target not in system:
                    errors.append((record["origin"], "missed", f"{target} {words_of_gold!r} {line}"))
                elif not _aspect_right(tone, system[target], text):
                    said = system[target].aspect
                    errors.append(
                        (
                            record["origin"],
                            "aspect",
                            f"{target} {tone['aspect']!r} / {said.of(text) if said else None!r} {line}",
                        )
                    )
            for target, one in system.items():
                if target not in gold:
                    mention = one.mention
                    errors.append(
                        (record["origin"], f"wrong {mention.via}", f"{target} {mention.span.of(text)!r} {line}")
                    )
    return counts, errors


def _aspect_right(tone: dict[str, Any], target: StatementTarget, text: str) -> bool:
    if not tone["aspect"] or tone["label"] == "neutral":
        return True
    return target.aspect is not None and bool(set(words(tone["aspect"])) & set(words(target.aspect.of(text))))


def _count(c: Counter[str], gold: dict[str, Any], system: dict[str, StatementTarget], text: str) -> None:
    c["gold"] += len(gold)
    c["system"] += len(system)
    for target, tone in gold.items():
        if target not in system:
            continue
        c["both"] += 1
        if tone["mention"]:
            a, b = tone["mention"]
            span = system[target].mention.span
            c["mention_n"] += 1
            c["mention"] += max(a, span.start) < min(b, span.end)
        if tone["aspect"] and tone["label"] != "neutral":
            c["aspect_n"] += 1
            c["aspect"] += _aspect_right(tone, system[target], text)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="dev", choices=("train", "dev"))
    parser.add_argument("--origin", default=None)
    parser.add_argument("--kind", default=None, help="show errors of this kind alone (missed, aspect, wrong name, …)")
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    counts, errors = evaluate(corpus(options.split, complete=True), load_gazetteer())
    for key, c in counts.items():
        f1 = 200 * c["both"] / max(1, c["gold"] + c["system"])
        print(
            f"{key:12} target F1 {f1:5.1f} (gold {c['gold']}, found {c['system']}, right {c['both']})"
            f"  mention {100 * c['mention'] / max(1, c['mention_n']):5.1f}"
            f"  aspect {100 * c['aspect'] / max(1, c['aspect_n']):5.1f} of {c['aspect_n']}"
        )
    print(Counter(kind for _, kind, _ in errors).most_common())
    shown = [error for error in errors if options.origin in (None, error[0]) and options.kind in (None, error[1])]
    for error in random.Random(1).sample(shown, min(options.errors, len(shown))):
        print(*error)


if __name__ == "__main__":
    main()

"""Print what the engine found beside what is annotated: ``python -m training.show --origin tehrantimes --n 3``.

For reading by eye. ``--origin unlabelled`` takes articles that nobody annotated, ``--file`` any text.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from service.pipeline.analyzer import Analyzer
from service.pipeline.document import Span
from service.settings import load_settings
from training.data import corpus, read_jsonl
from training.figures import analyze
from training.metrics import match, same_speaker
from training.statements import Statement, from_answer, from_record

WIDTH = 150


def describe(text: str, statement: Statement, mark: str) -> list[str]:
    """Return a statement in a few lines: who, cue, words, and its tones."""
    words = " | ".join(" ".join(span.of(text).split()) for span in statement.content)
    source, cue = (_of(span, text) for span in (statement.source, statement.cue))
    lines = [
        f"{mark} {statement.speaker or '?'} ({statement.country or '-'}) {statement.kind} [{source}] <{cue}>",
        f"    {words if len(words) <= WIDTH else words[: WIDTH // 2] + ' … ' + words[-WIDTH // 2 :]}",
    ]
    for target, tone in statement.tones.items():
        lines.append(f"      {target} {tone.label}: {_of(tone.mention, text)} / {tone.aspect or '-'}")
    return lines


def side_by_side(text: str, gold: Sequence[Statement], found: Sequence[Statement]) -> str:
    """Return annotated (=) and found (+) statements, matched ones together, in reading order; faults are marked."""
    partner = dict(match(gold, found))
    blocks = []
    for i, one in enumerate(gold):
        lines = describe(text, one, "=")
        if i in partner:
            other = found[partner[i]]
            lines += describe(text, other, "+")
            lines += [f"    ! {fault}" for fault in faults(one, other)]
        else:
            lines.append("    ! missed")
        blocks.append((one.content[0].start, lines))
    for j, other in enumerate(found):
        if j not in partner.values():
            blocks.append((other.content[0].start, [*describe(text, other, "+"), *(["    ! extra"] if gold else [])]))
    return "\n".join("\n".join(lines) for _, lines in sorted(blocks, key=lambda block: block[0]))


def faults(gold: Statement, found: Statement) -> list[str]:
    """Return what is wrong with a matched statement, one line a thing."""
    out = []
    if not same_speaker(gold.speaker, found.speaker):
        out.append(f"speaker {found.speaker} for {gold.speaker}")
    if gold.country and gold.country != found.country:
        out.append(f"country {found.country} for {gold.country}")
    if gold.kind and gold.kind != found.kind:
        out.append(f"kind {found.kind} for {gold.kind}")
    for target in sorted(gold.tones.keys() | found.tones.keys()):
        one, other = gold.tones.get(target), found.tones.get(target)
        if one is None or other is None:
            out.append(f"{target} {'extra' if one is None else 'missed'}")
        elif one.label != other.label:
            out.append(f"{target} {other.label} for {one.label}")
    return out


def chosen(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return the articles asked for: text, name, and statements if they are annotated."""
    if options.file:
        return [{"doc": path.name, "text": path.read_bytes().decode("utf-8")} for path in options.file]
    if options.origin == "unlabelled":
        rows = [{"doc": row["id"], "text": row["text"]} for row in read_jsonl("data/articles.jsonl")]
    else:
        rows = [row for row in corpus("dev", complete=True) if options.origin in (None, row["origin"])]
    return random.Random(options.seed).sample(rows, min(options.n, len(rows)))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--origin", help="tehrantimes, gmb, polnear or unlabelled; all annotated ones if not given")
    parser.add_argument("--n", type=int, default=3, help="how many articles")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--file", type=Path, nargs="+", default=[], help="show these texts instead")
    parser.add_argument("--text", action="store_true", help="print the article, too")
    options = parser.parse_args()
    rows = chosen(options)
    analyzer = Analyzer(load_settings())
    for row, answer in zip(rows, analyze(analyzer, [row["text"] for row in rows]), strict=True):
        print(f"\n## {row['doc']}")
        if options.text:
            print(row["text"], end="\n\n")
        gold = from_record(row) if "statements" in row else []
        print(side_by_side(row["text"], gold, from_answer(answer)))


def _of(span: Span | None, text: str) -> str:
    return span.of(text) if span else "-"


if __name__ == "__main__":
    main()

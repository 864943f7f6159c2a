"""Write the cards of all models from an evaluation: ``python -m training.write_cards FIGURES.json``.

The file is what ``python -m training.evaluate --output FIGURES.json`` wrote, so that no figure is typed by hand. The
table of figures in README.md is made anew too, between its two marks.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from service.settings import ROOT
from training.cards import Facts, read_figures, write_card
from training.floors import as_table, goals_of, read_floors

SMALL, LARGE = "sentence-transformers/all-MiniLM-L6-v2", "sentence-transformers/all-mpnet-base-v2"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
END_TO_END = "articles"
OTHERS = ("other outlets, written-plain", "other outlets, written-hard")
AUDIT = "tones kept where articles are written anew (make audit; share, and 95 % interval over articles)"
Parts = Mapping[str, Mapping[str, Any]]


def some(figures: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return the figures of these names, those that were measured."""
    return {name: figures[name] for name in names if name in figures}


def attribution(parts: Parts) -> Facts:
    """What the attribution tagger's card tells."""
    names = ("statements_gold", "statement_f1", "content_char_f1", "source", "cue", "kind")
    return Facts(
        title="Attribution tagger",
        task="token-classification",
        base_model=SMALL,
        summary=(
            "Marks sources, cues and contents of statements in English news. Labels fall into four groups with a "
            "softmax of their own; a beginning also tells where its cue stands (docs/decisions/0006). Token type 0 "
            "asks for our corpus' style of annotation, 1 for PolNeAR's."
        ),
        trained=(
            "All layers fine-tuned for 4 epochs on our complete articles (twice) and PolNeAR, windows of 254 tokens, "
            "4,096 tokens a batch, AdamW at 2e-4 with linear decay, bf16 autocast, quotation marks restyled at random; "
            "the last weights, saved in half precision. One seed was run."
        ),
        seed=1,
        command="python -m training.train_attribution --seed 1 --epochs 4 --learning-rate 2e-4",
        data=("corpus", "polnear"),
        figures={
            "End to end, complete development articles": some(parts[END_TO_END], *names),
            "polnear_dev (style 1)": parts.get("polnear_dev", {}),
        },
        limits=(
            "English news prose; headlines, tables and transcripts were not in the training data.",
            "A report inside another one's content is found one level deep.",
        ),
    )


def step(recipe: Mapping[str, Any]) -> str:
    """Tell in words one step of training a model further."""
    part = recipe.get("part", 1.0)
    share = f"{part:g} of the examples" if part < 1 else "all examples"
    mean = ", and averaged with what it had been before" if "mean_with_start" in recipe else ""
    return f"{recipe['epochs']} epoch over {share} at {recipe['learning_rate']:g}{mean}"


def tone(parts: Parts) -> Facts:
    """What the tone model's card tells."""
    recipe = json.loads((ROOT / "models" / "tone" / "recipe.json").read_text(encoding="utf-8"))
    taught, further = recipe, list[dict[str, Any]]()
    while "teachers" not in taught:
        further.insert(0, taught)
        taught = taught["start"]
    [teacher], start = taught["teachers"], taught["start"]
    return Facts(
        title="Tone classifier",
        task="text-classification",
        base_model=LARGE,
        summary=(
            "Tells the tone of a statement toward one marked country or bloc, in five classes: critical and "
            "cooperative, each strong (2) or mild (1), and neutral. Names of countries are replaced by "
            "their part in the question (docs/decisions/0007), so plain text must go through "
            "service/pipeline/tone_input.py first. The config "
            "holds a temperature and biases, fitted on the development tones. evidence.safetensors tells how much each "
            "token speaks for the tone, from what it gives the answer in the last layer (docs/decisions/0009)."
        ),
        trained=(
            f"The first {start['layers']} layers of all-mpnet-base-v2 (docs/decisions/0014), fine-tuned for "
            f"{start['epochs']} epochs at {start['learning_rate']:g} on our corpus (the rarer origins twice), "
            "NewsMTSC, PLOVER, UNSCon and DSE's sentences about countries; sets without intensity count as right "
            "either of a side's two classes. Then taught by a model of all twelve layers, fine-tuned on the same for "
            f"{teacher['epochs']} epochs at {teacher['learning_rate']:g}: for {taught['epochs']} epoch at "
            f"{taught['learning_rate']:g}, {taught['tokens_per_batch']} tokens a batch, half from the annotation and "
            "half from the teacher's probabilities; and from these alone on further sentences, with speakers' "
            f"countries drawn by lot: at most {taught['most']} questions each about PolNeAR, the Groningen Meaning "
            "Bank, articles of the Tehran Times, and DSE. Last, fine-tuned further on all of that annotation, on "
            "labels of our own on texts of PolNeAR, DSE, the Groningen Meaning Bank, the Tehran Times and the "
            "corpus' other outlets, and on articles written for training in other outlets' manner "
            "(docs/decisions/0015 and 0016): "
            f"{'; '.join(step(one) for one in further)}. Saved in half precision. One seed was run of each."
        ),
        seed=recipe["seed"],
        command=(
            f"python -m training.train_tone --start runs/tone-wider/model --part {recipe['part']} --look-up --public "
            f"{' '.join(recipe['public'])} --seed {recipe['seed']} --epochs {recipe['epochs']} "
            f"--learning-rate {recipe['learning_rate']:g} --batch {recipe['tokens_per_batch']} --run runs/tone-last "
            "&& python -m training.calibrate_tone && python -m training.train_evidence  # and before: see make train"
        ),
        data=("corpus", "labels", "written", "newsmtsc", "dse", "plover", "unscon", "polnear", "gmb_ner", "articles"),
        figures={
            name: parts[name]
            for name in (
                "tone on annotated statements, whole articles",
                "tone on annotated statements, excerpts",
                "newsmtsc_dev",
                "evidence",
                "exchange",
                *OTHERS,
                AUDIT,
            )
            if name in parts
        }
        | {
            "End to end, complete development articles": some(
                parts[END_TO_END], "tone_macro_f1", "tone_acc", "opinion_f1", "calibration_error"
            )
        },
        limits=(
            "Irony, and opinion that lies in facts alone, are mostly read as neutral.",
            "The temperature was fitted on the same development tones on which the calibration error is measured.",
            "United States domestic politics and opinion pieces are judged worse than agency reports.",
        ),
    )


def audited(path: Path) -> dict[str, str]:
    """Return what an audit found, as the card tells it."""
    told = json.loads(path.read_text(encoding="utf-8"))
    parts = {"countries exchanged": told["exchanged"], **told["rewritten"]}
    kept = {
        name: "{:.1f} % of {} ({:.1f} to {:.1f})".format(
            100 * one["kept"], one["tones"], *(100 * edge for edge in one["kept_interval"])
        )
        for name, one in parts.items()
    }
    return kept | {"largest mean shift of a country's score": f"{told['largest_shift']:.3f}"}


def readme_table(figures: Mapping[str, float]) -> str:
    """Return the figures with their floors and aims as the README shows them."""
    table = as_table(figures, read_floors("eval"), goals_of("eval"))
    return f"{BEGIN}\n```\n{table.rstrip()}\n```\n\n{END}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path)
    parser.add_argument("--audit", type=Path, help="what make audit wrote, for the tone model's card")
    options = parser.parse_args(arguments)
    parts = read_figures(options.figures)
    if options.audit:
        parts[AUDIT] = audited(options.audit)
    write_card(ROOT / "models" / "attribution", attribution(parts))
    write_card(ROOT / "models" / "tone", tone(parts))
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"README.md has no {BEGIN.strip()} … {END.strip()} to write the table between")
    readme.write_text(before + readme_table(parts["figures"]) + after, encoding="utf-8")


if __name__ == "__main__":
    main()

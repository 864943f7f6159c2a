"""How sure the tone model is against how often it is right: by sureness, outlet and label, and with tones withheld."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.pipeline.document import LABELS
from training.metrics import macro_f1
from training.statements import Probabilities

BINS = 10
THRESHOLDS = tuple(number / 20 for number in range(7, 20))


@dataclass(frozen=True, slots=True)
class Answer:
    """One annotated tone and the model's probabilities of it."""

    outlet: str
    label: str
    probabilities: Probabilities

    @property
    def said(self) -> str:
        """The likeliest label."""
        return LABELS[self.probabilities.index(self.sure)]

    @property
    def sure(self) -> float:
        """Its probability."""
        return max(self.probabilities)

    @property
    def right(self) -> bool:
        """Whether it is the annotated one."""
        return self.said == self.label


def share_right(answers: Sequence[Answer]) -> float:
    """Return how many are right, 0 to 1; nan of none."""
    return sum(one.right for one in answers) / len(answers) if answers else float("nan")


def reliability(answers: Sequence[Answer], bins: int = BINS) -> list[dict[str, Any]]:
    """Return, for each filled bin of the likeliest label's probability, its mean and how many are right."""
    filled: defaultdict[int, list[Answer]] = defaultdict(list)
    for one in answers:
        filled[min(bins - 1, int(one.sure * bins))].append(one)
    return [
        {
            "from": number / bins,
            "to": (number + 1) / bins,
            "tones": len(inside),
            "sure": sum(one.sure for one in inside) / len(inside),
            "right": share_right(inside),
        }
        for number, inside in sorted(filled.items())
    ]


def by_outlet(answers: Sequence[Answer]) -> dict[str, dict[str, Any]]:
    """Return accuracy and macro-F1 of each outlet's tones, those with most first."""
    own: defaultdict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        own[one.outlet].append(one)
    return {
        name: {
            "tones": len(some),
            "right": share_right(some),
            "macro_f1": macro_f1([(one.label, one.said) for one in some]),
        }
        for name, some in sorted(own.items(), key=lambda item: (-len(item[1]), item[0]))
    }


def by_label(answers: Sequence[Answer]) -> dict[str, dict[str, Any]]:
    """Return each label's recall and precision."""
    return {
        label: {
            "tones": sum(one.label == label for one in answers),
            "recall": share_right([one for one in answers if one.label == label]),
            "precision": share_right([one for one in answers if one.said == label]),
        }
        for label in LABELS
    }


def abstention(answers: Sequence[Answer], thresholds: Sequence[float] = THRESHOLDS) -> list[dict[str, Any]]:
    """Return how many tones are left, and how many of them right, where those below a probability are withheld."""
    out = []
    for below in thresholds:
        left = [one for one in answers if one.sure >= below]
        out.append({"below": below, "answered": len(left) / max(1, len(answers)), "right": share_right(left)})
    return out

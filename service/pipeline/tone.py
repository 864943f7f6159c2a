"""Tone: for each statement and target, critical, neutral or cooperative, with strength, certainty and evidence.

The default is a stock sequence classifier trained here. Any other folder or Hugging Face id can take its place: one
with three classes of sentiment, or a zero-shot NLI checkpoint (``tone_foreign``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from service.errors import ConfigurationError
from service.gazetteer import Gazetteer, load_gazetteer
from service.inference.backend import FP32, Backend
from service.inference.encoder import make_encoder
from service.inference.loading import Loaded, ModelInfo, load_sequence_classifier, load_tensors
from service.inference.runner import Forward, Run, direct
from service.pipeline.document import LABELS, Article, Attribution, Span, SpeakerResult, TargetResult, Tone, ToneItem
from service.pipeline.evidence import choose_evidence
from service.pipeline.tone_foreign import ForeignScorer, foreign_scorer
from service.pipeline.tone_input import FORMATS, Encoded, ToneEncoder, statement_hull

CLASSES = ("critical-2", "critical-1", "neutral", "cooperative-1", "cooperative-2")
SIGN = {"critical": -1.0, "cooperative": 1.0}
# Chosen on development tones: docs/decisions/0009-evidence.md.
EVIDENCE_AT = 0.25
# A file beside a model's weights: ``weight``, shape (width,), and ``bias``, shape (1,).
EVIDENCE = "evidence.safetensors"
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of one row: five logits, and how much each token speaks for cooperative over critical.

    ``weights`` is None where the model's folder has no ``EVIDENCE``.
    """

    logits: Floats
    weights: Floats | None


def once(run: Run, forward: Forward, rows: Sequence[Encoded], keys: Sequence[tuple[int, ...]]) -> list[Any]:
    """Return ``forward``'s result for each row, with rows of the same key computed once.

    Names are masked, so "X criticized Y" said of two pairs of countries is one row to the model.
    """
    place: dict[tuple[int, ...], int] = {}
    own: list[Encoded] = []
    for row, key in zip(rows, keys, strict=True):
        if key not in place:
            place[key] = len(own)
            own.append(row)
    results = run(forward, own, [len(row.ids) for row in own])
    return [results[place[key]] for key in keys]


def tone_items(
    article: Article, attributions: Sequence[Attribution], speakers: SpeakerResult, targets: TargetResult
) -> list[list[ToneItem]]:
    """Return, for each attribution in order, one item for each of its targets in order."""
    out = []
    for index, (attribution, found) in enumerate(zip(attributions, targets.statements, strict=True)):
        hull = statement_hull(attribution.content, attribution.source, attribution.cue)
        speaker = speakers.speaker_of(index)
        content = tuple(Span(part.start - hull.start, part.end - hull.start) for part in attribution.content)
        out.append(
            [
                ToneItem(
                    text=hull.of(article.text),
                    target=Span(one.mention.span.start - hull.start, one.mention.span.end - hull.start),
                    target_id=one.target,
                    speaker_country=speaker.country if speaker else None,
                    content=content,
                )
                for one in found
            ]
        )
    return out


class ToneModel:
    """Judges items. Not for use by several threads at once: one owner runs the model."""

    def __init__(
        self,
        loaded: Loaded,
        gazetteer: Gazetteer,
        token_budget: int = 2048,
        backend: Backend = FP32,
        evidence: Mapping[str, torch.Tensor] | None = None,
    ) -> None:
        """``evidence`` are the tensors of ``EVIDENCE``.

        Raises ``ConfigurationError`` when the labels are none that a tone can be read from.
        """
        self.info: ModelInfo = loaded.info
        self.mask_id = int(loaded.tokenizer.mask_token_id or 0)
        self._direct = direct(token_budget)
        self._foreign: ForeignScorer | None = None
        self.backend = FP32
        calibration: Mapping[str, Any] = loaded.config.get("demarche_calibration") or {}
        self._temperature = float(calibration.get("temperature", 1.0))
        self._bias = np.asarray(calibration.get("bias", [0.0] * len(CLASSES)), dtype=np.float64)
        self._abstain_below = float(calibration.get("abstain_below", 0.0))
        if loaded.info.labels == CLASSES:
            form = loaded.config.get("demarche_format")
            if form not in FORMATS:
                raise ConfigurationError(
                    f"model {loaded.info.id} was trained on another input format than this version's ({FORMATS[-1]}): "
                    "train it again with training/train_tone.py"
                )
            self._reader = ToneEncoder(loaded.tokenizer, gazetteer, form)
            self._encoder = make_encoder(loaded.model, backend)
            self.backend = self._encoder.backend
            self._speaks = None if evidence is None else (evidence["weight"].double().numpy(), float(evidence["bias"]))
        else:
            self._foreign = foreign_scorer(loaded, token_budget)

    @classmethod
    def load(cls, model: str, token_budget: int = 2048, backend: Backend = FP32) -> ToneModel:
        """Load from a folder or Hugging Face id. Raises ``ConfigurationError``."""
        return cls(
            load_sequence_classifier(model), load_gazetteer(), token_budget, backend, load_tensors(model, EVIDENCE)
        )

    def score(self, items: Sequence[ToneItem], evidence: bool = True, run: Run | None = None) -> list[Tone]:
        """Return one tone for each item, in order. ``evidence`` False leaves out the words that carry it (cheaper).

        ``run`` takes the rows through the model.
        """
        if self._foreign is not None:
            return [self._tone(row, None) for row in self._foreign.probabilities(items, run)]
        encoded = self.encode(items)
        readings = self.read(encoded, run)
        tones = [self._tone(_three(row), row) for row in self.calibrate(logits_of(readings))]
        if not evidence:
            return tones
        wanted = [index for index, tone in enumerate(tones) if tone.label != "neutral"]
        chosen = choose_evidence(
            [encoded[index] for index in wanted],
            self._saliency([(encoded[index], readings[index], tones[index].label) for index in wanted], run),
            [items[index] for index in wanted],
        )
        for index, spans in zip(wanted, chosen, strict=True):
            tone = tones[index]
            tones[index] = Tone(tone.label, tone.probabilities, tone.strength, tone.abstained, spans)
        return tones

    def encode(self, items: Sequence[ToneItem]) -> list[Encoded]:
        """Return what the model reads of each item, in order; not for models of other kinds."""
        return self._reader.encode(items)

    def read(self, encoded: Sequence[Encoded], run: Run | None = None) -> list[Reading]:
        """Return what the model makes of each row, in order; equal rows are computed once."""
        return once(run or self._direct, self.forward, encoded, [(*one.ids, -1, *one.types) for one in encoded])

    def forward(self, rows: list[Encoded]) -> list[Reading]:
        """Run the model over one batch."""
        logits, given = self._through(rows)
        if self._speaks is None or given is None:
            return [Reading(one, None) for one in logits]
        weight, bias = self._speaks
        return [Reading(one, of_row @ weight + bias) for one, of_row in zip(logits, given, strict=True)]

    def given(self, rows: list[Encoded]) -> list[Floats] | None:
        """Return what each token gives the row's answer (``Encoder.read``), shape (tokens, width); None if unknown."""
        return self._through(rows)[1]

    def _through(self, rows: list[Encoded]) -> tuple[list[Floats], list[Floats] | None]:
        with torch.inference_mode():
            ids, types, lengths = _inputs(rows)
            logits, given = self._encoder.read(self._encoder.words(ids), types, lengths)
        found = list(logits.double().cpu().numpy())
        if given is None:
            return found, None
        return found, np.split(given.double().cpu().numpy(), np.cumsum(lengths)[:-1])

    def calibrate(self, logits: Floats) -> Floats:
        """Return probabilities from logits by the folder's temperature and biases (fitted on development articles)."""
        scaled = logits / self._temperature + self._bias
        exp = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
        result: Floats = exp / exp.sum(axis=-1, keepdims=True)
        return result

    def _saliency(self, rows: Sequence[tuple[Encoded, Reading, str]], run: Run | None) -> list[Floats]:
        """Return, for each row, how much each token speaks for its label."""
        known = [SIGN[label] * reading.weights for _, reading, label in rows if reading.weights is not None]
        if len(known) == len(rows):
            return known
        asked = [(one, label) for one, _, label in rows]
        return (run or self._direct)(self.backward, asked, [2 * len(one.ids) for one, _ in asked])

    def backward(self, rows: list[tuple[Encoded, str]]) -> list[Floats]:
        """Return what each token adds to its row's label, to first order, for one batch; one value a token.

        The gradient of the log odds of cooperative over critical, times the step from [MASK] to the token, taken where
        every word stands ``EVIDENCE_AT`` of the way from [MASK] to itself. There a word counts for what it says by
        itself; in the full text words that say the same hide one another (the gradient is flat). One point of the path
        of integrated gradients: Sundararajan et al. 2017, "Axiomatic attribution for deep networks".
        """
        ids, types, lengths = _inputs([one for one, _ in rows])
        is_word = torch.tensor([span is not None for one, _ in rows for span in one.spans])
        with torch.no_grad():
            found, mask = self._encoder.words(ids), self._encoder.words(torch.tensor([self.mask_id]))
            step = (found - mask) * is_word.to(found.device)[:, None]
            vectors = found - (1 - EVIDENCE_AT) * step
        vectors.requires_grad_(True)
        log = self._encoder.read(vectors, types, lengths)[0].log_softmax(-1)
        direction = torch.tensor([SIGN[label] for _, label in rows]).to(log.device)
        margin = (log[:, 3:].logsumexp(-1) - log[:, :2].logsumexp(-1)) * direction
        (gradient,) = torch.autograd.grad(margin.sum(), vectors)
        weight = (gradient * step).sum(-1).double().cpu().numpy()
        return list(np.split(weight, np.cumsum(lengths)[:-1]))

    def _tone(self, three: Floats, five: Floats | None) -> Tone:
        """Choose the label, strength and abstention from probabilities in the order of ``LABELS``."""
        best = int(three.argmax())
        probabilities = (float(three[0]), float(three[1]), float(three[2]))
        label = LABELS[best]
        if label == "neutral":
            return Tone("neutral", probabilities, 0)
        if min(three[0], three[2]) > three[1] and abs(three[0] - three[2]) < 0.15:
            return Tone("neutral", probabilities, 0, "mixed")
        if three[best] < self._abstain_below:
            return Tone("neutral", probabilities, 0, "low_confidence")
        if five is None:
            strength = 2 if three[best] > 0.9 else 1
        else:
            strong, mild = (five[0], five[1]) if best == 0 else (five[4], five[3])
            strength = 2 if strong > mild else 1
        return Tone(label, probabilities, strength)


def logits_of(readings: Sequence[Reading]) -> Floats:
    """Return the readings' logits, shape (rows, 5)."""
    return np.array([one.logits for one in readings], dtype=np.float64).reshape(-1, len(CLASSES))


def _inputs(rows: Sequence[Encoded]) -> tuple[torch.Tensor, torch.Tensor, list[int]]:
    """Return the rows' ids and token types, laid end to end, and their lengths."""
    ids = torch.tensor([one for row in rows for one in row.ids])
    types = torch.tensor([one for row in rows for one in row.types])
    return ids, types, [len(row.ids) for row in rows]


def _three(five: Floats) -> Floats:
    """Fold the five classes into critical, neutral and cooperative."""
    return np.array([five[0] + five[1], five[2], five[3] + five[4]])

"""One training loop for every model: linear warm-up and decay, bf16 autocast, checkpoints that resume exactly."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

CHECKPOINT_EVERY_S = 600.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """The knobs of one run; written beside its checkpoint and into the model card."""

    name: str
    seed: int = 1
    epochs: int = 4
    learning_rate: float = 2e-4
    warmup: float = 0.1
    weight_decay: float = 0.01
    tokens_per_batch: int = 4096


def optimizer_for(model: torch.nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    """AdamW, with no decay on biases and layer norms (the usual recipe for BERT)."""
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    plain = [p for name, p in named if p.ndim < 2]
    decayed = [p for name, p in named if p.ndim >= 2]
    return torch.optim.AdamW(
        [{"params": decayed, "weight_decay": recipe.weight_decay}, {"params": plain, "weight_decay": 0.0}],
        lr=recipe.learning_rate,
        fused=True,
    )


def train(
    model: torch.nn.Module,
    recipe: Recipe,
    epoch_batches: Callable[[int], Sequence[Any]],
    loss_of: Callable[[torch.nn.Module, Any], torch.Tensor],
    folder: Path,
    stop_after: int | None = None,
) -> None:
    """Train in place.

    ``epoch_batches(epoch)`` must give the same batches for the same epoch and seed, and as many in every epoch to
    within a few, so that a run taken up from its checkpoint goes on as it would have.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1))
    optimizer = optimizer_for(model, recipe)
    first = epoch_batches(0)
    total = len(first) * recipe.epochs
    ramp = max(1, int(total * recipe.warmup))

    def rate(step: int) -> float:
        return min((step + 1) / ramp, max(0.0, (total - step) / max(1, total - ramp)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    checkpoint = folder / "checkpoint.pt"
    done_epoch, done_batch = 0, 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        done_epoch, done_batch = state["epoch"], state["batch"]
        print(f"{recipe.name}: taking up epoch {done_epoch}, batch {done_batch}", flush=True)

    def save(epoch: int, batch: int) -> None:
        part = checkpoint.with_suffix(".part")
        torch.save(
            {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "epoch": epoch,
                "batch": batch,
            },
            part,
        )
        os.replace(part, checkpoint)

    model.train()
    saved = started = time.monotonic()
    seen, mean = 0, 0.0
    for epoch in range(done_epoch, recipe.epochs):
        batches = first if epoch == 0 else epoch_batches(epoch)
        for number, batch in enumerate(batches):
            if epoch == done_epoch and number < done_batch:
                continue
            torch.manual_seed(recipe.seed * 1_000_003 + epoch * 10_007 + number)
            with torch.autocast("cpu", torch.bfloat16):
                loss = loss_of(model, batch)
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            seen += 1
            mean += (loss.item() - mean) / min(seen, 50)
            if seen % 50 == 0:
                pace = (time.monotonic() - started) / seen
                left = (total - epoch * len(batches) - number) * pace / 60
                print(
                    f"{recipe.name}: epoch {epoch} {number}/{len(batches)} loss {mean:.4f} left {left:.0f} min",
                    flush=True,
                )
            if time.monotonic() - saved > CHECKPOINT_EVERY_S:
                save(epoch, number + 1)
                saved = time.monotonic()
            if stop_after is not None and seen >= stop_after:
                save(epoch, number + 1)
                return
        save(epoch + 1, 0)
    model.eval()

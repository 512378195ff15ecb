"""Fits a network to questions: the schedule and the loop."""

import os
import random
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import torch
from torch.utils.data import DataLoader, Dataset

from extractor.training.batches import Arrays, Batch, batches, on, prepare
from extractor.training.encoder import Encoder
from extractor.training.losses import loss
from extractor.training.questions import Asked

WARM, LEAST = 0.06, 0.02
"""Share of the steps in which the rate rises, and where it ends, as a share of its peak."""
NORM = 1.0
WORKERS = 8
"""Processes that prepare batches for a GPU, at most."""


class Plan(NamedTuple):
    """How a network is fitted.

    `passes` over all questions; `rate` is the learning rate of the top layer, each layer below has `decay`
    times that, and parts that begin from nothing `new` times that; `batch` is the word pieces of a step,
    counted once for each number.
    """

    passes: int
    rate: float
    decay: float
    new: float
    batch: int


class Progress(NamedTuple):
    """How far the fitting is: steps done of all, and the mean loss since the report before."""

    step: int
    steps: int
    loss: float


def fit(
    encoder: Encoder, asked: Sequence[Asked], plan: Plan, seed: int, report: Callable[[Progress], None]
) -> None:
    """Fit in place. `report` is called once in a hundred steps."""
    device = encoder.widths.device
    chance = random.Random(seed)  # noqa: S311 # the order of training, no secret
    encoder.words.weight.requires_grad_(False)
    encoder.places.weight.requires_grad_(False)
    optimizer = _optimizer(encoder, plan)
    peaks = [group["lr"] for group in optimizer.param_groups]
    order = [batch for _ in range(plan.passes) for batch in batches(asked, plan.batch, chance)]
    steps = len(order)
    encoder.train()
    total, since = torch.zeros((), device=device), 0
    for step, made in enumerate(prepared(order, device), 1):
        share = min(1.0, (step - 1) / (WARM * steps + 1)) * max(LEAST, 1 - (step - 1) / steps)
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * share
        lost = loss(encoder, on(made, device))
        optimizer.zero_grad()
        lost.backward()
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), NORM)
        optimizer.step()
        total, since = total + lost.detach(), since + 1
        if step % 100 == 0 or step == steps:
            report(Progress(step, steps, float(total) / since))
            total, since = torch.zeros((), device=device), 0


class _Prepared(Dataset[Batch[Arrays]]):
    def __init__(self, order: Sequence[Sequence[Asked]]) -> None:
        self.order = order

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, index: int) -> Batch[Arrays]:
        return prepare(self.order[index])


def prepared(order: Sequence[Sequence[Asked]], device: torch.device) -> Iterable[Batch[Arrays]]:
    """Return the arrays of batches; for a GPU, which would wait for them, several processes make them."""
    if device.type == "cpu":
        return map(prepare, order)
    workers = min(WORKERS, max(1, len(os.sched_getaffinity(0)) - 1))
    made: Iterable[Batch[Arrays]] = DataLoader(
        _Prepared(order), batch_size=None, collate_fn=_same, num_workers=workers, prefetch_factor=8
    )
    return made


def _same(batch: Batch[Arrays]) -> Batch[Arrays]:
    return batch


def _optimizer(encoder: Encoder, plan: Plan) -> torch.optim.AdamW:
    layers = encoder.shape.layers
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in encoder.named_parameters():
        if not parameter.requires_grad:
            continue
        parts = name.split(".")
        if parts[0] == "layers":
            rate = plan.rate * plan.decay ** (layers - 1 - int(parts[1]))
        else:
            below = parts[0] in ("norm", "kind", "distances")
            rate = plan.rate * (plan.decay**layers if below else plan.new)
        groups.setdefault((rate, 0.01 if parameter.ndim > 1 else 0.0), []).append(parameter)
    several = [{"params": own, "lr": rate, "weight_decay": decay} for (rate, decay), own in groups.items()]
    return torch.optim.AdamW(several, betas=(0.9, 0.98), fused=encoder.widths.is_cuda)

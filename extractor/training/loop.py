"""Fits the network to questions: the losses, the schedule, the loop."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from extractor import inputs, network
from extractor.inputs import WIDEST
from extractor.training.encoder import FAR, LAYERS, Encoder
from extractor.training.questions import Asked, Question

RATE = 2e-4
"""Learning rate of the top layer, per step of `BATCH` pieces; each layer below has `DECAY` times that."""
DECAY = 0.9
NEW = 3.0
"""How many times quicker the parts learn that begin from nothing."""
WARM, LEAST = 0.06, 0.02
"""Share of the steps in which the rate rises, and where it ends, as a share of its peak."""
BATCH = 6000
"""Word pieces of a step, counted once for each number."""
SPREAD = 24
"""Contexts whose lengths differ by no more pieces than about this share a batch."""
WEIGHTS = {"claimed": 1.0, "kind": 0.5, "direction": 0.5, "bound": 0.3, "role": 0.5}
NAME_WEIGHTS = {"method": 1.0, "benchmark": 1.0, "metric": 1.0, "baseline": 0.3}
SETTING_WEIGHT = 0.04
SMOOTHING = 0.02
NORM = 1.0


class Progress(NamedTuple):
    """How far the fitting is: steps done of all, and the mean loss since the report before."""

    step: int
    steps: int
    loss: float


def fit(
    encoder: Encoder, asked: Sequence[Asked], epochs: int, seed: int, report: Callable[[Progress], None]
) -> None:
    """Fit in place. `report` is called once in a hundred steps."""
    chance = random.Random(seed)  # noqa: S311 # the order of training, no secret
    encoder.words.weight.requires_grad_(False)
    encoder.places.weight.requires_grad_(False)
    optimizer = _optimizer(encoder)
    peaks = [group["lr"] for group in optimizer.param_groups]
    steps = epochs * sum(1 for _ in batches(asked, random.Random(seed)))  # noqa: S311 # as above
    encoder.train()
    step, total, since = 0, 0.0, 0
    for _ in range(epochs):
        for batch in batches(asked, chance):
            share = min(1.0, step / (WARM * steps + 1)) * max(LEAST, 1 - step / steps)
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["lr"] = peak * share
            lost = loss(encoder, batch)
            optimizer.zero_grad()
            lost.backward()
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), NORM)
            optimizer.step()
            step, total, since = step + 1, total + float(lost.detach()), since + 1
            if step % 100 == 0 or step == steps:
                report(Progress(step, steps, total / since))
                total, since = 0.0, 0


def batches(asked: Sequence[Asked], chance: random.Random | None) -> Iterator[list[Asked]]:
    """Yield all contexts in batches of like length; in random order where `chance` is given."""
    order = list(range(len(asked)))
    if chance is not None:
        chance.shuffle(order)
    noise = {i: chance.random() * 2 if chance else 0.0 for i in order}
    order.sort(key=lambda i: len(asked[i][0].ids) // SPREAD + noise[i])
    made: list[list[Asked]] = []
    batch: list[Asked] = []
    longest = count = 0
    for i in order:
        size, more = len(asked[i][0].ids), len(asked[i][1])
        if batch and max(longest, size) * (count + more) > BATCH:
            made.append(batch)
            batch, longest, count = [], 0, 0
        batch.append(asked[i])
        longest, count = max(longest, size), count + more
    made.append(batch)
    if chance is not None:
        chance.shuffle(made)
    yield from made


def tensors(batch: Sequence[Asked]) -> tuple[inputs.Inputs, list[Tensor]]:
    """Return the inputs of a batch, and as tensors what the encoder reads of them."""
    made = inputs.batch([(context, [q.value for q in questions]) for context, questions in batch])
    read = (made.ids, made.present, made.owner, made.marks, made.value)
    return made, [torch.from_numpy(array) for array in read]


def loss(encoder: Encoder, batch: Sequence[Asked]) -> Tensor:
    """Return the loss of a batch.

    A slot's is the negative log of the probability that one of all right names, wherever it stands, fills it
    (marginal likelihood over the occurrences, as in Clark and Gardner, 2018); a claim's is summed over slots.
    """
    questions = [question for _, several in batch for question in several]
    made, read = tensors(batch)
    heads, names, virtual, setting = encoder(*read)
    parts = dict(zip(network.HEADS, heads.split(list(network.HEADS.values()), -1), strict=True))
    clear = [i for i, q in enumerate(questions) if q.claimed is not None]
    truth = torch.tensor([int(bool(questions[i].claimed)) for i in clear])
    total = heads.sum() * 0
    if clear:
        total = total + functional.cross_entropy(parts["claimed"][clear], truth, label_smoothing=SMOOTHING)
    claims = [i for i, q in enumerate(questions) if q.claimed]
    if not claims:
        return total
    for name in ("kind", "direction", "bound", "role"):
        total = total + WEIGHTS[name] * _class_loss(parts[name], name, claims, questions)
    allowed = torch.from_numpy(made.allowed[claims])[:, None]
    flat = torch.cat([names[claims].masked_fill(~allowed, FAR).flatten(2), virtual[claims]], -1)
    right, weight = _targets([questions[i] for i in claims], flat.shape[-1])
    likely = torch.logsumexp(flat.masked_fill(~right, 10 * FAR), -1) - torch.logsumexp(flat, -1)
    total = total - (likely * weight).sum() / len(claims)
    wanted = torch.zeros_like(setting[claims])
    for row, i in enumerate(claims):
        for first, width in questions[i].settings:
            wanted[row, first, 0] = 1
            wanted[row, first : first + width + 1, 1] = 1
    missed = functional.binary_cross_entropy_with_logits(setting[claims], wanted, reduction="none").sum(-1)
    there = read[1][read[2]][claims].float()
    return total + SETTING_WEIGHT * (missed * there).sum() / len(claims)


def _class_loss(logits: Tensor, name: str, claims: list[int], questions: Sequence[Question]) -> Tensor:
    classes = network.CLASSES[name]
    absent = "exact" if name == "bound" else None  # a number without a hedge; a score has no direction
    truths = [(i, questions[i].claims[0][name] or absent) for i in claims]
    known = [(i, classes.index(truth)) for i, truth in truths if truth in classes]
    if not known:
        return logits.sum() * 0
    return functional.cross_entropy(logits[[i for i, _ in known]], torch.tensor([c for _, c in known]))


def _targets(claims: Sequence[Question], size: int) -> tuple[Tensor, Tensor]:
    """Return [claims, S, size] which answers are right, and [claims, S] what each slot weighs.

    A slot whose gold names stand nowhere in the context weighs nothing.
    """
    right = np.zeros((len(claims), len(network.SLOTS), size), np.bool_)
    weight = np.zeros((len(claims), len(network.SLOTS)), np.float32)
    behind = size - len(network.VIRTUAL)
    for row, question in enumerate(claims):
        for column, slot in enumerate(network.SLOTS):
            places, virtual = question.names[slot]
            at = [first * WIDEST + width for first, width in places]
            at += [behind + network.VIRTUAL.index(name) for name in virtual]
            if at:
                right[row, column, at] = True
                weight[row, column] = NAME_WEIGHTS[slot]
    return torch.from_numpy(right), torch.from_numpy(weight)


def _optimizer(encoder: Encoder) -> torch.optim.AdamW:
    groups = []
    for name, parameter in encoder.named_parameters():
        if not parameter.requires_grad:
            continue
        parts = name.split(".")
        if parts[0] == "layers":
            rate = RATE * DECAY ** (LAYERS - 1 - int(parts[1]))
        else:
            rate = RATE * (DECAY**LAYERS if parts[0] in ("norm", "kind") else NEW)
        decay = 0.01 if parameter.ndim > 1 else 0.0
        groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98))

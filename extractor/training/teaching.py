"""What trained networks say of questions, for a smaller one to learn; and how often that is right."""

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from extractor import network
from extractor.inputs import WIDEST
from extractor.training.batches import Batch, batches, on
from extractor.training.encoder import Encoder
from extractor.training.loop import prepared
from extractor.training.losses import parts, read
from extractor.training.questions import Asked, Question, Taught

KEPT = 24
"""Answers of a slot that are passed on, the most probable."""
SLOTS = ("method", "benchmark", "metric")
"""Slots that a claim must have right."""


def teach(encoders: Sequence[Encoder], asked: Sequence[Asked], size: int) -> list[Asked]:
    """Return the questions with what the networks say of them, the mean of their probabilities.

    `size` is the number of word pieces that are read at a time.
    """
    order = list(batches(asked, size, None))
    device = encoders[0].widths.device
    for encoder in encoders:
        encoder.eval()
    taught: list[Asked] = []
    with torch.no_grad():
        for batch, made in zip(order, prepared(order, device), strict=True):
            tensors = on(made, device)
            said = [_chances(encoder, tensors) for encoder in encoders]
            heads, answers, setting = (torch.stack(each).mean(0) for each in zip(*said, strict=True))
            best, places = answers.topk(min(KEPT, answers.shape[-1]), -1)
            behind = places >= answers.shape[-1] - len(network.VIRTUAL)
            places = torch.where(behind, places - answers.shape[-1], places)
            rows = zip(
                heads.cpu().numpy(),
                places.cpu().numpy().astype(np.int32),
                (best / best.sum(-1, keepdim=True)).cpu().numpy(),
                setting.cpu().numpy().astype(np.float16),
                strict=True,
            )
            taught += _with(batch, map(Taught._make, rows))
    return taught


def f1(asked: Sequence[Asked]) -> float:
    """Return the F1 of whole claims among questions with an answer, as the networks take them.

    A claim is right where it is taken for one, of the right kind, and the likeliest stretch is a right one in
    each slot. A name that stands nowhere in the context cannot be right.
    """
    right = found = gold = 0
    for question in (q for _, several in asked for q in several if q.claimed is not None):
        taught, claimed = question.taught, bool(question.claimed)
        taken = taught is not None and taught.heads[network.CLASSES["claimed"].index("yes")] >= 0.5
        gold += claimed
        found += taken
        right += taken and claimed and taught is not None and _whole(question, taught)
    return 2 * right / max(1, found + gold)


def _whole(question: Question, taught: Taught) -> bool:
    first = len(network.CLASSES["claimed"])
    kinds = network.CLASSES["kind"]
    if kinds[int(taught.heads[first : first + len(kinds)].argmax())] != question.claims[0]["kind"]:
        return False
    for slot in SLOTS:
        row = network.SLOTS.index(slot)
        places, virtual = question.names[slot]
        good = {at * WIDEST + width for at, width in places}
        good |= {network.VIRTUAL.index(name) - len(network.VIRTUAL) for name in virtual}
        if int(taught.places[row, taught.chances[row].argmax()]) not in good:
            return False
    return True


def _chances(encoder: Encoder, batch: Batch[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    heads, answers, setting, _ = read(encoder, batch)
    classes = torch.cat([torch.softmax(part, -1) for part in parts(heads).values()], -1)
    return classes, torch.softmax(answers, -1), torch.sigmoid(setting)


def _with(batch: Sequence[Asked], taught: Iterator[Taught]) -> Iterator[Asked]:
    for context, questions in batch:
        several = []
        for question in questions:
            one = next(taught)
            one = one._replace(setting=one.setting[: len(context.ids)])
            several.append(dataclasses.replace(question, taught=one))
        yield context, several

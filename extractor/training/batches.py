"""Questions in batches, as the arrays that the losses read."""

import random
from collections.abc import Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from extractor import inputs, network
from extractor.inputs import WIDEST
from extractor.training.questions import Asked, Question

Kind = TypeVar("Kind")
Arrays = NDArray[Any]

SPREAD = 24
"""Contexts whose lengths differ by no more pieces than about this share a batch."""
JUDGED = ("kind", "direction", "bound", "role")
"""Classes that only a claimed number has."""
NAME_WEIGHTS = {"method": 1.0, "benchmark": 1.0, "metric": 1.0, "baseline": 0.3}
UNKNOWN = -100
"""Class of a number whose class is not known."""


class Batch(NamedTuple, Generic[Kind]):
    """Inputs (see `extractor.inputs`), what is true, and what a teacher says.

    `clear` are the rows of which it is known whether they are claimed, `truth`. `claims` [N] are those that
    are: `classes` [4, N] by `JUDGED`; `right` [N, S, L * W + 2] which answers are right and `weight` [N, S]
    what each slot weighs; `wanted` [N, L, 2] where settings begin and stand. `taught` [T] are the rows that a
    teacher spoke of: `heads`, `places`, `chances`, `told` (see `questions.Taught`).
    """

    ids: Kind
    present: Kind
    owner: Kind
    marks: Kind
    value: Kind
    allowed: Kind
    clear: Kind
    truth: Kind
    claims: Kind
    classes: Kind
    right: Kind
    weight: Kind
    wanted: Kind
    taught: Kind
    heads: Kind
    places: Kind
    chances: Kind
    told: Kind


def batches(asked: Sequence[Asked], size: int, chance: random.Random | None) -> Iterator[list[Asked]]:
    """Yield all contexts in batches of like length; in random order where `chance` is given.

    `size` is the number of word pieces of a batch, counted once for each number.
    """
    order = list(range(len(asked)))
    if chance is not None:
        chance.shuffle(order)
    noise = {i: chance.random() * 2 if chance else 0.0 for i in order}
    order.sort(key=lambda i: len(asked[i][0].ids) // SPREAD + noise[i])
    made: list[list[Asked]] = []
    batch: list[Asked] = []
    longest = count = 0
    for i in order:
        pieces, more = len(asked[i][0].ids), len(asked[i][1])
        if batch and max(longest, pieces) * (count + more) > size:
            made.append(batch)
            batch, longest, count = [], 0, 0
        batch.append(asked[i])
        longest, count = max(longest, pieces), count + more
    if batch:
        made.append(batch)
    if chance is not None:
        chance.shuffle(made)
    yield from made


def prepare(batch: Sequence[Asked]) -> Batch[Arrays]:
    """Return the arrays of a batch."""
    made = inputs.batch([(context, [q.value for q in questions]) for context, questions in batch])
    questions = [question for _, several in batch for question in several]
    length = made.ids.shape[1]
    size = length * WIDEST + len(network.VIRTUAL)
    clear = [i for i, q in enumerate(questions) if q.claimed is not None]
    claims = [i for i, q in enumerate(questions) if q.claimed]
    right, weight = _names([questions[i] for i in claims], size)
    wanted = np.zeros((len(claims), length, 2), np.float32)
    for row, i in enumerate(claims):
        for first, width in questions[i].settings:
            wanted[row, first, 0] = 1
            wanted[row, first : first + width + 1, 1] = 1
    spoken = [(i, q.taught) for i, q in enumerate(questions) if q.taught is not None]
    told = np.zeros((len(spoken), length, 2), np.float32)
    for row, (_, taught) in enumerate(spoken):
        told[row, : len(taught.setting)] = taught.setting
    places = np.array([taught.places for _, taught in spoken], np.int64)
    return Batch(
        *(made.ids, made.present, made.owner.astype(np.int64), made.marks, made.value, made.allowed),
        *(np.array(clear, np.int64), np.array([int(bool(questions[i].claimed)) for i in clear], np.int64)),
        np.array(claims, np.int64),
        np.array([[_class(questions[i], name) for i in claims] for name in JUDGED], np.int64),
        *(right, weight, wanted),
        np.array([i for i, _ in spoken], np.int64),
        np.array([taught.heads for _, taught in spoken], np.float32),
        np.where(places < 0, places + size, places),
        np.array([taught.chances for _, taught in spoken], np.float32),
        told,
    )


def on(batch: Batch[Arrays], device: torch.device) -> Batch[Tensor]:
    """Return a batch as tensors on a device."""
    return Batch(*(torch.from_numpy(array).to(device, non_blocking=True) for array in batch))


def _class(question: Question, name: str) -> int:
    absent = "exact" if name == "bound" else None  # a number without a hedge; a score has no direction
    truth = question.claims[0][name] or absent
    classes = network.CLASSES[name]
    return classes.index(truth) if truth in classes else UNKNOWN


def _names(claims: Sequence[Question], size: int) -> tuple[Arrays, Arrays]:
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
    return right, weight

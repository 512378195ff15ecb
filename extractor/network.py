"""The network that reads a number in its context, as shipped: an ONNX file and its class names.

How it is built and what it was trained on: `extractor/training/` and `extractor/model/README.md`.
"""

import functools
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

# since 1.29 onnxruntime reports to its makers, and keeps an id of the machine, unless it is told not to
# before it is loaded; what is read here is nobody else's business
os.environ |= {"ORT_DISABLE_TELEMETRY": "1", "ORT_TELEMETRY_DISABLED": "1"}
import onnxruntime
from numpy.typing import NDArray

from extractor import pieces
from extractor.inputs import Inputs

FILE = Path(__file__).parent / "model" / "network.onnx"
SLOTS = ("method", "benchmark", "metric", "baseline")
CLASSES: Mapping[str, tuple[str, ...]] = {
    "claimed": ("no", "yes"),
    "kind": ("score", "change", "ratio"),
    "direction": ("up", "down"),
    "bound": ("exact", "at_most", "at_least", "approx"),
    "role": ("own", "other"),
}
"""What the network says of a number itself, and its classes, in the order of its output."""
HEADS = {name: len(classes) for name, classes in CLASSES.items()}
VIRTUAL = ("none", "speed")
"""What may fill a slot without standing in the text: nothing, or (for a metric) "speed"."""

TOGETHER = 2000
"""Pieces that are read at a time, those of a context once for each of its numbers: bounds the memory."""

Floats = NDArray[np.float32]


class Outputs(NamedTuple):
    """Probabilities for V numbers.

    `heads`: by name of `HEADS`, [V, classes]. `names` [V, S, L, W]: that the
    name which begins at a piece and is so many pieces wide (less one) fills a slot; `virtual` [V, S, 2]: that
    one of `VIRTUAL` does; for each number and slot they sum to 1. `setting` [V, L, 2]: that a setting of the
    number begins at a piece, and that the piece stands in one.
    """

    heads: dict[str, Floats]
    names: Floats
    virtual: Floats
    setting: Floats

    def claimed(self, row: int) -> float:
        """Return how probable it is that a number is a claimed result."""
        return float(self.heads["claimed"][row, CLASSES["claimed"].index("yes")])


@functools.cache
def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # several processes share a machine better than several threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_mem_pattern = False  # it keeps a plan for every shape ever seen, and nearly all differ
    slower = ["SkipLayerNormFusion"]  # an eighth of the time; what it puts together is quicker apart
    return onnxruntime.InferenceSession(
        FILE, options, providers=["CPUExecutionProvider"], disabled_optimizers=slower
    )


@functools.cache
def fingerprint() -> str:
    """Return a hash of the network and its vocabulary, in hex."""
    return hashlib.sha256(FILE.read_bytes() + pieces.FILE.read_bytes()).hexdigest()


def read(inputs: Inputs) -> Outputs:
    """Return what the network says of each number of `inputs`, some of them at a time (`TOGETHER`)."""
    parts, step = [], max(1, TOGETHER // inputs.marks.shape[1])
    for first in range(0, len(inputs.owner), step):
        rows = slice(first, first + step)
        contexts, owner = np.unique(inputs.owner[rows], return_inverse=True)
        given = {
            "ids": inputs.ids[contexts],
            "present": inputs.present[contexts],
            "owner": owner.astype(np.int64),
            "marks": inputs.marks[rows],
            "value": inputs.value[rows],
        }
        parts.append(_session().run(None, given))
    heads, names, virtual, setting = (np.concatenate(part) for part in zip(*parts, strict=True))
    return outputs(inputs, heads, names, virtual, setting)


def outputs(inputs: Inputs, heads: Floats, names: Floats, virtual: Floats, setting: Floats) -> Outputs:
    """Turn logits ([V, sum of HEADS], [V, S, L, W], [V, S, 2], [V, L, 2]) into probabilities."""
    count, slots = virtual.shape[:2]
    masked = np.where(inputs.allowed[:, None], names, -np.inf).reshape(count, slots, -1)
    chances = _softmax(np.concatenate([masked, virtual], axis=-1))
    found, at = {}, 0
    for name, classes in HEADS.items():
        found[name] = _softmax(heads[:, at : at + classes])
        at += classes
    return Outputs(
        found,
        chances[..., :-2].reshape(names.shape),
        chances[..., -2:],
        _sigmoid(setting),
    )


def _sigmoid(logits: Floats) -> Floats:
    return (1 / (1 + np.exp(-logits))).astype(np.float32)


def _softmax(logits: Floats) -> Floats:
    grown = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = grown / grown.sum(axis=-1, keepdims=True)
    return shares

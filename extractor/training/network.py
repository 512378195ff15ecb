"""Trains the network on the project's own readings and writes it into the package.

The papers of `train.gold.jsonl` are not learnt from: on them the rest is fitted, and every figure out of
sample is measured (`extractor.training.deciding`). dev and seed are barred outright.
"""

import math
import os
import time
from collections.abc import Callable
from pathlib import Path

import torch

from extractor import network
from extractor.training import export, gold, loop, questions
from extractor.training.encoder import pretrained

EPOCHS = 3
SEED = 20261126
HELD = ("train", "dev", "seed")
"""Gold files whose papers the network never sees."""


def train(
    folder: Path,
    corpus: Path,
    say: Callable[[str], None],
    epochs: int = EPOCHS,
    seed: int = SEED,
    file: Path = network.FILE,
) -> None:
    """Fit the network to the project's own readings and write it to `file`.

    `folder` holds the gold files, `corpus` the abstracts that were read. Seed and threads are fixed: on one
    machine the same data make the same file. Layers are computed in bfloat16 where the processor has it.
    """
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    held = {one.id for name in HELD for one in gold.beside(*gold.files(folder, name))}
    asked = list(questions.ask(gold.own(corpus, held)))
    count = sum(len(several) for _, several in asked)
    claims = sum(bool(q.claimed) for _, several in asked for q in several)
    say(f"{len(asked):,} sentences with {count:,} numbers to read, {claims:,} of them claims")
    encoder = pretrained(quickest())
    say(f"computing in {encoder.dtype}")
    start = time.monotonic()

    def report(done: loop.Progress) -> None:
        spent = time.monotonic() - start
        left = spent / done.step * (done.steps - done.step)
        say(f"step {done.step:,} of {done.steps:,}: loss {done.loss:.3f}, {left / 60:.0f} minutes to go")

    loop.fit(encoder, asked, epochs, seed, report)
    export.export(encoder, file)
    say(f"wrote {file} ({file.stat().st_size / 1e6:.1f} MB)")


def quickest() -> torch.dtype:
    """Return the number type in which this processor multiplies quickest.

    bfloat16, or float32 where it has no instructions for that, and bfloat16 would be tens of times slower.
    """
    spent: dict[torch.dtype, float] = {}
    for dtype in (torch.bfloat16, torch.float32):
        matrix = torch.ones(1024, 1024, dtype=dtype)
        for _ in range(12):  # the best of several: other work on the machine must not decide
            start = time.perf_counter()
            matrix @ matrix
            spent[dtype] = min(spent.get(dtype, math.inf), time.perf_counter() - start)
    return min(spent, key=lambda dtype: spent[dtype])

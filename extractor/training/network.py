"""Trains the network on the project's own readings and writes it into the package.

Large networks learn from the readings; they then read the corpus, the papers that nobody has read among it;
and the small network, which is shipped, learns what they say (Hinton et al., "Distilling the Knowledge in a
Neural Network", 2015) and, by a tenth of the weight, what the readers said.

The papers of `train.gold.jsonl` are not learnt from: on them the rest is fitted, and every figure out of
sample is measured (`extractor.training.deciding`). dev and seed are barred outright.
"""

import math
import os
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from extractor import network
from extractor.training import export, gold, loop, pretrained, questions, teaching
from extractor.training.encoder import Encoder
from extractor.training.loop import Plan
from extractor.training.questions import Asked

TEACHERS = (
    (1, Plan(passes=5, rate=5e-5, decay=0.9, new=10.0, batch=12000)),
    (2, Plan(passes=4, rate=7e-5, decay=0.9, new=10.0, batch=8000)),
)
"""By seed, how each teacher is fitted."""
STUDENT = (
    (1, Plan(passes=10, rate=4e-4, decay=0.9, new=3.0, batch=12000)),
    (2, Plan(passes=8, rate=2.5e-4, decay=0.9, new=3.0, batch=12000)),
)
"""By seed, how the student is fitted, one after the other."""
READ = 24000
"""Word pieces that the teachers read at a time."""
HELD = ("train", "dev", "seed")
"""Gold files whose papers the network never sees."""
SHARE = 20
"""One in so many of our own readings is held back, to be measured on."""

Say = Callable[[str], None]


def train(folder: Path, corpus: Path, say: Say, file: Path = network.FILE) -> None:
    """Fit the network and write it to `file`.

    `folder` holds the gold files, `corpus` the abstracts. It computes on a GPU where torch sees one.
    Seeds and threads are fixed: on one machine without a GPU the same data make the same file.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.use_deterministic_algorithms(device.type == "cpu")
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    dtype = torch.bfloat16 if device.type == "cuda" else quickest()
    own, held, unread = _questions(folder, corpus)
    for name, asked in (("to learn from", own), ("held back", held), ("that nobody has read", unread)):
        count = sum(len(several) for _, several in asked)
        claims = sum(bool(q.claimed) for _, several in asked for q in several)
        say(f"{len(asked):,} sentences {name}, with {count:,} numbers, {claims:,} of them known claims")
    say(f"computing in {dtype} on {device.type}")
    teachers = []
    for seed, plan in TEACHERS:
        torch.manual_seed(seed)
        teachers.append(pretrained.teacher(dtype).to(device))
        _fit(teachers[-1], own, plan, seed, f"teacher {seed}", say)
    say(f"teachers: {_right(teachers, held):.3f}")
    taught = teaching.teach(teachers, [*own, *unread], READ)
    del teachers
    torch.manual_seed(STUDENT[0][0])
    student = pretrained.student(dtype).to(device)
    for seed, plan in STUDENT:
        _fit(student, taught, plan, seed, f"student {seed}", say)
        say(f"student: {_right([student], held):.3f}")
    export.export(student.cpu(), file)
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


def _questions(folder: Path, corpus: Path) -> tuple[list[Asked], list[Asked], list[Asked]]:
    """Return the questions of our own readings, of those held back, and of papers that nobody has read."""
    barred = [one for name in HELD for one in gold.beside(*gold.files(folder, name))]
    read = list(gold.own(corpus, {one.id for one in barred}))
    kept = [one for one in read if zlib.crc32(one.id.encode()) % SHARE]
    held = [one for one in read if not zlib.crc32(one.id.encode()) % SHARE]
    unread = gold.unread(corpus, [*barred, *read])
    return list(questions.ask(kept)), list(questions.ask(held)), list(questions.unanswered(unread))


def _fit(encoder: Encoder, asked: Sequence[Asked], plan: Plan, seed: int, name: str, say: Say) -> None:
    start = time.monotonic()

    def report(done: loop.Progress) -> None:
        left = (time.monotonic() - start) / done.step * (done.steps - done.step)
        say(f"{name}: step {done.step:,} of {done.steps:,}: loss {done.loss:.3f}, {left / 60:.0f} min left")

    loop.fit(encoder, asked, plan, seed, report)


def _right(encoders: Sequence[Encoder], held: Sequence[Asked]) -> float:
    return teaching.f1(teaching.teach(encoders, held, READ))

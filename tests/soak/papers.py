"""Short papers in our own words, quickly read, of every kind that a store tells apart."""

import json
from pathlib import Path

BENCHMARKS = ("GLUE", "SQuAD", "GSM8K", "ImageNet", "MMLU")
PLAIN = "We sleep by day and prune by night, and say how."
FIGURES = (
    "We present Moth-{n}, a sparse tuner. On {bench}, Moth-{n} reaches an accuracy of {high:.1f}%, "
    "while Candle stays at {low:.1f}%. On one H100 it is {fast:.1f}x faster than Candle."
)


def record(n: int, version: int = 1) -> dict[str, object]:
    """A paper: every sixth has figures, every tenth two versions."""
    figures = FIGURES.format(
        n=n, bench=BENCHMARKS[n % 5], high=80 + n % 17 + version / 10, low=70 + n % 7, fast=1 + n % 4 + 0.5
    )
    return {
        "id": f"2409.{n:05}",
        "title": f"Pruning by night, part {n}",
        "abstract": figures if n % 6 == 0 else f"{PLAIN} Part {n}{' again' * (version - 1)}.",
        "authors": [f"Ada {n}", "Alan Turing"],
        "date": f"2024-09-{version:02}",
        "categories": ["cs.CL"],
    }


def write(path: Path, first: int, last: int) -> Path:
    """Write the papers of these numbers as JSON lines, every tenth once more in a later version."""
    records = [
        record(n, version) for n in range(first, last) for version in ((1, 2) if n % 10 == 0 else (1,))
    ]
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return path

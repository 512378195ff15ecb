"""How the extractor's work grows with the text: 1 is linear in 4 times the size, 4 quadratic.

python tests/benchmarks/growth.py
"""

import time
from collections.abc import Callable

from extractor.components import quantities
from extractor.pipeline import load
from schema.records import Paper

UNITS = [
    "1",
    "(",
    "%",
    "$",
    "1% ",
    "1 to ",
    "\\%",
    "{1}",
    "accuracy of 5% on ImageNet, ",
    "improves by 3.2x. ",
]
SIZE, TIMES, RUNS = 6_000, 4, 3


def main() -> None:
    """Print a line a text: growth of the quantity finder, and of the whole pipeline."""
    extractor = load()
    for unit in UNITS:
        finder = _growth(unit, quantities.find)
        whole = _growth(unit, lambda text: extractor.claims(Paper(id="1", title="T", abstract=text)))
        print(f"{unit!r:32} finder {finder:.2f}  pipeline {whole:.2f}")


def _growth(unit: str, work: Callable[[str], object]) -> float:
    return _seconds(unit, SIZE * TIMES, work) / _seconds(unit, SIZE, work) / TIMES


def _seconds(unit: str, size: int, work: Callable[[str], object]) -> float:
    text = unit * (size // len(unit))
    times = []
    for _ in range(RUNS):
        before = time.process_time()
        work(text)
        times.append(time.process_time() - before)
    return min(times)


if __name__ == "__main__":
    main()

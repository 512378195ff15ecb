"""How the time of everything that looks through a text grows with the text: 4 is linear in 4 times the size.

python tests/benchmarks/hostile.py [NAME ...]

Texts of `tests/hostile.py` with 64 kB, 256 kB and 1 MB; CPU time, the least of `RUNS`. A line a finder: the
text on which it takes longest at 1 MB, and how long (seconds); the text on which its time grows most from
256 kB to 1 MB, of those that take more than `LEAST` then, and its growth in both steps.
"""

import sys
import time

from tests import hostile
from tests.finders import FINDERS, Finder

SIZES = (1 << 16, 1 << 18, 1 << 20)
RUNS = 2
LEAST = 0.05


def main(names: list[str]) -> None:
    print(f"{'finder':20} {'longest at 1 MB':24} {'s':>6}  {'steepest':24} {'x4':>5} {'x4':>5}")
    for name in names or FINDERS:
        found = {
            told: [_seconds(FINDERS[name], told, size) for size in SIZES] for told, _ in hostile.texts(1)
        }
        longest = max(found, key=lambda told: found[told][-1])
        slow = {told: times for told, times in found.items() if times[-1] >= LEAST} or {
            longest: found[longest]
        }
        steepest = max(slow, key=lambda told: slow[told][2] / slow[told][1])
        first, second, third = slow[steepest]
        print(
            f"{name:20} {longest:24} {found[longest][-1]:6.2f}  {steepest:24}"
            f" {second / first:5.1f} {third / second:5.1f}",
            flush=True,
        )


def _seconds(finder: Finder, told: str, size: int) -> float:
    unit = hostile.UNITS.get(told)
    text = hostile.repeated(unit, size) if unit else hostile.mixed(size)
    times = []
    for _ in range(RUNS):
        before = time.process_time()
        finder(text)
        times.append(time.process_time() - before)
        if times[-1] > 1:
            break
    return min(times)


if __name__ == "__main__":
    main(sys.argv[1:])

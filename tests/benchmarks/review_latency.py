"""From key to paint in the review screen: the real command in a pseudo-terminal, on a copy of a large store.

python -m tests.benchmarks.review_latency DATABASE [ITEMS=200]

DATABASE is a SQLite file (`large_store.py` makes one). Prints how long it takes until the first item
is there, and for each kind of key the distribution of the time from the key to the last byte of what it
paints. A key is pressed every 300 ms, which is faster than anybody reads.
"""

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time
from collections import defaultdict
from pathlib import Path

PAUSE = 0.3
"""Seconds from one key to the next."""
GAP = 0.008
"""Seconds without output after which a paint is over."""
READY = b"claim "
DOES = {"a": "accept", "r": "reject", "n": "next", "u": "undo", "p": "paper"}
ROUND = "aararanaaapauaa"
"""The keys that are pressed, again and again: mostly decisions."""
COMMAND = "import sys, cli; sys.argv[0] = 'claimboard'; cli.main()"


def main(database: str, items: str = "200") -> None:
    """Print the times."""
    with tempfile.TemporaryDirectory(prefix="claimboard-") as folder:
        store = Path(folder) / "claims.db"
        shutil.copy(database, store)
        master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (24, 80))
        environment = {**os.environ, "TERM": "xterm-256color", "XDG_DATA_HOME": folder}
        began = time.monotonic()
        words = [
            sys.executable,
            "-c",
            COMMAND,
            "review",
            "--as",
            "benchmark",
            "--seed",
            "3",
            "--db",
            str(store),
        ]
        process = subprocess.Popen(
            words, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)
        try:
            seen = b""
            while READY not in seen:
                seen = seen[-100:] + os.read(master, 65536)
            print(f"first item after {time.monotonic() - began:.1f} s")
            _painted(master, 2.0)
            times: dict[str, list[float]] = defaultdict(list)
            for place in range(int(items)):
                key = ROUND[place % len(ROUND)]
                pressed = time.monotonic()
                os.write(master, key.encode())
                if (last := _painted(master, PAUSE)) is None:
                    sys.exit(f"nothing was painted after {DOES[key]}")
                times[DOES[key]].append(1000 * (last - pressed))
            times["all"] = [one for each in times.values() for one in each]
            for name, each in times.items():
                print(f"{name:<8}{len(each):>5} keys  " + "  ".join(_shares(each)))
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            os.close(master)
            process.wait()


def _painted(master: int, pause: float) -> float | None:
    """Read until nothing comes for a while; return when the last byte of the first paint came, if any did.

    The first paint is over when for some milliseconds nothing more comes. What comes later than that, such as
    a place that was looked up, is no answer to the key.
    """
    last, over, until = None, False, time.monotonic() + pause
    while (left := until - time.monotonic()) > 0:
        if not select.select([master], [], [], left if last is None or over else min(left, GAP))[0]:
            over = last is not None
        else:
            os.read(master, 65536)
            last = last if over else time.monotonic()
    return last


def _shares(times: list[float]) -> list[str]:
    ordered = sorted(times)
    return [
        f"{name} {ordered[min(len(ordered) - 1, int(len(ordered) * share))]:.0f} ms"
        for name, share in (("median", 0.5), ("95%", 0.95), ("99%", 0.99), ("longest", 1.0))
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])

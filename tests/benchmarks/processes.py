"""Commands as processes of their own, and what they took."""

import os
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

from tests.benchmarks import memory

SAMPLED = 0.2
"""Seconds between two looks at the memory of a process."""


class Ran(NamedTuple):
    """Seconds of processor and clock that a process took, and its memory in MB as it went along."""

    cpu: float
    clock: float
    held: list[float]


def ran(*command: str) -> Ran:
    """Run a command to its end. Where it fails, so does this program, with what the command said."""
    start, held = time.perf_counter(), []
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        while True:
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            if (now := memory.held(process.pid)) is not None:
                held.append(now)
            time.sleep(SAMPLED)
        clock = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{command[0]} ended with {process.returncode}\n{said.read().decode()}")
    return Ran(used.ru_utime + used.ru_stime, clock, held)

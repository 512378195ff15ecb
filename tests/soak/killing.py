"""Commands that run beside the test, and are killed at moments spread over their time."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tests.soak.content import Content, content, lost_and_new, recorded

ROOT = Path(__file__).parents[2]
TRIES = 8
"""Times that a moment is tried for where the process has ended before it came."""
KILLED = -9
LONGEST = 300
"""Seconds that a command may take until something has to happen to it."""


class Ended(NamedTuple):
    """How a process ended.

    `code` is its exit code, `KILLED` where it was killed; `said` what it wrote; `inside` whether that was in
    a transaction that writes; `commits` how many it had committed, over so many `seconds` (or, since it
    started, until it ended); `orphans` how many of the processes that it started lived on.
    """

    code: int
    said: str
    inside: bool
    commits: int
    seconds: float
    orphans: int


class Driver:
    """A process from which commands are forked (`tests.soak.driver`)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.driver"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def close(self) -> None:
        self._process.communicate()

    def start(self, *args: object, largest_file: int | None = None, patience: float | None = None) -> int:
        """Start a command; return its process id.

        No file of its may grow beyond `largest_file` bytes; it waits `patience` seconds for locks.
        """
        order = {"args": [*map(str, args)], "largest_file": largest_file, "patience": patience}
        pid: int = self._ask(**order)["pid"]
        return pid

    def has_committed(self, pid: int, count: int) -> None:
        """Wait until a command has committed so many transactions that write."""
        last = time.monotonic() + LONGEST
        while (marks := self._ask(pid=pid, ask=True))["marks"][1] < count:
            assert not marks["ended"], f"it ended after {marks['marks'][1]} commits"
            assert time.monotonic() < last, "it does not come that far"
            time.sleep(0.002)

    def commits(self, pid: int) -> int:
        """Say how many transactions that write it has committed."""
        return int(self._ask(pid=pid, ask=True)["marks"][1])

    def wait(self, pid: int, kill_after: float | None = None, since: str = "first") -> Ended:
        """Wait for its end; kill it so many seconds after its "first" commit.

        Or after it has "begun" what it commits, or "started".
        """
        return Ended(**self._ask(pid=pid, kill_after=kill_after, since=since))

    def run(self, *args: object, **limits: Any) -> Ended:
        """Run a command to its end; see `start` for its limits."""
        return self.wait(self.start(*args, **limits))

    def _ask(self, **order: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the driver has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer


@dataclass
class Tally:
    """What a series of kills came to: rows that are not there after the same command, or are there twice."""

    what: str
    amid: str = "inside a transaction"
    tried: int = 0
    inside: int = 0
    survived: int = 0
    lost: int = 0
    doubled: int = 0
    done: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        spread = " ".join(f"{share:.0%}" for share in sorted(self.done)[:: max(1, len(self.done) // 5)])
        return (
            f"{self.what}: {self.tried} kills, {self.inside} of them {self.amid}; then the same"
            f" store {self.survived} times, {self.lost} rows lost, {self.doubled} doubled"
            f"{f' (commits done: {spread})' if spread else ''}"
        )


def killed_again_and_again(
    driver: Driver,
    places: Callable[[], str],
    command: Callable[[str], tuple[object, ...]],
    count: int,
    tally: Tally,
    since: str = "first",
    look: Callable[[str], Content] = content,
    refusal: str | None = None,
) -> None:
    """Kill a command at `count` moments, each time on another database; run it again; compare what is stored.

    `places` gives databases as the command finds them, `command` its arguments for one. What stands there
    after a kill has to be what stood there before, or a part of what an undisturbed run records; `look` says
    what that is. `refusal` is what the command may say, run again, where all was there before it was killed.
    """
    url = places()
    start = look(url) if since == "begun" else Content()
    pid = driver.start(*command(url))
    alone = driver.wait(pid, since=since)
    assert alone.code == 0, alone.said
    assert alone.commits, "no transaction was seen"
    whole, seconds = look(url), alone.seconds
    for number in range(count):
        for _ in range(TRIES):
            url = places()
            ended = driver.wait(driver.start(*command(url)), (number + 0.5) / count * seconds, since)
            if ended.code == KILLED:
                break
            assert ended.code == 0, ended.said
            seconds = min(seconds, ended.seconds)
        assert ended.code == KILLED, "it always ended before it could be killed"
        assert ended.orphans == 0
        tally.tried += 1
        tally.inside += ended.inside
        tally.done.append(ended.commits / alone.commits)
        stands = look(url)
        unlike = Content() if stands == start else recorded(stands) - whole
        again = driver.run(*command(url))
        if again.code and refusal is not None and stands == whole:
            assert refusal in again.said
        else:
            assert again.code == 0, again.said
        found = look(url)
        lost, new = lost_and_new(whole, found)
        tally.lost += len(lost)
        tally.doubled += len(new)
        tally.survived += found == whole
        _check(unlike, lost, new)


def _check(unlike: Content, lost: Content, new: Content) -> None:
    assert not unlike, f"after the kill there was what an undisturbed run does not record: {unlike}"
    assert not lost, f"lost: {lost}"
    assert not new, f"new or doubled: {new}"

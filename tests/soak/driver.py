"""Runs the command line in forks of a process that has the pipeline loaded, and kills them when told to.

Started by `tests.soak.killing`: orders come as JSON lines on stdin, answers go out as JSON lines. A process
that is started here is the real command line in a process of its own; only the loading, which takes seconds,
was done before the fork. What its transactions do stands in memory that this process shares.
"""

import functools
import json
import mmap
import os
import resource
import signal
import struct
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ["TOKENIZERS_PARALLELISM"] = "false"  # which does not outlive a fork

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect

import cli
from extractor import ingest, pipeline
from schema import database
from tests.soak import papers

FIELDS = struct.Struct("5d")
"""Is a transaction open that writes; how many were committed; when the first was begun, and when the first
and the last were committed (seconds of the monotonic clock, 0 for never)."""
WRITING, COMMITS, BEGUN, FIRST, LAST = range(5)
MARKED = {"started": None, "begun": BEGUN, "first": FIRST}
"""From when on time is told, by the words of `tests.soak.killing`."""
PAUSE = 0.0005
BROKEN = 70
AT_ONCE = 10
"""Papers that an `add` reads before it stores them."""
ORPHANS_DIE = 15
"""Seconds that workers have to notice that the process which started them is gone."""


class Marks:
    """What a process does, in memory that it shares with this one."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, FIELDS.size)

    def read(self) -> list[float]:
        return list(FIELDS.unpack_from(self._memory))

    def begun(self) -> None:
        now = self.read()
        now[WRITING] = 1
        now[BEGUN] = now[BEGUN] or time.monotonic()
        FIELDS.pack_into(self._memory, 0, *now)

    def ended(self, committed: bool) -> None:
        now = self.read()
        if committed and now[WRITING]:
            now[COMMITS] += 1
            now[LAST] = time.monotonic()
            now[FIRST] = now[FIRST] or now[LAST]
        now[WRITING] = 0
        FIELDS.pack_into(self._memory, 0, *now)


MARKS = Marks()


@event.listens_for(Engine, "begin")
def _begun(connection: Connection) -> None:
    if connection.get_execution_options().get("writing"):
        MARKS.begun()


def _watched(name: str, committed: bool) -> None:
    plain = getattr(DefaultDialect, name)

    def ended(self: DefaultDialect, connection: Any) -> None:
        plain(self, connection)
        MARKS.ended(committed)

    setattr(DefaultDialect, name, ended)


class Process:
    """A command line that runs in a fork of this process."""

    def __init__(self, args: list[str], largest_file: int | None, patience: float | None) -> None:
        global MARKS
        self.marks = MARKS = Marks()
        self.started = time.monotonic()
        self.said = Path(tempfile.mkstemp(prefix="claimboard-said-")[1])
        self.pid = os.fork()
        if not self.pid:
            self._run(args, largest_file, patience)

    def _run(self, args: list[str], largest_file: int | None, patience: float | None) -> None:
        os.setsid()  # whatever it starts is found by its session
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        said = os.open(self.said, os.O_WRONLY)
        os.dup2(said, 1)
        os.dup2(said, 2)
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
        if patience is not None:
            database.PATIENCE = patience
        code = BROKEN
        try:
            code = _call(args)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    @property
    def ended(self) -> bool:
        """Whether it has ended by itself; `wait` still says how."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def wait(self, kill_after: float | None, since: int | None) -> dict[str, Any]:
        """Wait for its end; kill it so many seconds after its start, or after a mark was made."""
        killed = False
        while (ended := os.waitpid(self.pid, os.WNOHANG))[0] == 0:
            begun = self.started if since is None else self.marks.read()[since]
            if not killed and kill_after is not None and begun and time.monotonic() >= begun + kill_after:
                os.kill(self.pid, signal.SIGKILL)
                killed = True
            time.sleep(PAUSE)
        marks, ended_at = self.marks.read(), time.monotonic()
        text = self.said.read_text(encoding="utf-8", errors="replace")
        self.said.unlink()
        return {
            "code": os.waitstatus_to_exitcode(ended[1]),
            "said": text,
            "inside": bool(marks[WRITING]),
            "commits": int(marks[COMMITS]),
            "seconds": max(0.0, ended_at - self.started if since is None else marks[LAST] - marks[since]),
            "orphans": self._orphans(),
        }

    def _orphans(self) -> int:
        """Count the processes that it started and that did not end with it; end them."""
        last = time.monotonic() + ORPHANS_DIE
        while (there := _in_session(self.pid)) and time.monotonic() < last:
            time.sleep(0.05)
        for pid in there:
            os.kill(pid, signal.SIGKILL)
        return len(there)


def _call(args: list[str]) -> int:
    sys.argv = ["claimboard", *args]
    try:
        cli.main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def _in_session(session: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def main() -> None:
    """Load what every command needs, say so, and obey until stdin ends."""
    loaded = pipeline.load()
    pipeline.load = lambda components=None: loaded
    with tempfile.TemporaryDirectory(prefix="claimboard-warm-") as folder:
        few = papers.write(Path(folder) / "papers.jsonl", 0, 12)
        _call(["add", str(few), "-q", "--db", f"{folder}/claims.db"])
    # so that what is read is stored every now and then, and not mostly at the end
    ingest.add = functools.partial(ingest.add, batch=AT_ONCE)  # type: ignore[assignment] # it is called alike
    _watched("do_commit", True)
    _watched("do_rollback", False)
    running: dict[int, Process] = {}
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        answer: dict[str, Any]
        if "args" in order:
            process = Process(order["args"], order.get("largest_file"), order.get("patience"))
            running[process.pid] = process
            answer = {"pid": process.pid}
        elif order.get("ask"):
            process = running[order["pid"]]
            answer = {"marks": process.marks.read(), "ended": process.ended}
        else:
            answer = running.pop(order["pid"]).wait(order.get("kill_after"), MARKED[order["since"]])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

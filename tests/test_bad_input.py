"""What goes wrong, each in the real command line: what is said, the exit code, and what the store holds then.

`make golden` writes `test_bad_input/cases.txt` anew: read it as whoever gets these messages would.
"""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytest_regressions.file_regression import FileRegressionFixture
from sqlalchemy import Engine, event

import schema.store
from extractor import pipeline
from migrations import runner
from schema import database
from schema.database import VERSION_TABLE
from tests.bad_input import CASES, GOOD, paper
from tests.paper_files import jsonl
from tests.running import Run

ROOT = Path(__file__).parents[1]
DB = "claims.db"
VOLATILE = re.compile(r"(?<=\()\d+\.\d s, [\d,]+ a second(?=\))|(?<=this version needs )\d+")
MANY = jsonl(
    *(paper(f"p{n}", title=f"Night {n}", abstract="We sleep." if n != 5000 else 5) for n in range(10_000))
)
HUNDRED = jsonl(*(paper(str(n), title=f"Night {n}", abstract="We sleep by day. " * 200) for n in range(100)))


class Folder:
    """A folder in which commands are run, and what they said, as one reads it."""

    def __init__(self, run: Run, here: Path) -> None:
        self.run = run
        self.here = here
        self.given: set[str] = set()

    def put(self, files: Mapping[str, bytes | str]) -> None:
        """Empty it, and put files into it."""
        for path in self.here.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name, content in files.items():
            (self.here / name).parent.mkdir(exist_ok=True)
            (self.here / name).write_bytes(content.encode() if isinstance(content, str) else content)
        self.given = {path.name for path in self.here.iterdir()}

    def call(self, command: str) -> str:
        """Run a command in this process."""
        result = self.run(*command.split())
        return _said(command, result.out, result.err, result.code)

    def apart(self, command: str, reader: str) -> str:
        """Run a command in a process of its own, whose output goes to a reader."""
        shell = f"set -o pipefail; {sys.executable} -m cli {command} {reader}"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            ["bash", "-c", shell], capture_output=True, text=True, check=False, env=environment
        )
        return _said(f"{command} {reader}", done.stdout, done.stderr, done.returncode)

    def left(self) -> str:
        """Return which papers are stored then, and which files were written."""
        lines = [f"stored: {_stored(self.here / DB)}"]
        new = {path.name for path in self.here.iterdir()} - self.given - {DB, f"{DB}-shm", f"{DB}-wal"}
        for name in sorted(new):
            lines.append(f"written: {name} (lines: {len((self.here / name).read_text().splitlines())})")
        return "\n".join(lines) + "\n"


def _said(command: str, out: str, err: str, code: int) -> str:
    assert "s3cret" not in out + err
    return VOLATILE.sub("…", f"$ claimboard {command}\n{out}{err}exit code {code}\n")


def _stored(db: Path) -> str:
    if not db.exists():
        return "there is no database"
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        try:
            names = [
                ascii(name)[1:-1] for (name,) in connection.execute("SELECT name FROM paper ORDER BY id")
            ]
        except sqlite3.OperationalError:
            return "what another program put there"
    return f"{len(names):,} papers" if len(names) > 9 else ", ".join(names) or "no paper"


@pytest.fixture
def folder(run: Run, tmp_path: Path, empty_file: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A folder and its commands, which share one pipeline and copy a new database: both take their time."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("CLAIMBOARD_DB", DB)
    monkeypatch.setenv("COLUMNS", "100")
    loaded = pipeline.load()
    monkeypatch.setattr(pipeline, "load", lambda: loaded)
    upgrade = runner.upgrade

    def made(url: str | None = None, to: str = "head") -> None:
        if url == DB:
            shutil.copy(empty_file, here / DB)
        else:
            upgrade(url, to)

    monkeypatch.setattr(runner, "upgrade", made)
    return Folder(run, here)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and /dev/full, which are Linux's")
def test_everything_that_goes_wrong_is_told_and_nothing_is_lost(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, file_regression: FileRegressionFixture
) -> None:
    found = []
    for case in CASES:
        folder.put(case.files)
        found.append(f"== {case.name}\n{''.join(map(folder.call, case.commands))}{folder.left()}")
    for happens in (many, foreign, newer, older, locked, full, interrupted):
        folder.put({"papers.jsonl": GOOD})
        with monkeypatch.context() as patch:
            told = happens(folder, patch)
        found.append(f"== {happens.__doc__}\n{told}{folder.left()}")
    text = "\n".join(found)
    assert "Traceback" not in text
    file_regression.check(text, basename="cases", encoding="utf-8")


def many(folder: Folder, _patch: pytest.MonkeyPatch) -> str:
    """10,000 papers with a bad one, and readers that leave early, or have no room"""
    folder.put({"papers.jsonl": MANY})
    readers = (("papers --format tsv", "| head -1 | cut -f1"), ("papers --format tsv", "> /dev/full"))
    return folder.call("add papers.jsonl") + "".join(folder.apart(*reader) for reader in readers)


def foreign(folder: Folder, _patch: pytest.MonkeyPatch) -> str:
    """another program's database"""
    with closing(sqlite3.connect(folder.here / DB)) as theirs:
        theirs.execute("CREATE TABLE paper (title TEXT)")
    return folder.call("add papers.jsonl")


def newer(folder: Folder, _patch: pytest.MonkeyPatch) -> str:
    """a database of a later version"""
    _of_revision(folder, "9999")
    return folder.call("add papers.jsonl")


def older(folder: Folder, _patch: pytest.MonkeyPatch) -> str:
    """a database of an earlier version"""
    _of_revision(folder, "0000")
    return folder.call("add papers.jsonl")


def _of_revision(folder: Folder, revision: str) -> None:
    folder.call("db upgrade")
    with closing(sqlite3.connect(folder.here / DB)) as connection, connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '{revision}'")


def locked(folder: Folder, patch: pytest.MonkeyPatch) -> str:
    """a database that another process is writing"""
    folder.call("db upgrade")
    patch.setattr(database, "PATIENCE", 0.1)
    with closing(sqlite3.connect(folder.here / DB, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        return folder.call("add papers.jsonl")


def full(folder: Folder, _patch: pytest.MonkeyPatch) -> str:
    """a disk that fills up, and has room again"""
    folder.put({"papers.jsonl": HUNDRED})
    folder.call("db upgrade")
    with closing(sqlite3.connect(folder.here / DB)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]

    def limited(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 60}")

    event.listen(Engine, "connect", limited)
    try:
        told = folder.call("add papers.jsonl --rejects refused.jsonl")
    finally:
        event.remove(Engine, "connect", limited)
    return told + folder.left() + folder.call("add papers.jsonl")


def interrupted(folder: Folder, patch: pytest.MonkeyPatch) -> str:
    """Ctrl-C in the middle, and the same command again"""
    record: Callable[..., Any] = schema.store.record_all
    calls: Iterator[int] = iter(range(9))

    def recorded(*given: object) -> object:
        if next(calls) == 2:
            signal.raise_signal(signal.SIGINT)
        return record(*given)

    with patch.context() as once:
        once.setattr(schema.store, "TOGETHER", 1)
        once.setattr(schema.store, "record_all", recorded)
        told = folder.call("add papers.jsonl --rejects refused.jsonl")
    return told + folder.left() + folder.call("add papers.jsonl")

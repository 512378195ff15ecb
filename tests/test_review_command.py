"""The real command in a real terminal, on a real store: also where it is killed amid a decision."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from migrations import runner
from schema.database import writing
from schema.review.history import log_rows
from schema.store import Store
from tests.running import Run
from tests.storing import ABSTRACT, add, paper

ROOT = Path(__file__).parent.parent
COMMAND = (
    "import sys, cli, schema.database; schema.database.PATIENCE = 300; "  # however slow the machine is
    "sys.argv[0] = 'claimboard'; cli.main()"
)
CODES = re.compile(rb"\x1b\[[0-9;?>=<$]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]")
PATIENCE = 60
PAPERS = 6


class Terminal:
    """A reviewer at a terminal of 80 columns and 24 lines; `seen` is what came since the last key."""

    def __init__(self, url: str, home: Path, *options: str) -> None:
        self.master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (24, 80))
        words = [sys.executable, "-c", COMMAND, "review", "--db", url, "--as", "ada", *options]
        environment = {**os.environ, "TERM": "xterm", "XDG_DATA_HOME": str(home)}
        self.process = subprocess.Popen(
            words, cwd=ROOT, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)
        self.seen = ""

    def press(self, keys: str) -> None:
        self.seen = ""
        os.write(self.master, keys.encode())

    def wait_for(self, wanted: str) -> None:
        """Wait until a text stands in what was written."""
        until = time.monotonic() + PATIENCE
        while not re.search(wanted, self.seen):
            assert select.select([self.master], [], [], max(0, until - time.monotonic()))[0], self.seen
            try:
                block = os.read(self.master, 65536)
            except OSError:  # the other end is closed
                block = b""
            assert block, self.seen
            self.seen += CODES.sub(b"", block).decode(errors="replace")

    def decide(self, key: str, told: str) -> None:
        """Press a key that decides; wait until that is told and a claim, the next, is there to be decided."""
        self.press(key)
        self.wait_for(told)
        self.wait_for(r"claim \d of 3")

    def leave(self) -> int:
        """Quit; return the exit code."""
        self.press("q")
        with suppress(OSError):  # how Linux says that the other end is closed
            while select.select([self.master], [], [], PATIENCE)[0] and (
                block := os.read(self.master, 65536)
            ):
                self.seen += CODES.sub(b"", block).decode(errors="replace")
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def close(self) -> None:
        if self.process.poll() is None:
            self.kill()
        os.close(self.master)


@pytest.fixture
def url(ready_sqlite: str) -> str:
    """A store with some papers of three claims each."""
    with runner.open_store(ready_sqlite) as store:
        add(store, *(paper(f"2409.{at:05}", f"Number {at}. {ABSTRACT}") for at in range(PAPERS)))
    return ready_sqlite


@pytest.fixture
def open_terminal(url: str, tmp_path: Path) -> Iterator[type[Terminal]]:
    """What opens terminals that are closed at the end."""
    opened: list[Terminal] = []

    class Opened(Terminal):
        def __init__(self, *options: str) -> None:
            super().__init__(url, tmp_path, *options)
            opened.append(self)

    yield Opened  # type: ignore[misc] # it has one way to be called
    for each in opened:
        each.close()


def actions(url: str) -> list[tuple[str, str]]:
    """Who said what, the oldest first."""
    with Store.open(url) as store:
        return [(row.entry.who, row.entry.action) for row in log_rows(store)][::-1]


def test_what_is_said_is_stored_and_the_next_sitting_goes_on_from_there(url, open_terminal) -> None:
    first = open_terminal()
    first.wait_for(r"0 decided · 18 left")
    first.wait_for(r"claim \d of 3")
    first.decide("a", r"1 decided · 17 left")
    first.decide("r", r"2 decided · 16 left")
    first.press("u")
    first.wait_for(r"taken back: rejected")
    assert first.leave() == 0
    assert actions(url) == [("ada", "accept"), ("ada", "reject"), ("ada", "undo")]
    second = open_terminal()
    second.wait_for(r"1 decided · 17 left")
    assert second.leave() == 0
    assert "decision" not in second.seen


def test_what_was_decided_is_told_at_the_end_and_how_to_take_it_back(url, open_terminal) -> None:
    first = open_terminal()
    first.wait_for(r"claim \d of 3")
    for key, told in (("a", "accepted: "), ("n", "left for later: "), ("r", "rejected: ")):
        first.decide(key, told)
    assert first.leave() == 0
    lists = "claimboard review log lists them, claimboard review undo 1 3 takes them back"
    assert f"2 decisions: {lists}" in first.seen


def test_a_sitting_that_is_killed_loses_nothing_that_was_said(url, open_terminal) -> None:
    first = open_terminal()
    first.wait_for(r"claim \d of 3")
    for decided in range(1, 4):
        first.decide("a", rf"{decided} decided")
    first.kill()
    second = open_terminal("--paper", "2409.00002")  # the killed sitting held claims of it
    second.wait_for(r"claim \d of 3")
    assert second.leave() == 0
    third = open_terminal()
    third.wait_for(r"3 decided · 15 left")
    assert third.leave() == 0
    assert actions(url) == [("ada", "accept")] * 3


def test_claims_that_another_sitting_has_are_told(url, open_terminal) -> None:
    first = open_terminal("--paper", "2409.00002")
    first.wait_for(r"claim \d of 3")
    second = open_terminal("--paper", "2409.00002")
    second.wait_for("3 claims are before ada in another sitting, free by")
    assert first.leave() == 0
    second.wait_for(r"claim \d of 3")
    assert second.leave() == 0


def test_what_the_database_had_no_time_for_is_stored_by_the_next_sitting(url, open_terminal) -> None:
    first = open_terminal()
    first.wait_for(r"claim \d of 3")
    with Store.open(url) as other, writing(other.engine) as connection:
        connection.execute(text("SELECT 1"))  # it writes now, and nobody else
        for decided in range(1, 4):
            first.decide("r", rf"{decided} decided")
        first.press("u")
        first.wait_for("taken back")
        first.kill()
    assert actions(url) == []
    second = open_terminal()
    second.wait_for("of a sitting that was cut off: 2 decisions")
    assert second.leave() == 0
    assert actions(url) == [("ada", "reject")] * 2
    third = open_terminal()
    third.wait_for(r"2 decided · 16 left")
    assert third.leave() == 0
    assert len(actions(url)) == 2


def test_filters_choose_what_comes_up(url, open_terminal) -> None:
    narrow = open_terminal("--paper", "2409.00002", "--min-confidence", "0.65", "--reason", "beside")
    narrow.wait_for(r"0 decided · 1 left")
    narrow.wait_for(r"2409\.00002")
    assert narrow.leave() == 0


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ([], 2, "claimboard review needs a terminal, and stdin is none\n  claimboard review export"),
        (["--as", "ada"], 2, "needs a terminal"),
    ],
)
def test_without_a_terminal_the_way_to_a_spreadsheet_is_told(
    run: Run, url: str, options: list[str], code: int, said: str
) -> None:
    result = run("review", *options, "--db", url)
    assert result.code == code
    assert said in result.err
    assert result.out == ""


def test_a_paper_that_is_not_stored_is_named(open_terminal) -> None:
    wrong = open_terminal("--paper", "2409.99999")
    wrong.wait_for("no paper '2409.99999' is stored")
    assert wrong.process.wait(PATIENCE) == 1

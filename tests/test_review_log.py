"""Many claims accepted at once, the log of what people decided, and how that is taken back."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from schema.queries import claim_rows
from schema.review.history import log_rows
from schema.store import Store
from tests.deciding import decide
from tests.running import Run, table
from tests.storing import ABSTRACT, add, claim, paper


@pytest.fixture(autouse=True)
def _filled(store: Store, ready_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two papers of three claims each; every command speaks of them."""
    add(store, paper(), paper("2409.00002", f"Once more. {ABSTRACT}"))
    monkeypatch.setenv("CLAIMBOARD_DB", ready_url)
    monkeypatch.setenv("CLAIMBOARD_USER", "ada")


def statuses(store: Store) -> list[tuple[str, str]]:
    return sorted((row.written, row.status) for row in claim_rows(store))


def actions(store: Store) -> list[tuple[str, str]]:
    return [(row.entry.who, row.entry.action) for row in log_rows(store)][::-1]


def test_accepting_many_says_first_how_many_how_sure_and_who_would_be_first(run: Run, store: Store) -> None:
    run("review", "undo", decide(store, "81.3", "reject"))
    tried = run("review", "accept", "--min-confidence", "0.65", "--paper", "2409.00001", "--dry-run")
    assert tried.code == 0
    assert tried.err.splitlines() == [
        "2 claims would be accepted on GLUE",
        "  precision expected: 80.0%, by the machine's own estimate (fewer than one claim wrong)",
        "nothing is changed (--dry-run)",
    ]
    assert [(row["action"], row["value"]) for row in table(tried.out)] == [
        ("accept", "79.0"),
        ("accept", "81.3"),
    ]
    assert {status for _, status in statuses(store)} == {"machine"}
    made = run(
        "review", "accept", "--min-confidence", "0.65", "--paper", "2409.00001", "--yes", "--why", "sure"
    )
    assert made.err.splitlines()[2:] == ["2 claims accepted", "  claimboard review undo 3-4 takes it back"]
    assert [status for _, status in statuses(store)].count("accepted") == 2
    assert {row.entry.why for row in log_rows(store, between=(3, 4))} == {"sure"}


def test_values_are_shown_without_latex_and_exported_as_written(run: Run, store: Store) -> None:
    of = paper("2409.00003", "Torch solves 84.1\\% of the riddles.")
    score = claim(of, "84.1\\%", number=84.1, unit="%", method="Torch", confidence=0.99)
    store.record(of, [score], store.run("0.1.0", "latex", {}))
    sure = ("review", "accept", "--min-confidence", "0.98", "--dry-run")
    shown = run(*sure, "--format", "table").out
    assert "84.1%" in shown
    assert "\\%" not in shown
    (line,) = run(*sure, "--format", "jsonl").out.splitlines()
    assert json.loads(line)["value"] == "84.1\\%"


def test_a_first_place_that_would_change_is_told(run: Run, store: Store) -> None:
    for value in ("81.3", "79.0"):
        for key in (1, 2):
            decide(store, value, "reject", key=key)
    run("review", "undo", "3-4")
    result = run("review", "accept", "--min-confidence", "0.65", "--benchmark", "GLUE", "--dry-run")
    assert "  first on GLUE, average score (%): Candle (before: nobody)" in result.err.splitlines()
    assert run("review", "accept", "--min-confidence", "0.65", "--benchmark", "GLUE", "--yes").code == 0
    assert table(run("boards").out)[0]["leader"] == "Candle"


def test_nobody_is_asked_without_a_terminal(run: Run, store: Store) -> None:
    result = run("review", "accept", "--min-confidence", "0.65")
    assert (result.code, actions(store)) == (2, [])
    assert "--dry-run first, then give --yes" in result.err
    assert run("review", "accept", "--yes").code == 2
    none = run("review", "accept", "--min-confidence", "0.99", "--yes")
    assert (none.code, none.err) == (1, "claimboard: no claim that is undecided is as sure as 0.99\n")


@pytest.mark.parametrize(("answer", "code", "status"), [("y", 0, "accepted"), ("n", 1, "machine")])
def test_on_a_terminal_one_is_asked(store: Store, answer: str, code: int, status: str) -> None:
    master, slave = pty.openpty()
    os.write(master, f"{answer}\n".encode())
    words = [sys.executable, "-m", "cli", "review", "accept", "--min-confidence", "0.65"]
    done = subprocess.run(
        words, stdin=slave, capture_output=True, text=True, cwd=Path(__file__).parents[1], check=False
    )
    os.close(slave)
    os.close(master)
    assert done.returncode == code, done.stderr
    assert "Accept them? [y/N]" in done.stderr
    assert dict(statuses(store))["81.3"] == status


def test_quiet_accepts_without_a_word(run: Run, store: Store) -> None:
    assert run("review", "accept", "--min-confidence", "0", "--yes", "-q") == (0, "", "")
    assert {status for _, status in statuses(store)} == {"accepted"}


def test_the_log_says_who_said_what_and_what_became_of_it(run: Run, store: Store) -> None:
    decide(store, "79.0", "reject", who="Bo", why="of another paper")
    decide(store, "81.3", "accept", who="Al")
    run("review", "undo", "1", "--why", "a slip")
    store.record(paper(abstract="All else."), [], store.run("0.3.0", "third", {}))
    rows = table(run("review", "log").out)
    told = [(row["decision"], row["who"], row["action"], row["value"], row["state"]) for row in rows]
    assert told == [
        ("3", "ada", "undo", "", ""),
        ("2", "Al", "accept", "81.3", "its sentence is gone"),
        ("1", "Bo", "reject", "79.0", "undone"),
    ]
    assert (rows[0]["undoes"], rows[0]["claim"]) == ("1", rows[2]["claim"])
    assert [row["why"] for row in rows] == ["a slip", "", "of another paper"]
    document = json.loads(run("review", "log", "--format", "json").out)
    assert [entry["decision"] for entry in document["decisions"]] == [3, 2, 1]
    shown = run("review", "log", "--format", "table", "--who", "Al").out
    assert re.search(r"2\s+\d{4}-\d\d-\d\d \d\d:\d\d\s+Al\s+accept", shown)


def test_the_log_says_what_was_changed(run: Run, store: Store) -> None:
    from tests.deciding import shown

    said = shown(store, "79.0").claim.model_copy(update={"number": 80.0, "benchmark": None})
    decide(store, "79.0", "edit", said=said)
    (row,) = table(run("review", "log").out)
    assert row["changes"] == "number 79 → 80; benchmark GLUE → nothing"
    assert (row["benchmark"], row["method"]) == ("", "Candle")


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (("--who", "Bo"), ["3", "1"]),
        (("--paper", "2409.00002"), ["2"]),
        (("--since", "2000"), ["3", "2", "1"]),
        (("--since", "2999-01-01"), []),
        (("--sort", "decision", "--limit", "2"), ["1", "2"]),
        (("--limit", "1"), ["3"]),
        (("--claim", "zz"), []),
    ],
    ids=str,
)
def test_the_log_is_filtered(run: Run, store: Store, options: tuple[str, ...], ids: list[str]) -> None:
    decide(store, "79.0", "reject", who="Bo")
    decide(store, "81.3", "accept", who="Al", key=2)
    decide(store, "2.5x", "skip", who="Bo")
    result = run("review", "log", *options)
    assert [row["decision"] for row in table(result.out)] == ids
    assert (result.code, result.err) == ((0, "") if ids else (1, "claimboard: no decision fits\n"))


def test_an_empty_log_says_how_one_begins(run: Run) -> None:
    result = run("review", "log")
    assert (result.code, result.err) == (1, "claimboard: nothing was decided yet: claimboard review\n")


def test_undo_says_what_holds_again(run: Run, store: Store) -> None:
    decide(store, "81.3", "reject")
    decide(store, "81.3", "reject", key=2)
    result = run("review", "undo", "1-2")
    assert result.err.splitlines() == [
        "2 decisions taken back on GLUE",
        "  first on GLUE, average score (%): Lantern (before: nobody)",
    ]
    assert {status for _, status in statuses(store)} == {"machine"}
    assert actions(store)[2:] == [("ada", "undo")] * 2


def test_what_the_log_lists_goes_to_undo(run: Run, store: Store) -> None:
    run("review", "accept", "--min-confidence", "0", "--yes", "--as", "bob")
    run("review", "undo", "2", "4")
    listed = run("review", "log").out
    assert run("review", "undo", "-", stdin=listed.encode()).err.startswith("4 decisions taken back")
    assert {status for _, status in statuses(store)} == {"machine"}


@pytest.mark.parametrize(
    ("ids", "code", "said"),
    [
        (("1", "77"), 1, "there is no decision 77"),
        (("1", "2"), 1, "decision 2 was undone by ada at "),
        (("3",), 2, "decision 3 is an undo, which cannot be undone"),
        (("2-3",), 1, "none of these decisions is left to undo"),
        (("one",), 2, "'one' is no decision"),
        (("-",), 1, "stdin names no decision"),
    ],
    ids=str,
)
def test_what_cannot_be_undone_is_named_and_nothing_is(
    run: Run, store: Store, ids: tuple[str, ...], code: int, said: str
) -> None:
    decide(store, "81.3", "accept")
    decide(store, "79.0", "accept")
    run("review", "undo", "2")
    result = run("review", "undo", *ids)
    assert (result.code, len(actions(store))) == (code, 3)
    assert result.err.startswith(f"claimboard: {said}")

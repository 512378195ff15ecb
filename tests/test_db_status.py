"""`db status` tells where a database stands and changes nothing; `db downgrade` looks before it asks."""

import json
import re
import shutil
from pathlib import Path

import pytest

from migrations import runner
from schema.database import State
from schema.store import Store
from tests.full_stores import files_in, newer, theirs
from tests.running import Run
from tests.storing import add, paper


def test_the_status_tells_sizes_and_counts(filled: str, run: Run) -> None:
    found = run("db", "status", "--db", filled)
    assert found.code == 0
    lines = dict(line.split("\t") for line in found.out.splitlines())
    assert lines["state"] == "ready"
    assert (lines["papers"], lines["removed papers"], lines["claims"]) == ("3", "1", "6")
    assert (lines["texts"], lines["readings"], lines["decisions"]) == ("4", "9", "2")
    assert (lines["changes of names"], lines["curated rows"]) == ("1", "1")
    assert int(lines["size"]) > 10_000
    document = json.loads(run("db", "status", "--db", filled, "--format", "json").out)
    assert document["version"] == 1
    assert document["up_to_date"] is True
    assert document["counts"]["removed_papers"] == 1
    assert document["bytes"] == int(lines["size"])
    people = run("db", "status", "--db", filled, "--format", "table").out
    assert "state             ready\n" in people
    assert re.search(r"size +[\d.]+ [KM]B\n", people)


def test_the_status_has_the_format_that_its_file_ends_with(
    full_sqlite: str, tmp_path: Path, run: Run
) -> None:
    begins = {"status.json": '{\n "version": 1,', "status.tsv": "database\t", "status": "database\t"}
    for name, text in begins.items():
        assert run("db", "status", "--db", full_sqlite, "-o", tmp_path / name) == (0, "", "")
        assert (tmp_path / name).read_text().startswith(text)


def test_the_status_tells_of_the_log_beside_a_file(full_sqlite: str, run: Run) -> None:
    with Store.open(full_sqlite) as store:
        add(store, paper("2501.00009"))
        assert runner.status(full_sqlite).size.log > 0


def test_the_status_of_an_older_store_counts_what_it_has(filled: str) -> None:
    runner.downgrade(filled, "0002")
    found = runner.status(filled)
    assert found.state is State.OLD
    assert found.counts["papers"] == 4  # those that are removed now were not then
    assert "curated rows" not in found.counts


def test_the_status_changes_nothing_whatever_stands_there(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, backed_up: Path
) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    theirs(folder / "theirs.db", backed_up)
    newer(folder / "newer.db", backed_up)
    shutil.copy(backed_up, folder / "old.db")
    runner.downgrade(str(folder / "old.db"), "0001")
    before = files_in(folder)
    states = {}
    for name in ("theirs", "newer", "old", "missing"):
        found = run("db", "status", "--db", folder / f"{name}.db")
        states[name] = (found.code, dict(line.split("\t") for line in found.out.splitlines())["state"])
    assert states == {
        "theirs": (1, "foreign"), "newer": (1, "newer"), "old": (1, "old"), "missing": (1, "new"),
    }  # fmt: skip
    assert files_in(folder) == before
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nobody"))
    assert run("db", "status").code == 1
    assert not (tmp_path / "nobody").exists()


def test_a_downgrade_looks_before_it_asks(full_sqlite: str, tmp_path: Path, run: Run) -> None:
    for revision in ("nonsense", "0009", ""):
        refused = run("db", "downgrade", revision, "--db", full_sqlite, stdin=b"y\n")
        assert refused.code == 2
        assert "Go on?" not in refused.err
    runner.downgrade(full_sqlite, "0002")
    newer = run("db", "downgrade", "0003", "--db", full_sqlite, stdin=b"y\n")
    assert newer.code == 2
    assert "is not older" in newer.err
    missing = run("db", "downgrade", "base", "--db", tmp_path / "missing.db", stdin=b"y\n")
    assert missing.code == 4
    assert "Go on?" not in missing.err
    assert not (tmp_path / "missing.db").exists()


def test_a_downgrade_says_what_the_older_revision_keeps_nothing_of(full_sqlite: str, run: Run) -> None:
    asked = run("db", "downgrade", "0003", "--db", full_sqlite, stdin=b"n\n")
    assert "added: removed papers (1), decisions (2). Go on?" in asked.err
    done = run("db", "downgrade", "0004", "--yes", "--db", full_sqlite)
    assert "it knows nothing any more of decisions (2)\n" in done.err
    assert "curated rows (1)" in run("db", "downgrade", "0002", "--yes", "--db", full_sqlite).err
    assert "any more" not in run("db", "downgrade", "0001", "--yes", "--db", full_sqlite).err


def test_an_upgrade_to_a_revision_that_there_is_not_makes_no_file(tmp_path: Path, run: Run) -> None:
    assert run("db", "upgrade", "nonsense", "--db", tmp_path / "missing.db").code == 2
    assert list(tmp_path.iterdir()) == []

"""The doctor says what is wrong, and how to mend it, whatever is broken: each fault is a real one."""

import base64
import hashlib
import importlib.metadata
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import update

import extractor.health
import migrations.health
from extractor import network, pieces, rules
from migrations import runner
from schema import installation, tables
from schema.database import VERSION_TABLE, connect, writing
from schema.installation import OK, PROBLEM, UNKNOWN, Finding
from tests.running import Run, table
from tests.storing import add, paper

ROOT = Path(installation.__file__).parents[1]


def about_database(url: object) -> dict[str, list[Finding]]:
    """What the doctor finds of a database, by what it looked at."""
    found: dict[str, list[Finding]] = {}
    for name, check in migrations.health.checks(str(url), thorough=False):
        found.setdefault(name, []).extend(installation.find(name, check))
    return found


def alone(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, away from the checkout."""
    environment = {"PATH": os.environ["PATH"], "HOME": environment.get("PYTHONPATH", "/"), **environment}
    command = [sys.executable, "-m", "cli", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd="/", env=environment)


def distribution(folder: Path, name: str, metadata: str = "", **files: str) -> Path:
    """Lay down what pip does of a package: its metadata, and a record of its files."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{metadata}")
    for file, content in files.items():
        (info / file.replace("_txt", ".txt")).write_text(content)
    return info


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """Have an installation of ours in a folder of its own, with metadata of the test's making."""

    def install(metadata: str) -> Path:
        home = tmp_path / "site"
        (home / "schema").mkdir(parents=True)
        (home / "schema" / "version.py").write_text('__version__ = "1.0"\n')
        (home / "extractor" / "model").mkdir(parents=True)
        (home / "extractor" / "model" / "network.onnx").write_bytes(b"weights")
        (home / "cli.py").write_text("")
        record = "".join(
            f"{file.relative_to(home)},sha256={digest(file)},{file.stat().st_size}\n"
            for file in home.rglob("*")
            if file.is_file()
        )
        info = distribution(home, "claimboard", metadata, RECORD=record)
        monkeypatch.setattr(installation, "HOME", home)
        monkeypatch.setattr(installation, "_metadata", lambda: importlib.metadata.Distribution.at(info))
        return home

    return install


def digest(file: Path) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest()).decode().rstrip("=")


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A SQLite database with a paper."""
    file = tmp_path / "claims.db"
    with runner.open_store(str(file)) as store:
        add(store, paper())
    return file


def test_nothing_is_wrong_here(run: Run, full: Path) -> None:
    rows = table(run("doctor", "--db", full).out)
    assert {row["what"] for row in rows} >= {
        "Claimboard", "Python", "dependencies", "import names", "installed files", "extras", "terminal",
        "spaCy", "weights", "a known claim", "data folder", "database", "names", "what is stored",
    }  # fmt: skip
    # what pip knows of a checkout may be older than that
    assert [row for row in rows if row["state"] != OK and row["what"] not in ("dependencies", "spaCy")] == []


def test_it_makes_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "OFFERING", ("migrations.health",))
    result = run("doctor", "--format", "json")
    document = json.loads(result.out)
    assert (result.code, document["version"]) == (0, 1)
    found = {each["what"]: each for each in document["checks"]}
    assert found["database"]["state"] == OK
    assert "claimboard add PAPERS makes it" in found["database"]["found"]
    assert list(tmp_path.iterdir()) == []


def test_people_read_the_next_step_below_what_is_wrong() -> None:
    found = [Finding("database", PROBLEM, "it is\x1b[31m gone"), Finding("x", OK, "well", "go on")]
    assert list(installation.lines(found, "table")) == [
        "database  problem  it is\\x1b[31m gone",
        "x         ok       well",
        "                   next: go on",
    ]
    assert installation.is_broken(found)
    assert not installation.is_broken(found[1:])


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def test_another_package_that_owns_one_of_our_names_is_found(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(elsewhere, "schema", top_level_txt="schema\n", RECORD="schema.py,,\n")
    distribution(elsewhere, "command", top_level_txt="cli\n", RECORD="cli.py,,\n")
    monkeypatch.syspath_prepend(elsewhere)
    found = list(installation.names())
    assert [(each.state, each.found.split(" has ")[0]) for each in found] == [
        (PROBLEM, "the package schema"),
        (PROBLEM, "the package command"),
    ]
    assert found[0].next.startswith("pip uninstall schema")


def test_another_module_in_place_of_ours_is_named_by_a_command_that_cannot_start(elsewhere: Path) -> None:
    (elsewhere / "schema").mkdir()
    (elsewhere / "schema" / "__init__.py").write_text("")
    refused = alone("boards", PYTHONPATH=str(elsewhere))
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[1] == "  claimboard doctor says what is wrong"
    found = alone("doctor", "--format", "json", PYTHONPATH=str(elsewhere))
    assert (found.returncode, found.stderr) == (1, "")
    (wrong,) = [each for each in json.loads(found.stdout)["checks"] if each["what"] == "import names"]
    assert wrong["state"] == PROBLEM
    assert f"Python finds schema as {elsewhere / 'schema'}" in wrong["found"]
    assert "PYTHONPATH" in wrong["next"]


@pytest.mark.parametrize(
    ("missing", "broken"),
    [
        ("typer", {"command line", "spaCy", "a known claim"}),  # spaCy has a command line as well
        ("sqlalchemy", {"migrations"}),
        ("packaging", {"Python", "dependencies", "extras", "spaCy", "a known claim"}),
    ],
)
def test_a_package_that_cannot_be_imported_is_a_finding_and_no_traceback(
    elsewhere: Path, missing: str, broken: set[str]
) -> None:
    (elsewhere / f"{missing}.py").write_text("raise ImportError('it lacks a library')\n")
    found = alone("doctor", PYTHONPATH=str(elsewhere))
    assert (found.returncode, found.stderr) == (1, "")
    rows = table(found.stdout)
    assert {row["what"] for row in rows if "it lacks a library" in row["found"]} == broken
    assert {"import names", "installed files"} <= {row["what"] for row in rows if row["state"] == OK}


def test_dependencies_that_are_missing_or_too_old_are_named(installed: Callable[[str], Path]) -> None:
    installed(
        "Requires-Dist: no-such-thing[fast]>=2\nRequires-Dist: rich>=9999; python_version > '3'\n"
        "Requires-Dist: pytest>=1\nRequires-Dist: nowhere; python_version < '3'\n"
        "Requires-Dist: another; extra == 'more'\nProvides-Extra: more\nRequires-Python: >=3.99\n"
    )
    found = list(installation.dependencies())
    assert [(each.state, each.next) for each in found] == [
        (PROBLEM, "pip install 'no-such-thing[fast]>=2'"),
        (PROBLEM, "pip install 'rich>=9999'"),
    ]
    assert "is not installed" in found[0].found
    assert ">=9999 is needed" in found[1].found
    (extra,) = installation.extras()
    assert (extra.state, extra.found) == (OK, "more: not there (another)")
    (python,) = installation.python()
    assert (python.state, ">=3.99 is needed" in python.found) == (PROBLEM, True)


def test_files_that_are_gone_or_changed_are_named(installed: Callable[[str], Path]) -> None:
    home = installed("")
    assert [each.state for each in installation.files()] == [OK]
    (home / "extractor" / "model" / "network.onnx").write_bytes(b"weighty")
    (built,) = installation.files()
    assert (built.state, "network.onnx" in built.found) == (UNKNOWN, True)
    assert "claimboard train" in built.next
    (home / "schema" / "version.py").write_text('__version__ = "1.0"  # mine\n')
    (home / "cli.py").unlink()
    found = [each.found for each in installation.files()]
    assert found[:2] == ["missing: cli.py", "not as installed: schema/version.py"]


def test_a_half_done_upgrade_is_seen(installed: Callable[[str], Path]) -> None:
    home = installed("")
    assert [each.state for each in installation.version()] == [OK]
    (home / "schema" / "version.py").write_text('__version__ = "2.0"\n')
    (found,) = installation.version()
    assert (found.state, found.found) == (PROBLEM, f"{home} is version 2.0, pip knows it as 1.0")


def test_what_is_not_installed_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "NAME", "claimboard-of-another-name")
    for name, check in installation.checks():
        if name not in ("Claimboard", "extras", "dependencies", "Python", "installed files"):
            continue
        (found,) = installation.find(name, check)
        assert found.state == UNKNOWN
        assert "is not installed" in found.found


def test_a_terminal_that_reads_no_utf8_is_told() -> None:
    code = "from schema import installation as i; print(list(i.terminal())[0].state)"
    said = {}
    for locale, mode in (("C", "0"), ("C.UTF-8", "0")):
        environment = {"LC_ALL": locale, "PYTHONUTF8": mode, "PYTHONCOERCECLOCALE": "0"}
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
        )
        said[locale] = ran.stdout.strip()
    assert said == {"C": PROBLEM, "C.UTF-8": OK}


def test_weights_that_are_missing_or_cut_off_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cut = tmp_path / "network.onnx"
    cut.write_bytes(network.FILE.read_bytes()[:100_000])
    monkeypatch.setattr(network, "FILE", cut)
    monkeypatch.setattr(pieces, "FILE", tmp_path / "tokenizer.json")
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    (tmp_path / "broken-by-a-test.yml").write_text("a: [")
    found = list(extractor.health.weights())
    assert [each.state for each in found] == [PROBLEM] * 3
    assert f"{cut} cannot be read" in found[0].found
    assert "tokenizer.json is missing" in found[1].found
    assert "broken-by-a-test.yml cannot be read" in found[2].found
    assert all("reinstall" in each.next for each in found)


def test_an_installation_that_lacks_its_weights_is_told_so(tmp_path: Path) -> None:
    for name in ("schema", "extractor", "leaderboards", "migrations"):
        unwanted = shutil.ignore_patterns("__pycache__", "network.onnx", "training", "sample")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=unwanted)
    shutil.copy(ROOT / "cli.py", tmp_path)
    found = alone("doctor", PYTHONPATH=str(tmp_path))
    assert (found.returncode, found.stderr) == (1, "")
    rows = {row["what"]: row for row in table(found.stdout)}
    assert rows["weights"]["state"] == rows["a known claim"]["state"] == PROBLEM
    assert "network.onnx is missing" in rows["weights"]["found"]
    assert rows["import names"]["state"] == rows["spaCy"]["state"] == OK


def test_a_claim_that_is_read_otherwise_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extractor.health, "KNOWN", (91.5, "Oak", "GSM8K", "accuracy"))
    (found,) = extractor.health.claim()
    assert (found.state, "Elm" in found.found) == (PROBLEM, True)


def test_components_that_spacy_does_not_know_or_has_from_another_are_told(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(elsewhere, "rival", entry_points_txt="[spacy_factories]\nclaimboard_choice = rival:choice\n")
    monkeypatch.syspath_prepend(elsewhere)
    (found,) = extractor.health.factories()
    assert (found.state, "another claimboard_choice" in found.found) == (PROBLEM, True)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: [])
    (found,) = extractor.health.factories()
    assert (found.state, "is not told of claimboard_quantities" in found.found) == (PROBLEM, True)


def test_a_data_folder_that_cannot_be_made_or_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    (tmp_path / "data").write_text("a file in place of the folder")
    (found,) = migrations.health.folder(None)
    assert (found.state, found.found) == (PROBLEM, f"{tmp_path / 'data'} is no folder")
    assert "--db" in found.next
    (found,) = migrations.health.folder("/proc/claims.db")  # not even root may make a file there
    assert (found.state, "cannot be written" in found.found) == (PROBLEM, True)
    (found,) = migrations.health.folder(str(tmp_path / "new" / "deep" / "claims.db"))
    assert (found.state, "(not there yet)" in found.found) == (OK, True)
    monkeypatch.setattr(migrations.health, "ROOM", 10**18)
    (found,) = migrations.health.folder(str(tmp_path / "claims.db"))
    assert (found.state, found.next) == (PROBLEM, "make room on that disk")
    assert list(migrations.health.folder("postgresql://localhost/claims")) == []
    assert run("doctor").code == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data"]


def test_a_database_in_order_is_told_with_what_it_holds(store_url: str) -> None:
    assert [each.state for each in about_database(store_url)["database"]] == [OK]
    with runner.open_store(store_url) as store:
        add(store, paper())
    found = about_database(store_url)
    assert {each.state for findings in found.values() for each in findings} == {OK}
    assert "papers" in found["database"][0].found
    assert found["names"][0].found == "resolved with this version's vocabulary"
    assert found["what is stored"][0].found == "whole, and every claim stands where it says"


@pytest.mark.parametrize(("revision", "step"), [("0000", "claimboard db upgrade"), ("9999", "pip install")])
def test_a_database_of_another_revision_is_told_with_the_command_that_helps(
    store_url: str, revision: str, step: str
) -> None:
    with runner.open_store(store_url) as store, writing(store.engine) as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '{revision}'")
    found = about_database(store_url)
    (wrong,) = found["database"]
    assert (wrong.state, revision in wrong.found) == (PROBLEM, True)
    assert step in wrong.next
    assert found["names"] == found["what is stored"] == []


def test_another_programs_database_is_told(postgres_url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "theirs.db") as theirs:
        theirs.execute("CREATE TABLE theirs (id INTEGER)")
    with psycopg.connect(postgres_url) as others:
        others.execute("CREATE TABLE theirs (id INTEGER)")
    for url in (tmp_path / "theirs.db", postgres_url):
        (wrong,) = about_database(url)["database"]
        assert (wrong.state, "another program's" in wrong.found) == (PROBLEM, True)


def test_a_file_that_is_no_database_and_a_server_that_is_not_there_are_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("This is no database. " * 100)
    for url, says in (
        (tmp_path / "notes.txt", "is no SQLite database"),
        ("postgresql://ada:s3cret@127.0.0.1:1/claims", "cannot be reached"),
        ("mysql://ada:s3cret@localhost/claims", "is no database that Claimboard can use"),
    ):
        wrong = about_database(url)["database"][0]
        assert (wrong.state, says in wrong.found) == (PROBLEM, True)
        assert wrong.next
        assert "s3cret" not in wrong.found


def test_a_database_that_is_being_written_is_no_fault(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations.health, "PATIENCE", 0.1)
    with sqlite3.connect(full, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        states = [each.state for each in about_database(full)["database"]]
        other.execute("ROLLBACK")
    assert states == [OK, UNKNOWN]


def test_a_database_that_another_keeps_locked_is_told(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations.health, "PATIENCE", 0.1)
    with runner.opened(str(full)) as engine:
        runner.set_journal(engine, "DELETE")
    with sqlite3.connect(full, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        (found,) = about_database(full)["database"]
        other.execute("ROLLBACK")
    assert (found.state, "being written by another process" in found.found) == (UNKNOWN, True)


def test_names_of_another_vocabulary_are_no_fault(full: Path) -> None:
    with writing(connect(str(full))) as connection:
        connection.execute(update(tables.meta).values(value="another"))
    (found,) = about_database(full)["names"]
    assert (found.state, "anew" in found.found) == (OK, True)


def test_pages_that_are_damaged_are_told(full: Path) -> None:
    whole = bytearray(full.read_bytes())
    whole[60_000:100_000] = b"\x05" * 40_000
    full.write_bytes(whole)
    found = [each for findings in about_database(full).values() for each in findings]
    wrong = [each for each in found if each.state == PROBLEM]
    assert wrong
    assert any("claimboard db restore BACKUP" in each.next for each in wrong)


def test_rows_that_refer_to_none_are_told(full: Path) -> None:
    with sqlite3.connect(full) as plain:
        plain.execute("DELETE FROM identifier")
        plain.execute("DELETE FROM paper")
    found = about_database(full)["what is stored"]
    assert {each.state for each in found} == {PROBLEM}
    assert "refers to a row of paper that is not there" in found[0].found


def test_claims_that_do_not_stand_where_they_say_are_told(store_url: str) -> None:
    with runner.open_store(store_url) as store:
        add(store, paper())
        with writing(store.engine) as connection:
            text = update(tables.paper_text).values(title="Pruning by sunlight, and by moonlight")
            connection.execute(text)
    found = about_database(store_url)["what is stored"]
    assert [each.state for each in found] == [PROBLEM, PROBLEM]
    assert "3 readings have a value that is not in their text" in found[0].found


def test_a_large_database_is_looked_through_only_if_that_is_said(
    full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations.health, "LARGE", 1)
    (found,) = about_database(full)["what is stored"]
    assert (found.state, "--thorough" in found.next) == (UNKNOWN, True)
    (found,) = migrations.health.stored(str(full), thorough=True)
    assert found.state == OK


def test_a_database_on_postgresql_that_keeps_no_utf8_is_told(postgres_server: str) -> None:
    name = f"latin_{os.urandom(4).hex()}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        try:
            url = postgres_server.replace("/postgres?", f"/{name}?")
            runner.upgrade(url)
            found = about_database(url)["database"]
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    assert [each.state for each in found] == [PROBLEM, OK]
    assert "LATIN1" in found[0].found


def test_a_check_that_breaks_down_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[Finding]:
        raise RuntimeError("it broke")

    monkeypatch.setattr(
        installation, "checks", lambda: [("first", broken), ("second", installation.terminal)]
    )
    monkeypatch.setattr(installation, "OFFERING", ("no.such.room",))
    found = list(installation.examine())
    assert [(each.what, each.state) for each in found] == [
        ("first", PROBLEM),
        ("terminal", OK),
        ("no", PROBLEM),
    ]
    assert "RuntimeError: it broke" in found[0].found

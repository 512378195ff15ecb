"""What is installed, away from the checkout: the wheel holds all that it needs, and imports no more.

This is quick: the environment borrows what the wheel depends on. `make wheel-test` installs that as well.
"""

import filecmp
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.packaging import environments
from tests.packaging.environments import ROOT

PAPER = {
    "id": "2501.00009",
    "title": "Elm",
    "abstract": "We propose Elm. Elm attains an accuracy of 91.5% on GSM8K, while Oak attains 90.5%.",
}
HEAVY = {"spacy", "alembic", "pint"}
"""What no command needs that only reads a store; `--help` needs less still."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environments.build(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def claimboard(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console script of the wheel, in an environment of its own that borrows only our dependencies."""
    folder = tmp_path_factory.mktemp("installed")
    python = environments.empty(folder / "env")
    environments.install_alone(python, wheel)
    where = environments.run(
        [python, "-c", "import cli, schema; print(cli.__file__, schema.__path__)"], cwd=folder
    )
    assert str(ROOT) not in where.stdout
    return python.with_name("claimboard")


def call(claimboard: Path, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    bare = environments.bare(claimboard, claimboard.parent)
    environment = {**bare, "CLAIMBOARD_DB": "claims.db"}
    command, where = [claimboard, *args], claimboard.parent
    return subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=where, env=environment)


def test_the_wheel_takes_a_paper_to_a_board(claimboard: Path) -> None:
    added = call(claimboard, "add", "-", stdin=json.dumps(PAPER))
    assert added.returncode == 0, added.stderr
    shown = call(claimboard, "show", "GSM8K", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    row, _ = json.loads(shown.stdout)["boards"][0]["rows"]
    assert (row["method"], row["value"], row["rank"]) == ("Elm", 91.5, 1)
    assert row["sentence"] == "Elm attains an accuracy of 91.5% on GSM8K, while Oak attains 90.5%."


def test_the_wheel_holds_the_demo(claimboard: Path) -> None:
    shown = call(claimboard, "demo")
    assert shown.returncode == 0, shown.stderr
    assert "GSM8K" in shown.stdout


@pytest.fixture(scope="module")
def filled(claimboard: Path) -> Path:
    """The console script, beside a store with a paper in it."""
    added = call(claimboard, "add", "-", stdin=json.dumps(PAPER))
    assert added.returncode == 0, added.stderr
    return claimboard


def imported(claimboard: Path, *args: str, **environment: str) -> set[str]:
    """The modules that a command imports; it may exit with 1, where it finds nothing."""
    code = "import sys, cli\ntry:\n cli.main()\nfinally:\n print(*sys.modules, file=sys.stderr)"
    ran = subprocess.run(
        [claimboard.with_name("python"), "-c", code, *args], capture_output=True, text=True,
        cwd=claimboard.parent, env={"CLAIMBOARD_DB": "claims.db", **environment},
    )  # fmt: skip
    assert ran.returncode in (0, 1), ran.stderr
    return set(ran.stderr.split())


@pytest.mark.parametrize(
    "command", [["--help"], ["--version"], ["show", "--help"], ["db", "--help"], ["names", "merge", "--help"]]
)
def test_help_imports_next_to_nothing(filled: Path, command: list[str]) -> None:
    found = imported(filled, *command)
    assert "typer" in found
    assert found.isdisjoint({*HEAVY, "sqlmodel", "sqlalchemy", "yaml", "numpy"})


def test_completion_of_commands_imports_next_to_nothing(filled: Path) -> None:
    asked = {"_CLAIMBOARD_COMPLETE": "complete_bash", "COMP_WORDS": "claimboard sh", "COMP_CWORD": "1"}
    command = [filled.with_name("python"), "-X", "importtime", filled]
    said = subprocess.run(command, capture_output=True, text=True, cwd=filled.parent, env=asked)
    assert said.stdout.split() == ["show"]
    assert not HEAVY & {line.rpartition("|")[2].strip() for line in said.stderr.splitlines()}


@pytest.mark.parametrize(
    "command",
    [
        ["boards"], ["show", "GSM8K"], ["papers"], ["claims"], ["explain", "CLAIM"], ["history", "GSM8K"],
        ["export", "boards"], ["export", "claims"], ["compare", "Elm", "Oak"], ["conflicts"],
        ["names", "list", "method"], ["metric", "list"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_commands_that_read_import_what_they_need(filled: Path, command: list[str]) -> None:
    if "CLAIM" in command:
        listed = call(filled, "claims", "--format", "jsonl").stdout
        command = ["explain", json.loads(listed.splitlines()[0])["claim"]]
    found = imported(filled, *command)
    assert "sqlmodel" in found
    assert found.isdisjoint({*HEAVY, "numpy"})


def test_without_the_driver_a_postgresql_address_says_which_extra_to_install(filled: Path) -> None:
    python = filled.with_name("python")
    code = "import sys, cli; sys.modules['psycopg'] = None; cli.main()"
    command = [python, "-c", code, "boards", "--db", "postgresql://localhost/claims"]
    said = subprocess.run(command, capture_output=True, text=True, cwd=filled.parent)
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr == (
        "claimboard: PostgreSQL needs the extra \"postgres\"\n  pip install 'claimboard[postgres]'\n"
    )


def test_the_source_distribution_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    made = environments.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", tmp_path], cwd=ROOT
    )
    assert "claimboard" in made.stdout + made.stderr
    (packed,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = (path for path in tmp_path.glob("claimboard-*") if path.is_dir())
    spaced = source.rename(tmp_path / "a folder with blanks")
    again = environments.build(spaced, tmp_path)
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(again) as second:
        assert {each.filename: each.CRC for each in first.infolist()} == {
            each.filename: each.CRC for each in second.infolist()
        }
    assert filecmp.cmp(wheel, again, shallow=False), "what differs is no content: an order, a mode or a date"
    assert (spaced / "tests" / "test_wheel.py").exists()

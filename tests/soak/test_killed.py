"""Commands that are killed in the middle (SIGKILL), on SQLite and PostgreSQL: the same command makes it good.

Each test runs with a few moments in `make test`, with a hundred in `make soak`.
"""

import csv
import io
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from migrations import backups, runner
from schema.database import connect, reading
from tests.soak import papers
from tests.soak.conftest import Places
from tests.soak.content import Content
from tests.soak.killing import Driver, Tally, killed_again_and_again
from tests.storing import add, paper

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc, which is Linux's")

MOMENTS = pytest.mark.parametrize("count", [5, pytest.param(100, marks=pytest.mark.soak)])
FEW = pytest.mark.parametrize("count", [1, pytest.param(20, marks=pytest.mark.soak)])


@MOMENTS
def test_a_killed_add_is_made_good_by_the_same_command(
    driver: Driver, places: Places, papers_file: Path, count: int, tally: Tally
) -> None:
    killed_again_and_again(driver, places, lambda url: ("add", papers_file, "-q", "--db", url), count, tally)
    assert (tally.tried, tally.survived, tally.lost, tally.doubled) == (count, count, 0, 0)


@pytest.fixture(scope="module")
def filled(driver: Driver, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some papers and claims, on SQLite, with nothing beside it."""
    folder = tmp_path_factory.mktemp("filled")
    some = papers.write(folder / "papers.jsonl", 0, 60)
    assert driver.run("add", some, "-q", "--db", folder / "claims.db").code == 0
    assert driver.run("db", "backup", folder / "backup.db", "-q", "--db", folder / "claims.db").code == 0
    return folder / "backup.db"


def as_it_stands(url: str) -> Content:
    """All rows of all tables, of whatever revision."""
    engine = connect(url)
    try:
        with reading(engine) as connection:
            there = MetaData()
            there.reflect(connection)
            return Counter(
                f"{name} {tuple(row)}"
                for name, table in there.tables.items()
                for row in connection.execute(select(table))
            )
    finally:
        engine.dispose()


@FEW
def test_a_killed_upgrade_is_made_good_by_the_same_command(
    driver: Driver, places: Places, filled: Path, count: int, tally: Tally, tmp_path: Path
) -> None:
    def older() -> str:
        url = places()
        backups.restore(str(filled), url, replace=False)
        runner.downgrade(url, "0002")
        return url

    killed_again_and_again(
        driver, older, lambda url: ("db", "upgrade", "--db", url), count, tally, "begun", as_it_stands
    )
    assert (tally.tried, tally.survived, tally.lost, tally.doubled) == (count, count, 0, 0)


@FEW
def test_a_killed_restore_is_made_good_by_the_same_command(
    driver: Driver, places: Places, filled: Path, count: int, tally: Tally
) -> None:
    def other() -> str:
        url = places()
        with runner.open_store(url) as store:
            add(store, paper())
        return url

    command = ("db", "restore", filled, "--replace", "--yes", "-q", "--db")
    killed_again_and_again(driver, other, lambda url: (*command, url), count, tally, "begun")
    assert (tally.tried, tally.survived, tally.lost, tally.doubled) == (count, count, 0, 0)


@FEW
def test_a_killed_import_of_decisions_is_made_good_by_the_same_command(
    driver: Driver, places: Places, filled: Path, count: int, tally: Tally, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.csv"
    written = driver.run("review", "export", sheet, "--seed", "x", "-q", "--db", filled)
    assert written.code == 0, written.said
    cells = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig"), newline="")))
    assert len(cells) > 20
    with sheet.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, list(cells[0]))
        rows.writeheader()
        rows.writerows({**row, "decision": ("accept", "reject")[n % 2]} for n, row in enumerate(cells))

    def copy() -> str:
        url = places()
        backups.restore(str(filled), url, replace=False)
        return url

    command = ("review", "import", sheet, "--as", "ada", "-q", "--db")
    killed_again_and_again(driver, copy, lambda url: (*command, url), count, tally, "begun")
    assert (tally.tried, tally.survived, tally.lost, tally.doubled) == (count, count, 0, 0)


@pytest.mark.parametrize("count", [1, pytest.param(10, marks=pytest.mark.soak)])
def test_a_killed_add_in_several_processes_leaves_none_of_them_and_is_made_good(
    driver: Driver, places: Places, papers_file: Path, count: int, tally: Tally
) -> None:
    command = ("add", papers_file, "--workers", "2", "-q", "--db")
    killed_again_and_again(driver, places, lambda url: (*command, url), count, tally)
    assert (tally.tried, tally.survived, tally.lost, tally.doubled) == (count, count, 0, 0)

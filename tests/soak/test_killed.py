"""Commands that are killed in the middle (SIGKILL), on SQLite and PostgreSQL: the same command makes it good.

Each test runs with a few moments in `make test`, with a hundred in `make soak`.
"""

import csv
import io
import shutil
import sys
from pathlib import Path

import pytest

from migrations import backups, moving, runner
from schema.database import State, connect, reading
from tests.benchmarks import large_store, migrating
from tests.soak import papers
from tests.soak.conftest import Places
from tests.soak.content import Content, as_it_stands
from tests.soak.killing import Driver, Tally, killed_again_and_again
from tests.storing import add, paper

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc, which is Linux's")

MOMENTS = pytest.mark.parametrize("count", [5, pytest.param(100, marks=pytest.mark.soak)])
LARGE = 50_000
"""Claims of a large store."""
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


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of an older revision, on SQLite, large enough that to bring it to this one takes seconds."""
    file = tmp_path_factory.mktemp("large") / "claims.db"
    large_store.make(file, LARGE)
    runner.downgrade(str(file), "0002")
    with runner.opened(str(file)) as engine:
        runner.set_journal(engine, "DELETE")
    return file


@pytest.fixture
def older(large: Path, places: Places, database: str) -> Places:
    """Copies of the large store, each where the one before was."""

    def place() -> str:
        url = places()
        if database == "sqlite":
            shutil.copy(large, url)
        else:
            moving.copy(str(large), url)
            runner.downgrade(url, "0002")
        return url

    return place


@pytest.mark.soak
def test_a_killed_upgrade_of_a_large_store_says_what_it_needs_and_is_made_good_by_the_same_command(
    driver: Driver, older: Places, tally: Tally
) -> None:
    def look(url: str) -> Content:
        if runner.status(url).state is State.OLD:
            refused = driver.run("boards", "--db", url)
            assert refused.code == 4, refused.said
            assert "claimboard db upgrade --db" in refused.said
        return Content({f"{name} {found}": 1 for name, found in migrating.recorded(url).items()})

    killed_again_and_again(driver, older, lambda url: ("db", "upgrade", "--db", url), 3, tally, "begun", look)
    assert (tally.tried, tally.survived, tally.lost, tally.doubled) == (3, 3, 0, 0)
    assert tally.inside > 0


@pytest.mark.soak
def test_a_killed_first_look_at_a_store_that_was_upgraded_is_made_good_by_the_same_command(
    driver: Driver, older: Places, tally: Tally
) -> None:
    def upgraded() -> str:
        url = older()
        runner.upgrade(url)
        return url

    def look(url: str) -> Content:
        engine = connect(url)
        with reading(engine) as connection:
            held = "SELECT paper_id, claim_id, number, confidence FROM current ORDER BY paper_id, claim_id"
            claims = connection.exec_driver_sql(held).all()
        engine.dispose()
        found = {f"{name} {found}": 1 for name, found in migrating.recorded(url).items()}
        return Content({**found, f"current {len(claims)} {hash(tuple(claims))}": 1})

    command = ("boards", "--limit", "1", "--db")
    killed_again_and_again(driver, upgraded, lambda url: (*command, url), 3, tally, "begun", look)
    assert (tally.tried, tally.survived, tally.lost, tally.doubled) == (3, 3, 0, 0)
    assert tally.inside > 0


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

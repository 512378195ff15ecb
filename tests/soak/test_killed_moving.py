"""Backups and copies that are killed (SIGKILL): no half of one is there, and the same command makes one."""

import sys
from pathlib import Path

import pytest

from migrations import backups, moving
from tests.benchmarks import large_store
from tests.soak.conftest import Places
from tests.soak.content import Content, as_it_stands
from tests.soak.killing import KILLED, TRIES, Driver, Tally, killed_again_and_again

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc, which is Linux's")

FEW = pytest.mark.parametrize("count", [1, pytest.param(20, marks=pytest.mark.soak)])
CLAIMS = 3000


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a store with claims enough that there is time to kill what carries them."""
    folder = tmp_path_factory.mktemp("full")
    large_store.make(folder / "claims.db", CLAIMS)
    backups.back_up(str(folder / "claims.db"), str(folder / "backup.db"), force=False)
    return folder / "backup.db"


@FEW
def test_a_killed_backup_leaves_no_half_file_and_nothing_beside_the_next_one(
    driver: Driver, places: Places, full: Path, count: int, tally: Tally, tmp_path: Path
) -> None:
    url, folder, tally.amid = places(), tmp_path / "kept", "with a part of it written"
    folder.mkdir()
    moving.copy(str(full), url)
    whole = as_it_stands(url)

    def to(file: Path) -> tuple[object, ...]:
        return ("db", "backup", file, "-q", "--db", url)

    alone = driver.wait(driver.start(*to(folder / "alone.db")), since="started")
    assert alone.code == 0, alone.said
    (folder / "alone.db").unlink()
    for number in range(count):
        file, seconds = folder / f"{number}.db", alone.seconds
        for _ in range(TRIES):
            ended = driver.wait(driver.start(*to(file)), (number + 0.5) / count * seconds, "started")
            if ended.code == KILLED:
                break
            assert ended.code == 0, ended.said
            file.unlink()
            seconds = min(seconds, ended.seconds)
        assert ended.code == KILLED, "it always ended before it could be killed"
        left = {each.name for each in folder.iterdir()} - {file.name}
        tally.tried += 1
        tally.inside += bool(left)
        if file.exists():  # killed when it had nothing to do but to end
            assert as_it_stands(str(file)) == whole
            file.unlink()
        again = driver.run(*to(file))
        assert again.code == 0, again.said
        assert [each.name for each in folder.iterdir()] == [file.name]
        tally.survived += as_it_stands(str(file)) == whole
        file.unlink()
    assert (tally.tried, tally.survived) == (count, count)


def test_what_a_killed_backup_left_goes_when_a_file_of_another_name_is_made(
    driver: Driver, full: Path, tmp_path: Path
) -> None:
    command = ("db", "backup", "-q", "--db", full)
    pid = driver.start(*command, tmp_path / "monday.db")
    while not list(tmp_path.glob(".claimboard.*/monday.db")):
        assert driver.commits(pid) == 0
    assert driver.wait(pid, 0, "started").code == KILLED
    assert [each.name for each in tmp_path.iterdir() if not each.name.startswith(".claimboard.")] == []
    assert driver.run(*command, tmp_path / "tuesday.db").code == 0
    assert [each.name for each in tmp_path.iterdir()] == ["tuesday.db"]


def stands(url: str) -> Content:
    """All rows that stand there, none where there is no file."""
    if "://" in url or Path(url).exists():
        return as_it_stands(url)
    return Content()


@FEW
@pytest.mark.parametrize("command", ["copy", "restore"])
def test_a_killed_copy_leaves_nothing_half_there_and_is_made_good_by_the_same_command(
    driver: Driver, places: Places, full: Path, command: str, count: int, tally: Tally, database: str
) -> None:
    tally.what = f"{tally.what} {command}"
    beside: list[list[str]] = []
    seen: list[Content] = []

    def look(url: str) -> Content:
        seen.append(stands(url))
        return seen[-1]

    def place() -> str:
        url = places()
        if database == "sqlite":
            beside.append([each.name for each in Path(url).parent.iterdir()])
        return url

    def words(url: str) -> tuple[object, ...]:
        target = (url,) if command == "copy" else ("--db", url)
        return ("db", command, full, *target, "-q")

    killed_again_and_again(driver, place, words, count, tally, "begun", look, refusal="is not empty")
    assert (tally.tried, tally.survived, tally.lost, tally.doubled) == (count, count, 0, 0)
    assert all(found in (Content(), seen[1]) for found in seen), "half a copy was taken for one"
    place()
    assert beside == [[]] * len(beside), "something was left"

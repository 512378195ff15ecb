"""What goes wrong around an `add`: it is told in a sentence, nothing is half-written, it goes on later."""

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrations import runner
from schema.database import connect, reading, writing
from schema.wholeness import wrong_claims, wrong_pages
from tests.soak import papers
from tests.soak.conftest import Places
from tests.soak.content import Content, content, recorded
from tests.soak.killing import Driver, Ended
from tests.soak.servers import Server, mounted, resize

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the driver forks, and reads Linux's /proc")

UNDER_WAY = 8
"""Commits after which something happens to an `add`: its database is made, some papers are in."""
PROCESSES = 8


@pytest.fixture(scope="module")
def whole(driver: Driver, papers_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Content:
    """What an undisturbed run leaves."""
    file = tmp_path_factory.mktemp("whole") / "claims.db"
    ended = driver.run("add", papers_file, "-q", "--db", file)
    assert ended.code == 0, ended.said
    return content(str(file))


def told(ended: Ended, *says: str) -> None:
    """A failure of the database is one sentence and the next step, with the exit code 4."""
    assert ended.code == 4, ended.said
    lines = ended.said.splitlines()
    assert len(lines) == 2, ended.said
    assert lines[0].startswith("claimboard: ")
    assert lines[1].startswith("  ")
    assert any(each in lines[0] for each in says), ended.said


def sound(url: str, whole: Content) -> Content:
    """What stands there is whole, and a part of what an undisturbed run records."""
    found = content(url)
    engine = connect(url)
    with reading(engine) as connection:
        assert [*wrong_pages(connection, thorough=True), *wrong_claims(connection)] == []
    engine.dispose()
    assert recorded(found) <= whole
    return found


def papers_in(found: Content) -> int:
    return sum(n for row, n in found.items() if row.startswith("paper "))


def test_a_file_that_may_not_grow_stops_an_add_with_nothing_half_written(
    driver: Driver, papers_file: Path, whole: Content, tmp_path: Path
) -> None:
    file = str(tmp_path / "claims.db")
    runner.open_store(file).close()
    limit = Path(file).stat().st_size + 150_000
    told(driver.run("add", papers_file, "-q", "--db", file, largest_file=limit), "the disk fails or is full")
    sound(file, whole)
    assert driver.run("add", papers_file, "-q", "--db", file).code == 0
    assert content(file) == whole


def test_a_full_disk_stops_an_add_with_nothing_half_written(
    driver: Driver, papers_file: Path, whole: Content, tmp_path: Path
) -> None:
    with mounted(tmp_path / "small", "1000k"):
        file = str(tmp_path / "small" / "claims.db")
        told(driver.run("add", papers_file, "-q", "--db", file), "the disk is full")
        found = sound(file, whole)
        assert 0 < papers_in(found) < papers_in(whole)
        resize(tmp_path / "small", "50m")
        assert driver.run("add", papers_file, "-q", "--db", file).code == 0
        assert content(file) == whole


def test_a_database_that_another_writes_for_too_long_stops_an_add_that_goes_on_later(
    driver: Driver, places: Places, papers_file: Path, whole: Content
) -> None:
    url = places()
    pid = driver.start("add", papers_file, "-q", "--db", url, patience=1)
    driver.has_committed(pid, UNDER_WAY)
    engine = connect(url)
    with writing(engine):
        told(driver.wait(pid), "is being written by another process")
    engine.dispose()
    assert papers_in(sound(url, whole)) > 0
    assert driver.run("add", papers_file, "-q", "--db", url).code == 0
    assert content(url) == whole


def test_a_short_lock_is_waited_for(
    driver: Driver, places: Places, papers_file: Path, whole: Content
) -> None:
    url = places()
    pid = driver.start("add", papers_file, "-q", "--db", url)
    driver.has_committed(pid, UNDER_WAY)
    engine = connect(url)
    with writing(engine):
        before = driver.commits(pid)
        threading.Event().wait(0.5)
        assert driver.commits(pid) == before
    engine.dispose()
    assert driver.wait(pid).code == 0
    assert content(url) == whole


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for a server, which runs as a user of its own."""
    made = Path(tempfile.mkdtemp(prefix="claimboard-pg-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    made = Server(folder / "data")
    yield made
    made.close()


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own for a server, large as yet."""
    with mounted(folder / "disk", "300m"):
        yield folder / "disk"


@pytest.fixture
def small_server(small_disk: Path) -> Iterator[Server]:
    """A server on a disk of its own, with a store without papers."""
    made = Server(small_disk / "data")
    runner.open_store(made.url).close()
    yield made
    made.close()


@pytest.mark.parametrize(
    "room", [400_000, *(pytest.param(n, marks=pytest.mark.soak) for n in (50_000, 800_000))]
)
def test_a_full_disk_of_the_server_stops_an_add_with_nothing_half_written(
    driver: Driver, small_disk: Path, small_server: Server, papers_file: Path, whole: Content, room: int
) -> None:
    command = ("add", papers_file, "-q", "--db", small_server.url)
    resize(small_disk, str(shutil.disk_usage(small_disk).used + room))
    for _ in range(2):
        told(driver.run(*command), "cannot grow: the disk of its server is full")
        assert papers_in(sound(small_server.url, whole)) < papers_in(whole)
    resize(small_disk, "300m")
    assert driver.run(*command).code == 0
    assert content(small_server.url) == whole


@pytest.mark.soak
def test_a_server_that_a_full_disk_stops_loses_nothing_and_an_add_goes_on_when_it_is_back(
    driver: Driver, small_disk: Path, small_server: Server, papers_file: Path, whole: Content
) -> None:
    command = ("add", papers_file, "-q", "--db", small_server.url)
    small_server.leave_in_log(300_000)
    resize(small_disk, str(shutil.disk_usage(small_disk).used + 1_000_000))
    told(driver.run(*command), "cannot grow: the disk of its server is full")
    told(driver.run(*command), "cannot be reached")
    resize(small_disk, "300m")
    small_server.start()
    assert 0 < papers_in(sound(small_server.url, whole)) < papers_in(whole)
    assert driver.run(*command).code == 0
    assert content(small_server.url) == whole


def test_a_server_that_goes_away_stops_an_add_that_goes_on_when_it_is_back(
    driver: Driver, server: Server, papers_file: Path, whole: Content
) -> None:
    pid = driver.start("add", papers_file, "-q", "--db", server.url)
    driver.has_committed(pid, UNDER_WAY)
    server.crash()
    told(driver.wait(pid), "cannot be reached")
    told(driver.run("add", papers_file, "-q", "--db", server.url), "cannot be reached")
    server.start()
    assert papers_in(sound(server.url, whole)) > 0
    assert driver.run("add", papers_file, "-q", "--db", server.url).code == 0
    assert content(server.url) == whole


def test_eight_processes_that_add_overlapping_files_at_once_leave_the_right_store(
    driver: Driver, places: Places, tmp_path: Path
) -> None:
    url, step = places(), 15
    parts = [papers.write(tmp_path / f"{n}.jsonl", n * step, n * step + 2 * step) for n in range(PROCESSES)]
    running = [driver.start("add", part, "-q", "--db", url) for part in parts]
    for ended in map(driver.wait, running):
        assert ended.code == 0, ended.said
    alone = tmp_path / "alone.db"
    every = papers.write(tmp_path / "all.jsonl", 0, (PROCESSES + 1) * step)
    assert driver.run("add", every, "-q", "--db", alone).code == 0
    assert content(url) == content(str(alone))


def test_a_backup_of_a_database_that_is_being_written_is_whole(
    driver: Driver, places: Places, papers_file: Path, whole: Content, tmp_path: Path
) -> None:
    url, made = places(), []
    pid = driver.start("add", papers_file, "-q", "--db", url)
    driver.has_committed(pid, UNDER_WAY)
    for number in range(3):
        backup = tmp_path / f"{number}.db"
        ended = driver.run("db", "backup", backup, "-q", "--db", url)
        assert ended.code == 0, ended.said
        made.append(papers_in(sound(str(backup), whole)))
    assert driver.wait(pid).code == 0
    assert content(url) == whole
    assert made == sorted(made)
    assert 0 < made[0] < papers_in(whole)

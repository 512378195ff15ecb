"""The driver of killed commands, new places for databases, and at the end of the run what it came to."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.soak import papers
from tests.soak.killing import Driver, Tally

TALLY = "soak"
"""The property under which a test records what it came to: it crosses processes."""
Places = Callable[[], str]
"""Gives one new place for a database after the other, and clears away what stands at the one before."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests of faults have recorded."""
    told = [
        value
        for report in terminalreporter.getreports("")
        for name, value in getattr(report, "user_properties", ())
        if name == TALLY
    ]
    if told:
        terminalreporter.section("faults")
        for line in sorted(map(str, told)):
            terminalreporter.write_line(line)


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    """A process with the pipeline loaded, from which commands are forked."""
    made = Driver()
    yield made
    made.close()


@pytest.fixture
def tally(
    database: str, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Iterator[Tally]:
    """What this test's kills come to; told at the end of the run."""
    made = Tally(f"{request.function.__name__.removeprefix('test_')} [{database}]")
    yield made
    record_property(TALLY, str(made))


@pytest.fixture(scope="module")
def papers_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 260 short papers."""
    return papers.write(tmp_path_factory.mktemp("papers") / "papers.jsonl", 0, 240)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Which kind of database: the test runs on both."""
    kind: str = request.param
    return kind


@pytest.fixture
def places(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Places:
    """New places for databases."""
    if database == "sqlite":
        return lambda: _file(tmp_path)
    server: str = request.getfixturevalue("postgres_server")
    made: list[str] = []

    def schema() -> str:
        name = f"soak_{uuid.uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as admin:
            while made:
                admin.execute(f"DROP SCHEMA {made.pop()} CASCADE")
            admin.execute(f"CREATE SCHEMA {name}")
        made.append(name)
        return f"{server}&options=-csearch_path%3D{name}"

    return schema


def _file(folder: Path) -> str:
    for old in folder.glob("soak-*"):
        old.unlink()
    return str(folder / f"soak-{uuid.uuid4().hex}.db")

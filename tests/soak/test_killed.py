"""Commands that are killed in the middle (SIGKILL), on SQLite and PostgreSQL: the same command makes it good.

Each test runs with a few moments in `make test`, with a hundred in `make soak`.
"""

import sys
from pathlib import Path

import pytest

from tests.soak.conftest import Places
from tests.soak.killing import Driver, Tally, killed_again_and_again

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc, which is Linux's")

MOMENTS = pytest.mark.parametrize("count", [5, pytest.param(100, marks=pytest.mark.soak)])


@MOMENTS
def test_a_killed_add_is_made_good_by_the_same_command(
    driver: Driver, places: Places, papers_file: Path, count: int, tally: Tally
) -> None:
    killed_again_and_again(driver, places, lambda url: ("add", papers_file, "-q", "--db", url), count, tally)
    assert (tally.tried, tally.survived, tally.lost, tally.doubled) == (count, count, 0, 0)

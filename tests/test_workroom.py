"""A folder beside a file in the making: whatever becomes of its process, it does not stay for long."""

import subprocess
import sys
from pathlib import Path

import pytest

from schema.workroom import PREFIX, beside, put

ROOT = Path(__file__).parent.parent
WORKER = """
import sys
from pathlib import Path
from schema.workroom import beside
with beside(Path(sys.argv[1])) as room:
    (room / "part").write_text("half")
    print(room.name, flush=True)
    sys.stdin.read()
"""


def worker(target: Path) -> tuple[subprocess.Popen[str], str]:
    """A process that works beside a file until its stdin ends, and the name of its folder."""
    command = [sys.executable, "-c", WORKER, str(target)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def rooms(folder: Path) -> set[str]:
    return {each.name for each in folder.glob(f"{PREFIX}*")}


def test_a_room_goes_at_the_end_and_after_an_error(tmp_path: Path) -> None:
    def fail(room: Path) -> None:
        (room / "part").write_text("half")
        raise ValueError(room.name)

    with pytest.raises(ValueError, match=PREFIX), beside(tmp_path / "one.db") as room:
        fail(room)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_cleared_away_and_what_a_living_one_holds_stays(tmp_path: Path) -> None:
    dead, left = worker(tmp_path / "one.db")
    living, held = worker(tmp_path / "two.db")
    dead.kill()
    dead.communicate()
    assert rooms(tmp_path) == {left, held}
    (tmp_path / f"{PREFIX}theirs").mkdir()  # without our mark it is left alone
    with beside(tmp_path / "three.db") as room:
        assert rooms(tmp_path) == {held, room.name, f"{PREFIX}theirs"}
        assert (tmp_path / held / "part").read_text() == "half"
    living.communicate()
    assert living.returncode == 0
    assert rooms(tmp_path) == {f"{PREFIX}theirs"}


@pytest.mark.parametrize("links", [True, False])
def test_nothing_is_put_where_something_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def none(_self: Path, _target: Path) -> None:
        raise PermissionError("this disk has no links")

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", none)
    part, target = tmp_path / "part", tmp_path / "one.db"
    part.write_text("whole")
    put(part, target)
    assert target.read_text() == "whole"
    part.write_text("another")
    with pytest.raises(FileExistsError):
        put(part, target)
    assert part.read_text() == "another"

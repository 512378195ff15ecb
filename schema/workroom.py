"""A folder beside a file that is being made: from there the file goes to its place when it is whole."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

PREFIX = ".claimboard."
HELD = ".claimboard.held"
"""A file in the folder that is locked as long as the process lives which works there."""


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give a new folder on the disk of a file, which goes at the end, whatever happens.

    But for a kill: what killed processes left in the same place, for whatever file, is cleared away first.
    Raises OSError where there can be no folder.
    """
    _clear(target.parent)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=PREFIX) as name:
        room = Path(name)
        with (room / "new").open("wb") as held:
            with suppress(OSError):  # Windows and some network disks know no such locks: nobody clears there
                _lock(held)
                (room / "new").rename(room / HELD)  # by this name others find it: locked from the first
            yield room


def put(part: Path, target: Path) -> None:
    """Put a file in its place. Raises FileExistsError, and changes nothing, where something stands there."""
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        if target.exists():
            raise FileExistsError(target) from None
        part.rename(target)


def _clear(folder: Path) -> None:
    for held in folder.glob(f"{PREFIX}*/{HELD}"):
        try:
            with held.open("r+b") as file:
                _lock(file)
        except OSError:  # somebody works there, or it is not ours
            continue
        shutil.rmtree(held.parent, ignore_errors=True)


def _lock(file: BinaryIO) -> None:
    """Lock a file until it is closed. Raises OSError where another process has done so, and on Windows."""
    if sys.platform != "win32":
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        raise OSError("no such locks")

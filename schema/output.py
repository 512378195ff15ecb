"""Where output goes: the terminal, a pipe, or a file that appears only when it is whole."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from schema.errors import InputError

STDOUT = "-"
SQLITE = b"SQLite format 3\0"
"""How a SQLite database begins (sqlite.org/fileformat.html): nothing to write a table over."""


@contextmanager
def open_output(path: str) -> Iterator[TextIO]:
    """Give a text file to write to, UTF-8 with line ends as written; "-" is stdout.

    A named file is written beside its place and moved there at the end, so that neither an error nor a
    kill leaves half of it, and an old one stays until then. A pipe that is closed at its other end ends the
    block and is no error. Raises InputError where a file cannot be written.
    """
    if path == STDOUT:
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:  # `| head` has all that it wants: no fault, and nothing more to say to it
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    target = Path(path)
    if target.exists() and not target.is_file():  # /dev/null, a named pipe: nothing to move into place
        with _writable(target), target.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    if target.exists() and _is_database(target):
        raise InputError(f"{target} is a database, and is left as it is", "name another file with -o")
    with _writable(target):
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    part = Path(name)
    try:
        with _writable(target), os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        with _writable(target):
            part.chmod(0o666 & ~_umask())
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _is_database(target: Path) -> bool:
    with _writable(target), target.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _writable(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot write {target}: {reason}", "name another file with -o") from error

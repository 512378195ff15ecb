"""Where output goes: the terminal, a pipe, or a file that appears only when it is whole."""

import errno
import io
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePath
from types import TracebackType
from typing import BinaryIO, TextIO

from schema.errors import InputError
from schema.workroom import beside

STDOUT = "-"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a system says where there is no room left."""
SQLITE = b"SQLite format 3\0"
"""How a SQLite database begins (sqlite.org/fileformat.html): nothing to write a table over."""


@contextmanager
def open_output(path: str, option: str = "-o") -> Iterator[TextIO]:
    """Give a text file to write to, UTF-8 with line ends as written; "-" is stdout.

    A named file is written beside its place and moved there at the end, so that neither an error nor a
    kill leaves half of it, and an old one stays until then. A pipe that is closed at its other end ends the
    block and is no error. Raises InputError where a file cannot be written, which names the `option` that
    gave it.
    """
    if path == STDOUT:
        with _stdout() as file:
            yield file
        return
    target, writable = Path(path), _Writable(path, option)
    if target.exists() and not target.is_file():  # /dev/null, a named pipe: nothing to move into place
        with writable, target.open("wb") as raw, _Written(raw, writable) as file:
            yield file
        return
    if target.exists() and _is_database(target, writable):
        raise InputError(f"{target} is a database, and is left as it is", f"name another file with {option}")
    with ExitStack() as stack:
        with writable:
            part = stack.enter_context(beside(target)) / target.name
            raw = stack.enter_context(part.open("wb"))
        with _Written(raw, writable) as file:
            yield file
        with writable:
            part.replace(target)


def ending(output: str, formats: Collection[str]) -> str | None:
    """Return the format that a file's name ends with, None where it is none of these."""
    found = PurePath(output).suffix.removeprefix(".").lower()
    return found if found in formats else None


@contextmanager
def _stdout() -> Iterator[TextIO]:
    try:
        yield sys.stdout
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, *FULL):
            raise
        # nothing more to say to it, not even at the end of the program
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno != errno.EPIPE:  # else `| head` has all that it wants, which is no fault
            raise InputError(f"cannot write to stdout: {error.strerror}", "make room there") from error


class _Writable:
    """Turns what goes wrong in writing a file into an InputError; what goes wrong beside it stays."""

    def __init__(self, path: str, option: str) -> None:
        self.path = path
        self.option = option

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, OSError):
            hint = "make room there" if error.errno in FULL else f"name another file with {self.option}"
            raise InputError(f"cannot write {self.path}: {error.strerror or error}", hint) from error


class _Written(io.TextIOWrapper):
    """A text file whose failures are told in one sentence."""

    def __init__(self, raw: BinaryIO, writable: _Writable) -> None:
        super().__init__(raw, encoding="utf-8", newline="")
        self._writable = writable

    def write(self, text: str) -> int:
        with self._writable:
            return super().write(text)

    def close(self) -> None:
        with self._writable:
            super().close()


def _is_database(target: Path, writable: _Writable) -> bool:
    with writable, target.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE

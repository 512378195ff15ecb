"""The standard streams: none is closed, all are UTF-8, and what is said on stderr does not stop the work."""

import os
import sys
from contextlib import suppress
from typing import TextIO, cast

from schema.inert import inert_lines


def set_up() -> None:
    """Put nothing in the place of a standard stream that is closed, and write stdout and stderr in UTF-8."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:  # a database must not get its number
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free: this one
            setattr(sys, name, open(number, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - stays open
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


def talk(stream: TextIO) -> TextIO:
    """Return the stream for what is said beside the work: it does not stop it, and nothing in it is obeyed.

    A reader may leave early; and what is said may quote a file, and holds no colours of our own.
    """
    return cast("TextIO", _Talk(stream))


class _Talk:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with suppress(OSError):  # nobody listens, or there is no room for it
            self._stream.write(inert_lines(text))
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()

"""One input as text: opened, unzipped, decoded, its lines counted, its failures put into one sentence.

Bytes that are not UTF-8 are kept as lone surrogates (Python's `surrogateescape`), so that one bad byte costs
its own record and no other; `records.Paper` never holds one.
"""

import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol, cast

from schema.errors import InputError

STDIN = "-"
HEAD = 1 << 16
"""Bytes that are looked at to say what an input is."""
LONGEST_LINE = 5_000_000
"""Characters of a line that are read; of a longer one no more is held."""
GZIP = b"\x1f\x8b"
PIECE = 8192
"""Bytes of a packed stream that are taken at once."""
STRETCH = 10_000_000
"""Unpacked bytes between two looks at how tightly they were packed."""
TIGHTEST = 300
"""Unpacked bytes a packed one, at most: abstracts come to 4, one and the same again and again to 250."""
BINARY = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a zip archive or a spreadsheet",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}
"""What is no UTF-8 text, by its first bytes."""
CONTROLS = bytes({*range(32), 127} - {*b"\t\n\v\f\r\x1b"})
BINARY_SHARE = 0.01
"""More control characters than this, and it is no text (of random bytes they are a tenth)."""
UNDECODED = re.compile("[\udc80-\udcff]")
DAMAGE = (EOFError, zlib.error, OSError)


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class _Rewound(io.RawIOBase):
    """A stream of bytes whose `head` has been looked at, to be read from its beginning all the same.

    `passed` counts the bytes that were read.
    """

    def __init__(self, stream: _Readable, size: int) -> None:
        self.head = b""
        self.passed = 0
        self._stream = stream
        self._fault: Exception | None = None
        try:
            while len(self.head) < size and (piece := stream.read1(size - len(self.head))):
                self.head += piece
        except DAMAGE as error:
            self._fault = error  # raised when the reader gets there: what stands before it is good
        self._left = self.head

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # of typeshed's buffers, the one in use
        if not self._left and self._fault:
            raise self._fault
        size = min(len(buffer), PIECE)
        piece = self._left[:size] if self._left else self._stream.read1(size)
        self._left = self._left[len(piece) :]
        buffer[: len(piece)] = piece
        self.passed += len(piece)
        return len(piece)


class _BombError(Exception):
    """A gzip stream is made to fill the machine, and holds no text."""


class _Unzipped:
    """What a gzip stream unpacks to. Raises _BombError where that would go on for ever."""

    def __init__(self, packed: _Rewound) -> None:
        self._packed = packed
        self._stream = gzip.GzipFile(fileobj=cast(io.BufferedReader, packed))
        self._unpacked = self._since = 0

    def read1(self, size: int, /) -> bytes:
        piece = self._stream.read1(size)
        self._unpacked += len(piece)
        if self._unpacked >= STRETCH:
            packed = self._packed.passed - self._since + PIECE  # one of them may have been taken before
            if self._unpacked > TIGHTEST * packed:
                raise _BombError
            self._unpacked, self._since = 0, self._packed.passed
        return piece


class Source:
    """One input, read once from front to end, by lines or by pieces.

    `name` is the path as given, `label` what messages call it, `head` the beginning of the text, `line` the
    number of the line that was read last (1-based), `undecoded` whether bytes came by that are not UTF-8.
    Raises InputError at once for what is empty or no text, and from the reading methods where the input turns
    out to be damaged.
    """

    def __init__(self, name: str, stream: _Readable) -> None:
        self.name = name
        self.label = "stdin" if name == STDIN else name
        self.line = 0
        self.undecoded = False
        raw = _Rewound(stream, len(GZIP))
        raw = _Rewound(_Unzipped(raw) if raw.head == GZIP else io.BufferedReader(raw), HEAD)
        self._check(raw.head)
        self.head = raw.head.decode("utf-8-sig", "surrogateescape")
        self._text = io.TextIOWrapper(io.BufferedReader(raw), "utf-8-sig", errors="surrogateescape")
        if not self.head.strip() and len(raw.head) < HEAD:
            self.read(1)  # tells of the damage, if that is why nothing came
            raise InputError(f"{self.label} is empty", "name a file with papers in it")

    def _check(self, head: bytes) -> None:
        what = next((what for magic, what in BINARY.items() if head.startswith(magic)), None)
        if not what and len(head) - len(head.translate(None, CONTROLS)) > BINARY_SHARE * len(head):
            what = "a binary file"
        if what == "UTF-16 text":
            raise InputError(
                f"{self.label} is {what}, not UTF-8",
                f"convert it: iconv -f UTF-16 -t UTF-8 {self.name} > FILE",
            )
        if what:
            raise InputError(
                f"{self.label} is {what}, not text",
                "a text page, JSON, JSONL, CSV or TSV is read, plain or gzipped",
            )

    def read(self, size: int) -> str:
        """Return up to `size` characters, "" at the end; line ends are newlines. The caller counts lines."""
        with self._told():
            return self._seen(self._text.read(size))

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield the number and text of every line, without its end; of an over-long one only the front."""
        with self._told():
            while line := self._text.readline(LONGEST_LINE + 2):
                self.line += 1
                rest = self._seen(line)
                while not rest.endswith("\n") and (rest := self._text.readline(HEAD)):
                    self._seen(rest)
                yield self.line, line.removesuffix("\n")

    def _seen(self, text: str) -> str:
        if not text.isascii() and UNDECODED.search(text):
            self.undecoded = True
        return text

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except EOFError as error:
            raise InputError(
                f"{self.label} is cut short: its gzip stream has no end", "fetch the file again"
            ) from error
        except (zlib.error, gzip.BadGzipFile) as error:
            raise InputError(
                f"{self.label} is damaged: its gzip stream is broken", "fetch the file again"
            ) from error
        except _BombError as error:
            raise InputError(
                f"{self.label} unpacks to more than {TIGHTEST} times its size, which no text does",
                "look at what it holds: this may be a gzip bomb",
            ) from error
        except OSError as error:
            raise InputError(
                f"{self.label} cannot be read: {error.strerror or error}", "check the file"
            ) from error


@contextmanager
def open_source(path: str) -> Iterator[Source]:
    """Open a file, or stdin where the path is "-"; gzip is recognised by its first bytes.

    Raises InputError, with the next step, for what is missing, a folder, empty, binary or unreadable.
    """
    with ExitStack() as stack:
        if path == STDIN:
            yield Source(path, cast(io.BufferedReader, sys.stdin.buffer))
        else:
            yield Source(path, stack.enter_context(_opened(path)))


def _opened(path: str) -> io.BufferedReader:
    try:
        return Path(path).open("rb")
    except FileNotFoundError as error:
        raise InputError(f"there is no file {path}", "check the name; - reads from stdin") from error
    except IsADirectoryError as error:
        raise InputError(f"{path} is a folder", "name a file in it") from error
    except PermissionError as error:
        raise InputError(f"{path} may not be read by this account", "check its permissions") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path} cannot be opened: {reason}", "check the name") from error

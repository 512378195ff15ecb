"""JSON and JSONL as a stream of records, each with its line; what is malformed is a value.

The standard library's decoder does the parsing, value by value out of a window on the input. No streaming
library took its place: ijson 3.6 (yajl2_c) reads half a surrogate pair as "?", and an integer of 5,000 digits
ends the process with a segmentation fault.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from extractor.source import LONGEST_LINE, Source
from schema.errors import Problem

CHUNK = 1 << 16
DIGITS = 1000
"""Digits of an integer that is read exactly; Python refuses to read more than 4300."""
LIST = "papers"
"""The key of an object that holds a list of papers."""
SPACE = re.compile(r"[ \t\n\r]*")
REST_LOST = (
    "mend it: the rest of the file was not read; with one object a line (JSONL), only that line is lost"
)
TOO_LONG = "longer than {:,} characters"
TOO_DEEP = "JSON that is nested too deeply"

DECODER = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) <= DIGITS else float(digits))

Record = tuple[int, object]
"""The line on which a value begins, and the value."""


def jsonl_records(source: Source) -> Iterator[Record | Problem]:
    """Yield the value of every line that is not blank."""
    for number, text in source.lines():
        if len(text) > LONGEST_LINE:
            reason = f"a line {TOO_LONG.format(LONGEST_LINE)}"
            yield Problem(source.name, number, reason, "one paper a line", text[:LONGEST_LINE])
        elif text.strip():
            try:
                yield number, DECODER.decode(text)
            except json.JSONDecodeError as error:
                yield Problem(
                    source.name,
                    number,
                    f"malformed JSON: {error.msg.removesuffix(' at')} at column {error.colno}",
                    "mend this line",
                    text,
                )
            except RecursionError:
                yield Problem(source.name, number, TOO_DEEP, "mend this line", text)


def json_records(source: Source, longest: int = LONGEST_LINE) -> Iterator[Record | Problem]:
    """Yield the records of a JSON text: an object, an array of them, or an object with one under "papers".

    Several such values may follow each other. Nothing behind malformed JSON can be read, nor behind a record
    of more than `longest` characters: it ends the stream.
    """
    window = _Window(source, longest)
    try:
        while first := window.peek():
            if first == "[":
                yield from window.elements()
            elif first == "{":
                yield from window.records()
            else:
                yield window.value()
    except _MalformedError as error:
        yield Problem(source.name, error.line, error.reason, REST_LOST, window.text[window.at :])


class _MalformedError(Exception):
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


class _Window:
    """The part of a JSON text that is held, where in it reading goes on, and how much was passed."""

    def __init__(self, source: Source, longest: int) -> None:
        self.source = source
        self.longest = longest
        self.text = ""
        self.at = 0
        self.passed = 0
        source.line = 1

    def peek(self) -> str:
        """Pass white space; return the next character, "" at the end."""
        while True:
            match = SPACE.match(self.text, self.at)
            self._pass(match.end() if match else self.at)
            if self.at < len(self.text) or not self._more():
                return self.text[self.at : self.at + 1]

    def take(self, *wanted: str) -> str:
        """Pass white space and one of the wanted characters; return it."""
        found = self.peek()
        if found not in wanted:
            what = f"found {found!r}" if found else "the text ends"
            raise _MalformedError(
                self.source.line, f"malformed JSON: {what} where {' or '.join(wanted)} must stand"
            )
        self._pass(self.at + 1)
        return found

    def value(self) -> Record:
        """Pass one value; return it and the line on which it begins."""
        self.peek()
        line = self.source.line
        while True:
            try:
                found, end = DECODER.raw_decode(self.text, self.at)
            except RecursionError:
                raise _MalformedError(line, TOO_DEEP) from None
            except json.JSONDecodeError as error:
                # not the error itself: it would stay, with the text that it holds, in a cycle with this frame
                reason, place = error.msg, error.pos
            else:
                if end < len(self.text) or not self._more():  # a number may go on in the next piece
                    self._pass(end)
                    return line, found
                continue
            if len(self.text) - self.at > self.longest:
                reason = f"a record {TOO_LONG.format(self.longest)}, or malformed JSON"
                raise _MalformedError(line, reason)
            if not self._more():
                where = line + self.text.count("\n", self.at, place)
                raise _MalformedError(line, f"malformed JSON: {reason} (line {where})")

    def elements(self) -> Iterator[Record]:
        """Pass an array, yielding its elements."""
        self.take("[")
        for _ in self._until("]"):
            yield self.value()

    def records(self) -> Iterator[Record]:
        """Pass an object, yielding the elements of its list of papers, or else the object itself."""
        self.take("{")
        line, size, listed = self.source.line, 0, False
        found: dict[str, Any] = {}
        for _ in self._until("}"):
            key = self.value()[1]
            if not isinstance(key, str):
                raise _MalformedError(line, "malformed JSON: a key that is no string")
            self.take(":")
            if key == LIST and self.peek() == "[":
                listed = True
                yield from self.elements()
                continue
            start = self.passed
            found[key] = self.value()[1]
            size += len(key) + self.passed - start
            if size > self.longest:
                raise _MalformedError(line, f"an object {TOO_LONG.format(self.longest)}")
        if not listed:
            yield line, found

    def _until(self, close: str) -> Iterator[None]:
        """Yield where an item stands, passing the commas between items and the bracket behind them."""
        while self.peek() != close:
            yield
            if self.take(",", close) == close:
                return
        self.take(close)

    def _pass(self, to: int) -> None:
        self.source.line += self.text.count("\n", self.at, to)
        self.passed += to - self.at
        self.at = to

    def _more(self) -> bool:
        """Read on, as much again as is held, so that a long value is tried a few times only."""
        held = self.text[self.at :]
        piece = self.source.read(max(CHUNK, len(held)))
        self.text, self.at = held + piece, 0
        return bool(piece)

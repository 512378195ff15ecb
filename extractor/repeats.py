"""Papers that stand in one file twice. The same text again is no fault; two texts of one paper may be.

Of two texts the newer one counts. In two files, or with a date each, it is known which that is; in one file
without dates the second is more likely another paper under a wrong id, and would hide the first.
"""

import hashlib
import sqlite3

from extractor.fields import record_of
from schema.errors import InputError, Problem
from schema.identity import Identifier, identifiers, shown, text_hash
from schema.records import Paper

TABLE = "CREATE TABLE seen (id INTEGER, text INTEGER, date TEXT, line INTEGER, PRIMARY KEY (id, text))"
KNOWN = "SELECT 1 FROM seen WHERE id = :id AND text = :text"
OTHER = "SELECT line FROM seen WHERE id = :id AND (date = '' OR :date = '' OR date = :date) LIMIT 1"
SEEN = "INSERT INTO seen VALUES (:id, :text, :date, :line) ON CONFLICT DO UPDATE SET date = max(date, :date)"


class Repeats:
    """What one file has held so far, kept in a temporary file: three million papers fill no memory."""

    def __init__(self) -> None:
        self._file: str | None = None
        self._seen: sqlite3.Connection | None = None

    def close(self) -> None:
        """Forget all."""
        if self._seen:
            self._seen.close()
        self._seen = None

    def problem(self, paper: Paper) -> Problem | None:
        """Return why a paper cannot be told from one that stands before it in its file, and remember it.

        Raises InputError where there is no room for what is remembered.
        """
        if not paper.file:
            return None
        try:
            return self._problem(paper)
        except sqlite3.Error as error:
            raise InputError(
                f"there is no room for the ids of {paper.file}: {error}",
                "make room in the folder for temporary files",
            ) from error

    def _problem(self, paper: Paper) -> Problem | None:
        if self._seen is None or paper.file != self._file:
            self.close()
            self._file, self._seen = paper.file, sqlite3.connect("", isolation_level=None)
            self._seen.execute("PRAGMA journal_mode = OFF")
            self._seen.execute(TABLE)
            self._seen.execute("BEGIN")
        rows = {
            name: {
                "id": _number(hashlib.sha256("\0".join(name).encode()).hexdigest()),
                "text": _number(text_hash(paper.text)),
                "date": paper.date or "",
                "line": paper.line,
            }
            for name in identifiers(paper.id, paper.url)
            if name.scheme != "text"
        }
        for name, row in rows.items():
            if self._seen.execute(KNOWN, row).fetchone():
                continue
            if other := self._seen.execute(OTHER, row).fetchone():
                return _told(paper, name, other[0])
        self._seen.executemany(SEEN, rows.values())
        return None


def _told(paper: Paper, name: Identifier, line: int) -> Problem:
    return Problem(
        paper.file,
        paper.line,
        f"{shown(name)} stands in line {line} with another text",
        "keep one, correct the id, or give each the date of its text",
        record_of(paper),
    )


def _number(digest: str) -> int:
    """Return 63 bits of a hash: as many as a column of integers takes."""
    return int(digest[:16], 16) >> 1

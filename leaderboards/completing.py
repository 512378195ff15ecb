"""What a shell offers while somebody types: names that a SQLite store has. Like cli.py this knows Typer.

It has to be quick and must never complain: no SQLAlchemy, and whatever goes wrong offers nothing.
"""

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

import typer

from schema.home import default_file

PLAIN = re.compile(r"\w[\w .+/,-]*")
"""Names that are offered: they come from papers, and no shell may find in them what it expands or runs."""
OFFERED = 200
NAMES = """
    SELECT DISTINCT canonical FROM resolution
    WHERE slot = ? AND substr(canonical, 1, length(?)) = ?
    AND EXISTS (SELECT 1 FROM current WHERE {column} = resolution.id)
    ORDER BY canonical LIMIT ?
"""
COLUMNS = {slot: f"{slot}_id" for slot in ("benchmark", "metric", "method", "hardware")}
TAGS = """
    SELECT DISTINCT name FROM tag AS one WHERE ? = 'tag' AND substr(name, 1, length(?)) = ? AND action = 'tag'
    AND NOT EXISTS (
        SELECT 1 FROM tag AS later
        WHERE later.name = one.name AND later.paper_id = one.paper_id AND later.id > one.id
    )
    ORDER BY name LIMIT ?
"""
Complete = Callable[[typer.Context, str], list[str]]


class _Word(str):
    """A name as a shell takes it: with a quoted blank it does not begin as what was typed."""

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        """Say yes: only names that begin so were looked for."""
        return True


def names(*slots: str) -> Complete:
    """Complete the names that claims have in some slots, or else in that which the command line names."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        wanted = slots or (context.params.get("slot"),)
        return [
            name
            for slot in wanted
            if slot in COLUMNS
            for name in _read(context, NAMES.format(column=COLUMNS[slot]), slot, incomplete)
        ]

    return complete


def tags(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the names of reading lists."""
    return _read(context, TAGS, "tag", incomplete)


def _read(context: typer.Context, query: str, what: str, incomplete: str) -> list[str]:
    """Return what begins as was typed, in the store that the command line names or else the usual one."""
    file = Path(str(context.params.get("db") or default_file()).removeprefix("sqlite:///")).expanduser()
    with (
        suppress(sqlite3.Error, OSError),  # no such file, another database, one of another version
        closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True, timeout=0.1)) as connection,
    ):
        rows = connection.execute(query, (what, incomplete, incomplete, OFFERED))
        found = [name for (name,) in rows if PLAIN.fullmatch(name)]
        bash = os.environ.get("_CLAIMBOARD_COMPLETE", "").endswith("bash")  # which alone leaves quoting to us
        return [_Word(name.replace(" ", r"\ ")) if bash else name for name in found]
    return []

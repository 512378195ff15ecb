"""The log of decisions as people see it, and which of its entries somebody means to take back."""

import re
from collections.abc import Iterable

from leaderboards.asked import STDIN, named
from leaderboards.render import Cell, Column, Listing, Section
from schema.errors import NotFoundError, UsageError
from schema.review import history
from schema.review.history import LogRow
from schema.review.judged import UNDO
from schema.store import Store

COLUMNS = (
    Column("decision", "the entry's id, for `claimboard review undo`", True),
    Column("time", "when it was, UTC", True),
    Column("who", "who said it"),
    Column("action", "accept, edit, add, reject, read (the whole paper), skip or undo"),
    Column("claim", "the claim's id in the text that was seen, empty where the whole paper is meant"),
    Column("paper", "the paper's id", True),
    Column("title", "the paper's title"),
    Column("value", "the number as written"),
    Column("benchmark", "the benchmark, in words, by this decision"),
    Column("metric", "the metric, in words, by this decision"),
    Column("method", "the method, in words, by this decision"),
    Column("changes", "what differs from how the claim stood before"),
    Column("why", "why, where that was said"),
    Column("state", "what became of it: holds, undone, its sentence is gone, ..."),
    Column("undoes", "of an undo, the decision that it took back", True),
    Column("drawn", "how the claim came up: queue, random or other"),
)
"""The columns of `review log`: one row an entry, before and after in `changes`."""
TABLE = (
    *(column for column in COLUMNS if column.name in ("decision", "time", "who", "action", "claim")),
    Column("differs", "", heading="changes"),
    *(column for column in COLUMNS if column.name in ("why", "state", "paper")),
)
RANGE = re.compile(r"(\d+)-(\d+)")
LARGEST = 2**63 - 1


def listing(rows: Iterable[LogRow]) -> Listing:
    """List entries of the log."""
    shown = list(map(cells, rows))
    table = ({**row, "time": _minute(row["time"]), "differs": row["changes"]} for row in shown)
    return Listing(COLUMNS, shown, [Section("", TABLE, table, spare=("paper", "claim"))], what="decisions")


def cells(row: LogRow) -> dict[str, Cell]:
    """Return the row of an entry."""
    entry = row.entry
    claim = entry.said or entry.seen
    slots = {} if claim is None else claim.slots
    return {
        "decision": entry.id,
        "time": entry.recorded_at,
        "who": entry.who,
        "action": entry.action,
        "claim": entry.claim_id if row.undid is None else row.undid.claim_id,
        "paper": row.paper,
        "title": row.title,
        "value": claim.value.text if claim else None,
        **{slot: slots[slot].text if slot in slots else None for slot in ("benchmark", "metric", "method")},
        "changes": "; ".join(map(str, row.differs)) or None,
        "why": entry.why,
        "state": None if row.state is None else str(row.state),
        "undoes": entry.undoes,
        "drawn": None if entry.action in (UNDO, "read") else entry.drawn,
    }


def meant(store: Store, asked: Iterable[str]) -> list[int]:
    """Return the entries to take back: ids, ranges such as 7-12, and "-" for those on stdin.

    Of a range and of stdin, those that can be taken back; an id by itself is meant whatever it is. Raises
    UsageError for what is no id, NotFoundError where none is left to take back.
    """
    found: set[int] = set()
    listed: set[int] = set()
    for each in asked:
        if each == STDIN:
            listed |= set(map(_id, _on_stdin()))
        elif match := RANGE.fullmatch(each):
            found |= set(history.left(store, _id(match[1]), _id(match[2])))
        else:
            found.add(_id(each))
    if listed:
        found |= listed.intersection(history.left(store, min(listed), max(listed)))
    if not found:
        raise NotFoundError("none of these decisions is left to undo", "claimboard review log lists them")
    return sorted(found)


def _minute(time: Cell) -> str:
    return str(time)[:16].replace("T", " ")


def _on_stdin() -> list[str]:
    try:
        return named([STDIN], "decision")
    except NotFoundError as error:
        raise NotFoundError(error.message, "one id a line, as claimboard review log lists them") from error


def _id(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > LARGEST:
        raise UsageError(f"{text!r} is no decision", "give the id that claimboard review log has, or 7-12")
    return int(text)

"""What many claims are said to be at once: tried, told of, and stored as one, in one transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence

from leaderboards.figures import counted, figure
from leaderboards.render import Cell, Column, Listing, Section
from leaderboards.review import edits
from leaderboards.review.sheet_checking import Act, Conflict
from schema.errors import ConflictError
from schema.review.judged import PAST
from schema.rows import ClaimRow
from schema.store import Store

COLUMNS = (
    Column("claim", "the claim's id, for `claimboard explain`"),
    Column("action", "what is said of it: accept, edit, reject or keep"),
    Column("value", "the number as written"),
    Column("benchmark", "the benchmark in the text's own words"),
    Column("metric", "the metric in the text's own words"),
    Column("method", "the method in the text's own words"),
    Column("changes", "what differs from what is shown now"),
    Column("why", "why, where that was said"),
    Column("confidence", "how sure the extractor is of the whole claim, 0 to 1", True),
    Column("paper", "the paper's id", True),
    Column("row", "the row of the sheet", True),
)
"""The columns of what would be changed: one row a claim."""
TABLE = (
    *(column for column in COLUMNS if column.name in ("claim", "action")),
    Column("amount", "", heading="value"),
    Column("differs", "", heading="changes"),
    *(column for column in COLUMNS if column.name in ("why", "paper", "row")),
)
DONE = {**PAST, "keep": "kept as said before"}
ORDER = ("accept", "edit", "reject", "keep")


def stored(
    store: Store, acts: Sequence[Act], who: str, dry_run: bool = False, skip: bool = False
) -> tuple[list[int], list[Act], list[Conflict]]:
    """Let acts hold, all or nothing; with `dry_run` only try it.

    Returns the ids of the entries of the log, the acts that went through, and what is in the way of others:
    where there is any, nothing is stored, unless these are to be left out (`skip`).
    """
    left, conflicts = list(acts), list[Conflict]()
    while left:
        try:
            ids = store.decide([act.judgement for act in left], who, dry_run)
        except ConflictError as error:
            if not error.conflicts:
                raise
            conflicts += [Conflict(left[at].row, reason) for at, reason in error.conflicts]
            if not (dry_run or skip):
                return [], [], conflicts
            in_the_way = {at for at, _ in error.conflicts}
            left = [act for at, act in enumerate(left) if at not in in_the_way]
        else:
            return ids, left, conflicts
    return [], [], conflicts


def listing(acts: Sequence[Act]) -> Listing:
    """List what acts change."""
    rows = list(map(_cells, acts))
    amounts = (edits.shown(act.item.claim, "value") for act in acts)
    shown = (
        {**row, "amount": amount, "differs": row["changes"]}
        for row, amount in zip(rows, amounts, strict=True)
    )
    return Listing(COLUMNS, rows, [Section("", TABLE, shown)], what="changes")


def accepting(rows: Iterable[ClaimRow], why: str | None) -> Listing:
    """List what is to be accepted."""
    listed = (
        {
            "claim": row.claim,
            "action": "accept",
            "value": row.written,
            "amount": figure(row),
            "benchmark": row.benchmark_written,
            "metric": row.metric_written,
            "method": row.method_written,
            "changes": "",
            "differs": "",
            "why": why,
            "confidence": round(row.confidence, 4),
            "paper": row.paper,
            "row": None,
        }
        for row in rows
    )
    return Listing(COLUMNS, listed, [Section("", TABLE, listed)], what="changes")


def told(acts: Sequence[Act]) -> str:
    """Say in words what acts do: "2 claims accepted, 1 edited"."""
    counts = Counter[str](act.action for act in acts)
    parts = [(counts[action], DONE[action]) for action in ORDER if counts[action]]
    words = [f"{count:,} {done}" for count, done in parts]
    if words:
        count, done = parts[0]
        words[0] = f"{counted(count, 'claim')} {done}"
    return ", ".join(words) or "nothing"


def ranges(ids: Sequence[int]) -> str:
    """Write ids shortly, as `claimboard review undo` takes them: "3 7-12"."""
    runs: list[list[int]] = []
    for id in sorted(ids):
        if runs and id == runs[-1][1] + 1:
            runs[-1][1] = id
        else:
            runs.append([id, id])
    return " ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in runs)


def _cells(act: Act) -> dict[str, Cell]:
    claim = act.item.claim
    slots = {slot: claim.slots[slot].text if slot in claim.slots else None
             for slot in ("benchmark", "metric", "method")}  # fmt: skip
    return {
        "claim": act.item.id,
        "action": act.action,
        "value": claim.value.text,
        **slots,
        "changes": act.changes,
        "why": act.judgement.why,
        "confidence": round(claim.confidence, 4),
        "paper": act.item.sheet.id,
        "row": act.row or None,
    }

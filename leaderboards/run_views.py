"""What people see of runs of extractors, and of what two of them read differently."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from leaderboards import boards
from leaderboards.figures import number
from leaderboards.ranking import Board
from leaderboards.render import VERSION, Column, Listing, Record, Section
from leaderboards.sorting import AS_IT_COMES, Order
from schema.records import Claim
from schema.review.comparing import Changed
from schema.runs import Run
from schema.store import Store

SHORT = 12
"""How much of a fingerprint people need to know a run by."""
RUNS = (
    Column("run", "its number, for `claimboard diff`", True),
    Column("version", "which version of this program read"),
    Column("fingerprint", "how the hash of its rules and weights begins"),
    Column("started", "when it began to read, UTC"),
    Column("last", "when it read the last text, UTC"),
    Column("texts", "how many texts it has read", True),
    Column("claims", "how many claims it found in them", True),
)
DIFFERENCE = (
    Column("change", "added, lost or changed: what became of a claim; rank: of a place on a board"),
    Column("claim", "the claim's id, that of the newer reading if there is one"),
    Column("value", "the number as written", True),
    Column("method", "the method as written, or, of a rank, by its canonical name"),
    Column("benchmark", "the benchmark likewise; of a rank the board's"),
    Column("metric", "the metric likewise"),
    Column("field", "what of it differs"),
    Column("before", "what the one run read, or the rank by it; empty: nothing"),
    Column("after", "what the other run read, or the rank by it"),
    Column("paper", "the paper"),
)
TITLES = {"added": "claims added", "lost": "claims lost", "changed": "claims changed", "rank": "ranks moved"}


class Moved(NamedTuple):
    """A claim whose rank on a board is another one, None where it has none."""

    board: Board
    claim: str
    paper: str
    method: str | None
    value: str
    before: int | None
    after: int | None


def runs(found: Iterable[Run], order: Order = AS_IT_COMES) -> Listing:
    """List runs."""
    rows = order.of(list(found), _run)
    return Listing(RUNS, map(_run, rows), [Section("", RUNS, map(_run, rows))], what="runs")


def moved(before: Store, after: Store, min_confidence: float | None = None) -> Iterator[Moved]:
    """Yield whose rank differs between two stores, board by board, by the newer rank.

    Claims are known by the paper and the span of the value; one that moves to another board leaves its own.
    """
    old, new = _ranks(before, min_confidence), _ranks(after, min_confidence)
    for board in sorted(old.keys() | new.keys()):
        were, are = old.get(board, {}), new.get(board, {})
        found = []
        for key in were.keys() | are.keys():
            at, one = are.get(key) or were[key]
            ranks = [there[key][1].rank if key in there else None for there in (were, are)]
            if ranks[0] != ranks[1]:
                found.append(Moved(at, one.claim, one.paper, one.method, one.value, *ranks))
        yield from sorted(found, key=lambda each: (each.after or 10**9, each.before or 0, each.claim))


def difference(
    pair: tuple[Run, Run], changes: Sequence[Changed], ranks: Sequence[Moved], order: Order = AS_IT_COMES
) -> Listing:
    """List what one run read otherwise than another, and the ranks that moved by that."""
    rows = [row for change in changes for row in _changed(change)]
    rows += [_moved(each) for each in ranks]
    rows = order.of(rows, lambda row: row)
    document = {
        "version": VERSION,
        "runs": [_run(run) for run in pair],
        "changes": [row for row in rows if row["change"] != "rank"],
        "ranks": [row for row in rows if row["change"] == "rank"],
    }
    sections = [
        Section(
            title, DIFFERENCE[1:], [row for row in rows if row["change"] == how], spare=("metric", "value")
        )
        for how, title in TITLES.items()
    ]
    return Listing(DIFFERENCE, rows, sections, document)


class _Ranked(NamedTuple):
    claim: str
    paper: str
    method: str | None
    value: str
    rank: int | None


def _ranks(
    store: Store, min_confidence: float | None
) -> Mapping[tuple[str, str, str], dict[tuple[int, int, int], tuple[Board, _Ranked]]]:
    found: dict[tuple[str, str, str], dict[tuple[int, int, int], tuple[Board, _Ranked]]] = {}
    for page in boards.pages(store, min_confidence):
        for board in page.boards:
            rows = found.setdefault((board.name, board.metric or "", board.family or ""), {})
            for row in board.rows:
                one = row.claim
                ranked = _Ranked(one.claim, one.paper, one.method, one.written, row.rank)
                rows[one.paper_key, one.start, one.end] = (board, ranked)
    return found


def _run(run: Run) -> Record:
    return {
        "run": run.id,
        "version": run.version,
        "fingerprint": run.fingerprint[:SHORT],
        "started": _time(run.started_at),
        "last": run.last and _time(run.last),
        "texts": run.texts,
        "claims": run.claims,
    }


def _time(text: str) -> str:
    return text[:16].replace("T", " ")


def _changed(change: Changed) -> Iterator[dict[str, str | int | float | None]]:
    claim = change.after or change.before
    assert claim is not None  # noqa: S101 - one of them is there
    row = {"change": change.how, "claim": change.claim_id, "paper": change.paper, **_said(claim)}
    if not change.differs:
        yield {**row, "field": None, "before": _brief(change.before), "after": _brief(change.after)}
    for each in change.differs:
        yield {**row, "field": each.field, "before": each.before, "after": each.after}


def _said(claim: Claim) -> dict[str, str | None]:
    slots = {slot: mention.text for slot, mention in claim.slots.items()}
    return {
        "value": claim.value.text,
        "method": slots.get("method"),
        "benchmark": slots.get("benchmark", slots.get("hardware")),
        "metric": slots.get("metric"),
    }


def _brief(claim: Claim | None) -> str | None:
    return None if claim is None else f"{number(claim.number)} ({claim.kind})"


def _moved(each: Moved) -> dict[str, str | int | float | None]:
    return {
        "change": "rank",
        "claim": each.claim,
        "value": each.value,
        "method": each.method,
        "benchmark": each.board.name,
        "metric": each.board.metric,
        "field": "rank",
        "before": each.before,
        "after": each.after,
        "paper": each.paper,
    }

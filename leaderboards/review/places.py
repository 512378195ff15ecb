"""The place that a claim has on its board, or would take there were it sure; for all claims, or for one."""

from collections.abc import Collection, Iterable, Mapping

from leaderboards import boards
from leaderboards.pages import page
from leaderboards.ranking import Board
from leaderboards.review.items import Item, Place
from schema import catalogue, queries, resolution, settings
from schema.naming import Names
from schema.queries import Filters
from schema.records import SLOTS, Claim
from schema.registry import Resolution
from schema.resolution import Wording
from schema.rows import ClaimRow
from schema.store import Store
from schema.units import measured

SURE = 1.0
NOT_RANKED = {"change": "a change is no level", "ratio": "a ratio is no level"}


def ranks(store: Store, benchmarks: Collection[str] | None = None) -> dict[tuple[int, str], int]:
    """Return the place that each claim would take were all sure, by paper and claim; others have none.

    With `benchmarks`, on these alone.
    """
    filters = Filters(kind="score", benchmark=None if benchmarks is None else tuple(benchmarks))
    return {
        (row.claim.paper_key, row.claim.claim): row.rank
        for found in boards.pages(store, 0.0, filters)
        for board in found.boards
        for row in board.rows
        if row.rank is not None
    }


def place(store: Store, item: Item) -> Place:
    """Return the place of an item's claim: where it stands, or would stand by a person's word.

    One that a reviewer changes just now stands nowhere yet.
    """
    row = row_of(store, item)
    means = tuple((slot, name) for slot in SLOTS if (name := getattr(row, slot)) is not None)
    on = row.benchmark or row.hardware
    called = ", ".join(filter(None, (on, row.metric))) or "no benchmark"
    if row.kind != "score":
        return Place(called, reason=NOT_RANKED[row.kind], means=means)
    if on is None:
        return Place(called, reason="names no benchmark", means=means)
    slot = "benchmark" if row.benchmark else "hardware"
    filters = Filters(benchmark=row.benchmark, metric=row.metric)
    if slot == "hardware":
        filters = Filters(hardware=on, no_benchmark=True, metric=row.metric)
    there = [each for each in queries.claim_rows(store, filters) if each.kind == "score"]
    stands = next((each for each in there if _same(each, row)), None)
    others = [each for each in there if not _same(each, row)]
    now = None
    if stands is not None and not item.draft and _number(stands) == _number(row):
        now = _placed(on, slot, [*others, stands], stands, store.names, called)
        if now.rank is not None:
            return now._replace(now=True, means=means)
    sure = _placed(on, slot, [*others, row], row, store.names, called)
    return sure._replace(means=means, reason=now.reason if now is not None and sure.rank else sure.reason)


def row_of(store: Store, item: Item) -> ClaimRow:
    """Return a claim as boards have it, its names resolved, as sure as a person's word is."""
    claim, sheet = item.claim, item.sheet
    means = _meanings(store, claim)

    def name(slot: str) -> str | None:
        return means[slot].canonical if slot in means else None

    def written(slot: str) -> str | None:
        return mention.text if (mention := claim.slots.get(slot)) else None

    parts = means.get("benchmark")
    kinds = ((each.kind, each.text) for each in claim.setting)
    return ClaimRow(
        claim=item.id,
        paper=sheet.id,
        paper_key=sheet.key,
        title=sheet.title,
        url=sheet.url,
        date=sheet.date,
        benchmark=name("benchmark"),
        metric=name("metric"),
        method=name("method"),
        baseline=name("baseline"),
        hardware=name("hardware"),
        benchmark_written=written("benchmark"),
        metric_written=written("metric"),
        method_written=written("method"),
        written=claim.value.text,
        value=claim.number,
        value_high=claim.number_high,
        unit=claim.unit,
        kind=claim.kind,
        direction=claim.direction,
        bound=claim.bound,
        role=claim.role,
        factor=claim.factor,
        confidence=SURE,
        status="edited",
        inferred=",".join(claim.inferred),
        start=claim.value.start,
        end=claim.value.end,
        sentence=claim.sentence.text,
        setting=settings.canonical(kinds, store.names.registry),
        benchmark_base=parts.base if parts else None,
        version=parts.version if parts else None,
        split=parts.split if parts else None,
        subset=parts.subset if parts else None,
        basis=claim.basis,
        **measured(claim.number, claim.number_high, claim.unit),  # type: ignore[arg-type] # each of its own type
    )


def _meanings(store: Store, claim: Claim) -> Mapping[str, Resolution]:
    """Say what the claim's names mean; a new one is called as the store calls it, if it has it."""
    wordings = {slot: Wording(mention.text, mention.other_form) for slot, mention in claim.slots.items()}
    found = {}
    for slot, name in resolution.names_of(store.names, wordings).items():
        meaning = store.names.resolve(name.slot, name.surface, name.scope, name.other_form)
        if not meaning.known:
            asked = (name.surface, meaning.key)
            row = catalogue.stored(store, name.slot, [asked]).get(asked)
            meaning = meaning._replace(canonical=row.canonical) if row is not None else meaning
        found[slot] = meaning
    return found


def _same(one: ClaimRow, other: ClaimRow) -> bool:
    return (one.paper_key, one.claim) == (other.paper_key, other.claim)


def _number(row: ClaimRow) -> tuple[float, float | None, str | None]:
    return row.value, row.value_high, row.unit


def _placed(on: str, slot: str, rows: Iterable[ClaimRow], row: ClaimRow, names: Names, called: str) -> Place:
    """Return the place of one of the rows among them."""
    for board in page(on, rows, names, boards.default_confidence(), slot).boards:
        for each in (*board.rows, *board.unranked, *board.review):
            if _same(each.claim, row):
                return Place(_named(board, called), each.rank, len(board.rows), reason=each.reason or "")
    return Place(called, reason="not ranked")


def _named(board: Board, called: str) -> str:
    return f"{called} ({board.unit})" if board.unit else called

"""The commands that list claims, explain one, and export what is stored. Like cli.py it knows Typer."""

from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from leaderboards import options
from leaderboards.completing import names
from leaderboards.figures import counted
from leaderboards.options import Database, Format, Limit, Output, Quiet, Sort
from leaderboards.talk import exit_unless, nothing, opened, refuse_removed, tell, write

if TYPE_CHECKING:
    from schema.store import Store

Exported = Literal["csv", "tsv", "json", "jsonl"]
app = typer.Typer()


@app.command(
    epilog="Examples:\n\nclaimboard claims --benchmark GSM8K --sort -value\n\n"
    "claimboard claims --search faster --format jsonl | jq -r .sentence\n\n"
    "claimboard claims --no-benchmark --min-confidence 0.8 | claimboard explain -"
)
def claims(
    benchmark: options.Benchmark = None,
    no_benchmark: Annotated[bool, typer.Option("--no-benchmark", help="That name no benchmark.")] = False,
    metric: options.Metric = None,
    method: options.Method = None,
    hardware: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="On this hardware.", autocompletion=names("hardware")),
    ] = None,
    kind: Annotated[Literal["score", "change", "ratio"] | None, typer.Option(help="Of this kind.")] = None,
    role: options.Role = None,
    paper: Annotated[str | None, typer.Option(metavar="ID", help="Of this paper (id or address).")] = None,
    search: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Whose sentence holds this, in any case.")
    ] = None,
    tag: options.Tag = None,
    status: options.Status = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, metavar="C", help="At least this sure.")
    ] = 0.0,
    sort: Sort = None,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """List claims, each with its id for `claimboard explain`. Filters add up; exit 1 where none is left."""
    import leaderboards.boards
    import leaderboards.sorting
    import leaderboards.views
    from schema import choosing, queries, tagging
    from schema.errors import NotFoundError, UsageError

    order = leaderboards.sorting.order(sort, leaderboards.views.CLAIM_COLUMNS, limit)
    if benchmark and no_benchmark:
        raise UsageError("--benchmark and --no-benchmark exclude each other", "leave one of them out")
    with opened(db) as store:
        asked = {"benchmark": benchmark, "metric": metric, "method": method, "hardware": hardware}
        meant = {
            slot: leaderboards.boards.find(store, name, (slot,)).names
            for slot, name in asked.items()
            if name is not None
        }
        filters = queries.Filters(
            benchmark=meant.get("benchmark"),
            metric=meant.get("metric"),
            method=meant.get("method"),
            hardware=meant.get("hardware"),
            no_benchmark=no_benchmark,
            kind=kind,
            role=role,
            paper=paper,
            search=search or None,
            tag=None if tag is None else tagging.find_tag(store, tag),
            status=status,
            min_confidence=min_confidence,
        )
        count = queries.count_claims(store, filters)
        if paper:
            refuse_removed(store, paper)
        if not queries.totals(store)["papers"]:
            exit_unless(False, nothing(store))
        if paper and not choosing.key_of(store, paper):
            raise NotFoundError(f"no paper {paper!r} is stored", "claimboard papers lists them")
        rows = queries.claim_rows(store, filters, limit=limit, sort=order.keys)
        write(leaderboards.views.claims(rows), format, output)
    shown = min(count, limit or count)
    tell(counted(count, "claim") if shown == count else f"{shown:,} of {counted(count, 'claim')}", quiet)
    exit_unless(bool(count), "no claim fits")


@app.command(
    epilog="Examples:\n\nclaimboard explain 4x7k2m\n\n"
    "claimboard claims --benchmark GSM8K | claimboard explain - --format jsonl"
)
def explain(
    claims: Annotated[
        list[str],
        typer.Argument(
            metavar="CLAIM", help="Claims' ids, or the beginning of one; - takes one a line from stdin."
        ),
    ],
    format: Annotated[
        Literal["text", "json", "jsonl"] | None,
        typer.Option(
            callback=options.by_ending(("json", "jsonl")),
            help="Default: as FILE ends (.json), else text.",
            show_default=False,
        ),
    ] = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Show what proves claims: the abstract with value and slots marked, and why this confidence."""
    import leaderboards.asked
    import leaderboards.explanation
    from schema import evidence
    from schema.errors import NotFoundError
    from schema.output import open_output

    found: list[str] = []
    missing: list[NotFoundError] = []
    with opened(db) as store:
        for id in leaderboards.asked.named(claims, "claim"):
            try:
                found.append(_found(store, id))
            except NotFoundError as error:
                missing.append(error)
        if found:
            details = (each for id in found if (each := evidence.claim_detail(store, id)) is not None)
            with open_output(output) as file:
                leaderboards.explanation.write(file, format or "text", details)
        for id in dict.fromkeys(found):
            _tell_papers(store, id, quiet)
    for one in missing[:-1]:
        tell(f"claimboard: {one.message} ({one.hint})")
    if missing:
        raise missing[-1]


def _found(store: "Store", id: str) -> str:
    """Return the id of the claim that is meant."""
    from schema import evidence
    from schema.errors import NotFoundError
    from schema.review.history import log_rows
    from schema.review.judged import State

    found = evidence.find_claims(store, id)
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFoundError(f"{id!r} begins several claims' ids", f"they are: {', '.join(found)}")
    if gone := evidence.removed_paper(store, id):
        refuse_removed(store, gone)
    for said in (row for row in log_rows(store, claim=id) if row.entry.decides):
        state = "" if said.state == State.HOLDS else f": {said.state}"
        raise NotFoundError(
            f"claim {said.entry.claim_id} was {said.entry.told}{state}",
            f"claimboard review log --claim {id} says more",
        )
    raise NotFoundError(f"there is no claim {id!r}", "claimboard claims lists them with their ids")


def _tell_papers(store: "Store", id: str, quiet: bool) -> None:
    """Say where a claim stands where one text is stored under several ids: their claims have the same ids."""
    from schema import queries

    papers = [row.paper for row in queries.claim_rows(store, queries.Filters(claim=id))]
    if len(papers) > 1:
        tell(f"claim {id}: the same text stands under several ids: {', '.join(papers)}", quiet)


@app.command(
    epilog="Examples:\n\nclaimboard export claims -o claims.csv\n\n"
    "claimboard export boards --sort benchmark,rank --format jsonl\n\n"
    "claimboard export gold -o reviewed.jsonl"
)
def export(
    what: Annotated[
        Literal["boards", "claims", "papers", "pwc", "gold"],
        typer.Argument(
            metavar="WHAT",
            help="boards, claims, papers; pwc: what was imported; gold: papers that people read completely.",
        ),
    ],
    format: Annotated[
        Exported | None,
        typer.Option(
            help="Default: as FILE ends (.json), else csv; of pwc json, of gold jsonl.", show_default=False
        ),
    ] = None,
    output: Output = "-",
    sort: Sort = None,
    tag: options.Tag = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(min=0, max=1, metavar="C", help="Rank (of claims: write) only what is this sure."),
    ] = None,
    db: Database = None,
) -> None:
    """Write all boards, claims or papers as a table: one row each, with paper, address, date and sentence.

    Curated tables are written as a file of the same shape as it was imported. Gold is one file of papers with
    all their claims, for `claimboard evaluate FILE FILE` and `claimboard train --reviewed FILE`; papers in
    which claims wait for a decision are left out (exit 1 where none is left).
    """
    import leaderboards.boards
    import leaderboards.curated_views
    import leaderboards.paper_views
    import leaderboards.sorting
    import leaderboards.views
    from schema import queries, tagging
    from schema.errors import UsageError
    from schema.output import ending

    if what == "pwc" and not (format in (None, "json") and (tag, min_confidence, sort) == (None, None, None)):
        raise UsageError("export pwc writes all that was imported, as JSON", "leave the other options out")
    if what == "gold":
        if not (format in (None, "jsonl") and (tag, min_confidence, sort) == (None, None, None)):
            raise UsageError("export gold writes all papers that were read completely, as JSON lines",
                             "leave the other options out")  # fmt: skip
        with opened(db) as store:
            _write_gold(store, output)
        return
    columns = {
        "boards": leaderboards.views.COLUMNS,
        "claims": leaderboards.views.CLAIM_COLUMNS,
        "papers": leaderboards.paper_views.SORTED_BY,
    }
    order = leaderboards.sorting.order(sort, columns.get(what, ()))
    written = format or ending(output, get_args(Exported)) or "csv"
    with opened(db) as store:
        listed = None if tag is None else tagging.find_tag(store, tag)
        match what:
            case "boards":
                chosen = queries.Filters(tag=listed)
                pages = leaderboards.boards.pages(store, min_confidence, chosen)
                listing = leaderboards.views.pages(pages, order)
            case "claims":
                chosen = queries.Filters(min_confidence=min_confidence or 0.0, tag=listed)
                listing = leaderboards.views.claims(queries.claim_rows(store, chosen, sort=order.keys))
            case "papers":
                as_lists = written in ("json", "jsonl")
                rows = queries.paper_rows(store, tag=listed, sort=order.keys)
                listing = leaderboards.paper_views.papers(rows, as_lists, whole=True)
            case "pwc":
                listing = leaderboards.curated_views.file(store, what)
        write(listing, "json" if what == "pwc" else written, output)


def _write_gold(store: "Store", output: str) -> None:
    from leaderboards import gold
    from schema.inert import inert_json
    from schema.output import open_output

    found = list(gold.read_papers(store))
    records = [each.record for each in found if each.record is not None]
    for each in found:
        if each.record is None:
            tell(f"left out: {each.paper}: {each.reason}")
    exit_unless(bool(records), "no paper is completely read and decided: claimboard review, key c")
    with open_output(output) as file:
        for record in records:
            file.writelines([*inert_json(record), "\n"])
    claims = sum(len(record["claims"]) for record in records)
    tell(f"{counted(len(records), 'paper')} with {counted(claims, 'claim')}")

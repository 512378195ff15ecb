"""The commands that read the store: boards, claims, papers, evidence, exports. Like cli.py it knows Typer."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from leaderboards.render import Listing
    from schema.store import Store

app = typer.Typer()
EMPTY = "nothing is stored yet: claimboard add PAPERS"

Database = Annotated[
    str | None,
    typer.Option(
        "--db",
        envvar="CLAIMBOARD_DB",
        metavar="URL",
        help="SQLite file or PostgreSQL URL; by default a file in your data folder.",
    ),
]
Format = Annotated[
    Literal["table", "tsv", "csv", "json", "jsonl", "md"] | None,
    typer.Option(help="Default: table on a terminal, tsv in a pipe or file.", show_default=False),
]
Output = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is stdout.")]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="No more than N rows.")]
Sure = Annotated[
    float | None,
    typer.Option(
        "--min-confidence",
        min=0,
        max=1,
        metavar="C",
        help="Rank only claims at least this sure (else settings.yml decides).",
    ),
]


@app.command(epilog="Examples: claimboard boards | claimboard boards --format csv -o boards.csv")
def boards(
    format: Format = None,
    output: Output = "-",
    limit: Limit = None,
    min_confidence: Sure = None,
    db: Database = None,
) -> None:
    """List the boards with their leaders, the longest rankings first."""
    import leaderboards.boards
    import leaderboards.views

    with _store(db) as store:
        found = leaderboards.boards.overview(store, min_confidence)
        _write(leaderboards.views.summaries(found.summaries[:limit]), format, output)
    _tell(
        f"{_count(found.without_benchmark, 'claim')} of {found.claims:,} name no benchmark "
        "(claimboard claims --no-benchmark)"
    )
    _exit(bool(found.claims), EMPTY)


@app.command(epilog="Examples: claimboard show GSM8K | claimboard show H100 --format json")
def show(
    name: Annotated[str, typer.Argument(metavar="BENCHMARK", help="A benchmark, or hardware such as H100.")],
    format: Format = None,
    output: Output = "-",
    min_confidence: Sure = None,
    db: Database = None,
) -> None:
    """Show a benchmark's boards: what is ranked, what is not and why, and what was improved by how much."""
    import leaderboards.boards
    import leaderboards.views

    with _store(db) as store:
        found = leaderboards.boards.find(store, name)
        _write(
            leaderboards.views.page(leaderboards.boards.page(store, found, min_confidence)), format, output
        )


@app.command(epilog="Examples: claimboard papers | claimboard papers --format jsonl")
def papers(format: Format = None, output: Output = "-", limit: Limit = None, db: Database = None) -> None:
    """List the stored papers, each with how many claims its newest text makes."""
    import leaderboards.views
    from schema import queries

    with _store(db) as store:
        total = queries.totals(store)
        _write(leaderboards.views.papers(queries.paper_rows(store, limit)), format, output)
    _tell(f"{_count(total['papers'], 'paper')}, {total['undated papers']:,} of them undated")
    _exit(bool(total["papers"]), EMPTY)


@app.command(epilog="Examples: claimboard claims --benchmark GSM8K | claimboard claims --no-benchmark")
def claims(
    benchmark: Annotated[str | None, typer.Option(metavar="NAME", help="On this benchmark.")] = None,
    no_benchmark: Annotated[bool, typer.Option("--no-benchmark", help="That name no benchmark.")] = False,
    metric: Annotated[str | None, typer.Option(metavar="NAME", help="In this metric.")] = None,
    method: Annotated[str | None, typer.Option(metavar="NAME", help="Of this method.")] = None,
    hardware: Annotated[str | None, typer.Option(metavar="NAME", help="On this hardware.")] = None,
    kind: Annotated[Literal["score", "change", "ratio"] | None, typer.Option(help="Of this kind.")] = None,
    role: Annotated[Literal["own", "other"] | None, typer.Option(help="Of own or other methods.")] = None,
    paper: Annotated[str | None, typer.Option(metavar="ID", help="Of this paper (id or address).")] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, metavar="C", help="At least this sure.")
    ] = 0.0,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """List claims, each with its id for `claimboard explain`. Filters add up; exit 1 where none is left."""
    import leaderboards.boards
    import leaderboards.views
    from schema import queries
    from schema.errors import NotFoundError, UsageError

    if benchmark and no_benchmark:
        raise UsageError("--benchmark and --no-benchmark exclude each other", "leave one of them out")
    with _store(db) as store:
        asked = {"benchmark": benchmark, "metric": metric, "method": method, "hardware": hardware}
        meant = {
            slot: leaderboards.boards.find(store, name, (slot,)).canonical
            for slot, name in asked.items()
            if name is not None
        }
        filters = queries.Filters(
            **meant,
            no_benchmark=no_benchmark,
            kind=kind,
            role=role,
            paper=paper,
            min_confidence=min_confidence,
        )
        count = queries.count_claims(store, filters)
        if not queries.totals(store)["papers"]:
            _exit(False, EMPTY)
        if paper and not queries.is_stored(store, paper):
            raise NotFoundError(f"no paper {paper!r} is stored", "claimboard papers lists them")
        _write(leaderboards.views.claims(queries.claim_rows(store, filters, limit=limit)), format, output)
    shown = min(count, limit or count)
    _tell(_count(count, "claim") if shown == count else f"{shown:,} of {_count(count, 'claim')}")
    _exit(bool(count), "no claim fits")


@app.command(epilog="Examples: claimboard explain 4x7k2m | claimboard explain 4x7k2m --format json")
def explain(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="A claim's id, or the beginning of one.")],
    format: Annotated[Literal["text", "json"], typer.Option(help="How to write it.")] = "text",
    output: Output = "-",
    db: Database = None,
) -> None:
    """Show what proves a claim: the abstract with value and slots marked, and why this confidence."""
    import leaderboards.explanation
    from schema import evidence, queries
    from schema.errors import NotFoundError
    from schema.output import open_output

    with _store(db) as store:
        found = evidence.find_claims(store, claim)
        if len(found) > 1:
            raise NotFoundError(f"{claim!r} begins several claims' ids", f"they are: {', '.join(found)}")
        detail = evidence.claim_detail(store, found[0]) if found else None
        if detail is None:
            raise NotFoundError(f"there is no claim {claim!r}", "claimboard claims lists them with their ids")
        with open_output(output) as file:
            leaderboards.explanation.write(file, format, detail)
        others = [row.paper for row in queries.claim_rows(store, queries.Filters(claim=detail.row.claim))]
    if len(others) > 1:  # one text under two ids: their claims have the same ids
        _tell(f"the same text stands under several ids: {', '.join(others)}")


@app.command(epilog="Examples: claimboard export claims -o claims.csv | claimboard export boards")
def export(
    what: Annotated[
        Literal["boards", "claims", "papers"],
        typer.Argument(metavar="WHAT", help="boards, claims or papers."),
    ],
    format: Annotated[Literal["csv", "tsv", "json", "jsonl"], typer.Option(help="How to write it.")] = "csv",
    output: Output = "-",
    min_confidence: Annotated[
        float | None,
        typer.Option(min=0, max=1, metavar="C", help="Rank (of claims: write) only what is this sure."),
    ] = None,
    db: Database = None,
) -> None:
    """Write all boards, claims or papers as a table: one row each, with paper, address, date and sentence."""
    import leaderboards.boards
    import leaderboards.views
    from schema import queries

    with _store(db) as store:
        match what:
            case "boards":
                listing = leaderboards.views.pages(leaderboards.boards.pages(store, min_confidence))
            case "claims":
                chosen = queries.Filters(min_confidence=min_confidence or 0.0)
                listing = leaderboards.views.claims(queries.claim_rows(store, chosen))
            case "papers":
                listing = leaderboards.views.papers(queries.paper_rows(store))
        _write(listing, format, output)


def _store(db: str | None) -> "Store":
    """Open the store for reading; one that is not there yet is not made."""
    from schema.database import default_url
    from schema.store import Store

    return Store.open(db or default_url())


def _write(listing: "Listing", format: str | None, output: str) -> None:
    from leaderboards.render import write
    from schema.output import open_output

    on_terminal = output == "-" and sys.stdout.isatty()
    with open_output(output) as file:
        write(file, format or ("table" if on_terminal else "tsv"), listing)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _tell(line: str) -> None:
    """Say something beside the data."""
    typer.echo(line, err=True)


def _exit(found: bool, otherwise: str) -> None:
    """Exit with 1, and say so, where nothing was found."""
    if not found:
        typer.echo(f"claimboard: {otherwise}", err=True)
        raise typer.Exit(1)

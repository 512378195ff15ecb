"""The options that commands share, and what those mean: the claims that they choose, dates, who says so."""

import datetime
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from leaderboards.completing import names, tags
from schema.output import ending

if TYPE_CHECKING:
    from schema.queries import Filters
    from schema.store import Store

Database = Annotated[
    str | None,
    typer.Option(
        "--db",
        envvar="CLAIMBOARD_DB",
        metavar="URL",
        help="SQLite file or PostgreSQL URL; by default a file in your data folder.",
    ),
]


def by_ending(formats: Collection[str]) -> Callable[[typer.Context, str | None], str | None]:
    """Return what fills in the format that was not asked for: the one that the command's file ends with.

    `--output` is known before `--format` where the latter is not given: what stands on a command line goes
    first.
    """

    def fill_in(context: typer.Context, format: str | None) -> str | None:
        return format or ending(context.params.get("output", "-"), formats)

    return fill_in


Form = Literal["table", "tsv", "csv", "json", "jsonl", "md"]
Format = Annotated[
    Form | None,
    typer.Option(
        callback=by_ending(get_args(Form)),
        help="Default: as FILE ends (.csv), or table on a terminal, else tsv.",
        show_default=False,
    ),
]
Output = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is stdout.")]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="No more than N rows.")]
Sort = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN",
        help="By a column of the data; -COLUMN: the greatest first; several with commas. "
        "What is unknown comes last.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what is wrong.")]
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
Metric = Annotated[
    str | None, typer.Option(metavar="NAME", help="In this metric.", autocompletion=names("metric"))
]
Task = Annotated[
    str | None, typer.Option(metavar="NAME", help='On benchmarks of this task, such as "code generation".')
]
Role = Annotated[Literal["own", "other"] | None, typer.Option(help="Of own or other methods.")]
Tag = Annotated[
    str | None, typer.Option(metavar="NAME", help="Of papers on this reading list.", autocompletion=tags)
]
Board = Annotated[
    str,
    typer.Argument(
        metavar="BENCHMARK",
        help="A benchmark, or hardware such as H100.",
        autocompletion=names("benchmark", "hardware"),
    ),
]
Benchmark = Annotated[
    str | None, typer.Option(metavar="NAME", help="On this benchmark.", autocompletion=names("benchmark"))
]
Method = Annotated[
    str | None, typer.Option(metavar="NAME", help="Of this method.", autocompletion=names("method"))
]
Status = Annotated[
    Literal["machine", "reviewed"] | None,
    typer.Option(help="Whose word it is: the machine's alone, or a person's."),
]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Of papers published since: 2025, 2025-08, 2025-08-31.")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Of papers published by then.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="As published by then, like --until.")
]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="TIME", help="As this store knew it at the end of that day, in UTC."),
]
By = Annotated[
    str | None,
    typer.Option(
        "--as",
        "--by",
        metavar="WHO",
        envvar="CLAIMBOARD_USER",
        help="Who says so, for the log; else the login name.",
    ),
]
Why = Annotated[str | None, typer.Option("--why", metavar="TEXT", help="Why, for the log.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would differ, and change nothing.")]
Hedged = Annotated[bool, typer.Option("--hedged", help='Rank ranges and hedges ("about", "up to"), too.')]


def filters(
    store: "Store",
    metric: str | None = None,
    task: str | None = None,
    since: str | None = None,
    until: str | None = None,
    as_of: str | None = None,
    role: str | None = None,
    tag: str | None = None,
    status: str | None = None,
) -> "Filters":
    """Return what the options choose in a store.

    Raises UsageError for what cannot be meant, and NotFoundError for names that no claim has.
    """
    import leaderboards.boards
    from schema.errors import UsageError
    from schema.queries import Filters, last_day
    from schema.tagging import find_tag

    if until is not None and as_of is not None:
        raise UsageError("--until and --as-of mean the same", "leave one of them out")
    first = None if since is None else date("--since", since)
    last = date("--as-of", as_of) if as_of is not None else None if until is None else date("--until", until)
    if first and last and last_day(last) < first:
        raise UsageError(f"nothing is published since {first} and by {last}", "exchange the two dates")
    return Filters(
        benchmark=None if task is None else leaderboards.boards.of_task(store, task),
        metric=None if metric is None else leaderboards.boards.find(store, metric, ("metric",)).canonical,
        role=role,
        tag=None if tag is None else find_tag(store, tag),
        status=status,
        since=first,
        until=last,
    )


def signed(who: str | None) -> str:
    """Return who says so: as the option gives it, else the login name.

    Raises UsageError for a name that no database can store.
    """
    import getpass

    from leaderboards.name_entries import storable
    from schema.identity import evened

    name = evened(who or "")
    if not name:
        try:
            name = getpass.getuser()
        except (KeyError, OSError):  # an account without a name
            name = "unknown"
    return storable(name)


def date(option: str, text: str) -> str:
    """Check a date that an option gives: a day, a month or a year. Raises UsageError for anything else."""
    from schema.dates import PARTIAL
    from schema.errors import UsageError

    written = text.strip()
    try:
        if len(written) == len("2025-08-31"):
            datetime.date.fromisoformat(written)  # 2025-02-30 is none
        is_date = PARTIAL.match(written) is not None
    except ValueError:
        is_date = False
    if not is_date:
        raise UsageError(
            f"{option} {text!r} is no date", "write a day, a month or a year: 2025-08-31, 2025-08, 2025"
        )
    return written


def moment(option: str, text: str) -> str:
    """Check a day, month or year, or a time to the second, that an option gives; return it in UTC.

    Raises UsageError for anything else.
    """
    from schema.errors import UsageError

    if "T" not in text and ":" not in text:
        return date(option, text)
    try:
        time = datetime.datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(
            f"{option} {text!r} is no time", "write 2025-08-31 or 2025-08-31T17:30:00Z"
        ) from error
    zoned = time if time.tzinfo else time.replace(tzinfo=datetime.UTC)
    return zoned.astimezone(datetime.UTC).isoformat()

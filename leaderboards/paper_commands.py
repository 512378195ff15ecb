"""`claimboard papers`: the stored papers, their reading lists, and which of them are in view.

Like cli.py this module knows Typer.
"""

import shlex
from typing import Annotated

import typer

from leaderboards import options
from leaderboards.completing import tags as lists
from leaderboards.figures import counted
from leaderboards.options import By, Database, DryRun, Format, Limit, Output, Quiet, Sort, Why, signed
from leaderboards.paper_changes import NAMED, asked, change_list, change_view
from leaderboards.talk import EMPTY, exit_unless, nothing, opened, refuse_options, tell, write
from schema.rows import RemovalRow, RemovedRow, TagCount

app = typer.Typer(
    invoke_without_command=True,
    epilog="Examples:\n\nclaimboard papers --tag 'to read'\n\nclaimboard papers --removed",
)
Papers = Annotated[
    list[str], typer.Argument(metavar="PAPER", help="Ids or addresses; - takes one a line from stdin.")
]
ListedPapers = Annotated[
    list[str] | None, typer.Argument(metavar="PAPER", help="Ids or addresses; - takes one a line from stdin.")
]
OnList = Annotated[
    str | None,
    typer.Option("--tag", metavar="NAME", help="All papers on this reading list.", autocompletion=lists),
]
TagName = Annotated[str, typer.Argument(metavar="NAME", help="The reading list.", autocompletion=lists)]


@app.callback()
def papers(
    context: typer.Context,
    tag: options.Tag = None,
    removed: Annotated[
        bool,
        typer.Option("--removed", help="Those that are removed from view: since when, by whom and why."),
    ] = False,
    tags: Annotated[
        bool, typer.Option("--tags", help="The reading lists instead, and how much is on each.")
    ] = False,
    sort: Sort = None,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """List the stored papers, each with how many claims its newest text makes.

    The commands take papers out of view and back, and put them on reading lists.
    """
    if context.invoked_subcommand is not None:
        refuse_options(context)
        return
    import leaderboards.paper_views
    import leaderboards.sorting
    from leaderboards.columns import REMOVED_COLUMNS, TAG_COLUMNS
    from schema import queries, removing, tagging
    from schema.errors import UsageError

    if tags and (removed or tag is not None):
        raise UsageError("--tags lists all reading lists", "leave --removed and --tag out")
    views = leaderboards.paper_views
    columns = TAG_COLUMNS if tags else REMOVED_COLUMNS if removed else views.SORTED_BY
    order = leaderboards.sorting.order(sort, columns, limit)
    with opened(db) as store:
        total = queries.totals(store)
        listed = None if tag is None else tagging.find_tag(store, tag, removed)
        if tags:
            lists = tagging.counts(store)
            write(views.tags(order.of(lists, TagCount._asdict)), format, output)
            exit_unless(bool(lists), "no paper has a tag: claimboard papers tag NAME PAPER")
        elif removed:
            gone = list(removing.removed_rows(store, listed))
            write(views.removed(order.of(gone, RemovedRow._asdict)), format, output)
            exit_unless(bool(gone), "no paper is removed from view")
        else:
            rows = queries.paper_rows(store, limit, listed, order.keys)
            write(views.papers(rows, as_lists=format in ("json", "jsonl")), format, output)
            if listed is None:
                away = total["removed papers"]
                more = f"; {away:,} more removed from view (claimboard papers --removed)" if away else ""
                count = f"{counted(total['papers'], 'paper')}, {total['undated papers']:,} of them undated"
                tell(count + more, quiet)
                exit_unless(bool(total["papers"]), nothing(store) if away else EMPTY)


@app.command(
    epilog="Examples:\n\nclaimboard papers remove 2409.04431 --why withdrawn\n\n"
    "claimboard papers --tag old | cut -f1 | claimboard papers remove -"
)
def remove(
    papers: ListedPapers = None,
    tag: OnList = None,
    why: Why = None,
    who: By = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Take papers and all their claims out of view: every board, listing and export. Nothing is deleted.

    All of them, or none where one is not stored. `claimboard papers restore` brings them back.
    """
    from schema import queries, removing, tagging

    name, reason = signed(who), removing.reason(why)
    wanted = asked(papers, tag)
    with opened(db) as store:
        if tag is not None:
            rows = queries.paper_rows(store, tag=tagging.find_tag(store, tag))
            wanted = [row.paper for row in rows]
        made = change_view(
            store,
            lambda try_only: store.remove(wanted, name, reason, try_only),
            ("removed from view", "removed before"),
            dry_run,
            quiet,
        )
    if made.papers and not dry_run:
        named = shlex.join(made.papers) if len(made.papers) <= NAMED else "PAPER"
        back = "it" if len(made.papers) == 1 else "them"
        tell(f"  claimboard papers restore {named} brings {back} back", quiet)


@app.command(
    epilog="Examples:\n\nclaimboard papers restore 2409.04431\n\nclaimboard papers restore --tag old"
)
def restore(
    papers: ListedPapers = None,
    tag: OnList = None,
    why: Why = None,
    who: By = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Bring removed papers back into view with all their claims, as they would be had they never left.

    All of them, or none where one is not stored.
    """
    from schema import removing, tagging

    name, reason = signed(who), removing.reason(why)
    wanted = asked(papers, tag)
    with opened(db) as store:
        if tag is not None:
            rows = removing.removed_rows(store, tagging.find_tag(store, tag, removed=True))
            wanted = [row.paper for row in rows]
        change_view(
            store,
            lambda try_only: store.restore(wanted, name, reason, try_only),
            ("back in view", "in view before"),
            dry_run,
            quiet,
        )


@app.command(epilog="Examples:\n\nclaimboard papers log\n\nclaimboard papers log --format jsonl")
def log(
    sort: Sort = None,
    limit: Limit = None,
    format: Format = None,
    output: Output = "-",
    db: Database = None,
) -> None:
    """List which papers were removed from view and restored, by whom and why, the newest entry first."""
    import leaderboards.paper_views
    import leaderboards.sorting
    from leaderboards.columns import REMOVAL_COLUMNS
    from schema import removing

    order = leaderboards.sorting.order(sort, REMOVAL_COLUMNS, limit)
    with opened(db) as store:
        rows = list(removing.log_rows(store))
        write(leaderboards.paper_views.log(order.of(rows, RemovalRow._asdict)), format, output)
    exit_unless(bool(rows), "no paper was removed from view yet")


@app.command(epilog="Example:\n\nclaimboard papers tag 'to read' 2409.04431 2501.00001")
def tag(name: TagName, papers: Papers, quiet: Quiet = False, db: Database = None) -> None:
    """Put papers on a reading list, which is made with its first paper. All of them, or none."""
    change_list(name, papers, db, quiet, take_off=False)


@app.command(epilog="Example:\n\nclaimboard papers untag 'to read' 2409.04431")
def untag(name: TagName, papers: Papers, quiet: Quiet = False, db: Database = None) -> None:
    """Take papers off a reading list. They stay in the store and in view."""
    change_list(name, papers, db, quiet, take_off=True)

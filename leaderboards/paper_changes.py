"""What the commands that change the view of papers, or their reading lists, do alike. It knows Typer.

That is: which papers are meant, the change itself, and what is told of it.
"""

from typing import TYPE_CHECKING

from leaderboards.figures import counted
from leaderboards.first_places import leaders, most_claimed, named, tell_changes
from leaderboards.talk import opened, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from schema.removing import Effect
    from schema.store import Store

NAMED = 5
"""Papers that a line names, at most."""


def change_view(
    store: "Store", change: "Callable[[bool], Effect]", words: tuple[str, str], dry_run: bool, quiet: bool
) -> "Effect":
    """Make a change, or try it alone, and say what differs by it; `words` are for what does, and does not."""
    if quiet:  # who is first is looked up to be said alone
        return change(dry_run)
    done, before = words
    tried = change(True)
    if not tried.papers:
        tell(f"nothing changed: {_these(tried.before, before)}")
        return tried
    claims = f"with {counted(tried.claims, 'claim')}{named(tried.benchmarks)}"
    papers = counted(len(tried.papers), "paper")
    if dry_run:
        tell(f"{papers} would be {done} {claims}; nothing is changed (--dry-run)")
        made = tried
    else:
        benchmarks = most_claimed(store, tried.benchmarks)
        were = leaders(store, benchmarks)
        made = change(False)
        tell(f"{papers} {done} {claims}")
        tell_changes(were, leaders(store, benchmarks), len(made.benchmarks) - len(benchmarks))
    if made.before:
        tell(f"  {_these(made.before, before)}")
    return made


def change_list(name: str, papers: "Iterable[str]", db: str | None, quiet: bool, take_off: bool) -> None:
    """Put papers on a reading list or take them off it, and say what differs by it."""
    from schema.tagging import find_tag, tag_name

    list_, wanted = tag_name(name), asked(papers, None)
    with opened(db) as store:
        if take_off:
            list_ = find_tag(store, list_, removed=None)
        made = store.tag(wanted, list_, take_off)
    done, before = ("taken off", "not on it") if take_off else ("put on", "on it before")
    if not made.papers:
        tell(f"nothing changed: {_these(made.before, before)}", quiet)
        return
    tell(f"{counted(len(made.papers), 'paper')} {done} {list_!r}", quiet)
    if made.before:
        tell(f"  {_these(made.before, before)}", quiet)


def asked(papers: "Iterable[str] | None", tag: str | None) -> list[str]:
    """Return the papers that are named, those on stdin among them; none where a list is named instead.

    Raises UsageError where there is neither, or both, and NotFoundError where stdin names none.
    """
    from leaderboards.asked import named as ids
    from schema.errors import UsageError

    given = list(papers or ())
    if bool(given) == (tag is not None):
        raise UsageError("name papers, or a list of them", "PAPER, - for ids on stdin, or --tag NAME")
    return ids(given, "paper") if given else []


def _these(papers: tuple[str, ...], how: str) -> str:
    more = f" and {len(papers) - NAMED:,} more" if len(papers) > NAMED else ""
    return f"{', '.join(papers[:NAMED])}{more} {'was' if len(papers) == 1 else 'were'} {how}"

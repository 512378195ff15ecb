"""Who is first on boards before and after a change, and what of that is told. Like cli.py it knows Typer."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from leaderboards.figures import counted
from leaderboards.talk import tell

if TYPE_CHECKING:
    from leaderboards.pages import Page
    from schema.store import Store

BOARDS_NAMED = 5
LEADERS_COMPARED = 50
CHANGES_NAMED = 20


def named(benchmarks: tuple[str, ...]) -> str:
    """Say on which benchmarks something is: " on A, B and 3 more", or "" where there is none."""
    if not benchmarks:
        return ""
    more = len(benchmarks) - BOARDS_NAMED
    return f" on {', '.join(benchmarks[:BOARDS_NAMED])}" + (f" and {more:,} more" if more > 0 else "")


def most_claimed(store: "Store", benchmarks: tuple[str, ...]) -> tuple[str, ...]:
    """Return as many benchmarks as are looked at: those with most claims, as they are called by now."""
    if len(benchmarks) <= LEADERS_COMPARED:
        return benchmarks
    from schema import catalogue

    claims = {count.name: count.claims for count in catalogue.counts(store, "benchmark")}
    return tuple(sorted(benchmarks, key=lambda name: -claims.get(name, 0))[:LEADERS_COMPARED])


def leaders(store: "Store", benchmarks: tuple[str, ...]) -> dict[str, str]:
    """Return who is first on the boards of some benchmarks."""
    import leaderboards.boards
    from leaderboards.boards import Name

    return firsts(leaderboards.boards.page(store, Name("benchmark", each)) for each in benchmarks)


def firsts(pages: "Iterable[Page]") -> dict[str, str]:
    """Return who is first on the boards of some pages."""
    found = {}
    for board in (board for page in pages for board in page.boards):
        if board.rows:
            first = board.rows[0].claim
            unit = f" ({board.unit})" if board.unit else ""
            found[f"{board.name}, {board.metric}{unit}"] = first.method or f"{first.paper}'s own"
    return found


def tell_changes(before: Mapping[str, str], after: Mapping[str, str], not_looked_at: int) -> None:
    """Say who is first now where somebody else was, and on how many benchmarks that was not looked at."""
    changed = [board for board in sorted({*before, *after}) if before.get(board) != after.get(board)]
    for board in changed[:CHANGES_NAMED]:
        was, now = before.get(board, "nobody"), after.get(board, "nobody")
        tell(f"  first on {board}: {now} (before: {was})")
    if (more := len(changed) - CHANGES_NAMED) > 0:
        tell(f"  and {counted(more, 'other first place')} changed")
    if not_looked_at:
        tell(f"  who is first on {counted(not_looked_at, 'more benchmark')} was not looked at")

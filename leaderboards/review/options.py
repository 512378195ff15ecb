"""The options by which review chooses claims, for the screen and for the commands. It knows Typer."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leaderboards.completing import names

if TYPE_CHECKING:
    from leaderboards.review.queue import Wanted
    from schema.queries import Filters
    from schema.store import Store

Slot = Literal["number", "kind", "method", "benchmark", "metric", "baseline", "hardware", "setting", "role"]
Benchmark = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Claims on this benchmark.", autocompletion=names("benchmark")),
]
Paper = Annotated[
    str | None, typer.Option(metavar="ID", help="Claims of this paper: any id, or its address.")
]
Doubt = Annotated[Slot | None, typer.Option(help="Claims in which the extractor doubts this part.")]
Reason = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Claims with this text in a reason of the extractor.")
]
Least = Annotated[
    float | None, typer.Option("--min-confidence", min=0, max=1, metavar="C", help="At least this sure.")
]
Most = Annotated[
    float | None, typer.Option("--max-confidence", min=0, max=1, metavar="C", help="At most this sure.")
]
Seed = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="What is drawn at random depends on this; else on you and the day."),
]


def wanted(
    slot: str | None, reason: str | None, min_confidence: float | None, max_confidence: float | None
) -> "Wanted":
    """Return which claims come up, by what the extractor thinks of them."""
    from leaderboards.review.queue import Wanted

    return Wanted(
        slot,
        reason,
        0.0 if min_confidence is None else min_confidence,
        1.0 if max_confidence is None else max_confidence,
    )


def filters(store: "Store", benchmark: str | None, paper: str | None, tag: str | None) -> "Filters":
    """Return which claims come up, by what they are of.

    Raises NotFoundError for names that no claim has, and papers that are not stored.
    """
    import leaderboards.boards
    from schema import choosing
    from schema.errors import NotFoundError
    from schema.queries import Filters
    from schema.tagging import find_tag

    if paper is not None and choosing.key_of(store, paper) is None:
        raise NotFoundError(f"no paper {paper!r} is stored", "claimboard papers lists what there is")
    return Filters(
        benchmark=None
        if benchmark is None
        else leaderboards.boards.find(store, benchmark, ("benchmark",)).names,
        paper=paper,
        tag=None if tag is None else find_tag(store, tag),
    )


def today() -> str:
    """Return the day on which this sitting counts as begun, in UTC."""
    import datetime

    return datetime.datetime.now(datetime.UTC).date().isoformat()

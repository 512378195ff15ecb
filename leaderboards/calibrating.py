"""`claimboard calibrate`: the machine is as sure as decisions say. Like cli.py this module knows Typer."""

from typing import TYPE_CHECKING, Annotated

import typer

from leaderboards.figures import counted
from leaderboards.options import By, Database, DryRun, Format, Output, Quiet, signed
from leaderboards.talk import exit_unless, nothing, opened, tell, write

if TYPE_CHECKING:
    from leaderboards.calibration import Reliability, Sample
    from leaderboards.render import Listing
    from schema.review.calibration import Calibration
    from schema.store import Store

app = typer.Typer()


@app.command(
    epilog="Examples:\n\nclaimboard calibrate --dry-run\n\nclaimboard calibrate --as Ada\n\n"
    "claimboard calibrate --reset"
)
def calibrate(
    who: By = None,
    dry_run: DryRun = False,
    reset: Annotated[
        bool, typer.Option("--reset", "--undo", help="Believe the machine as it says itself again.")
    ] = False,
    format: Format = None,
    output: Output = "-",
    quiet: Quiet = False,
    db: Database = None,
) -> None:
    """Make confidence mean what decisions say: of claims that are 0.9 sure, nine in ten are right.

    Right is a claim of which nobody corrected number, kind, method, benchmark or metric. Learnt from are
    those that `claimboard review` drew at random among all, not among those of a benchmark, paper or reading
    list; where these are too few, those that came up by their worth count beside them, by what they stand
    for. It prints how sure claims were and how many of them were right, before and after; after: by what the
    claims of other papers taught. What is learnt holds for all that was read so far, not for what a later
    extractor reads. Where it would not help, or there are too few decisions (exit 1), nothing is changed.
    """
    import numpy as np

    import leaderboards.calibration as calibration
    from schema.queries import totals
    from schema.review.lessons import believed, lessons

    with opened(db) as store:
        now = believed(store)
        exit_unless(bool(totals(store)["papers"]), nothing(store))
        if reset:
            _reset(store, now, signed(who), dry_run, quiet)
            return
        chosen = calibration.sample(found := list(lessons(store, store.names)))
        exit_unless(chosen.enough, _too_few(chosen, len(found)))
        _, right = calibration.facts(chosen)
        stands = np.array([now.of(each.confidence, each.run_id) for each in chosen.lessons])
        model, after = calibration.learnt(chosen), calibration.out_of_fold(chosen)
        before = calibration.reliability(stands, right, chosen.weights)
        then = calibration.reliability(after, right, chosen.weights)
        write(_listing(chosen, model, before, then), format, output)
        tell(f"learnt from {_sources(chosen)}", quiet)
        if chosen.narrow:
            tell(f"  {_left_out(chosen)}", quiet)
        if not calibration.helps(chosen, model, after):
            tell(
                "nothing changed: on other papers it is not clearly better than the machine's own word", quiet
            )
            if now.run_id:
                tell("  claimboard calibrate --reset goes back to that", quiet)
            return
        curve = f"intercept {model.intercept:.2f}, slope {model.slope:.2f}"
        if dry_run:
            tell(f"it would be calibrated with {curve}; nothing is changed (--dry-run)", quiet)
            return
        were = _ranked(store)
        store.calibrate(model, signed(who))
        tell(f"calibrated with {curve}: {counted(_ranked(store), 'claim')} sure enough to be ranked"
             f" (before: {were:,})", quiet)  # fmt: skip


def _reset(store: "Store", now: "Calibration", who: str, dry_run: bool, quiet: bool) -> None:
    if not now.run_id:
        tell("nothing changed: the machine is believed as it is", quiet)
    elif dry_run:
        tell("the machine would be believed as it is; nothing is changed (--dry-run)", quiet)
    else:
        store.calibrate(None, who)
        tell("the machine is believed as it is again", quiet)


def _too_few(chosen: "Sample", decided: int) -> str:
    from leaderboards.calibration import FEWEST

    said = f"too few decisions to calibrate by: {FEWEST} claims drawn at random are needed, there are"
    there = f"{chosen.drawn}"
    if not chosen.honest:
        more = max(0.0, chosen.size - chosen.drawn)
        there += f", with others beside them that weigh as much as {more:.0f} more"
    narrow = f"; {_left_out(chosen)}" if chosen.narrow else ""
    return f"{said} {there} (of {counted(decided, 'decision')}): nothing changed{narrow}"


def _left_out(chosen: "Sample") -> str:
    were = "was" if chosen.narrow == 1 else "were"
    return (
        f"{counted(chosen.narrow, 'claim')} {were} drawn among those of a benchmark, paper or reading list: "
        "left out, for the others had no chance"
    )


def _sources(chosen: "Sample") -> str:
    drawn = f"{counted(chosen.drawn, 'claim')} drawn at random"
    if chosen.honest:
        return drawn
    others = len(chosen.lessons) - chosen.drawn
    return f"{drawn} and {others:,} others, which weigh as much as {chosen.size:.0f} drawn in all"


def _ranked(store: "Store") -> int:
    from leaderboards.boards import default_confidence
    from schema.queries import Filters, count_claims

    return count_claims(store, Filters(min_confidence=default_confidence(), status="machine"))


def _listing(
    chosen: "Sample", model: "Calibration", before: "Reliability", after: "Reliability"
) -> "Listing":
    from leaderboards.render import VERSION, Column, Listing, Record, Section

    columns = (
        Column("when", "before, or after it is calibrated"),
        Column("from", "the least confidence among these claims", True),
        Column("to", "the greatest", True),
        Column("claims", "how many claims there are", True),
        Column("confidence", "how sure they are on average", True),
        Column("right", "the share of them that is right, as people decided", True),
    )
    rows: list[Record] = [
        {"when": when, "from": round(each.low, 4), "to": round(each.high, 4), "claims": each.claims,
         "confidence": round(each.confidence, 4), "right": round(each.right, 4)}
        for when, table in (("before", before), ("after", after)) for each in table.bins
    ]  # fmt: skip
    document = {
        "version": VERSION,
        "calibration": {
            "intercept": model.intercept,
            "slope": model.slope,
            "decisions": model.decisions,
            "drawn": chosen.drawn,
            "left_out": chosen.narrow,
        },
        "ece": {"before": round(before.error, 4), "after": round(after.error, 4)},
        "bins": rows,
    }
    sections = [
        Section(when, columns[1:], [row for row in rows if row["when"] == when],
                [f"calibration error (ECE): {table.error:.3f}"])
        for when, table in (("before", before), ("after", after))
    ]  # fmt: skip
    return Listing(columns, rows, sections, document)

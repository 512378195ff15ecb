"""What the review screen says of itself: its keys, what it asks, and its page of help."""

from collections.abc import Mapping, Sequence

from leaderboards.figures import counted
from leaderboards.review.aliases import Alias
from leaderboards.review.desk import Action, Elsewhere, Said
from schema.inert import inert

LINE = (
    ("a", "accept"),
    ("r", "reject"),
    ("n", "next"),
    ("u", "undo"),
    ("e", "edit"),
    ("+", "add"),
    ("c", "all read"),
    ("p", "paper"),
    ("?", "help"),
    ("q", "quit"),
)
"""The keys as the last line names them."""
ASKS = {
    "number": "which number is claimed? its mark, or words of the text; Esc: none",
    "value": "value: a number with hedge, range and unit, as in ≤ 8–24x, 85.3%, 64 ms",
    "kind": "kind: a level reached, a change or a ratio, and which way the metric goes",
    "method": "method: Tab completes, Enter takes, empty: none; Esc leaves it",
    "benchmark": "benchmark: Tab completes, Enter takes, empty: none; Esc leaves it",
    "metric": "metric: Tab completes, Enter takes, empty: none; Esc leaves it",
    "baseline": "baseline: what it is measured against; Tab completes, Enter takes",
    "hardware": "hardware: what it ran on; Tab completes, Enter takes",
    "setting": "setting: backbone: …; hardware: …; shots: …; data: …; or other words",
    "role": "role: own, the paper's own method; other, one that it compares with",
}
NO_CLAIM = "no claim was found in this paper: + adds one, c says that it has none"
"""What is said of a paper without claims."""
DONE: Mapping[Action, str] = {
    "accept": "accepted",
    "reject": "rejected",
    "edit": "accepted as changed",
    "add": "added",
    "keep": "what was said before stays",
    "skip": "left for later",
    "read": "marked as completely read",
}
"""What was done, in the words in which it is told."""
HELP = """\
claimboard review: is this what the paper claims?

a  accept the claim as it stands     n  next: leave it for later
r  reject: there is no such claim    u  undo: the last change or decision
e  edit: point at the doubtful field, then its key, or Tab and Enter
   v value  k kind  m method  b benchmark  t metric  l baseline
   h hardware  s setting  o role         (these keys work at any time)
+  add a claim that was missed: choose its number, then fill the fields
=  let a name that you corrected mean the same everywhere, where offered
c  the paper is completely read: all its claims are there, and right
p  the next claim of the same paper
q  quit; everything said is stored, and the queue goes on from there

In a field: Tab fills in what is offered, arrow keys point at another,
Enter takes, Esc leaves the field as it was. Names that stand in the
paper's text are tied to the place nearest to the value.

The text: v[81.3] is the value, m[…] the method, and so on; a bar marks
the sentence. ? marks a part that the extractor doubts, = the name that
a wording stands for. Arrow keys, PgUp and PgDn move the text.

Every fifth claim is drawn at random, for honest calibration.
Any key leads back."""


def waiting(loading: bool, skipped: int, elsewhere: Sequence[Elsewhere] = ()) -> tuple[str, ...]:
    """Return what to say while there is no item; `skipped` were left for later, others are `elsewhere`."""
    if loading:
        return ("Looking for what is most worth a look …",)
    held = [
        f"{counted(each.claims, 'claim')} {'is' if each.claims == 1 else 'are'} before {inert(each.who)} in "
        f"another sitting, free by {each.until.astimezone():%H:%M:%S} at the latest."
        for each in elsewhere
    ]
    return (
        "Nothing else is left to review here." if held else "Nothing is left to review here.",
        *held,
        "",
        *([f"n brings back {counted(skipped, 'claim')} left for later."] if skipped else []),
        "u takes back the last decision, q quits.",
        "claimboard review log lists what was decided.",
    )


def offer(alias: Alias, claims: int) -> str:
    """Say what an alias would do."""
    follow = f"{counted(claims, 'stored claim')} would follow"
    return f"= lets {alias.wording!r} mean {alias.name} everywhere: {follow}"


def done(said: Sequence[Said]) -> str:
    """Say what one key said: "accepted", "marked as completely read, 2 claims accepted"."""
    *others, last = said
    return DONE[last.action] + (f", {counted(len(others), 'claim')} accepted" if others else "")

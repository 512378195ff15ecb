"""What the review screen says of itself: its keys, what it asks, and its page of help."""

from collections.abc import Mapping, Sequence

from leaderboards.figures import counted
from leaderboards.review.aliases import Alias
from leaderboards.review.desk import Action, Elsewhere, Said
from leaderboards.review.items import named
from leaderboards.review.lines import cut
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
LEAST = ("q", "p", "c", "?", "+", "n", "e", "u", "r", "a")
"""The same in the order in which their words give way where room is short."""
TYPING = (("Tab", "fills in"), ("↑↓", "choose"), ("Enter", "takes"), ("Esc", "leaves it"))
"""The keys while a field is typed."""
SMALLEST = (60, 16)
"""Columns and lines that the screen needs."""
ASKS = {
    "number": "which number is claimed? its mark, or words of the text",
    "value": "value: a number with hedge, range and unit, as in ≤ 8–24x, 85.3%, 64 ms",
    "kind": "kind: a level reached, a change or a ratio, and which way the metric goes",
    "method": "method: leave empty for none",
    "benchmark": "benchmark: leave empty for none",
    "metric": "metric: leave empty for none",
    "baseline": "baseline: what it is measured against; leave empty for none",
    "hardware": "hardware: what it ran on; leave empty for none",
    "setting": "setting: backbone: …; hardware: …; shots: …; data: …; or other words",
    "role": "role: own, the paper's own method; other, one that it compares with",
}
NO_CLAIM = "no claim was found in this paper: + adds one, c says that it has none"
"""What is said of a paper without claims."""
NAMED = 40
"""Cells for a claim's name where it is told what was said of it."""
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
HELP: Sequence[tuple[str, str]] = (
    ("", "claimboard review: is this what the paper claims?"),
    ("a", "accept the claim as it stands"),
    ("r", "reject: there is no such claim"),
    ("n", "next: leave it for later"),
    ("u", "undo: the last change, decision or alias"),
    ("e", "edit: point at the doubtful field and tell all of it; Enter edits it"),
    ("", "v value  k kind  m method  b benchmark  t metric  l baseline  h hardware  s setting  o role"),
    ("+", "add a claim that was missed: choose its number, then fill the fields"),
    ("=", "let a name that you corrected mean the same everywhere, where offered"),
    ("c", "the paper is completely read: all its claims are there, and right"),
    ("p  P", "the next claim of this paper; of the paper of your last decision"),
    ("q", "quit; everything said is stored, and the queue goes on from there"),
    (
        "",
        "In a field: Tab fills in what is offered, arrow keys point at another, Enter takes, Esc leaves the "
        "field as it was. Names that stand in the text are tied to the place nearest to the value.",
    ),
    (
        "",
        "The text: v[81.3] is the value, m[…] the method, and so on; a bar marks the sentence. ? marks what "
        "the extractor doubts, = the name that a wording stands for. Arrow keys, PgUp and PgDn move the "
        "text. Every fifth claim is drawn at random, for honest calibration.",
    ),
)
"""The page of help: keys and what they do; what has no key is of all of them, or goes on."""


def farewell(decisions: int, ids: str) -> str:
    """Say what was decided in a sitting, and how it is taken back; `ids` are those of the log."""
    undo = f"claimboard review undo {ids} takes " + ("it" if decisions == 1 else "them")
    return f"{counted(decisions, 'decision')}: claimboard review log lists them, {undo} back"


def left(field: str, adding: bool, twin: bool) -> str:
    """Say how it goes on after a field, "" the number, was left; `twin`: what is added is there already."""
    if adding:
        first = "p shows the claim that is there" if twin else "a adds the claim as it stands"
        return f"{first}, r adds none, a field's key goes on"
    return f"the {field} is left as it was" if field else "no claim is added"


def small(width: int, height: int) -> tuple[str, ...]:
    """Say that the terminal is too small."""
    return (f"needs {SMALLEST[0]}×{SMALLEST[1]}, here are {width}×{height}: q quits",)


def waiting(loading: bool, skipped: int, elsewhere: Sequence[Elsewhere] = ()) -> tuple[str, ...]:
    """Return what to say while there is no item; `skipped` were left for later, others are `elsewhere`."""
    if loading:
        return ("", "Looking for what is most worth a look …")
    held = [
        f"{counted(each.claims, 'claim')} {'is' if each.claims == 1 else 'are'} before {inert(each.who)} in "
        f"another sitting, free by {each.until.astimezone():%H:%M:%S} at the latest."
        for each in elsewhere
    ]
    return (
        "",
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
    """Say what one key said: "accepted: Lantern on GLUE", "marked as completely read, 2 claims accepted"."""
    *others, last = said
    if last.action == "read":
        return DONE["read"] + (f", {counted(len(others), 'claim')} accepted" if others else "")
    return f"{DONE[last.action]}: {cut(named(last.claim or last.item.claim), NAMED)}"

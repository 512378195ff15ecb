"""The single lines of the review screen, each as wide as it may be. What comes from a paper is made inert."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from leaderboards.review.desk import Progress
from leaderboards.review.items import Item, Place
from schema.inert import inert

DRAWN = {"random": "drawn at random", "queue": "", "other": "same paper"}
STATUSES = {
    "waiting": "read anew, differs from what was decided",
    "accepted": "accepted before",
    "edited": "edited before",
    "added": "added by hand",
    "rejected": "rejected before",
}
TOLD = 3
"""Lines for what there is to say, at most."""
_CONSOLE = Console(width=80, color_system=None, legacy_windows=False)


def top(item: Item | None, board: str, progress: Progress | None, unwritten: int, width: int) -> Text:
    """Return the first line: the board, how far the reviewer is, and how the item came up."""
    parts = []
    if progress is not None:
        parts = [f"{progress.decided:,} decided", f"{progress.left:,} left"]
    if unwritten > 1:
        parts.append(f"{unwritten} being stored")
    if item is not None and DRAWN[item.drawn]:
        parts.append(DRAWN[item.drawn])
    return two_ends(f" {inert(board)}", " · ".join(parts) + " ", width, "reverse")


def place(item: Item, found: Place | None, width: int) -> Text:
    """Return the line that says where the claim stands on its board, or would."""
    said = "looking up its place on the board …" if found is None else str(found)
    sure = STATUSES.get(item.status) or f"sure {item.claim.confidence:.2f}"
    if item.decided is not None:
        sure = f"{sure} ({inert(item.decided.who)}, {item.decided.when[:10]})"
    return two_ends(f" {inert(said)}", f"{sure} ", width, "bold")


def paper(item: Item, number: int, of: int, width: int) -> Text:
    """Return the line that says which paper it is, and which of its claims; 0 of one that is being added."""
    sheet = item.sheet
    date = f" ({sheet.date})" if sheet.date else ""
    counted = f"claim {number} of {of}" if number else "no claim" if item.blank else "new claim"
    read = f", read by {inert(sheet.read_by)}" if sheet.read_by else ""
    return two_ends(f" {inert(sheet.id)}{date}: {inert(sheet.title)}", f"{counted}{read} ", width, "")


def keys(bound: Sequence[tuple[str, str]], least: Sequence[str], width: int) -> Text:
    """Return the line that names the keys and what they do.

    Where room is short, those in `least` stand there without their words, then, the first ones first, not at
    all.
    """
    shown = dict(bound)

    def room() -> int:
        return sum(cell_len(f" {key} {what}".rstrip()) for key, what in shown.items())

    for key in (each for each in least if room() > width):
        shown[key] = ""
    for key in (each for each in least if room() > width):
        del shown[key]
    line = Text(no_wrap=True, end="")
    for key, what in shown.items():
        line.append(" ")
        line.append(key, "bold reverse")
        line.append(f" {what}".rstrip())
    return line


def told(words: str, wrong: bool, width: int) -> list[Text]:
    """Return what there is to say, in as many lines as it needs, up to three; bad news has a mark."""
    if not words:
        return [Text("")]
    style = "bold reverse" if wrong else "bold"
    return wrapped(f"{'! ' if wrong else ''}{inert(words)}", width, style, TOLD)


def wrapped(words: str, width: int, style: str, most: int) -> list[Text]:
    """Return words in lines, with a blank before each; what does not go into `most` lines is cut."""
    lines = [line.plain.rstrip() for line in Text(words).wrap(_CONSOLE, max(1, width - 1))] or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), width - 1)]
    return [Text(f" {line}", style, no_wrap=True, end="") for line in lines]


def two_ends(left: str, right: str, width: int, style: str) -> Text:
    """Return a line with something at both ends; the left one gives way."""
    right = cut(right, width)
    room = width - cell_len(right)
    return Text(
        fitted(left, max(0, room - 1)) + (" " if room > 0 else "") + right, style, no_wrap=True, end=""
    )


def fitted(text: str, width: int) -> str:
    """Return a text cut or filled up to a width in cells."""
    return set_cell_size(cut(text, width), width)


def cut(text: str, width: int) -> str:
    """Return a text cut to a width in cells; what is left out is shown by an ellipsis."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)).rstrip() + "…" if width > 0 else ""

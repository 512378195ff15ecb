"""How an item looks on a terminal, as lines of text: pure, and told apart without colour.

Value and slots stand in brackets behind the key of their field: v[81.3], m[Lantern]. Lines of the sentence
that proves the claim have a bar before them. Whatever comes from a paper is made inert.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from leaderboards.explanation import STYLES
from leaderboards.figures import number, rounded
from leaderboards.review import edits
from leaderboards.review.items import Item, Place, notes
from leaderboards.review.lines import cut, fitted
from schema.inert import inert, inert_lines
from schema.records import Claim, Evidence

BAR, NO_BAR = "│ ", "  "
EMPTY = "–"
NOT_THERE = "not in the text"
UNSURE = 0.5
"""Below this confidence a field is marked as doubtful."""
OPTIONAL = ("baseline", "hardware", "setting")
"""Fields that are left out where they are empty and lines are few."""
NAME, SURE = 11, 5
LEAST = 22
"""Cells for what stands in a field, where nothing longer does."""
IN_SENTENCE, VALUE = Style(meta={"sentence": True}), Style(meta={"value": True})
"""No looks: they tell in which lines the sentence and the value come to stand."""
_CONSOLE = Console(width=80, color_system=None, legacy_windows=False)


class Passage(NamedTuple):
    """The paper's text in lines; those of the sentence begin with `first` and end before `last`.

    `value` is the line in which the value begins.
    """

    lines: tuple[Text, ...]
    first: int
    last: int
    value: int


def passage(item: Item, claim: Claim, width: int) -> Passage:
    """Return the paper's text with the claim marked in it, in lines of `width` cells."""
    marks = [("v", "value", claim.value.start, claim.value.end)]
    for field in edits.FIELDS:
        mention = getattr(claim, field.name) if field.name in claim.slots else None
        if mention is not None and mention.start is not None and mention.end is not None:
            marks.append((field.key, field.name, mention.start, mention.end))
    for each in claim.setting:
        if each.start is not None and each.end is not None:
            marks.append(("s", "setting", each.start, each.end))
    return _wrapped(item.sheet.text, tuple(_joined(marks)), claim.sentence.start, claim.sentence.end, width)


def numbered(item: Item, numbers: Sequence[Evidence], width: int) -> Passage:
    """Return the paper's text with each number marked, 1[81.3], for the reviewer to choose one."""
    marks = [(str(at), "value", each.start, each.end) for at, each in enumerate(numbers, 1)]
    start, end = (0, 0) if item.blank else (item.claim.sentence.start, item.claim.sentence.end)
    return _wrapped(item.sheet.text, tuple(marks), start, end, width)


def fields(
    item: Item, claim: Claim, found: Place | None, width: int, height: int, chosen: str | None = None
) -> list[Text]:
    """Return a line a field: its key, what stands there, how sure the extractor is, and why not.

    `chosen` is the field that the reviewer is about to change. Changed ones have a star.
    """
    told = notes(item.claim)
    means = dict(found.means) if found else {}
    shown = list(edits.FIELDS)
    if len(shown) > height:
        shown = [
            field
            for field in shown
            if field.name not in OPTIONAL or edits.shown(claim, field.name) or field.name == chosen
        ]
    cells = [_cells(item, claim, field.name, told, means) for field in shown]
    half = max(LEAST, (width - NAME - SURE - 6) // 2)
    room = min(half, LEAST) if all(cell_len(each.text) <= LEAST for each in cells) else half
    lines = []
    for field, each in zip(shown, cells, strict=True):
        line = Text(no_wrap=True, end="")
        line.append("▸" if field.name == chosen else " ")
        line.append(f"{field.key} ", STYLES.get(field.name, "bold"))
        line.append(f"{field.name}{'*' if each.changed else ''}".ljust(NAME), "bold" if each.changed else "")
        line.append(fitted(each.text or EMPTY, room), "bold" if each.text else "dim")
        line.append("  ")
        line.append("     " if each.sure is None else f"{each.sure:.2f} ", "bold" if each.doubt else "dim")
        line.append("? " if each.doubt else "  ", "bold")
        line.append(cut(inert(each.words), width - cell_len(line.plain)), "" if each.doubt else "dim")
        if field.name == chosen:
            line.stylize("reverse", 1, 2 + NAME)
        lines.append(line)
    return lines[:height]


class _Cells(NamedTuple):
    text: str
    changed: bool
    sure: float | None
    words: str
    doubt: bool


def _cells(
    item: Item, claim: Claim, name: str, told: Mapping[str, tuple[str, bool]], means: Mapping[str, str]
) -> _Cells:
    """Return what there is to say of one field: what stands there, whether it was changed, and the doubts."""
    text = edits.written(claim, name)
    changed = text != edits.written(item.claim, name)
    part = "number" if name == "value" else name
    sure = None if changed else item.claim.slot_confidence.get(part)
    words, doubt = ("", False) if changed else told.get(part, ("", False))
    if item.against is not None and (said := edits.written(item.against, name)) != text:
        words, doubt = f"said before: {said or 'nothing'}", True
    doubt = doubt or (sure is not None and sure < UNSURE)
    if (meant := means.get(name)) and inert(meant) != text:
        text = f"{text} = {inert(meant)}"
    words = "; ".join(filter(None, (_unlike_the_text(claim, name, changed), words)))
    if name == "value" and text == claim.value.text != edits.shown(claim, name):
        text = f"{text} = {number(rounded(claim.number))}"
    return _Cells(text, changed, sure, words, doubt)


def _unlike_the_text(claim: Claim, name: str, changed: bool) -> str:
    """Say that, or where, what stands in a field is not what the text has; an empty text where it is."""
    if name == "value":
        return f"the text has {claim.value.text}" if changed and not edits.is_as_written(claim) else ""
    if name == "setting":
        missing = "; ".join(each.text for each in claim.setting if each.inferred)
        return f"{NOT_THERE}: {missing}" if missing else ""
    return NOT_THERE if name in claim.inferred else ""


def whole(item: Item, claim: Claim, name: str, found: Place | None) -> str:
    """Return all that there is to say of a field, however long it is: "metric: score; perhaps accuracy"."""
    each = _cells(item, claim, name, notes(item.claim), dict(found.means) if found else {})
    return f"{name}: {each.text or EMPTY}" + (f"; {inert(each.words)}" if each.words else "")


def rule(passage: Passage, offset: int, height: int, width: int) -> Text:
    """Return the line below the text: how much of it is above and below what is seen."""
    above, below = offset, len(passage.lines) - offset - height
    said = [f"{above} more above" if above > 0 else "", f"{below} more below" if below > 0 else ""]
    words = ", ".join(filter(None, said))
    words = f" {words}: arrow keys " if words else ""
    return Text(
        "─" * max(0, width - len(words) - 2) + words + "──"[: max(0, width)], "dim", no_wrap=True, end=""
    )


def offset(passage: Passage, height: int) -> int:
    """Return the first line to show so that the sentence is seen amid what stands around it, or the value."""
    long = passage.last - passage.first > height
    middle = passage.value if long else (passage.first + passage.last) // 2
    first = middle - height // 2 if passage.last > height else 0
    return max(0, min(first, len(passage.lines) - height))


Mark = tuple[str, str, int, int]
"""What is marked: the key that stands before it, its slot, and its span."""


def _joined(marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks, outer before inner; those of one span as one: mb[LLM2]."""
    spans: dict[tuple[int, int], Mark] = {}
    for key, slot, start, end in marks:
        before = spans.get((start, end))
        if before is None:
            spans[start, end] = (key, slot, start, end)
        elif key not in before[0]:
            spans[start, end] = (before[0] + key, before[1], start, end)
    return sorted(spans.values(), key=lambda mark: (mark[2], -mark[3]))


@lru_cache(maxsize=64)
def _wrapped(text: str, marks: tuple[Mark, ...], start: int, end: int, width: int) -> Passage:
    whole = _marked(text, marks, start, end)
    lines: list[Text] = []
    for part in whole.split("\n"):
        lines += part.wrap(_CONSOLE, max(1, width - len(BAR))) or [Text()]
    held = [at for at, line in enumerate(lines) if _has(line, IN_SENTENCE)]
    first, last = (held[0], held[-1] + 1) if held else (0, 0)
    value = next((at for at, line in enumerate(lines) if _has(line, VALUE)), first)
    finished = []
    for at, line in enumerate(lines):
        line.rstrip()
        line.no_wrap, line.end = True, ""
        bar = Text(BAR if at in range(first, last) else NO_BAR, "bold" if held else "", end="")
        finished.append(bar.append_text(line))
    return Passage(tuple(finished), first, last, value)


def _has(line: Text, mark: Style) -> bool:
    return any(span.style == mark for span in line.spans)


def _marked(text: str, marks: Sequence[Mark], start: int, end: int) -> Text:
    """Return the text with its marks; a mark that only overlaps another is left out."""
    title = text.partition("\n")[0]
    opening: dict[int, list[Mark]] = {}
    closing: dict[int, list[Mark]] = {}
    opened: list[Mark] = []
    for mark in marks:
        while opened and opened[-1][3] <= mark[2]:
            opened.pop()
        if opened and mark[3] > opened[-1][3]:
            continue
        opened.append(mark)
        opening.setdefault(mark[2], []).append(mark)
        closing.setdefault(mark[3], []).insert(0, mark)
    edges = sorted({0, len(title), start, end, len(text), *opening, *closing})
    drawn, inside = Text(), list[Mark]()
    for at, stop in zip(edges, [*edges[1:], len(text)], strict=True):
        for mark in closing.get(at, ()):
            drawn.append("]", STYLES[mark[1]])
            inside.remove(mark)
        for mark in opening.get(at, ()):
            inside.append(mark)
            drawn.append(f"{mark[0]}[", STYLES[mark[1]])
        piece = text[at:stop]
        if at >= len(title) + 1:
            piece = piece.replace("\n", " ")
        elif at == len(title) and piece[:1] == "\n":
            piece = "\n" + piece[1:].replace("\n", " ")
        said = Text(inert_lines(piece), STYLES[inside[-1][1]] if inside else "")
        if start <= at < end:
            said.stylize(IN_SENTENCE)
        elif not inside:
            said.stylize("bold" if at < len(title) else "dim")
        if any(mark[1] == "value" for mark in inside):
            said.stylize(VALUE)
        drawn.append_text(said)
    return drawn

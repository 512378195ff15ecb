"""The widths of a table's columns on a terminal: words stay readable, and what finds no room is left out."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

GAP = 2
"""Blanks between two columns."""
LEAST = 14
"""A column of text is not made narrower than this, or than its heading: shreds of words are no words."""
SPARE = (
    "date",
    "reported_by",
    "hardware",
    "on",
    "role",
    "title",
    "unranked",
    "changes",
    "papers",
    "over",
    "sure",
    "basis",
    "claim",
    "setting",
    "reason",
)
"""Columns that are left out where a terminal is too narrow for all, the first one first.

The first column of a table says what its rows are, and stays.
"""
TIGHT = 8
"""The same as `LEAST`, where otherwise there would be no room for the last of `SPARE`."""


def widths(
    table: Mapping[str, Sequence[str]], rigid: set[str], room: int, spare: Sequence[str] = ()
) -> dict[str, int]:
    """Return the width of each column that is shown, in the order of `table`.

    `table` maps a column's name to its heading and cells; `rigid` are the columns that can't be wrapped. What
    does not fit in `room` is left out in the order of `spare`, then of `SPARE`; the rest may still be wider.
    """
    natural = {name: max(map(cell_len, cells)) for name, cells in table.items()}
    first = next(iter(natural), None)
    floors = {
        name: wide if name in rigid else min(wide, max(LEAST, cell_len(table[name][0])))
        for name, wide in natural.items()
    }
    for name in (*spare, *SPARE):
        if _total(floors) <= room:
            break
        if name == SPARE[-1] and name in floors:
            floors = {
                each: wide if each in rigid else min(wide, max(TIGHT, cell_len(table[each][0])))
                for each, wide in floors.items()
            }
            if _total(floors) <= room:
                break
        if name != first:
            floors.pop(name, None)
    fitted = {name: natural[name] for name in floors}
    while (excess := _total(fitted) - room) > 0:
        widest = max(fitted, key=lambda name: (fitted[name] - floors[name], fitted[name]))
        if fitted[widest] == floors[widest]:
            break
        # by the whole excess or a fifth of what it can give, so that a long sentence takes few steps
        fitted[widest] -= min(excess, max(1, (fitted[widest] - floors[widest]) // 5))
    return fitted


def _total(fitted: Mapping[str, int]) -> int:
    return sum(fitted.values()) + GAP * (len(fitted) - 1)

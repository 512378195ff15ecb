"""Numbers as people read them."""

from schema.rows import ClaimRow

HEDGES = {None: "", "at_most": "≤ ", "at_least": "≥ ", "approx": "~"}
ARROWS = {None: "", "up": " up", "down": " down"}
DIGITS = 6
"""Digits that a converted number is shown with, at most."""


def number(value: float) -> str:
    """Write a number as people do: 80.65, 64, 0.001; never 64.0 or 8.065e1."""
    if value % 1 == 0 and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def counted(count: int, noun: str) -> str:
    """Write a number of things: "1 claim", "1,200 claims"."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def amount_text(value: float, unit: str | None, high: float | None = None) -> str:
    """Write a number, or a range, with its unit: "64 ms", "85.3%", "8–24x"."""
    unit = unit or ""
    gap = "" if unit in ("", "%", "x") or unit.startswith("/") else " "
    return f"{number(value)}{'' if high is None else f'–{number(high)}'}{gap}{unit}"


def figure(claim: ClaimRow) -> str:
    """Write a claim's value with its hedge, range, unit and direction: "≤ 64 ms", "8–24x up", "80.65"."""
    return (
        f"{HEDGES[claim.bound]}{amount_text(claim.value, claim.unit, claim.value_high)}"
        f"{ARROWS[claim.direction]}"
    )


def placed_figure(claim: ClaimRow, level: float, high: float | None, unit: str | None) -> str:
    """Write a score in the unit of its board: "100 ms (written: 0.1 s)" where that is another number."""
    if (level, high) == (claim.value, claim.value_high):
        return f"{HEDGES[claim.bound]}{amount_text(level, unit, high)}"
    shown = amount_text(rounded(level), unit, None if high is None else rounded(high))
    return f"{HEDGES[claim.bound]}{shown} (written: {amount_text(claim.value, claim.unit, claim.value_high)})"


def rounded(value: float) -> float:
    """Return a converted number without the digits that only arithmetic gave it."""
    return float(f"{value:.{DIGITS}g}")

"""Numbers as people read them."""

from schema.rows import ClaimRow

HEDGES = {None: "", "at_most": "≤ ", "at_least": "≥ ", "approx": "~"}
ARROWS = {None: "", "up": " up", "down": " down"}


def number(value: float) -> str:
    """Write a number as people do: 80.65, 64, 0.001; never 64.0 or 8.065e1."""
    if value % 1 == 0 and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def figure(claim: ClaimRow) -> str:
    """Write a claim's value with its hedge, range, unit and direction: "≤ 64 ms", "8–24x up", "80.65"."""
    high = "" if claim.value_high is None else f"–{number(claim.value_high)}"
    unit = claim.unit or ""
    gap = "" if unit in ("", "%", "x") or unit.startswith("/") else " "
    return f"{HEDGES[claim.bound]}{number(claim.value)}{high}{gap}{unit}{ARROWS[claim.direction]}"

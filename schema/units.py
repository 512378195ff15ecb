"""Units: from how texts write them to one symbol each, and to the base unit that their family shares."""

from typing import NamedTuple


class Unit(NamedTuple):
    """A unit: its family ("time"), its symbol ("ms"), and how much one of it is in the family's base unit."""

    family: str
    name: str
    scale: float


def unit_of(written: str | None) -> Unit | None:
    """Return the unit that a text writes so; None for a bare number and for what is no unit that is known."""
    return None


def measured(number: float, number_high: float | None, written: str | None) -> dict[str, str | float | None]:
    """Return the fields of `schema.columns.Measured` for a number and its unit as written."""
    unit = unit_of(written)
    scale = unit.scale if unit else None
    return {
        "family": unit.family if unit else None,
        "unit_name": unit.name if unit else None,
        "unit_scale": scale,
        "amount": None if scale is None else number * scale,
        "amount_high": None if scale is None or number_high is None else number_high * scale,
    }

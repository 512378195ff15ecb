"""What all tables share: their base, the checks that hold columns to their values, and a measured number."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Dialect, MetaData, TypeDecorator
from sqlmodel import SQLModel

from schema.records import NAMES_LONGEST as NAMES_LONGEST  # said again: tables ask for it here
from schema.records import SLOTS, Basis, Bound, Direction, Kind, Role

NAMED_SLOTS = tuple(slot for slot in SLOTS if slot != "baseline")
"""The slots that names are resolved in: a baseline is a method."""


def one_of(column: str, values: "type[StrEnum] | tuple[str, ...]") -> CheckConstraint:
    """Hold a column to some values, or NULL."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def finite(column: str) -> CheckConstraint:
    """Hold a column to finite numbers, or NULL."""
    # adding 0 makes a number of anything in SQLite, which keeps texts in columns of numbers
    return CheckConstraint(
        f"abs({column}) <= 1.7976931348623157e308 AND {column} + 0 = {column}", name=f"{column}_finite"
    )


def filled(*columns: str) -> tuple[CheckConstraint, ...]:
    """Hold columns to texts that are not empty, or NULL."""
    return tuple(CheckConstraint(f"length({column}) > 0", name=f"{column}_filled") for column in columns)


def partial_date(column: str) -> CheckConstraint:
    """Hold a column to a year, year and month, or day, in ISO 8601, or NULL."""
    return CheckConstraint(
        f"length({column}) IN (4, 7, 10) AND ltrim(replace({column}, '-', ''), '0123456789') = ''"
        f" AND length(replace({column}, '-', '')) = 4 + (length({column}) - 4) / 3 * 2"
        f" AND (length({column}) = 4 OR substr({column}, 5, 1) = '-'"
        f" AND substr({column}, 6, 2) BETWEEN '01' AND '12')"
        f" AND (length({column}) < 10 OR substr({column}, 8, 1) = '-'"
        f" AND substr({column}, 9, 2) BETWEEN '01' AND '31')",
        name=f"{column}_partial_date",
    )


class Kept(str):
    """JSON that is written already, and goes into a column of `Written` as it is."""

    __slots__ = ()


class Written(TypeDecorator[Any]):
    """JSON, or such as is written already: what is written ahead keeps nobody waiting."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Return what makes a value ready for the database."""
        process = super().bind_processor(dialect)

        def ready(value: Any) -> Any:
            if isinstance(value, Kept):
                return str(value)
            return process(value) if process is not None else value

        return ready


class Base(SQLModel):
    """What every table derives from: one metadata, with names for all constraints."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


class Measured(SQLModel):
    """A number in the units that all rows of a board share.

    `family` is what kind of quantity it is ("time", "tokens per time", "share"; None of a bare number and
    of a unit that is not known), `unit_name` the unit's usual symbol ("ms"), `unit_scale` how much one of
    it is in the family's base unit, `amount` the number in that (0.064 of "64 ms"), `amount_high` the end
    of a range.
    """

    family: str | None = None
    unit_name: str | None = None
    unit_scale: float | None = None
    amount: float | None = None
    amount_high: float | None = None


class ClaimValues(SQLModel):
    """What a claim says, but for its slots: the fields of `records.Claim`, offsets into `Paper.text`."""

    value_start: int
    value_end: int
    value_text: str
    number: float
    number_high: float | None = None
    unit: str | None = None
    kind: str
    direction: str | None = None
    bound: str | None = None
    basis: str | None = None
    role: str
    factor: float | None = None
    sentence_start: int
    sentence_end: int
    confidence: float


def value_checks() -> tuple[CheckConstraint, ...]:
    """Hold the fields of `ClaimValues` to what a claim can be."""
    return (
        CheckConstraint("value_start >= 0 AND value_end > value_start", name="value_span"),
        CheckConstraint("length(value_text) = value_end - value_start", name="value_text"),
        CheckConstraint(
            "sentence_start >= 0 AND sentence_start <= value_start AND value_end <= sentence_end",
            name="sentence_span",
        ),
        finite("number"),
        finite("number_high"),
        one_of("kind", Kind),
        one_of("direction", Direction),
        one_of("bound", Bound),
        one_of("basis", Basis),
        CheckConstraint("kind = 'change' OR basis IS NULL", name="basis_of_change"),
        one_of("role", Role),
        CheckConstraint("kind <> 'score' OR direction IS NULL", name="score_direction"),
        CheckConstraint("factor IS NULL OR kind = 'ratio' AND factor > 0", name="factor"),
        finite("factor"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
    )

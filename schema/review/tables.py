"""The tables of review: the log of decisions, how sure the machine is taken to be, and who looks at what."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field

from schema.columns import Base, Written, filled, one_of
from schema.review.judged import ACTIONS

DRAWN = ("queue", "random", "other")
"""How a claim came up: by what a decision was worth, by chance, or because a person went there."""


def _of(column: str, *actions: str) -> CheckConstraint:
    """Hold a column to be filled with these actions, and with no other."""
    listed = ", ".join(f"'{action}'" for action in actions)
    return CheckConstraint(f"({column} IS NOT NULL) = (action IN ({listed}))", name=f"{column}_of_action")


class Decision(Base, table=True):
    """One entry of the log of decisions (`schema.review.judged.Decision`), which no later one takes away."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("undoes"),
        one_of("action", ACTIONS),
        one_of("drawn", DRAWN),
        _of("claim_id", "accept", "edit", "add", "reject", "skip"),
        _of("seen", "accept", "edit", "add", "reject", "skip"),
        _of("said", "accept", "edit", "add"),
        _of("undoes", "undo"),
        CheckConstraint("undoes < id", name="undoes_earlier"),
        CheckConstraint("stood < id", name="stood_earlier"),
        CheckConstraint("chance > 0 AND chance <= 1", name="chance"),
        *filled("who", "claim_id", "why"),
    )

    id: int | None = Field(default=None, primary_key=True)
    recorded_at: str
    who: str
    action: str
    text_id: int = Field(foreign_key="paper_text.id", index=True)
    claim_id: str | None = None
    seen: dict[str, Any] | None = Field(default=None, sa_column=Column(Written()))
    said: dict[str, Any] | None = Field(default=None, sa_column=Column(Written()))
    why: str | None = None
    drawn: str
    chance: float | None = None
    stood: int | None = Field(default=None, foreign_key="decision.id")
    undoes: int | None = Field(default=None, foreign_key="decision.id")
    sheet: str | None = None


class Calibration(Base, table=True):
    """How sure the machine is taken to be (`schema.review.calibration`): the newest entry counts.

    `run_id` is the newest run that it was fitted to; `model` is None where the machine is to be believed as
    it is.
    """

    __tablename__ = "calibration"
    __table_args__ = filled("who")

    id: int | None = Field(default=None, primary_key=True)
    recorded_at: str
    who: str
    run_id: int = Field(foreign_key="run.id")
    model: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class Lease(Base, table=True):
    """A claim that a reviewer has before them, so that no other gets it, until a time."""

    __tablename__ = "lease"
    __table_args__ = filled("claim_id", "holder")

    paper_id: int = Field(foreign_key="paper.id", primary_key=True)
    claim_id: str = Field(primary_key=True)
    holder: str
    until: str

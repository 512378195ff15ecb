"""The tables of results that people kept by hand elsewhere, which stand beside the claims of papers."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from schema.columns import Base, Measured, filled, finite


class CuratedTable(Base, table=True):
    """A table of results that people kept by hand elsewhere: one data set of one task, as a file gave it.

    `origin` is the kind of file ("pwc"); `task` and `dataset` are paths, from the outermost to the innermost
    name, and a task stands for itself as well, without a data set. `facts` is what else the file says of
    it, `metrics` the columns in their order, `file` the one that it came in with first.
    """

    __tablename__ = "curated_table"
    __table_args__ = (UniqueConstraint("hash"), *filled("origin", "hash"))

    id: int | None = Field(default=None, primary_key=True)
    hash: str
    origin: str
    task: list[str] = Field(sa_type=JSON)
    dataset: list[str] = Field(sa_type=JSON)
    metrics: list[str] = Field(sa_type=JSON)
    facts: dict[str, Any] = Field(sa_type=JSON)
    file: str
    recorded_at: str


class CuratedRow(Base, table=True):
    """One row of such a table: a method and the paper that reports it; `facts` is what else the file says."""

    __tablename__ = "curated_row"
    __table_args__ = (UniqueConstraint("table_id", "hash"), *filled("hash"))

    id: int | None = Field(default=None, primary_key=True)
    table_id: int = Field(foreign_key="curated_table.id")
    hash: str
    method: str | None = None
    paper_title: str | None = None
    paper_url: str | None = None
    paper_date: str | None = None
    facts: dict[str, Any] = Field(sa_type=JSON)
    recorded_at: str


class CuratedValue(Base, table=True):
    """One cell of such a row: as written, and the number that it means, or the `problem` with it."""

    __tablename__ = "curated_value"
    __table_args__ = (
        UniqueConstraint("row_id", "metric"),
        finite("number"),
        CheckConstraint("(number IS NULL) = (problem IS NOT NULL)", name="number_or_problem"),
    )

    id: int | None = Field(default=None, primary_key=True)
    row_id: int = Field(foreign_key="curated_row.id")
    metric: str
    written: str
    numeric: bool
    number: float | None = None
    unit: str | None = None
    problem: str | None = None


class CuratedCurrent(Base, Measured, table=True):
    """What the names of a curated value mean now."""

    __tablename__ = "curated_current"

    value_id: int = Field(foreign_key="curated_value.id", primary_key=True)
    benchmark_id: int = Field(foreign_key="resolution.id", index=True)
    metric_id: int = Field(foreign_key="resolution.id", index=True)
    method_id: int | None = Field(default=None, foreign_key="resolution.id", index=True)

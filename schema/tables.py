"""The tables. Whatever must always hold stands here as a constraint, so that no program can break it.

What was recorded is append-only: `Paper`, `Identifier`, `PaperText`, `Run`, `Scan`, `Reading`, `ReadingSlot`.
What follows from it can be made anew at any time (`Store.rebuild`): `Resolution` and `Current`. Times are
UTC in ISO 8601 with microseconds, which sorts as text and is the same in every database.
"""

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Index, MetaData, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from schema.records import SLOTS, Bound, Direction, Kind, Role, SettingKind

NAMES_LONGEST = 500
"""Characters of an identifier or a slot, at most: an index of PostgreSQL holds no longer ones."""


def _one_of(column: str, values: "type[StrEnum] | tuple[str, ...]") -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _finite(column: str) -> CheckConstraint:
    # adding 0 makes a number of anything in SQLite, which keeps texts in columns of numbers
    return CheckConstraint(
        f"abs({column}) <= 1.7976931348623157e308 AND {column} + 0 = {column}", name=f"{column}_finite"
    )


def _filled(*columns: str) -> tuple[CheckConstraint, ...]:
    return tuple(CheckConstraint(f"length({column}) > 0", name=f"{column}_filled") for column in columns)


def _partial_date(column: str) -> CheckConstraint:
    """Year, year and month, or day, in ISO 8601."""
    return CheckConstraint(
        f"length({column}) IN (4, 7, 10) AND ltrim(replace({column}, '-', ''), '0123456789') = ''"
        f" AND length(replace({column}, '-', '')) = 4 + (length({column}) - 4) / 3 * 2"
        f" AND (length({column}) = 4 OR substr({column}, 5, 1) = '-'"
        f" AND substr({column}, 6, 2) BETWEEN '01' AND '12')"
        f" AND (length({column}) < 10 OR substr({column}, 8, 1) = '-'"
        f" AND substr({column}, 9, 2) BETWEEN '01' AND '31')",
        name=f"{column}_partial_date",
    )


class _Base(SQLModel):
    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


class Paper(_Base, table=True):
    """A paper, under a key of this store's own.

    `name` is the identifier that people are shown, `published` the earliest date that is known of it, to
    the precision that is known, `url` its first known address.
    """

    __tablename__ = "paper"
    __table_args__ = (_partial_date("published"), *_filled("name"))

    id: int | None = Field(default=None, primary_key=True)
    name: str
    published: str | None = None
    url: str | None = None
    recorded_at: str


class Identifier(_Base, table=True):
    """A name of a paper: an arXiv id, a DOI, `text` (made of a text), or `id`, any other."""

    __tablename__ = "identifier"
    __table_args__ = (
        UniqueConstraint("value", "scheme"),
        _one_of("scheme", ("arxiv", "doi", "text", "id")),
        CheckConstraint(f"length(value) BETWEEN 1 AND {NAMES_LONGEST}", name="value_length"),
    )

    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id", index=True)
    scheme: str
    value: str


class PaperText(_Base, table=True):
    """A title and abstract of a paper as first recorded.

    Texts that differ in white space alone are one (`hash`). `dated` is the latest date that a record gave
    for it. No text is ever replaced: a changed abstract is a row of its own.
    """

    __tablename__ = "paper_text"
    __table_args__ = (
        UniqueConstraint("paper_id", "hash"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
        _partial_date("dated"),
    )

    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id")
    hash: str = Field(index=True)
    title: str
    abstract: str
    authors: list[str] = Field(sa_type=JSON)
    dated: str | None = None
    recorded_at: str


class Run(_Base, table=True):
    """One extractor: its version, rules, weights and settings, summed up in the fingerprint."""

    __tablename__ = "run"
    __table_args__ = (UniqueConstraint("fingerprint"), *_filled("fingerprint", "version"))

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str
    version: str
    settings: dict[str, Any] = Field(sa_type=JSON)
    started_at: str


class Scan(_Base, table=True):
    """One run's complete reading of one text, also where it found nothing. A run reads a text once."""

    __tablename__ = "scan"
    __table_args__ = (UniqueConstraint("text_id", "run_id"), CheckConstraint("claims >= 0", name="claims"))

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id")
    text_id: int = Field(foreign_key="paper_text.id")
    claims: int
    read_at: str


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
    role: str
    factor: float | None = None
    sentence_start: int
    sentence_end: int
    confidence: float


def _value_checks() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint("value_start >= 0 AND value_end > value_start", name="value_span"),
        CheckConstraint("length(value_text) = value_end - value_start", name="value_text"),
        CheckConstraint(
            "sentence_start >= 0 AND sentence_start <= value_start AND value_end <= sentence_end",
            name="sentence_span",
        ),
        _finite("number"),
        _finite("number_high"),
        _one_of("kind", Kind),
        _one_of("direction", Direction),
        _one_of("bound", Bound),
        _one_of("role", Role),
        CheckConstraint("kind <> 'score' OR direction IS NULL", name="score_direction"),
        CheckConstraint("factor IS NULL OR kind = 'ratio' AND factor > 0", name="factor"),
        _finite("factor"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
    )


class Reading(_Base, ClaimValues, table=True):
    """One claim as one run read it in one text: the machine's word, never changed afterwards.

    `slot_confidence` is how sure it was of each part of the claim, by name.
    """

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("scan_id", "claim_id"), *_filled("claim_id"), *_value_checks())

    id: int | None = Field(default=None, primary_key=True)
    scan_id: int = Field(foreign_key="scan.id")
    claim_id: str
    reasons: list[str] = Field(sa_type=JSON)
    slot_confidence: dict[str, float] = Field(sa_type=JSON)


class ReadingSlot(_Base, table=True):
    """What fills a slot of a reading: the text's own wording with its span, or an inferred one without.

    A slot is filled once, but for `setting`, whose entries are counted by `position` and have a `kind`, where
    that is known.
    """

    __tablename__ = "reading_slot"
    __table_args__ = (
        UniqueConstraint("reading_id", "slot", "position"),
        _one_of("slot", (*SLOTS, "setting")),
        CheckConstraint("position >= 0 AND (position = 0 OR slot = 'setting')", name="position"),
        CheckConstraint(f"length(surface) BETWEEN 1 AND {NAMES_LONGEST}", name="surface_length"),
        CheckConstraint("(span_start IS NULL) = (span_end IS NULL)", name="both_or_none"),
        CheckConstraint(
            "span_start IS NULL OR span_start >= 0 AND span_end - span_start = length(surface)", name="span"
        ),
        _one_of("kind", SettingKind),
        CheckConstraint("kind IS NULL OR slot = 'setting'", name="kind_of_setting"),
    )

    id: int | None = Field(default=None, primary_key=True)
    reading_id: int = Field(foreign_key="reading.id")
    slot: str
    position: int
    surface: str
    span_start: int | None = None
    span_end: int | None = None
    kind: str | None = None


class Resolution(_Base, table=True):
    """What a wording means: the canonical name of a surface in a slot.

    `scope` is the benchmark that declares metrics of its own, or "". White space in `surface` is evened.
    Unknown names with the same key share the canonical name of the first.
    """

    __tablename__ = "resolution"
    __table_args__ = (
        UniqueConstraint("surface", "slot", "scope"),
        _one_of("slot", tuple(slot for slot in SLOTS if slot != "baseline")),
        *_filled("surface", "canonical", "key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    slot: str
    scope: str
    surface: str
    key: str
    canonical: str
    known: bool


class Current(_Base, ClaimValues, table=True):
    """The claims that hold now: those of the newest run's scan of each paper's newest text.

    Boards, filters and exports read this table alone. `inferred` names the slots whose wording is not the
    text's own, comma-separated; `setting` is the claim's settings as `schema.settings` writes them, None
    where none is known.
    """

    __tablename__ = "current"
    __table_args__ = (*_value_checks(), _one_of("status", ("machine",)), *_filled("setting"))

    paper_id: int = Field(foreign_key="paper.id", primary_key=True)
    claim_id: str = Field(primary_key=True, index=True)
    text_id: int = Field(foreign_key="paper_text.id")
    reading_id: int = Field(foreign_key="reading.id")
    benchmark_id: int | None = Field(default=None, foreign_key="resolution.id", index=True)
    metric_id: int | None = Field(default=None, foreign_key="resolution.id")
    method_id: int | None = Field(default=None, foreign_key="resolution.id")
    baseline_id: int | None = Field(default=None, foreign_key="resolution.id")
    hardware_id: int | None = Field(default=None, foreign_key="resolution.id", index=True)
    inferred: str
    status: str
    setting: str | None = None


class Meta(_Base, table=True):
    """Facts about the store itself: the fingerprint of the vocabulary that its names are resolved with."""

    __tablename__ = "meta"

    name: str = Field(primary_key=True)
    value: str


metadata = _Base.metadata


def _table(model: type[SQLModel]) -> Table:
    return metadata.tables[str(model.__tablename__)]


paper, identifier, paper_text = _table(Paper), _table(Identifier), _table(PaperText)
run, scan, reading, reading_slot = _table(Run), _table(Scan), _table(Reading), _table(ReadingSlot)
resolution, current, meta = _table(Resolution), _table(Current), _table(Meta)

Index("ix_resolution_slot_canonical", resolution.c.slot, resolution.c.canonical)
Index("ix_resolution_key_slot_scope", resolution.c.key, resolution.c.slot, resolution.c.scope)

"""The tables. Whatever must always hold stands here as a constraint, so that no program can break it.

What was recorded is append-only: papers, their texts and tags, which of them were removed from view, runs,
scans, readings, what people said of claims (`schema.review.tables`), changes of names, curated results
(`schema.curated.tables`). What follows from it can be made anew at any time (`Store.rebuild`): `Resolution`,
`Current` and `CuratedCurrent`. Times are UTC in ISO 8601 with microseconds, which sorts as text and is the
same in every database.
"""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from schema.columns import (
    NAMED_SLOTS,
    NAMES_LONGEST,
    Base,
    ClaimValues,
    Measured,
    filled,
    one_of,
    partial_date,
    value_checks,
)
from schema.curated.tables import CuratedCurrent, CuratedRow, CuratedTable, CuratedValue
from schema.records import SLOTS, SettingKind
from schema.review.judged import MACHINE, STATUS
from schema.review.tables import Calibration, Decision, Lease


class Paper(Base, table=True):
    """A paper, under a key of this store's own.

    `name` is the identifier that people are shown, `published` the earliest date that is known of it, to
    the precision that is known, `url` its first known address, `categories` those of arXiv that any record
    gave, the primary one first.
    """

    __tablename__ = "paper"
    __table_args__ = (partial_date("published"), *filled("name"))

    id: int | None = Field(default=None, primary_key=True)
    name: str
    published: str | None = None
    url: str | None = None
    categories: list[str] = Field(sa_type=JSON)
    recorded_at: str


class Identifier(Base, table=True):
    """A name of a paper: an arXiv id, a DOI, `text` (made of a text), or `id`, any other."""

    __tablename__ = "identifier"
    __table_args__ = (
        UniqueConstraint("value", "scheme"),
        one_of("scheme", ("arxiv", "doi", "text", "id")),
        CheckConstraint(f"length(value) BETWEEN 1 AND {NAMES_LONGEST}", name="value_length"),
    )

    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id", index=True)
    scheme: str
    value: str


class PaperText(Base, table=True):
    """A title and abstract of a paper as first recorded.

    Texts that differ in white space alone are one (`hash`). `dated` is the latest date that a record gave
    for it, `authors` are those of the first record that named any. No text is ever replaced: a changed
    abstract is a row of its own.
    """

    __tablename__ = "paper_text"
    __table_args__ = (
        UniqueConstraint("paper_id", "hash"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
        partial_date("dated"),
    )

    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id")
    hash: str = Field(index=True)
    title: str
    abstract: str
    authors: list[str] = Field(sa_type=JSON)
    dated: str | None = None
    recorded_at: str


class Tag(Base, table=True):
    """A paper that was put on a reading list ("tag") or taken off it ("untag"): its newest entry counts."""

    __tablename__ = "tag"
    __table_args__ = (one_of("action", ("tag", "untag")), *filled("name"))

    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id", index=True)
    name: str
    action: str
    recorded_at: str


class Removal(Base, table=True):
    """A paper that was removed from view, with all its claims, or restored: its newest entry counts."""

    __tablename__ = "removal"
    __table_args__ = (one_of("action", ("remove", "restore")), *filled("who", "why"))

    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id", index=True)
    action: str
    who: str
    why: str | None = None
    recorded_at: str


class Run(Base, table=True):
    """One extractor: its version, rules, weights and settings, summed up in the fingerprint."""

    __tablename__ = "run"
    __table_args__ = (UniqueConstraint("fingerprint"), *filled("fingerprint", "version"))

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str
    version: str
    settings: dict[str, Any] = Field(sa_type=JSON)
    started_at: str


class Scan(Base, table=True):
    """One run's complete reading of one text, also where it found nothing. A run reads a text once."""

    __tablename__ = "scan"
    __table_args__ = (UniqueConstraint("text_id", "run_id"), CheckConstraint("claims >= 0", name="claims"))

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id")
    text_id: int = Field(foreign_key="paper_text.id")
    claims: int
    read_at: str


class Reading(Base, ClaimValues, table=True):
    """One claim as one run read it in one text: the machine's word, never changed afterwards.

    `slot_confidence` is how sure it was of each part of the claim, by name.
    """

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("scan_id", "claim_id"), *filled("claim_id"), *value_checks())

    id: int | None = Field(default=None, primary_key=True)
    scan_id: int = Field(foreign_key="scan.id")
    claim_id: str
    reasons: list[str] = Field(sa_type=JSON)
    slot_confidence: dict[str, float] = Field(sa_type=JSON)


class ReadingSlot(Base, table=True):
    """What fills a slot of a reading: the text's own wording with its span, or an inferred one without.

    A slot is filled once, but for `setting`, whose entries are counted by `position` and have a `kind`,
    where that is known. `other_form` is the abbreviation or long form of the wording that the text itself
    introduces.
    """

    __tablename__ = "reading_slot"
    __table_args__ = (
        UniqueConstraint("reading_id", "slot", "position"),
        one_of("slot", (*SLOTS, "setting")),
        CheckConstraint("position >= 0 AND (position = 0 OR slot = 'setting')", name="position"),
        CheckConstraint(f"length(surface) BETWEEN 1 AND {NAMES_LONGEST}", name="surface_length"),
        CheckConstraint("(span_start IS NULL) = (span_end IS NULL)", name="both_or_none"),
        CheckConstraint(
            "span_start IS NULL OR span_start >= 0 AND span_end - span_start = length(surface)", name="span"
        ),
        one_of("kind", SettingKind),
        CheckConstraint("kind IS NULL OR slot = 'setting'", name="kind_of_setting"),
        CheckConstraint(
            f"other_form IS NULL OR length(other_form) BETWEEN 1 AND {NAMES_LONGEST}",
            name="other_form_length",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    reading_id: int = Field(foreign_key="reading.id")
    slot: str
    position: int
    surface: str
    span_start: int | None = None
    span_end: int | None = None
    kind: str | None = None
    other_form: str | None = None


class NameChange(Base, table=True):
    """One entry of the log of names: what a person said that names mean, which no later entry takes away.

    `action` is "merge", "split", "rename", "alias", "metric" (its facts are declared) or "undo"; `detail`
    says what exactly (`schema.overlay`).
    """

    __tablename__ = "name_change"
    __table_args__ = (
        one_of("action", ("merge", "split", "rename", "alias", "metric", "undo")),
        one_of("slot", NAMED_SLOTS),
        *filled("who"),
    )

    id: int | None = Field(default=None, primary_key=True)
    recorded_at: str
    who: str
    action: str
    slot: str
    detail: dict[str, Any] = Field(sa_type=JSON)


class Resolution(Base, table=True):
    """What a wording means: the canonical name of a surface in a slot, with its parts.

    `scope` is the benchmark that declares metrics of its own, `other_form` what the paper itself introduces
    as the abbreviation or long form of the wording; both are "" where there is none. White space in
    `surface` and `other_form` is evened. `canonical` is the whole name, `base` the name without `version`,
    `split` and `subset`. Unknown names with the same key share the canonical name of the first.
    """

    __tablename__ = "resolution"
    __table_args__ = (
        UniqueConstraint("surface", "slot", "scope", "other_form"),
        one_of("slot", NAMED_SLOTS),
        *filled("surface", "canonical", "key", "base"),
    )

    id: int | None = Field(default=None, primary_key=True)
    slot: str
    scope: str
    surface: str
    other_form: str
    key: str
    canonical: str
    known: bool
    base: str
    version: str | None = None
    split: str | None = None
    subset: str | None = None


class Current(Base, ClaimValues, Measured, table=True):
    """The claims that hold now: those of the newest run's scan of each paper's newest text, as people judged.

    Of papers that are removed from view there are none. Boards, filters and exports read this table alone.
    `status` says whose word a claim is; `reading_id` is the reading that says so, `decision_id` the decision.
    `inferred` names the slots whose wording is not the text's own, comma-separated; `setting` is the claim's
    settings as `schema.settings` writes them, None where none is known.
    """

    __tablename__ = "current"
    __table_args__ = (
        *value_checks(),
        one_of("status", (MACHINE, *STATUS.values())),
        CheckConstraint("(decision_id IS NULL) = (status = 'machine')", name="status_of_decision"),
        CheckConstraint("reading_id IS NOT NULL OR decision_id IS NOT NULL", name="read_or_decided"),
        *filled("setting"),
    )

    paper_id: int = Field(foreign_key="paper.id", primary_key=True)
    claim_id: str = Field(primary_key=True, index=True)
    text_id: int = Field(foreign_key="paper_text.id")
    reading_id: int | None = Field(default=None, foreign_key="reading.id")
    decision_id: int | None = Field(default=None, foreign_key="decision.id")
    benchmark_id: int | None = Field(default=None, foreign_key="resolution.id", index=True)
    metric_id: int | None = Field(default=None, foreign_key="resolution.id", index=True)
    method_id: int | None = Field(default=None, foreign_key="resolution.id", index=True)
    baseline_id: int | None = Field(default=None, foreign_key="resolution.id", index=True)
    hardware_id: int | None = Field(default=None, foreign_key="resolution.id", index=True)
    inferred: str
    status: str
    setting: str | None = None


class Meta(Base, table=True):
    """Facts about the store itself: with which vocabulary and log its names are resolved."""

    __tablename__ = "meta"

    name: str = Field(primary_key=True)
    value: str


metadata = Base.metadata


def _table(model: type[SQLModel]) -> Table:
    return metadata.tables[str(model.__tablename__)]


paper, identifier, paper_text = _table(Paper), _table(Identifier), _table(PaperText)
run, scan, reading, reading_slot = _table(Run), _table(Scan), _table(Reading), _table(ReadingSlot)
resolution, current, meta = _table(Resolution), _table(Current), _table(Meta)
tag, removal, name_change = _table(Tag), _table(Removal), _table(NameChange)
decision, calibration, lease = _table(Decision), _table(Calibration), _table(Lease)
curated_table, curated_row = _table(CuratedTable), _table(CuratedRow)
curated_value, curated_current = _table(CuratedValue), _table(CuratedCurrent)

Index("ix_tag_name_paper_id", tag.c.name, tag.c.paper_id)
Index("ix_resolution_slot_canonical", resolution.c.slot, resolution.c.canonical)
Index("ix_resolution_slot_base", resolution.c.slot, resolution.c.base)
Index("ix_resolution_key_slot_scope", resolution.c.key, resolution.c.slot, resolution.c.scope)

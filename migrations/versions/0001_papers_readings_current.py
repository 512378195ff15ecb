"""Papers with their ids and texts, what was read in them, and the claims that hold now.

Revision: 0001, the first
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("published", sa.String()),
        sa.Column("url", sa.String()),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
        sa.CheckConstraint(_partial_date("published"), name=op.f("ck_paper_published_partial_date")),
        *_filled("paper", "name"),
    )
    op.create_table(
        "identifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_identifier"),
        sa.UniqueConstraint("value", "scheme", name="uq_identifier_value_scheme"),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name="fk_identifier_paper_id_paper"),
        sa.CheckConstraint("scheme IN ('arxiv', 'doi', 'text', 'id')", name=op.f("ck_identifier_scheme")),
        sa.CheckConstraint("length(value) BETWEEN 1 AND 500", name=op.f("ck_identifier_value_length")),
    )
    op.create_index("ix_identifier_paper_id", "identifier", ["paper_id"])
    op.create_table(
        "paper_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("abstract", sa.String(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("dated", sa.String()),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_paper_text"),
        sa.UniqueConstraint("paper_id", "hash", name="uq_paper_text_paper_id_hash"),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name="fk_paper_text_paper_id_paper"),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_paper_text_hash_length")),
        sa.CheckConstraint(_partial_date("dated"), name=op.f("ck_paper_text_dated_partial_date")),
    )
    op.create_index("ix_paper_text_hash", "paper_text", ["hash"])
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sa.UniqueConstraint("fingerprint", name="uq_run_fingerprint"),
        *_filled("run", "fingerprint", "version"),
    )
    op.create_table(
        "scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scan"),
        sa.UniqueConstraint("text_id", "run_id", name="uq_scan_text_id_run_id"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_scan_run_id_run"),
        sa.ForeignKeyConstraint(["text_id"], ["paper_text.id"], name="fk_scan_text_id_paper_text"),
        sa.CheckConstraint("claims >= 0", name=op.f("ck_scan_claims")),
    )
    op.create_table(
        "reading",
        *_value_columns(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reading"),
        sa.UniqueConstraint("scan_id", "claim_id", name="uq_reading_scan_id_claim_id"),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name="fk_reading_scan_id_scan"),
        *_filled("reading", "claim_id"),
        *_value_checks("reading"),
    )
    op.create_table(
        "reading_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("span_start", sa.Integer()),
        sa.Column("span_end", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_reading_slot"),
        sa.UniqueConstraint(
            "reading_id", "slot", "position", name="uq_reading_slot_reading_id_slot_position"
        ),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name="fk_reading_slot_reading_id_reading"),
        sa.CheckConstraint(
            "slot IN ('method', 'benchmark', 'metric', 'baseline', 'hardware', 'setting')",
            name=op.f("ck_reading_slot_slot"),
        ),
        sa.CheckConstraint(
            "position >= 0 AND (position = 0 OR slot = 'setting')", name=op.f("ck_reading_slot_position")
        ),
        sa.CheckConstraint("length(surface) BETWEEN 1 AND 500", name=op.f("ck_reading_slot_surface_length")),
        sa.CheckConstraint(
            "(span_start IS NULL) = (span_end IS NULL)", name=op.f("ck_reading_slot_both_or_none")
        ),
        sa.CheckConstraint(
            "span_start IS NULL OR span_start >= 0 AND span_end - span_start = length(surface)",
            name=op.f("ck_reading_slot_span"),
        ),
    )
    op.create_table(
        "resolution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_resolution"),
        sa.UniqueConstraint("surface", "slot", "scope", name="uq_resolution_surface_slot_scope"),
        sa.CheckConstraint(
            "slot IN ('method', 'benchmark', 'metric', 'hardware')", name=op.f("ck_resolution_slot")
        ),
        *_filled("resolution", "surface", "canonical", "key"),
    )
    op.create_index("ix_resolution_slot_canonical", "resolution", ["slot", "canonical"])
    op.create_index("ix_resolution_key_slot_scope", "resolution", ["key", "slot", "scope"])
    op.create_table(
        "current",
        *_value_columns(),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        *(sa.Column(f"{slot}_id", sa.Integer()) for slot in NAMED),
        sa.Column("inferred", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("paper_id", "claim_id", name="pk_current"),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name="fk_current_paper_id_paper"),
        sa.ForeignKeyConstraint(["text_id"], ["paper_text.id"], name="fk_current_text_id_paper_text"),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name="fk_current_reading_id_reading"),
        *(
            sa.ForeignKeyConstraint(
                [f"{slot}_id"], ["resolution.id"], name=f"fk_current_{slot}_id_resolution"
            )
            for slot in NAMED
        ),
        *_value_checks("current"),
        sa.CheckConstraint("status IN ('machine')", name=op.f("ck_current_status")),
    )
    for column in ("benchmark_id", "claim_id", "hardware_id"):
        op.create_index(f"ix_current_{column}", "current", [column])


def downgrade() -> None:
    for table in (
        "current",
        "resolution",
        "reading_slot",
        "reading",
        "scan",
        "run",
        "paper_text",
        "identifier",
        "paper",
        "meta",
    ):
        op.drop_table(table)


NAMED = ("benchmark", "metric", "method", "baseline", "hardware")


def _partial_date(column: str) -> str:
    return (
        f"length({column}) IN (4, 7, 10) AND ltrim(replace({column}, '-', ''), '0123456789') = ''"
        f" AND length(replace({column}, '-', '')) = 4 + (length({column}) - 4) / 3 * 2"
        f" AND (length({column}) = 4 OR substr({column}, 5, 1) = '-'"
        f" AND substr({column}, 6, 2) BETWEEN '01' AND '12')"
        f" AND (length({column}) < 10 OR substr({column}, 8, 1) = '-'"
        f" AND substr({column}, 9, 2) BETWEEN '01' AND '31')"
    )


def _value_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("value_start", sa.Integer(), nullable=False),
        sa.Column("value_end", sa.Integer(), nullable=False),
        sa.Column("value_text", sa.String(), nullable=False),
        sa.Column("number", sa.Float(), nullable=False),
        sa.Column("number_high", sa.Float()),
        sa.Column("unit", sa.String()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("direction", sa.String()),
        sa.Column("bound", sa.String()),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("factor", sa.Float()),
        sa.Column("sentence_start", sa.Integer(), nullable=False),
        sa.Column("sentence_end", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
    ]


def _finite(column: str) -> str:
    return f"abs({column}) <= 1.7976931348623157e308 AND {column} + 0 = {column}"


def _filled(table: str, *columns: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(f"length({column}) > 0", name=op.f(f"ck_{table}_{column}_filled"))
        for column in columns
    ]


def _value_checks(table: str) -> list[sa.CheckConstraint]:
    checks = {
        "value_span": "value_start >= 0 AND value_end > value_start",
        "value_text": "length(value_text) = value_end - value_start",
        "sentence_span": "sentence_start >= 0 AND sentence_start <= value_start"
        " AND value_end <= sentence_end",
        "number_finite": _finite("number"),
        "number_high_finite": _finite("number_high"),
        "kind": "kind IN ('score', 'change', 'ratio')",
        "direction": "direction IN ('up', 'down')",
        "bound": "bound IN ('at_most', 'at_least', 'approx')",
        "role": "role IN ('own', 'other')",
        "score_direction": "kind <> 'score' OR direction IS NULL",
        "factor": "factor IS NULL OR kind = 'ratio' AND factor > 0",
        "factor_finite": _finite("factor"),
        "confidence": "confidence BETWEEN 0 AND 1",
    }
    return [sa.CheckConstraint(sql, name=op.f(f"ck_{table}_{name}")) for name, sql in checks.items()]

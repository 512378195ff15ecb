"""Parts of names and the log that changes them, units, tags, what a change is counted in, curated results.

Revision: 0003, after 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.batch import table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FINITE = "abs({0}) <= 1.7976931348623157e308 AND {0} + 0 = {0}"
SLOTS = "slot IN ('method', 'benchmark', 'metric', 'hardware')"
BASIS = "basis IN ('relative', 'absolute')"
OF_CHANGE = "kind = 'change' OR basis IS NULL"
OTHER_FORM = "other_form IS NULL OR length(other_form) BETWEEN 1 AND 500"
UNIQUE = "uq_resolution_surface_slot_scope_other_form"
ACTIONS = "action IN ('merge', 'split', 'rename', 'alias', 'metric', 'undo')"


def upgrade() -> None:
    # names and current claims are made anew when the store is opened: it knows no vocabulary any more
    _empty_derived()
    op.execute("DELETE FROM meta WHERE name = 'vocabulary'")
    with op.batch_alter_table("reading", copy_from=table("reading")) as batch:
        batch.add_column(sa.Column("basis", sa.String()))
        batch.create_check_constraint(op.f("ck_reading_basis"), BASIS)
        batch.create_check_constraint(op.f("ck_reading_basis_of_change"), OF_CHANGE)
    with op.batch_alter_table("reading_slot", copy_from=table("reading_slot")) as batch:
        batch.add_column(sa.Column("other_form", sa.String()))
        batch.create_check_constraint(op.f("ck_reading_slot_other_form_length"), OTHER_FORM)
    with op.batch_alter_table("resolution", copy_from=table("resolution")) as batch:
        batch.add_column(sa.Column("base", sa.String(), nullable=False))
        batch.add_column(sa.Column("other_form", sa.String(), nullable=False))
        for part in ("version", "split", "subset"):
            batch.add_column(sa.Column(part, sa.String()))
        batch.create_check_constraint(op.f("ck_resolution_base_filled"), "length(base) > 0")
        batch.drop_constraint(op.f("uq_resolution_surface_slot_scope"), type_="unique")
        batch.create_unique_constraint(op.f(UNIQUE), ["surface", "slot", "scope", "other_form"])
    op.create_index(op.f("ix_resolution_slot_base"), "resolution", ["slot", "base"])
    with op.batch_alter_table("current", copy_from=table("current")) as batch:
        for column in (sa.Column("basis", sa.String()), *_measured()):
            batch.add_column(column)
        batch.create_check_constraint(op.f("ck_current_basis"), BASIS)
        batch.create_check_constraint(op.f("ck_current_basis_of_change"), OF_CHANGE)
    _create_tags_and_log()
    _create_curated()


def downgrade() -> None:
    for name in ("curated_current", "curated_value", "curated_row", "curated_table", "name_change", "tag"):
        op.drop_table(name)
    _empty_derived()
    op.execute("DELETE FROM meta WHERE name = 'vocabulary'")
    # with a column go the checks that name it
    with op.batch_alter_table(
        "current", copy_from=table("current", "ck_current_basis", "ck_current_basis_of_change")
    ) as batch:
        for column in ("basis", *(column.name for column in _measured())):
            batch.drop_column(column)
    op.drop_index(op.f("ix_resolution_slot_base"), "resolution")
    with op.batch_alter_table(
        "resolution", copy_from=table("resolution", "ck_resolution_base_filled")
    ) as batch:
        batch.drop_constraint(op.f(UNIQUE), type_="unique")
        batch.create_unique_constraint(op.f("uq_resolution_surface_slot_scope"), ["surface", "slot", "scope"])
        for part in ("base", "other_form", "version", "split", "subset"):
            batch.drop_column(part)
    with op.batch_alter_table(
        "reading_slot", copy_from=table("reading_slot", "ck_reading_slot_other_form_length")
    ) as batch:
        batch.drop_column("other_form")
    with op.batch_alter_table(
        "reading", copy_from=table("reading", "ck_reading_basis", "ck_reading_basis_of_change")
    ) as batch:
        batch.drop_column("basis")


def _measured() -> list[sa.Column[Any]]:
    numbers = [sa.Column(name, sa.Float()) for name in ("unit_scale", "amount", "amount_high")]
    return [sa.Column("family", sa.String()), sa.Column("unit_name", sa.String()), *numbers]


def _create_tags_and_log() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_tag_name_filled")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_tag_paper_id_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("name", "paper_id", name=op.f("uq_tag_name_paper_id")),
    )
    op.create_index(op.f("ix_tag_paper_id"), "tag", ["paper_id"])
    op.create_table(
        "name_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.CheckConstraint(ACTIONS, name=op.f("ck_name_change_action")),
        sa.CheckConstraint(SLOTS, name=op.f("ck_name_change_slot")),
        sa.CheckConstraint("length(who) > 0", name=op.f("ck_name_change_who_filled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_change")),
    )


def _create_curated() -> None:
    op.create_table(
        "curated_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("task", sa.JSON(), nullable=False),
        sa.Column("dataset", sa.JSON(), nullable=False),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.CheckConstraint("length(origin) > 0", name=op.f("ck_curated_table_origin_filled")),
        sa.CheckConstraint("length(hash) > 0", name=op.f("ck_curated_table_hash_filled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curated_table")),
        sa.UniqueConstraint("hash", name=op.f("uq_curated_table_hash")),
    )
    op.create_table(
        "curated_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("method", sa.String()),
        sa.Column("paper_title", sa.String()),
        sa.Column("paper_url", sa.String()),
        sa.Column("paper_date", sa.String()),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.CheckConstraint("length(hash) > 0", name=op.f("ck_curated_row_hash_filled")),
        sa.ForeignKeyConstraint(
            ["table_id"], ["curated_table.id"], name=op.f("fk_curated_row_table_id_curated_table")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curated_row")),
        sa.UniqueConstraint("table_id", "hash", name=op.f("uq_curated_row_table_id_hash")),
    )
    op.create_table(
        "curated_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("numeric", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Float()),
        sa.Column("unit", sa.String()),
        sa.Column("problem", sa.String()),
        sa.CheckConstraint(FINITE.format("number"), name=op.f("ck_curated_value_number_finite")),
        sa.CheckConstraint(
            "(number IS NULL) = (problem IS NOT NULL)", name=op.f("ck_curated_value_number_or_problem")
        ),
        sa.ForeignKeyConstraint(
            ["row_id"], ["curated_row.id"], name=op.f("fk_curated_value_row_id_curated_row")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curated_value")),
        sa.UniqueConstraint("row_id", "metric", name=op.f("uq_curated_value_row_id_metric")),
    )
    op.create_table(
        "curated_current",
        *_measured(),
        sa.Column("value_id", sa.Integer(), nullable=False),
        sa.Column("benchmark_id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("method_id", sa.Integer()),
        *(
            sa.ForeignKeyConstraint(
                [f"{slot}_id"], ["resolution.id"], name=op.f(f"fk_curated_current_{slot}_id_resolution")
            )
            for slot in ("benchmark", "metric", "method")
        ),
        sa.ForeignKeyConstraint(
            ["value_id"], ["curated_value.id"], name=op.f("fk_curated_current_value_id_curated_value")
        ),
        sa.PrimaryKeyConstraint("value_id", name=op.f("pk_curated_current")),
    )
    op.create_index(op.f("ix_curated_current_benchmark_id"), "curated_current", ["benchmark_id"])


def _empty_derived() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # which would look through all claims for what refers to each name that it deletes
        op.execute("TRUNCATE current, resolution")
        return
    op.execute("DELETE FROM current")
    op.execute("DELETE FROM resolution")

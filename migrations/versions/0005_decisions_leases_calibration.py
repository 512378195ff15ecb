"""The log of what people said of claims, who has which before them, and how sure the machine is taken to be.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

from migrations.batch import table

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CURRENT = {
    "ck_current_status": "status IN ('machine', 'accepted', 'edited', 'added')",
    "ck_current_status_of_decision": "(decision_id IS NULL) = (status = 'machine')",
    "ck_current_read_or_decided": "reading_id IS NOT NULL OR decision_id IS NOT NULL",
}
OF_DECISION = "fk_current_decision_id_decision"


def upgrade() -> None:
    _create_decision()
    op.create_table(
        "calibration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.JSON()),
        sa.CheckConstraint("length(who) > 0", name=op.f("ck_calibration_who_filled")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_calibration_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration")),
    )
    op.create_table(
        "lease",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.CheckConstraint("length(claim_id) > 0", name=op.f("ck_lease_claim_id_filled")),
        sa.CheckConstraint("length(holder) > 0", name=op.f("ck_lease_holder_filled")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_lease_paper_id_paper")),
        sa.PrimaryKeyConstraint("paper_id", "claim_id", name=op.f("pk_lease")),
    )
    with op.batch_alter_table("current", copy_from=table("current", "ck_current_status")) as batch:
        batch.alter_column("reading_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("decision_id", sa.Integer()))
        batch.create_foreign_key(op.f(OF_DECISION), "decision", ["decision_id"], ["id"])
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint(op.f("ck_current_status"), type_="check")
        for name, condition in CURRENT.items():
            batch.create_check_constraint(op.f(name), condition)


def downgrade() -> None:
    # a store that knows no vocabulary makes `current` anew when it is opened: of what was read alone
    op.execute("DELETE FROM current")
    op.execute("DELETE FROM meta WHERE name = 'vocabulary'")
    with op.batch_alter_table("current", copy_from=table("current", *CURRENT)) as batch:
        if op.get_bind().dialect.name == "postgresql":
            for name in CURRENT:
                batch.drop_constraint(op.f(name), type_="check")
        batch.drop_constraint(op.f(OF_DECISION), type_="foreignkey")
        batch.drop_column("decision_id")
        batch.alter_column("reading_id", existing_type=sa.Integer(), nullable=False)
        batch.create_check_constraint(op.f("ck_current_status"), "status IN ('machine')")
    for name in ("lease", "calibration", "decision"):
        op.drop_table(name)


def _create_decision() -> None:
    of_action = {
        "claim_id": "'accept', 'edit', 'add', 'reject', 'skip'",
        "seen": "'accept', 'edit', 'add', 'reject', 'skip'",
        "said": "'accept', 'edit', 'add'",
        "undoes": "'undo'",
    }
    checks = {
        "action": "action IN ('accept', 'edit', 'add', 'reject', 'read', 'skip', 'undo')",
        "drawn": "drawn IN ('queue', 'random', 'other')",
        **{
            f"{column}_of_action": f"({column} IS NOT NULL) = (action IN ({actions}))"
            for column, actions in of_action.items()
        },
        "undoes_earlier": "undoes < id",
        "stood_earlier": "stood < id",
        "chance": "chance > 0 AND chance <= 1",
        **{f"{column}_filled": f"length({column}) > 0" for column in ("who", "claim_id", "why")},
    }
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String()),
        sa.Column("seen", sa.JSON()),
        sa.Column("said", sa.JSON()),
        sa.Column("why", sa.String()),
        sa.Column("drawn", sa.String(), nullable=False),
        sa.Column("chance", sa.Float()),
        sa.Column("stood", sa.Integer()),
        sa.Column("undoes", sa.Integer()),
        *(sa.CheckConstraint(sql, name=op.f(f"ck_decision_{name}")) for name, sql in checks.items()),
        sa.ForeignKeyConstraint(["text_id"], ["paper_text.id"], name=op.f("fk_decision_text_id_paper_text")),
        sa.ForeignKeyConstraint(["stood"], ["decision.id"], name=op.f("fk_decision_stood_decision")),
        sa.ForeignKeyConstraint(["undoes"], ["decision.id"], name=op.f("fk_decision_undoes_decision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("undoes", name=op.f("uq_decision_undoes")),
    )
    op.create_index(op.f("ix_decision_text_id"), "decision", ["text_id"])

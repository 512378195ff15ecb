"""What kind of setting one is, a claim's settings in one text, and how sure each part of a claim is.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

from migrations.batch import table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reading", copy_from=table("reading")) as batch:
        batch.add_column(sa.Column("slot_confidence", sa.JSON()))
    op.execute("UPDATE reading SET slot_confidence = '{}'")  # what was read before judged no part
    with op.batch_alter_table("reading", copy_from=table("reading")) as batch:
        batch.alter_column("slot_confidence", existing_type=sa.JSON(), nullable=False)
    with op.batch_alter_table("reading_slot", copy_from=table("reading_slot")) as batch:
        batch.add_column(sa.Column("kind", sa.String()))
        for name, condition in OF_A_SETTING.items():
            batch.create_check_constraint(op.f(name), condition)
    with op.batch_alter_table("current", copy_from=table("current")) as batch:
        batch.add_column(sa.Column("setting", sa.String()))
        batch.create_check_constraint(op.f(FILLED), "length(setting) > 0")
    # a store that knows no vocabulary makes `current` anew when it is opened, and so fills `setting`
    op.execute("DELETE FROM meta WHERE name = 'vocabulary'")


def downgrade() -> None:
    # with a column go the checks that name it
    with op.batch_alter_table("current", copy_from=table("current", FILLED)) as batch:
        batch.drop_column("setting")
    with op.batch_alter_table("reading_slot", copy_from=table("reading_slot", *OF_A_SETTING)) as batch:
        batch.drop_column("kind")
    with op.batch_alter_table("reading", copy_from=table("reading")) as batch:
        batch.drop_column("slot_confidence")


FILLED = "ck_current_setting_filled"
OF_A_SETTING = {
    "ck_reading_slot_kind": "kind IN ('backbone', 'hardware', 'shots', 'data')",
    "ck_reading_slot_kind_of_setting": "kind IS NULL OR slot = 'setting'",
}

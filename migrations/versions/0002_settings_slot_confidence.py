"""What kind of setting one is, a claim's settings in one text, and how sure each part of a claim is.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reading", copy_from=_table("reading")) as batch:
        batch.add_column(sa.Column("slot_confidence", sa.JSON()))
    op.execute("UPDATE reading SET slot_confidence = '{}'")  # what was read before judged no part
    with op.batch_alter_table("reading", copy_from=_table("reading")) as batch:
        batch.alter_column("slot_confidence", existing_type=sa.JSON(), nullable=False)
    with op.batch_alter_table("reading_slot", copy_from=_table("reading_slot")) as batch:
        batch.add_column(sa.Column("kind", sa.String()))
        for name, condition in OF_A_SETTING.items():
            batch.create_check_constraint(op.f(name), condition)
    with op.batch_alter_table("current", copy_from=_table("current")) as batch:
        batch.add_column(sa.Column("setting", sa.String()))
        batch.create_check_constraint(op.f(FILLED), "length(setting) > 0")
    # a store that knows no vocabulary makes `current` anew when it is opened, and so fills `setting`
    op.execute("DELETE FROM meta WHERE name = 'vocabulary'")


def downgrade() -> None:
    # with a column go the checks that name it
    with op.batch_alter_table("current", copy_from=_table("current", FILLED)) as batch:
        batch.drop_column("setting")
    with op.batch_alter_table("reading_slot", copy_from=_table("reading_slot", *OF_A_SETTING)) as batch:
        batch.drop_column("kind")
    with op.batch_alter_table("reading", copy_from=_table("reading")) as batch:
        batch.drop_column("slot_confidence")


FILLED = "ck_current_setting_filled"
OF_A_SETTING = {
    "ck_reading_slot_kind": "kind IN ('backbone', 'hardware', 'shots', 'data')",
    "ck_reading_slot_kind_of_setting": "kind IS NULL OR slot = 'setting'",
}


def _table(name: str, *but: str) -> sa.Table:
    """Return a table as it stands, for SQLite to make anew, without some of its checks."""
    table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
    # whether a table that is read from the database has its checks depends on the version of SQLAlchemy
    table.constraints -= {each for each in table.constraints if isinstance(each, sa.CheckConstraint)}
    for check in sa.inspect(op.get_bind()).get_check_constraints(name):
        if check["name"] not in but:
            table.append_constraint(sa.CheckConstraint(check["sqltext"], name=check["name"]))
    return table

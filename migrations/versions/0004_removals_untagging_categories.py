"""Papers removed from view and restored, papers taken off reading lists, and arXiv's categories.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

from migrations.batch import table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ACTION = "ck_tag_action"
UNIQUE = "uq_tag_name_paper_id"
INDEX = "ix_tag_name_paper_id"


def upgrade() -> None:
    with op.batch_alter_table("paper", copy_from=table("paper")) as batch:
        batch.add_column(sa.Column("categories", sa.JSON()))
    op.execute("UPDATE paper SET categories = '[]'")  # no record said any before
    with op.batch_alter_table("paper", copy_from=table("paper")) as batch:
        batch.alter_column("categories", existing_type=sa.JSON(), nullable=False)
    with op.batch_alter_table("tag", copy_from=table("tag")) as batch:
        batch.add_column(sa.Column("action", sa.String()))
        batch.drop_constraint(op.f(UNIQUE), type_="unique")
    op.execute("UPDATE tag SET action = 'tag'")
    with op.batch_alter_table("tag", copy_from=table("tag")) as batch:
        batch.alter_column("action", existing_type=sa.String(), nullable=False)
        batch.create_check_constraint(op.f(ACTION), "action IN ('tag', 'untag')")
    op.create_index(op.f(INDEX), "tag", ["name", "paper_id"])
    op.create_table(
        "removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("why", sa.String()),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.CheckConstraint("action IN ('remove', 'restore')", name=op.f("ck_removal_action")),
        sa.CheckConstraint("length(who) > 0", name=op.f("ck_removal_who_filled")),
        sa.CheckConstraint("length(why) > 0", name=op.f("ck_removal_why_filled")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_removal_paper_id_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
    )
    op.create_index(op.f("ix_removal_paper_id"), "removal", ["paper_id"])


def downgrade() -> None:
    op.drop_table("removal")
    # a store that knows no vocabulary makes `current` anew when it is opened: of what was removed as well
    op.execute("DELETE FROM meta WHERE name = 'vocabulary'")
    # the older revision knows the lists as they are: of each paper on one the newest entry stays
    op.execute("DELETE FROM tag WHERE id NOT IN (SELECT max(id) FROM tag GROUP BY name, paper_id)")
    op.execute("DELETE FROM tag WHERE action = 'untag'")
    op.drop_index(op.f(INDEX), "tag")
    with op.batch_alter_table("tag", copy_from=table("tag", ACTION)) as batch:
        batch.drop_column("action")
        batch.create_unique_constraint(op.f(UNIQUE), ["name", "paper_id"])
    with op.batch_alter_table("paper", copy_from=table("paper")) as batch:
        batch.drop_column("categories")

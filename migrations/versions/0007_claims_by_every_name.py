"""What refers to a name is found at once: PostgreSQL looked through all claims for each name that it deletes.

Revision: 0007, after 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = {
    "current": ("metric_id", "method_id", "baseline_id"),
    "curated_current": ("metric_id", "method_id"),
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_index(op.f(f"ix_{table}_{column}"), table)

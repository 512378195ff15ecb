"""Which row of a sheet a decision came from, so that a sheet may correct what it said itself.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decision", sa.Column("sheet", sa.String()))


def downgrade() -> None:
    op.drop_column("decision", "sheet")

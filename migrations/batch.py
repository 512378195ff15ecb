"""What revisions share that make a table of SQLite anew."""

import sqlalchemy as sa
from alembic import op


def table(name: str, *but: str) -> sa.Table:
    """Return a table as it stands, for SQLite to make anew, without some of its checks."""
    table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
    # whether a table that is read from the database has its checks depends on the version of SQLAlchemy
    table.constraints -= {each for each in table.constraints if isinstance(each, sa.CheckConstraint)}
    for check in sa.inspect(op.get_bind()).get_check_constraints(name):
        if check["name"] not in but:
            table.append_constraint(sa.CheckConstraint(check["sqltext"], name=check["name"]))
    return table

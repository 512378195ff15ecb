"""Alembic's environment: migrates on the connection that `migrations.runner` gives, inside its transaction.

For the alembic command itself: `alembic -x db=URL check`, `alembic -x db=URL revision --autogenerate`.
"""

from alembic import context
from sqlalchemy import Connection

from schema import tables
from schema.database import VERSION_TABLE, connect, writing


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        version_table=VERSION_TABLE,
        transactional_ddl=True,
        render_as_batch=True,
        compare_server_default=True,
    )
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    with writing(connect(context.get_x_argument(as_dictionary=True)["db"], foreign_keys=False)) as own:
        _migrate(own)

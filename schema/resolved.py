"""A database whose names mean what the vocabulary of this version and its own log of names say."""

from collections.abc import Callable
from typing import Self

from sqlalchemy import Connection, delete, func, insert, select

from schema import current, tables
from schema.curated import keeping as curation
from schema.database import Database, reading, writing
from schema.errors import StoreError
from schema.naming import Names, changes
from schema.registry import registry

VOCABULARY = "vocabulary"
"""The row of `meta` that says with which vocabulary and changes the names are resolved."""
READINGS = select(func.count()).select_from(tables.reading)
RESOLVED_WITH = select(tables.meta.c.value).where(tables.meta.c.name == VOCABULARY)


class Resolved(Database):
    """An up-to-date database; `names` is what its names mean.

    That is the vocabulary of this version with the changes that were made in this database.
    """

    names: Names

    @classmethod
    def open(cls, url: str, renewing: Callable[[int], None] = lambda _: None) -> Self:
        """Open what stands at an address, its names resolved with the vocabulary of this version.

        Where they were resolved with another, all is made anew first, which takes minutes where there are a
        million readings: `renewing` is told how many there are. Raises StoreError where the database is new,
        old, newer or not ours.
        """
        store = super().open(url)
        try:
            with reading(store.engine) as connection:
                store.names = Names(registry(), changes(connection))
            store._renew_names(renewing)
        except StoreError:
            store.close()
            raise
        return store

    def rebuild(self) -> None:
        """Make names, current claims and curated results anew from what was recorded, in one transaction."""
        with writing(self.engine) as connection:
            self._rebuild(connection)

    def _renew_names(self, renewing: Callable[[int], None]) -> None:
        with reading(self.engine) as connection:
            if connection.execute(RESOLVED_WITH).scalar() == self.names.fingerprint:
                return
        with writing(self.engine) as connection:
            # another process may have been quicker
            names = self._newest_names(connection)
            if connection.execute(RESOLVED_WITH).scalar() != names.fingerprint:
                renewing(connection.execute(READINGS).scalar_one())
                self._rebuild(connection)

    def _newest_names(self, connection: Connection) -> Names:
        """Return the names as they are now: another process may have changed them since."""
        if connection.execute(RESOLVED_WITH).scalar() != self.names.fingerprint:
            self.names = Names(registry(), changes(connection))
        return self.names

    def _rebuild(self, connection: Connection) -> None:
        self.names = Names(registry(), changes(connection))
        connection.execute(curation.WITHDRAW)
        current.rebuild(connection, self.names)
        curation.renew(connection, self.names)
        self._resolved_with(connection, self.names)

    def _resolved_with(self, connection: Connection, names: Names) -> None:
        connection.execute(delete(tables.meta).where(tables.meta.c.name == VOCABULARY))
        connection.execute(insert(tables.meta), {"name": VOCABULARY, "value": names.fingerprint})

"""What names mean in one store: the shipped vocabulary, and what its people said since, from the log."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from schema import tables
from schema.registry import Metric, Registry, Resolution


class Change(NamedTuple):
    """One entry of the log of names: `action` on names of `slot`, as `detail` says; `who` did it and when."""

    id: int
    recorded_at: str
    who: str
    action: str
    slot: str
    detail: dict[str, Any]


class Names:
    """The vocabulary with the changes of one store, oldest first, made to it.

    `fingerprint` identifies both: names resolved with another one are to be resolved anew.
    """

    def __init__(self, registry: Registry, changes: Sequence[Change] = ()) -> None:
        self.registry = registry
        self.changes = tuple(changes)
        last = f":{self.changes[-1].id}" if self.changes else ""
        self.fingerprint = f"{registry.fingerprint}{last}"

    def resolve(self, slot: str, surface: str, scope: str = "", other_form: str = "") -> Resolution:
        """Say what `surface` means in `slot` (see `Registry.resolve`).

        `scope` is the benchmark that a metric is meant on, `other_form` what the paper at hand introduces as
        the abbreviation or long form of the surface. A known one of the two names the other; of two that are
        known and differ the longer counts, of two new ones the shorter is the name.
        """
        found = self.registry.resolve(slot, surface, scope or None)
        if not other_form:
            return found
        other = self.registry.resolve(slot, other_form, scope or None)
        if found.known != other.known:
            return found if found.known else other
        return max(found, other, key=lambda each: len(each.key) if found.known else -len(each.key))

    def scope(self, benchmark: str | None, other_form: str = "") -> str:
        """Return the benchmark's name if it declares metrics of its own, else ""."""
        if benchmark is None:
            return ""
        return self.registry.scope("metric", self.resolve("benchmark", benchmark, "", other_form).canonical)

    def metric(self, name: str, benchmark: str | None = None) -> Metric | None:
        """Return what is known of a metric, on `benchmark` if given; None for an unknown one."""
        return self.registry.metric(name, benchmark)

    def headline(self, benchmark: str) -> str | None:
        """Return the metric that a benchmark is known by, or None where it declares none."""
        return self.registry.headline(benchmark)


def changes(connection: Connection) -> list[Change]:
    """Read the log of names, oldest first."""
    log = tables.name_change.c
    query = select(log.id, log.recorded_at, log.who, log.action, log.slot, log.detail).order_by(log.id)
    return [Change(*row) for row in connection.execute(query)]

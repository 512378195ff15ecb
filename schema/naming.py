"""What names mean in one store: the shipped vocabulary, and what its people said since, from the log."""

import math
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from schema import tables
from schema.columns import NAMED_SLOTS
from schema.names.metrics import metric_of
from schema.overlay import VERSION, Change, overlays
from schema.registry import Metric, Registry, Resolution, fold

__all__ = ["Change", "Names", "changes"]


class Names:
    """The vocabulary with the changes of one store, oldest first, made to it.

    `fingerprint` identifies both: names resolved with another one are to be resolved anew. `overlays` are
    what the changes make of the names of each slot.
    """

    def __init__(self, registry: Registry, changes: Sequence[Change] = ()) -> None:
        self.registry = registry
        self.changes = tuple(changes)
        last = f":{VERSION}:{self.changes[-1].id}" if self.changes else ""
        self.fingerprint = f"{registry.fingerprint}{last}"
        self.overlays, self._facts = overlays(registry, NAMED_SLOTS, self.changes)

    def resolve(self, slot: str, surface: str, scope: str = "", other_form: str = "") -> Resolution:
        """Say what `surface` means in `slot` (see `Registry.resolve`).

        `scope` is the benchmark that a metric is meant on, `other_form` what the paper at hand introduces as
        the abbreviation or long form of the surface. A known one of the two names the other; of two that are
        known and differ the longer counts, of two new ones the shorter is the name. What that means the log
        may have changed (`schema.overlay`).
        """
        found = self._in_vocabulary(slot, surface, scope, other_form)
        overlay = self.overlays.get("method" if slot == "baseline" else slot)
        return overlay.meaning(found, surface, scope, other_form) if overlay else found

    def scope(self, benchmark: str | None, other_form: str = "") -> str:
        """Return the benchmark's name in the vocabulary if it declares metrics of its own, else ""."""
        if benchmark is None:
            return ""
        return self.scope_of(self.resolve("benchmark", benchmark, "", other_form).canonical)

    def scope_of(self, canonical: str) -> str:
        """Return the same for a benchmark's canonical name."""
        return self.registry.scope("metric", self.overlays["benchmark"].origin(canonical))

    def metric(self, name: str, benchmark: str | None = None) -> Metric | None:
        """Return what is known of a metric, on `benchmark` if given; None for an unknown one.

        What was declared in this store goes before the vocabulary; what was declared for a benchmark, with
        all its parts or for one of them, before what holds everywhere.
        """
        if (found := self._metric(name, benchmark)) is not None:
            return found
        scope = self.scope_of(benchmark) if benchmark else ""
        meaning = self.resolve("metric", name, scope)
        return self._metric(meaning.canonical, benchmark) if meaning.key != fold(name) else None

    def headline(self, benchmark: str) -> str | None:
        """Return the metric that a benchmark is known by, or None where none is declared."""
        declared = [found for key in self._keys(benchmark) if (found := self._facts.headlines.get(key))]
        name = declared[-1] if declared else self.registry.headline(self._origin(benchmark))
        return name and self.resolve("metric", name, self.scope_of(benchmark)).canonical

    def task(self, benchmark: str) -> str | None:
        """Return what is done on a benchmark ("question answering"), or None where it declares nothing."""
        return self.registry.task(self._origin(benchmark))

    def speaks_of(self, slot: str, key: str) -> bool:
        """Say whether an entry of the log leads to the name with this key, or declares something of it."""
        return key in self.overlays[slot].spelled or (
            slot in ("metric", "benchmark") and self._facts.has(slot, key)
        )

    def declared(self) -> list[tuple[str, str]]:
        """List the metrics that something was declared of, each with the benchmark it holds on, or ""."""
        named = self._facts.named
        return [
            (
                self.overlays["metric"].spelled.get(metric) or named[metric],
                self.overlays["benchmark"].spelled.get(on) or named.get(on, ""),
            )
            for metric, on in self._facts.declared
        ]

    def declared_on(self, metric: str, benchmark: str) -> str:
        """Return the benchmark that facts of a metric are declared for which hold on this one, or ""."""
        names, named = self.overlays["benchmark"].spelled, self._facts.named
        for on in reversed(self._keys(benchmark)):
            if (fold(metric), on) in self._facts.declared:
                return names.get(on) or named.get(on, "")
        return ""

    def _origin(self, benchmark: str) -> str:
        return self.overlays["benchmark"].origin(benchmark)

    def _in_vocabulary(self, slot: str, surface: str, scope: str, other_form: str) -> Resolution:
        found = self.registry.resolve(slot, surface, scope or None)
        if not other_form:
            return found
        other = self.registry.resolve(slot, other_form, scope or None)
        if found.known != other.known:
            return found if found.known else other
        return max(found, other, key=lambda each: len(each.key) if found.known else -len(each.key))

    def _metric(self, name: str, benchmark: str | None) -> Metric | None:
        on = self._origin(benchmark) if benchmark else None
        found = self.registry.metric(self.overlays["metric"].origin(name), on)
        spelled = fold(name) in self.overlays["metric"].spelled
        if found is None or spelled:
            called, key = name, fold(name)
        else:
            called, key = found.name, fold(found.name)
        facts: dict[str, Any] = {}
        for place in ("", *(self._keys(benchmark) if benchmark else ())):
            facts |= self._facts.declared.get((key, place), {})
        if not facts:
            return found and found._replace(name=called)
        if facts.get("scale", "") is None:
            facts = {"range": (-math.inf, math.inf), **facts}
        neither = "direction" in facts and facts["direction"] is None
        return metric_of({"name": called, **facts}, found)._replace(neither=neither)

    def _keys(self, benchmark: str) -> tuple[str, ...]:
        """Return the keys that facts of a benchmark may stand under: its entry's, then its own."""
        base = self.registry.resolve("benchmark", self._origin(benchmark)).base
        return fold(base), fold(benchmark)


def changes(connection: Connection) -> list[Change]:
    """Read the log of names, oldest first."""
    log = tables.name_change.c
    query = select(log.id, log.recorded_at, log.who, log.action, log.slot, log.detail).order_by(log.id)
    return [Change(*row) for row in connection.execute(query)]

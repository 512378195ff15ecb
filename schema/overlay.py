"""What the log of names makes of the vocabulary: which wordings and names mean another name, and facts.

The entries count in their order, without those that were undone. A wording first means what the vocabulary
says. An alias or a split gives a wording a name, whatever it meant, and with it each text that is the wording
in another case, with other hyphens or blanks, in words of no weight ("the ... dataset") or, of a metric, in
the plural; a split may also mean one case alone. A merge or a rename takes whatever has one name by then to
another. A later entry goes on from what the earlier ones made, so that none of them can lead round in a
circle. Names are compared by `fold`; a merge of "SWE-bench" leaves "SWE-bench Verified" alone, which is
another name.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from schema.names.wordings import cased, singular
from schema.registry import Registry, Resolution, fold

UNDO = "undo"
VERSION = "2"
"""To be raised when entries mean something else, so that stores with some resolve their names anew."""


class Change(NamedTuple):
    """One entry of the log of names: `action` on names of `slot`, as `detail` says; `who` did it and when.

    The actions and their details: merge {from, into}; rename {from, to}; split {name, wordings, as} and those
    of the wordings that are `cased`, if any: meant in their own case alone; alias {name, wordings}; metric
    {name, benchmark (or None)} with those of {direction, scale, range, headline} that are declared, a
    direction of None where neither is better; undo {change}, the id of the entry that counts no longer.
    """

    id: int
    recorded_at: str
    who: str
    action: str
    slot: str
    detail: dict[str, Any]


class Step(NamedTuple):
    """Where something goes: the place of the entry among all, and the key of the name that it leads to."""

    at: int
    key: str


def undone(changes: Iterable[Change]) -> dict[int, int]:
    """Return the ids of the entries that were undone, each with the id of the entry that did it."""
    return {change.detail["change"]: change.id for change in changes if change.action == UNDO}


class Overlay:
    """The entries about the names of one slot.

    `spelled` are the names that entries lead to, by their keys, `origins` the names that those of them had
    before which are no names of the vocabulary, but known to it under the other one.
    """

    def __init__(self, slot: str, registry: Registry) -> None:
        self.slot = slot
        self.registry = registry
        self.spelled: dict[str, str] = {}
        self.origins: dict[str, str] = {}
        self._own: set[str] = set()
        self._exact: dict[str, Step] = {}
        self._cased: dict[tuple[str, str], Step] = {}
        self._moves: dict[str, list[Step]] = {}

    def key(self, name: str) -> str:
        """Return the key of a name that an entry speaks of."""
        key = fold(name)
        if key in self.spelled:
            return key
        found = self.registry.resolve(self.slot, name)
        return found.key if found.known else key

    def knows(self, name: str) -> bool:
        """Say whether the vocabulary knows the name itself."""
        return self.registry.resolve(self.slot, name).known

    def origin(self, name: str) -> str:
        """Return what the vocabulary calls what is called so now."""
        return self.origins.get(fold(name), name)

    def mentioned(self) -> tuple[set[str], set[str]]:
        """Return the keys of all names that entries speak of, and those of all wordings."""
        wordings = {*self._exact, *(key for key, _ in self._cased)}
        return {*self.spelled, *self._moves, *wordings}, wordings

    def move(self, at: int, action: str, source: str, target: str) -> tuple[str, str]:
        """Enter a merge or a rename of one name to another; return the keys of both."""
        start = self.key(source)
        before = self.origins.get(start) or self.spelled.get(start, source)
        if action == "rename":
            end = self._named(target)
            self.origins[end] = before
        else:
            end = self.key(target)
            if end not in self._own and not self.knows(target) and self.knows(before):
                self.origins[end] = before
                self._own.add(end)
            self.spelled[end] = self.spelled.get(end, target)
        if start != end:
            self._moves.setdefault(start, []).append(Step(at, end))
        return start, end

    def give(
        self, at: int, action: str, wordings: Iterable[str], name: str, in_case: Collection[str] = ()
    ) -> None:
        """Enter an alias of a name, or a split of wordings that get a name of their own.

        Of the wordings those `in_case` are meant in their own case alone.
        """
        if action == "split":
            end = self._named(name)
            self.origins.pop(end, None)
        else:
            end = self.key(name)
            self.spelled[end] = self.spelled.get(end, name)
        for wording in wordings:
            one = singular(wording) if self.slot == "metric" else None
            for text in filter(None, (wording, one)):
                if wording in in_case:
                    self._cased[fold(text), cased(text)] = Step(at, end)
                else:
                    self._exact[fold(text)] = Step(at, end)

    def meaning(self, found: Resolution, surface: str, scope: str, other_form: str) -> Resolution:
        """Say what a surface means that the vocabulary finds to mean `found`.

        An entry's wording is also met where it is the other form, unless the vocabulary knows the surface.
        """
        if not self.spelled:
            return found
        first = Step(-1, found.key)
        step = max(self._hits(surface, scope, other_form), default=first)
        while (move := self._next(step)) is not None:
            step = move
        if step.key not in self._own and (step.key not in self.spelled or (step is first and found.known)):
            return found
        return self._meaning_of(step.key, scope)

    def speaks_of(self, keys: Collection[str], surface: str, scope: str, other_form: str) -> bool:
        """Say whether a surface holds a wording with one of these keys."""
        return any(fold(text) in keys for text in self._texts(surface, scope, other_form))

    def _hits(self, surface: str, scope: str, other_form: str) -> Iterator[Step]:
        if not (self._exact or self._cased):
            return
        for text in self._texts(surface, scope, other_form):
            key = fold(text)
            for hit in (self._exact.get(key), self._cased.get((key, cased(text)))):
                if hit is not None:
                    yield hit

    def _texts(self, surface: str, scope: str, other_form: str) -> Iterator[str]:
        """Yield the wordings that a surface holds, as it is written and without the words around it."""
        yield surface
        yield from self.registry.wordings(self.slot, surface, scope or None)
        if other_form and not self.registry.resolve(self.slot, surface, scope or None).known:
            yield other_form
            yield from self.registry.wordings(self.slot, other_form, scope or None)

    def _next(self, step: Step) -> Step | None:
        return next((move for move in self._moves.get(step.key, ()) if move.at > step.at), None)

    def _named(self, name: str) -> str:
        """Enter a name that is spelled so, whatever the vocabulary knows."""
        key = fold(name)
        self.spelled[key] = name
        self._own.add(key)
        return key

    def _meaning_of(self, key: str, scope: str) -> Resolution:
        name = self.spelled[key]
        if key not in self._own:
            found = self.registry.resolve(self.slot, name, scope or None)
            return found if found.known else Resolution(name, key, False, name)
        if (origin := self.origins.get(key)) is None:
            return Resolution(name, key, False, name)
        found = self.registry.resolve(self.slot, origin, scope or None)
        if not found.known:
            return Resolution(name, key, False, name)
        has_parts = found.base != found.canonical
        return found._replace(canonical=name, key=key, base=found.base if has_parts else name)


class Facts:
    """What was declared of metrics, by the keys of the metric and of the benchmark ("" for all of them).

    `headlines` are the metrics that benchmarks are known by, by the benchmarks' keys; `named` is what was
    said for a key. What was declared of a
    name goes along where that is renamed, and where it is merged into one of which nothing is known.
    """

    def __init__(self) -> None:
        self.declared: dict[tuple[str, str], dict[str, Any]] = {}
        self.headlines: dict[str, str] = {}
        self.named: dict[str, str] = {}

    def declare(self, metric: str, benchmark: str, detail: Mapping[str, Any]) -> None:
        """Enter what was declared; what was not stays as it is."""
        facts = {name: detail[name] for name in ("direction", "scale", "range") if name in detail}
        self.named |= {metric: detail["name"], benchmark: detail.get("benchmark") or ""}
        self.declared[metric, benchmark] = self.declared.get((metric, benchmark), {}) | facts
        if detail.get("headline"):
            self.headlines[benchmark] = detail["name"]

    def move(self, slot: str, start: str, end: str) -> None:
        """Let what was declared of one name go along to another, of which nothing is known."""
        for (metric, benchmark), facts in list(self.declared.items()):
            if start == (metric if slot == "metric" else benchmark):
                key = (end, benchmark) if slot == "metric" else (metric, end)
                if slot == "metric":  # a benchmark's parts go on to be known under the old name
                    del self.declared[metric, benchmark]
                self.declared[key] = facts | self.declared.get(key, {})
        if slot == "benchmark" and start in self.headlines:
            self.headlines.setdefault(end, self.headlines[start])

    def has(self, slot: str, key: str) -> bool:
        """Say whether anything was declared of a metric, or on a benchmark."""
        return any(key == both[slot != "metric"] for both in self.declared)


def overlays(
    registry: Registry, slots: Iterable[str], changes: Iterable[Change]
) -> tuple[dict[str, Overlay], Facts]:
    """Make of a log, oldest first, what its entries make of each slot's names, and what they declare."""
    log = list(changes)
    gone = undone(log)
    made = {slot: Overlay(slot, registry) for slot in slots}
    facts = Facts()
    for at, (id, _, _, action, slot, detail) in enumerate(log):
        overlay = made[slot]
        if id in gone:
            continue
        match action:
            case "merge" | "rename":
                target = detail["into" if action == "merge" else "to"]
                known = overlay.knows(target)  # before it may be known under its other name
                start, end = overlay.move(at, action, detail["from"], target)
                if start != end and (action == "rename" or not (known or facts.has(slot, end))):
                    facts.move(slot, start, end)
            case "split":
                overlay.give(at, action, detail["wordings"], detail["as"], detail.get("cased", ()))
            case "alias":
                overlay.give(at, action, detail["wordings"], detail["name"])
            case "metric":
                benchmark = detail.get("benchmark")
                on = made["benchmark"].key(benchmark) if benchmark else ""
                facts.declare(overlay.key(detail["name"]), on, detail)
    return made, facts

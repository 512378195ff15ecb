"""The names of methods: plain ones, and those of families of models, which are put together of parts."""

import functools

from schema.names.entries import Entry
from schema.names.grammar import Grammar, Reading
from schema.names.spelling import Run


class FamilyGrammar(Grammar):
    """The names of methods. An entry may be there only to say how a name of a family is written.

    "Qwen2.5-7B-Instruct" is such an entry: it is what the family Qwen reads in "Qwen 2.5 Instruct (7B)".
    """

    def as_written(self, reading: Reading) -> Reading:
        """Return the entry that says how a name of a family is written; the reading itself without one."""
        return self._written.get(self.canonical(reading), reading) if reading.parts else reading

    def made_of(self, reading: Reading) -> Reading:
        """Return the family and the parts that a name is made of; the reading itself where it is not."""
        return reading if reading.parts else self._family(reading.entry) or reading

    def _family(self, entry: Entry) -> Reading | None:
        return None if entry.open else self.longest(Run(entry.name), entry.name, without=entry)

    @functools.cached_property
    def _written(self) -> dict[str, Reading]:
        """The entries that say how a name is written, by that name as it would be put together."""
        found: dict[str, Reading] = {}
        for entry in self.entries:
            if (family := self._family(entry)) is not None:
                found.setdefault(self.canonical(family), Reading(entry))
        return found

"""The reviewer's desk over a store: the queue, leases, papers as they stand, and decisions into the log."""

import gc
import itertools
import os
import socket
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from leaderboards import name_entries
from leaderboards.review import papers, places
from leaderboards.review.aliases import Alias
from leaderboards.review.candidates import queue
from leaderboards.review.desk import Elsewhere, Progress, Said
from leaderboards.review.items import Item, Place
from leaderboards.review.journal import runs
from leaderboards.review.queue import Turn, Wanted
from schema import catalogue
from schema.errors import NotFoundError, UsageError
from schema.queries import Filters
from schema.review.leases import holds
from schema.review.tally import tally
from schema.store import Store

CHUNK = 4
"""Claims that are taken from the queue at once."""


class StoreDesk:
    """A desk at which `who` reviews the claims that `filters` and `wanted` choose.

    `day` (ISO 8601, UTC) is when this sitting counts as begun; with `who` it is the seed of what is drawn,
    unless `seed` is given.
    """

    def __init__(
        self,
        store: Store,
        who: str,
        day: str,
        filters: Filters | None = None,
        wanted: Wanted | None = None,
        seed: str | None = None,
    ) -> None:
        self.who = who
        self._store, self._day = store, day
        self._filters, self._wanted = filters or Filters(), wanted or Wanted()
        self._seed = seed
        self._holder = f"{who}@{socket.gethostname()}:{os.getpid()}"
        self._left = 0
        self._paper = self._filters.paper
        self._turns: Iterator[Turn] | None = None
        self._put_aside: list[Turn] = []
        self._ready: deque[Item] = deque()
        self._stood: dict[tuple[int, str], int | None] = {}
        self._before: dict[int, tuple[tuple[int, str], int | None]] = {}

    def next(self) -> Item | None:
        """Return the item whose turn it is, held for this reviewer."""
        while not self._ready:
            chunk = list(itertools.islice(self._order(), CHUNK))
            if not chunk and not self._put_aside:
                return self._asked_for()
            if not chunk:  # what others had before them may be free by now
                chunk, self._put_aside = self._put_aside[:CHUNK], self._put_aside[CHUNK:]
                if not self._fetch(chunk) and not self._ready:
                    return None
                continue
            self._fetch(chunk)
        item = self._ready.popleft()
        return replace(item, place=self.place(item))

    def look(self, item: Item) -> Item | None:
        """Return a claim as it stands now."""
        self._stood.pop(item.key, None)
        found = papers.items(self._store, [item.sheet.key], rejected=True)
        mine = (each for each in found.get(item.sheet.key, ()) if each.id == item.id)
        return next((replace(each, drawn=item.drawn, chance=item.chance) for each in mine), None)

    def place(self, item: Item) -> Place:
        """Return the place that the item's claim has on its board, or would take."""
        return places.place(self._store, item)

    def decide(self, said: Sequence[Said]) -> list[int]:
        """Store what was said."""
        judgements = [papers.judgement(each, self._stands(each.item)) for each in said]
        ids = self._store.decide(judgements, self.who)
        for each, id in zip(said, ids, strict=True):
            if each.action not in ("read", "skip"):
                key = each.item.key
                self._before[id] = (key, self._stands(each.item))
                self._stood[key] = id
        return ids

    def undo(self, ids: Sequence[int]) -> None:
        """Take decisions back."""
        self._store.undo(ids, self.who)
        for id in reversed(ids):
            if id in self._before:
                key, stood = self._before.pop(id)
                self._stood[key] = stood

    def followers(self, alias: Alias) -> int:
        """Count the stored claims that would have another name by an alias; none where it is one already."""
        try:
            entry = name_entries.alias(self._store, alias.slot, alias.name, [alias.wording])
        except (NotFoundError, UsageError):
            return 0
        return self._store.change_names(entry, self.who, dry_run=True).claims

    def make_alias(self, alias: Alias) -> int:
        """Let a wording mean a name."""
        entry = name_entries.alias(self._store, alias.slot, alias.name, [alias.wording])
        return self._store.change_names(entry, self.who).id

    def undo_alias(self, change: int) -> None:
        """Take back that a wording means a name."""
        self._store.change_names(name_entries.undo(change), self.who)

    def progress(self) -> Progress:
        """Count what this reviewer decided today, and what is left."""
        self._order()
        return Progress(tally(self._store, self.who, self._day).decided, self._left)

    def names(self, slot: str) -> Sequence[str]:
        """Return the names that claims have in a slot, then those of the vocabulary."""
        there = [count.name for count in catalogue.counts(self._store, slot)]
        known = (surface.canonical for surface in self._store.names.registry.lexicon(slot))
        return list(dict.fromkeys(itertools.chain(there, known)))

    def elsewhere(self) -> list[Elsewhere]:
        """Return who has claims of this queue before them."""
        wanted = {(turn.paper, turn.claim) for turn in self._put_aside}
        return [
            Elsewhere(hold.holder.rpartition("@")[0], len(held), datetime.fromisoformat(hold.until))
            for hold in holds(self._store, self._holder)
            if (held := hold.items & wanted)
        ]

    def keep(self, items: Iterable[Item]) -> None:
        """Go on holding items."""
        held = [item.key for item in items]
        self._store.lease(held, self._holder, limit=len(held))

    def leave(self, items: Iterable[Item]) -> None:
        """Let go of everything: this reviewer leaves."""
        self._store.release(self._holder)

    def _order(self) -> Iterator[Turn]:
        """Return what is still to come, in its order; made when it is first asked for."""
        if self._turns is None:
            self._free()
            found, self._turns = queue(
                self._store, self.who, self._day, self._filters, self._wanted, self._seed
            )
            self._left = len(found)
            gc.freeze()  # these stay: looking through all of them again would hold up a key now and then
        return self._turns

    def _asked_for(self) -> Item | None:
        """Return the paper that was asked for, once, where none of its claims came up: all are decided."""
        paper, self._paper = self._paper, None
        return None if paper is None or self._left else papers.first(self._store, paper)

    def _free(self) -> None:
        """Let go of what sittings on this machine have that were killed."""
        for hold in holds(self._store, self._holder):
            host, _, process = hold.holder.rpartition("@")[2].rpartition(":")
            here = os.name == "posix" and host == socket.gethostname()  # elsewhere it cannot be asked
            if here and process.isdecimal() and not runs(int(process)):
                self._store.release(hold.holder)

    def _fetch(self, chunk: Sequence[Turn]) -> bool:
        """Take claims for this reviewer, and make ready those that nobody decided meanwhile.

        Say whether others left any of them.
        """
        asked = [(turn.paper, turn.claim) for turn in chunk]
        got = set(self._store.lease(asked, self._holder, limit=len(asked)))
        self._put_aside += [turn for turn in chunk if (turn.paper, turn.claim) not in got]
        there = papers.items(self._store, dict.fromkeys(paper for paper, _ in got))
        for turn in chunk:
            for item in there.get(turn.paper, ()):
                if item.key in got and item.id == turn.claim and item.open:
                    self._ready.append(replace(item, drawn=turn.drawn, chance=turn.chance))
        return bool(got)

    def _stands(self, item: Item) -> int | None:
        """Return the decision on a claim that this reviewer knows of: made in this sitting, or seen."""
        return self._stood.get(item.key, item.stood)

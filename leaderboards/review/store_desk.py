"""The reviewer's desk over a store: the queue, leases, papers as they stand, and decisions into the log."""

import gc
import itertools
import os
import socket
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from leaderboards import name_entries
from leaderboards.review import places
from leaderboards.review.aliases import Alias
from leaderboards.review.desk import Progress, Said
from leaderboards.review.items import Decided, Item, Place, Sheet
from leaderboards.review.queue import Candidate, Turn, Wanted, turns
from schema import catalogue, queries
from schema.errors import NotFoundError, UsageError
from schema.queries import Filters
from schema.review import sheets
from schema.review.deciding import Judgement
from schema.review.judged import Decision
from schema.review.sheets import WAITING, Shown
from schema.review.tally import tally
from schema.store import Store

CHUNK = 4
"""Claims that are taken from the queue at once."""
FEW = 500
"""Benchmarks whose boards are made one by one; of more, all boards are made."""


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
        self._seed = f"{who}:{day}" if seed is None else seed
        self._holder = f"{who}@{socket.gethostname()}:{os.getpid()}"
        self._left = 0
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
                return None
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
        found = self._items(item.sheet.key, rejected=True)
        return next(
            (replace(each, drawn=item.drawn, chance=item.chance) for each in found if each.id == item.id),
            None,
        )

    def place(self, item: Item) -> Place:
        """Return the place that the item's claim has on its board, or would take."""
        return places.place(self._store, item)

    def decide(self, said: Sequence[Said]) -> list[int]:
        """Store what was said."""
        ids = self._store.decide([self._judgement(each) for each in said], self.who)
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

    def progress(self) -> Progress:
        """Count what this reviewer decided today, and what is left."""
        self._order()
        return Progress(tally(self._store, self.who, self._day).decided, self._left)

    def names(self, slot: str) -> Sequence[str]:
        """Return the names that claims have in a slot, then those of the vocabulary."""
        there = [count.name for count in catalogue.counts(self._store, slot)]
        known = (surface.canonical for surface in self._store.names.registry.lexicon(slot))
        return list(dict.fromkeys(itertools.chain(there, known)))

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
            found = [each for each in self._candidates() if self._wanted.takes(each)]
            self._left = len(found)
            gone = tally(self._store, self.who, self._day).drawn
            self._turns = turns(found, self._seed, gone, drawing=not self._wanted.doubtful)
            gc.freeze()  # these stay: looking through all of them again would hold up a key now and then
        return self._turns

    def _candidates(self) -> Iterator[Candidate]:
        chosen: set[tuple[int, str]] | None = None
        benchmarks: set[str] | None = None
        if self._filters != Filters():
            rows = list(queries.claim_rows(self._store, self._filters))
            chosen = {(row.paper_key, row.claim) for row in rows}
            named = {row.benchmark for row in rows if row.benchmark}
            benchmarks = named if len(named) <= FEW else None
        ranks = places.ranks(self._store, benchmarks)
        for one in sheets.candidates(self._store, self._filters):
            key = (one.paper_key, one.claim_id)
            skipped = self.who in one.skipped
            rank = ranks.get(key)
            slots, reasons = (one.slot_confidence, one.reasons) if self._wanted.doubtful else ({}, ())
            yield Candidate(*key, one.confidence, rank, False, skipped, slots, reasons)
        for paper, shown in sheets.waiting(self._store):
            claim = shown.claim
            held = shown.decision.claim_id if shown.decision else None
            if chosen is not None and not {(paper, shown.claim_id), (paper, held or "")} & chosen:
                continue
            slots, reasons = claim.slot_confidence, claim.reasons
            yield Candidate(paper, shown.claim_id, claim.confidence, None, True, False, slots, reasons)

    def _fetch(self, chunk: Sequence[Turn]) -> bool:
        """Take claims for this reviewer, and make ready those that nobody decided meanwhile.

        Say whether others left any of them.
        """
        asked = [(turn.paper, turn.claim) for turn in chunk]
        got = set(self._store.lease(asked, self._holder, limit=len(asked)))
        self._put_aside += [turn for turn in chunk if (turn.paper, turn.claim) not in got]
        there = {paper: self._items(paper) for paper, _ in dict.fromkeys(got)}
        for turn in chunk:
            for item in there.get(turn.paper, ()):
                if item.key in got and item.id == turn.claim and item.open:
                    self._ready.append(replace(item, drawn=turn.drawn, chance=turn.chance))
        return bool(got)

    def _items(self, paper: int, rejected: bool = False) -> list[Item]:
        """Return all claims of a paper as they stand; of two with one id, that which waits.

        With `rejected`, those too that people said are none.
        """
        sheet = sheets.sheets(self._store, [paper]).get(paper)
        if sheet is None:
            return []
        card = Sheet(
            sheet.paper_key,
            sheet.text_id,
            sheet.paper,
            sheet.title,
            sheet.abstract,
            sheet.date,
            sheet.url,
            sheet.read.who if sheet.read else None,
        )
        found = {shown.claim_id: _item(card, shown) for shown in sheet.shown}
        if rejected:
            gone = [_rejected(card, decision) for decision in sheet.rejected]
            found = {item.id: item for item in gone if item is not None} | found
        made = tuple(sorted(found.values(), key=lambda item: (item.claim.value.start, item.id)))
        return [replace(item, others=made) for item in made]

    def _judgement(self, said: Said) -> Judgement:
        item, claim = said.item, said.claim
        action: str = said.action
        text = item.sheet.text_id
        if action == "read":
            return Judgement("read", text)
        if action == "add":
            return Judgement("add", text, said=claim)
        if action == "keep":
            claim = item.against if item.stood is not None else None
            again = "accept" if item.decided and item.decided.action == "accept" else "edit"
            action = "reject" if claim is None else again
        chance = None if item.drawn == "other" else item.chance
        return Judgement(
            action, text, item.id, item.seen, claim, self._stands(item), drawn=item.drawn, chance=chance
        )

    def _stands(self, item: Item) -> int | None:
        """Return the decision on a claim that this reviewer knows of: made in this sitting, or seen."""
        return self._stood.get(item.key, item.stood)


def _item(sheet: Sheet, shown: Shown) -> Item:
    return Item(
        shown.claim_id,
        shown.claim,
        sheet,
        status=shown.status,
        drawn="other",
        decided=_decided(shown.decision),
        seen=shown.seen,
        stood=shown.stood,
        against=shown.against if shown.status == WAITING else None,
    )


def _rejected(sheet: Sheet, decision: Decision) -> Item | None:
    if decision.seen is None or decision.claim_id is None or decision.text_id != sheet.text_id:
        return None
    return Item(
        decision.claim_id,
        decision.seen,
        sheet,
        status="rejected",
        drawn="other",
        decided=_decided(decision),
        seen=decision.seen,
        stood=decision.id,
    )


def _decided(decision: Decision | None) -> Decided | None:
    if decision is None:
        return None
    return Decided(decision.id, decision.who, decision.recorded_at, decision.action)

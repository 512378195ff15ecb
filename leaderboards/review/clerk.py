"""Carries between the screen and the desk, so that no key waits: items come ahead, decisions go in order.

Two threads of its own wait for the database: one fetches, one writes. What they find they report to the
screen by a callback, which is called in their threads.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from leaderboards.review.aliases import Alias
from leaderboards.review.completion import Index
from leaderboards.review.desk import Desk, Elsewhere, Progress, Said
from leaderboards.review.items import Item
from leaderboards.review.journal import Journal
from leaderboards.review.lookups import Lookups
from leaderboards.review.reports import Came, Naming, Placed, Report, Slip, Stored, Trouble
from leaderboards.review.writer import Writer, told
from schema.errors import ClaimboardError

AHEAD = 8
"""Items that are fetched before they are asked for, at most."""
FEWEST = 4
"""With so many of them at hand there is time: nothing is fetched while a key is being answered."""
ANSWERED = 0.1
"""Seconds in which a key is answered."""
RENEWAL = 40.0
"""Seconds after which what is held is held anew."""
PATIENCE = 3.0
"""Seconds until the database is asked again that did not answer, or had nothing left."""
NAMED = ("benchmark", "metric", "method", "hardware")


class Clerk:
    """Fetches and writes for one screen; a context manager that writes everything before it ends.

    `report` is called with what happened, in a thread of the clerk's. `progress` is None until it is known,
    `names` are the names for completion, a slot at a time; `finished` says that the desk had nothing left,
    `elsewhere` what other sittings had then. `journal` keeps what is not stored yet.
    """

    def __init__(
        self, desk: Desk, report: Callable[[Report], None], journal: Journal | None = None, ahead: int = AHEAD
    ) -> None:
        self.progress: Progress | None = None
        self.names: dict[str, Index] = {}
        self.finished = False
        self.elsewhere: Sequence[Elsewhere] = ()
        self._desk, self._report, self._ahead = desk, report, ahead
        self._ready: deque[Item] = deque()
        self._held: dict[tuple[int, str], Item] = {}
        self._lookups = Lookups()
        self._wake = threading.Condition()
        self._stopping = self._looking = False
        self._taken = 0.0
        self._writer = Writer(desk, report, self._written, journal)
        fetcher = threading.Thread(target=self._fetch, daemon=True, name="review fetches")
        self._threads = [fetcher, self._writer.thread]

    def __enter__(self) -> "Clerk":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def unwritten(self) -> int:
        """How much of what was said is not stored yet."""
        return self._writer.unwritten

    @property
    def writing(self) -> bool:
        """Whether there is still something to do for the thread that writes."""
        return self._writer.busy

    @property
    def looking(self) -> bool:
        """Whether a place is asked for that is not told yet."""
        return self._lookups.waiting or self._looking

    def take(self) -> Item | None:
        """Return the next item, at once; None where none is there yet, or none at all."""
        with self._wake:
            item = self._ready.popleft() if self._ready else None
            self._taken = time.monotonic()
            self._wake.notify_all()
        return item

    def ask_place(self, item: Item, urgent: bool = True) -> None:
        """Let the place of an item be looked up, once all that was said is stored.

        Where it is not urgent, the last key is answered first. What was asked before is dropped.
        """
        with self._wake:
            self._lookups.ask(item, urgent)
            self._wake.notify_all()

    def outdated(self, item: Item) -> bool:
        """Say whether an item's place may be another one by now."""
        return self._lookups.outdated(item)

    def send(self, said: Sequence[Said]) -> Slip:
        """Let be stored what was said, after all that was said before."""
        self._taken = time.monotonic()
        return self._writer.send(said)

    def undo(self, slip: Slip) -> None:
        """Let be taken back what a slip said."""
        self._taken = time.monotonic()
        self._writer.undo(slip)

    def hold(self, item: Item) -> None:
        """Go on holding an item that came back to the screen."""
        with self._wake:
            self._held[item.key] = item

    def close(self) -> None:
        """Wait until everything is written, and let go of what was held."""
        if self._stopping:
            return
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        self._writer.end()
        for thread in reversed(self._threads):
            if thread.ident is not None:
                thread.join()
        self._writer.close()

    def ask_alias(self, alias: Alias) -> None:
        """Let be counted how many stored claims an alias would take along."""
        self._writer.ask_alias(alias)

    def make_alias(self, alias: Alias) -> Naming:
        """Let a wording mean a name from now on."""
        return self._writer.make_alias(alias)

    def undo_alias(self, naming: Naming) -> None:
        """Let a wording mean what it meant before."""
        self._writer.undo_alias(naming)

    def _written(self, slip: Slip | None, moving: bool) -> None:
        """Take note that something is stored, or cannot be: its items need not be held any more."""
        with self._wake:
            for said in slip.said if slip else ():
                self._held.pop(said.item.key, None)
            self._lookups.version += moving
            self._wake.notify_all()
        if moving:
            self._report(Stored())

    def _fetch(self) -> None:
        self._writer.recovered.wait()
        renewed = time.monotonic()
        while True:
            with self._wake:
                if self._stopping:
                    held = list(self._held.values())
                    break
                lacking = len(self._ready) < self._ahead
                hurry = self._must_look or len(self._ready) < FEWEST
            if not hurry:
                self._let_answer()
            with self._wake:
                asked = self._lookups.take() if self._may_look else None
                self._looking, version = asked is not None, self._lookups.version
            try:
                if asked is not None:
                    self._look_up(asked, version)
                elif self.progress is None:
                    self.progress = self._desk.progress()
                    self._report(Came())
                elif lacking and not self.finished:
                    self._fetch_next()
                elif slot := next((slot for slot in NAMED if slot not in self.names), None):
                    self.names[slot] = Index(self._desk.names(slot))
                else:
                    self._rest()
                if time.monotonic() - renewed > RENEWAL:
                    renewed = time.monotonic()
                    with self._wake:
                        held = list(self._held.values())
                    self._desk.keep(held)
            except Exception as error:  # as above
                self._report(Trouble(told(error)))
                with self._wake:
                    self._wake.wait_for(lambda: self._stopping, PATIENCE)
        with suppress(ClaimboardError):  # they are free after a while anyway
            self._desk.leave(held)

    @property
    def _may_look(self) -> bool:
        """Whether a place is asked for, and boards stand as they will when all that was said is stored."""
        return self._lookups.waiting and not self._writer.unwritten

    @property
    def _must_look(self) -> bool:
        """Whether it is asked for so that something stands on the screen."""
        return self._may_look and self._lookups.urgent

    def _look_up(self, item: Item, version: int) -> None:
        place = self._desk.place(item)
        with self._wake:
            self._lookups.found(item, version)
        self._report(Placed(item, place))
        self._looking = False

    def _fetch_next(self) -> None:
        version = self._lookups.version
        item = self._desk.next()
        if item is None:
            self.elsewhere = self._desk.elsewhere()
        with self._wake:
            if item is None:
                self.finished = True
            else:
                self._lookups.found(item, version)
                self._ready.append(item)
                self._held[item.key] = item
        self._report(Came())

    def _let_answer(self) -> None:
        """Wait until the screen has had the time to answer the last key."""
        with self._wake:
            self._wake.wait_for(
                lambda: self._stopping or self._must_look or len(self._ready) < FEWEST,
                max(0.0, self._taken + ANSWERED - time.monotonic()),
            )

    def _rest(self) -> None:
        with self._wake:
            woken = self._wake.wait_for(
                lambda: (
                    self._stopping or self._may_look or (not self.finished and len(self._ready) < self._ahead)
                ),
                PATIENCE if self.finished else RENEWAL / 2,
            )
            if not woken and self.finished and not self._ready:
                self.finished = False  # others may have left some meanwhile

"""Carries between the screen and the desk, so that no key waits: items come ahead, decisions go in order.

Two threads of its own wait for the database: one fetches, one writes. What they find they report to the
screen by a callback, which is called in their threads.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import SimpleQueue

from leaderboards.review.aliases import Alias
from leaderboards.review.completion import Index
from leaderboards.review.desk import Desk, Elsewhere, Progress, Said
from leaderboards.review.items import Item
from leaderboards.review.journal import Journal
from leaderboards.review.recovery import recover
from leaderboards.review.reports import Aliased, Came, Failed, Offered, Placed, Report, Slip, Trouble
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
        self._desk, self._report, self._journal, self._ahead = desk, report, journal, ahead
        self._ready: deque[Item] = deque()
        self._held: dict[tuple[int, str], Item] = {}
        self._asked: deque[Item] = deque()
        self._wake = threading.Condition()
        self._stopping = False
        self._taken = 0.0
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._sent = self._unwritten = self._pending = 0
        self._recovered = threading.Event()
        self._threads = [
            threading.Thread(target=work, daemon=True, name=name)
            for work, name in ((self._fetch, "review fetches"), (self._write, "review writes"))
        ]

    def __enter__(self) -> "Clerk":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def unwritten(self) -> int:
        """How many slips are not stored yet."""
        return self._unwritten

    @property
    def writing(self) -> bool:
        """Whether there is still something to do for the thread that writes."""
        return self._pending > 0

    def take(self) -> Item | None:
        """Return the next item, at once; None where none is there yet, or none at all."""
        with self._wake:
            item = self._ready.popleft() if self._ready else None
            self._taken = time.monotonic()
            self._wake.notify_all()
        return item

    def ask_place(self, item: Item) -> None:
        """Let the place of an item be looked up; what was asked before and is not answered is dropped."""
        with self._wake:
            self._asked.clear()
            self._asked.append(item)
            self._wake.notify_all()

    def send(self, said: Sequence[Said]) -> Slip:
        """Let be stored what was said, after all that was said before."""
        self._sent += 1
        slip = Slip(self._sent, tuple(said))
        if self._journal is not None:
            self._journal.say(slip.number, slip.said)
        self._put(slip, undoing=False)
        return slip

    def undo(self, slip: Slip) -> None:
        """Let be taken back what a slip said."""
        if self._journal is not None:
            self._journal.undo(slip.number)
        self._put(slip, undoing=True)

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
        self._work.put(None)
        for thread in reversed(self._threads):
            if thread.ident is not None:
                thread.join()
        if self._journal is not None:
            self._journal.close()

    def ask_alias(self, alias: Alias) -> None:
        """Let be counted how many stored claims an alias would take along."""
        self._do(lambda: self._try(lambda: Offered(alias, self._desk.followers(alias))))

    def make_alias(self, alias: Alias) -> None:
        """Let a wording mean a name from now on."""
        self._do(lambda: self._try(lambda: Aliased(alias, self._desk.make_alias(alias))))

    def _put(self, slip: Slip, undoing: bool) -> None:
        with self._wake:
            self._unwritten += 1
        self._do(lambda: self._store(slip, undoing))

    def _do(self, work: Callable[[], None]) -> None:
        with self._wake:
            self._pending += 1
        self._work.put(work)

    def _write(self) -> None:
        if (journal := self._journal) is not None:
            self._try(lambda: recover(self._desk, journal.folder))
        self._recovered.set()
        while (work := self._work.get()) is not None:
            work()
            with self._wake:
                self._pending -= 1

    def _try(self, ask: Callable[[], Report]) -> None:
        try:
            self._report(ask())
        except Exception as error:  # one of ours ends no thread: it is told as well
            self._report(Trouble(_told(error)))

    def _store(self, slip: Slip, undoing: bool) -> None:
        error = self._written(slip, undoing)
        if self._journal is not None:
            self._journal.done(slip.number, slip.ids)
        with self._wake:
            self._unwritten -= 1
            if error is None and not undoing:
                for said in slip.said:
                    self._held.pop(said.item.key, None)
        if error is not None:
            self._report(Failed(slip, error, undoing, self._as_they_stand(slip)))

    def _written(self, slip: Slip, undoing: bool) -> ClaimboardError | None:
        try:
            if not undoing:
                slip.ids = self._desk.decide(slip.said)
            elif not slip.failed:  # else there is nothing to take back
                self._desk.undo(slip.ids)
        except Exception as error:  # as above
            slip.failed = slip.failed or not undoing
            return _told(error)
        return None

    def _as_they_stand(self, slip: Slip) -> tuple[Item, ...]:
        items = {said.item.key: said.item for said in slip.said if said.action != "read"}
        try:
            looked = [self._desk.look(item) for item in items.values()]
        except Exception:  # the one before was told
            return tuple(items.values())
        return tuple(item for item in looked if item is not None)

    def _fetch(self) -> None:
        self._recovered.wait()
        renewed = time.monotonic()
        while True:
            with self._wake:
                if self._stopping:
                    held = list(self._held.values())
                    break
                asked = self._asked.popleft() if self._asked else None
                lacking = len(self._ready) < self._ahead
                hurry = asked is not None or len(self._ready) < FEWEST
            if not hurry:
                self._let_answer()
            try:
                if asked is not None:
                    self._report(Placed(asked, self._desk.place(asked)))
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
                self._report(Trouble(_told(error)))
                with self._wake:
                    self._wake.wait_for(lambda: self._stopping, PATIENCE)
        with suppress(ClaimboardError):  # they are free after a while anyway
            self._desk.leave(held)

    def _fetch_next(self) -> None:
        item = self._desk.next()
        if item is None:
            self.elsewhere = self._desk.elsewhere()
        with self._wake:
            if item is None:
                self.finished = True
            else:
                self._ready.append(item)
                self._held[item.key] = item
        self._report(Came())

    def _let_answer(self) -> None:
        """Wait until the screen has had the time to answer the last key."""
        with self._wake:
            self._wake.wait_for(
                lambda: self._stopping or bool(self._asked) or len(self._ready) < FEWEST,
                max(0.0, self._taken + ANSWERED - time.monotonic()),
            )

    def _rest(self) -> None:
        with self._wake:
            woken = self._wake.wait_for(
                lambda: (
                    self._stopping
                    or bool(self._asked)
                    or (not self.finished and len(self._ready) < self._ahead)
                ),
                PATIENCE if self.finished else RENEWAL / 2,
            )
            if not woken and self.finished and not self._ready:
                self.finished = False  # others may have left some meanwhile


def _told(error: Exception) -> ClaimboardError:
    if isinstance(error, ClaimboardError):
        return error
    return ClaimboardError(f"{type(error).__name__}: {error}", "a bug of ours")

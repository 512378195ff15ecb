"""The clerk's thread that writes: what was said, what takes it back, and names, in the order of the keys."""

import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue

from leaderboards.review.aliases import Alias
from leaderboards.review.desk import Desk, Said
from leaderboards.review.items import Item
from leaderboards.review.journal import Journal
from leaderboards.review.recovery import recover
from leaderboards.review.reports import Aliased, Failed, Naming, Offered, Report, Slip, Trouble
from schema.errors import ClaimboardError


class Writer:
    """Writes for one screen.

    `report` is called with what happened, `done` when something is stored or cannot be: with its slip, where
    it has one, and whether claims may have moved on their boards. Both are called in the thread that writes.
    `unwritten` is how much is not stored yet; `recovered` is set once earlier sittings are stored.
    """

    def __init__(
        self,
        desk: Desk,
        report: Callable[[Report], None],
        done: Callable[[Slip | None, bool], None],
        journal: Journal | None = None,
    ) -> None:
        self.unwritten = 0
        self.recovered = threading.Event()
        self.thread = threading.Thread(target=self._write, daemon=True, name="review writes")
        self._desk, self._report, self._done, self._journal = desk, report, done, journal
        self._lock = threading.Lock()
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._sent = self._pending = 0

    @property
    def busy(self) -> bool:
        """Whether there is still something to do."""
        return self._pending > 0

    def send(self, said: Sequence[Said]) -> Slip:
        """Let be stored what was said, after all that was said before."""
        self._sent += 1
        slip = Slip(self._sent, tuple(said))
        if self._journal is not None:
            self._journal.say(slip.number, slip.said)
        self._do(lambda: self._store(slip, undoing=False), writes=True)
        return slip

    def undo(self, slip: Slip) -> None:
        """Let be taken back what a slip said."""
        if self._journal is not None:
            self._journal.undo(slip.number)
        self._do(lambda: self._store(slip, undoing=True), writes=True)

    def ask_alias(self, alias: Alias) -> None:
        """Let be counted how many stored claims an alias would take along."""
        self._do(lambda: self._try(lambda: Offered(alias, self._desk.followers(alias))))

    def make_alias(self, alias: Alias) -> Naming:
        """Let a wording mean a name from now on."""
        naming = Naming(alias)
        self._do(lambda: self._rename(lambda: self._named(naming)), writes=True)
        return naming

    def undo_alias(self, naming: Naming) -> None:
        """Let a wording mean what it meant before."""
        self._do(lambda: self._rename(lambda: self._unnamed(naming)), writes=True)

    def end(self) -> None:
        """Let the thread end when all is written."""
        self._work.put(None)

    def close(self) -> None:
        """End the sitting's journal."""
        if self._journal is not None:
            self._journal.close()

    def _do(self, work: Callable[[], None], writes: bool = False) -> None:
        with self._lock:
            self._pending += 1
            self.unwritten += writes
        self._work.put(work)

    def _write(self) -> None:
        if (journal := self._journal) is not None:
            self._try(lambda: recover(self._desk, journal.folder))
        self.recovered.set()
        while (work := self._work.get()) is not None:
            work()
            with self._lock:
                self._pending -= 1

    def _try(self, ask: Callable[[], Report]) -> None:
        try:
            self._report(ask())
        except Exception as error:  # one of ours ends no thread: it is told as well
            self._report(Trouble(told(error)))

    def _rename(self, change: Callable[[], Report]) -> None:
        self._try(change)
        self._finish(None, moving=True)

    def _named(self, naming: Naming) -> Report:
        naming.change = self._desk.make_alias(naming.alias)
        return Aliased(naming)

    def _unnamed(self, naming: Naming) -> Report:
        if naming.change is not None:  # else it could not be made
            self._desk.undo_alias(naming.change)
        return Aliased(naming, undone=True)

    def _store(self, slip: Slip, undoing: bool) -> None:
        error = self._written(slip, undoing)
        if self._journal is not None:
            self._journal.done(slip.number, slip.ids)
        if error is not None:
            self._report(Failed(slip, error, undoing, self._as_they_stand(slip)))
        moving = any(said.action not in ("read", "skip") for said in slip.said)
        self._finish(slip if error is None and not undoing else None, moving)

    def _finish(self, stored: Slip | None, moving: bool) -> None:
        with self._lock:
            self.unwritten -= 1
        self._done(stored, moving)

    def _written(self, slip: Slip, undoing: bool) -> ClaimboardError | None:
        try:
            if not undoing:
                slip.ids = self._desk.decide(slip.said)
            elif not slip.failed:  # else there is nothing to take back
                self._desk.undo(slip.ids)
        except Exception as error:  # as above
            slip.failed = slip.failed or not undoing
            return told(error)
        return None

    def _as_they_stand(self, slip: Slip) -> tuple[Item, ...]:
        items = {said.item.key: said.item for said in slip.said if said.action != "read"}
        try:
            looked = [self._desk.look(item) for item in items.values()]
        except Exception:  # the one before was told
            return tuple(items.values())
        return tuple(item for item in looked if item is not None)


def told(error: Exception) -> ClaimboardError:
    """Return an error as it is told."""
    if isinstance(error, ClaimboardError):
        return error
    return ClaimboardError(f"{type(error).__name__}: {error}", "a bug of ours")

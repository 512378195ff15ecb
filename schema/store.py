"""What is written: papers with their claims, each whole or not at all: what was interrupted is run again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from schema import choosing, current, removing, tables, tagging, texts
from schema.curated import keeping as curation
from schema.curated.keeping import Kept
from schema.curated.shapes import Table
from schema.database import reading, writing
from schema.dates import now
from schema.errors import StoreError
from schema.lookup import Need, look_up, unfit
from schema.naming import Names
from schema.recording import Change, Outcome, RefusedError, record_all, reread
from schema.records import Claim, Paper
from schema.renaming import Effect, Entry, change
from schema.resolved import Resolved
from schema.review import calibration, deciding, leases, signing
from schema.review.calibration import Calibration
from schema.review.deciding import Judgement
from schema.review.drafts import Draft

T = TypeVar("T")
TOGETHER = 25
"""Records that are written in one transaction: what a kill may cost, and how long others wait."""
__all__ = ["Change", "Need", "Outcome", "Store"]


class Store(Resolved):
    """An up-to-date database, open for writing."""

    def run(self, version: str, fingerprint: str, settings: Mapping[str, Any]) -> int:
        """Return the run of the extractor with this fingerprint, made where it is new."""
        with writing(self.engine) as connection:
            known = select(tables.run.c.id).where(tables.run.c.fingerprint == fingerprint)
            if (found := connection.execute(known).scalar()) is not None:
                return int(found)
            row = {
                "fingerprint": fingerprint,
                "version": version,
                "settings": dict(settings),
                "started_at": now(),
            }
            made: int = connection.execute(insert(tables.run).returning(tables.run.c.id), row).scalar_one()
            return made

    def pending(self, papers: Sequence[Paper], run_id: int, tags: Sequence[str] = ()) -> list[Need]:
        """Say what there is to do with each record, in a handful of queries for some hundred of them.

        `READ`: read its text and record the claims; `RECORD`: record it without claims, which stores a new
        date, id, address, other details or one of the tags, or tells why it cannot be stored, or that it is
        removed from view; `NOTHING`: all is known.
        """
        fit = [paper for paper in papers if unfit(paper) is None]
        with reading(self.engine) as connection:
            found = look_up(connection, fit, run_id)
            stored = (known.paper_id for known in found if known.paper_id is not None)
            untagged = tagging.lacking(connection, stored, tags)
        needs = iter(
            Need.RECORD if need is Need.NOTHING and known.paper_id in untagged else need
            for known, need in ((known, known.need(paper)) for known, paper in zip(found, fit, strict=True))
        )
        return [Need.RECORD if unfit(paper) else next(needs) for paper in papers]

    def record(
        self, paper: Paper, claims: Sequence[Claim] | None, run_id: int, tags: Sequence[str] = ()
    ) -> Outcome:
        """Store one record: see `record_all`."""
        (outcome,) = self.record_all([(paper, claims)], run_id, tags)
        return outcome

    def record_all(
        self,
        given: Sequence[tuple[Paper, Sequence[Claim] | None]],
        run_id: int,
        tags: Sequence[str] = (),
    ) -> list[Outcome]:
        """Store records with the claims that the run read in their texts, and tags, each all or nothing.

        A second time changes nothing. They go in by their order, `TOGETHER` in a transaction.
        Claims may be None where `pending` said `RECORD`. Claims of a text that the run has read before are
        not stored again. A record that cannot be stored is an outcome, with the reason.
        """
        reasons = [unfit(paper) for paper, _ in given]
        fit = [each for each, reason in zip(given, reasons, strict=True) if reason is None]
        done = self._together(
            fit,
            lambda each: each[0].id,
            lambda connection, names, part: record_all(connection, names, part, run_id, tags),
        )
        hint = "correct the record, then add it again"
        return [
            Outcome(Change.REFUSED, paper.id, reason=reason, hint=hint) if reason else next(done)
            for (paper, _), reason in zip(given, reasons, strict=True)
        ]

    def keep(self, found: Iterable[Table], origin: str, file: str) -> Kept:
        """Keep tables that people curated, beside the claims, a batch of them a transaction.

        A second time changes nothing. What was stored stays when this is interrupted.
        """
        keeper = curation.Keeper(origin, file)
        for batch in curation.batches(found):
            with writing(self.engine) as connection:
                keeper.keep(connection, self._newest_names(connection), batch)
        return keeper.kept

    def change_names(self, entry: Entry, who: str, dry_run: bool = False) -> Effect:
        """Change what names mean, in one transaction, as an entry of the log; say what differs now.

        No claim is rewritten, and the entry can be undone. With `dry_run` nothing is changed after all.
        """
        with self._tried(dry_run) as connection:
            names, effect = change(connection, self._newest_names(connection), entry, who, now())
            self._resolved_with(connection, names)
        if not dry_run:
            self.names = names
        return effect

    def remove(
        self, papers: Iterable[str], who: str, why: str | None = None, dry_run: bool = False
    ) -> removing.Effect:
        """Remove papers, given by any id or address, from view with all their claims, in one transaction.

        Nothing is deleted: `restore` brings them back. With `dry_run` nothing is changed after all. Raises
        NotFoundError, and changes nothing, where one of them is not stored.
        """
        with self._tried(dry_run) as connection:
            return removing.remove(connection, papers, who, why, now())

    def restore(
        self, papers: Iterable[str], who: str, why: str | None = None, dry_run: bool = False
    ) -> removing.Effect:
        """Bring removed papers back into view with all their claims; otherwise as `remove`."""
        with self._tried(dry_run) as connection:
            return removing.restore(connection, self._newest_names(connection), papers, who, why, now())

    def tag(self, papers: Iterable[str], tag: str, take_off: bool = False) -> tagging.Tagged:
        """Put papers, given by any id or address, on a reading list, or take them off it, all or nothing.

        Raises NotFoundError where one of them is not stored.
        """
        with writing(self.engine) as connection:
            found = choosing.find(connection, papers)
            differ = tagging.change(connection, found, tag, now(), take_off)
        return tagging.Tagged(
            tuple(name for paper, name in found.items() if paper in differ),
            tuple(name for paper, name in found.items() if paper not in differ),
        )

    def decide(self, judgements: Iterable[Judgement], who: str, dry_run: bool = False) -> list[int]:
        """Enter what a person says of claims in the log, all or nothing, and let it hold.

        Returns the ids of the entries. With `dry_run` it is only checked, and there are none. Raises
        ConflictError, and changes nothing, where somebody decided one of the claims meanwhile; otherwise see
        `schema.review.deciding.drafted`. However much is said, other writers wait for its writing alone.
        """
        who = signing.name(who)
        with reading(self.engine) as connection:
            draft = deciding.drafted(connection, self._newest_names(connection), judgements)
        return [] if dry_run else self._put(draft, who)

    def undo(self, ids: Iterable[int], who: str, why: str | None = None) -> list[int]:
        """Take decisions back, all or nothing: what held before holds again.

        See `schema.review.deciding.drafted_undo`.
        """
        who = signing.name(who)
        with reading(self.engine) as connection:
            draft = deciding.drafted_undo(connection, self._newest_names(connection), ids, why)
        return self._put(draft, who)

    def calibrate(self, model: Calibration | None, who: str) -> Calibration:
        """Let the machine be as sure as a calibration says, or, with None, as it says itself.

        All claims are made anew. See `schema.review.calibration.put`.
        """
        with writing(self.engine) as connection:
            entered = calibration.put(connection, model, who, now())
            self._rebuild(connection)
        return entered

    def lease(
        self,
        items: Sequence[tuple[int, str]],
        holder: str,
        limit: int = 1,
        seconds: float = leases.SECONDS,
    ) -> list[tuple[int, str]]:
        """Take the first of these claims, (paper's key, claim's id) each, that no other reviewer has.

        They are the holder's for some seconds, and for as long again when they are taken again.
        """
        with writing(self.engine) as connection:
            return leases.take(connection, items, holder, limit, seconds)

    def release(self, holder: str, items: Sequence[tuple[int, str]] | None = None) -> None:
        """Give claims back that a reviewer has, or all of them."""
        with writing(self.engine) as connection:
            leases.release(connection, holder, items)

    def unread(self, run_id: int, tag: str | None = None) -> list[int]:
        """Return the keys of the texts that a run has still to read: the newest of every paper in view.

        With a tag, of the papers that have it.
        """
        which = () if tag is None else (tables.paper_text.c.paper_id.in_(tagging.papers_on(tag)),)
        with reading(self.engine) as connection:
            return current.unread(connection, run_id, *which)

    def texts(self, ids: Sequence[int]) -> dict[int, Paper]:
        """Return stored texts as records of their papers, by their keys; those not stored are left out."""
        with reading(self.engine) as connection:
            return texts.papers(connection, ids)

    def reread_all(self, given: Sequence[tuple[int, Sequence[Claim]]], run_id: int) -> list[Outcome]:
        """Store what a run read in stored texts, each all or nothing; what people decided holds on.

        Where the run had read one before nothing changes. Claims that cannot be stored are an outcome, with
        the reason.
        """
        return list(
            self._together(
                given,
                lambda each: f"text {each[0]}",
                lambda connection, names, part: [reread(connection, names, *each, run_id) for each in part],
            )
        )

    def _put(self, draft: Draft, who: str) -> list[int]:
        with writing(self.engine) as connection:
            return deciding.put(connection, self._newest_names(connection), draft, who, now())

    def _together(
        self,
        items: Sequence[T],
        name: Callable[[T], str],
        work: Callable[[Connection, Names, Sequence[T]], list[Outcome]],
    ) -> Iterator[Outcome]:
        """Work on items, some in a transaction; where one of those is refused, on each in one of its own."""
        for start in range(0, len(items), TOGETHER):
            yield from self._outcomes(items[start : start + TOGETHER], name, work)

    def _outcomes(
        self,
        items: Sequence[T],
        name: Callable[[T], str],
        work: Callable[[Connection, Names, Sequence[T]], list[Outcome]],
    ) -> list[Outcome]:
        try:
            with writing(self.engine) as connection:
                return work(connection, self._newest_names(connection), items)
        except RefusedError as error:
            reason = str(error)
        except StoreError as error:
            if not isinstance(error.__cause__, IntegrityError | DataError):
                raise
            reason = error.message
        if len(items) > 1:
            return [outcome for each in items for outcome in self._outcomes([each], name, work)]
        hint = "report this: a claim that breaks the rules is a bug"
        return [Outcome(Change.REFUSED, name(items[0]), reason=reason, hint=hint)]

    @contextmanager
    def _tried(self, dry_run: bool) -> Iterator[Connection]:
        """Give a transaction that alone writes, and is undone at its end if it was for trying only."""
        with suppress(_NotMeant), writing(self.engine) as connection:
            yield connection
            if dry_run:
                raise _NotMeant


class _NotMeant(Exception):  # noqa: N818 - no error: it takes a transaction back
    pass

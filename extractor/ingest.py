"""Carries papers through the extractor into the store, batch by batch; each is stored whole or not at all."""

import itertools
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TypeVar

from extractor.engines.engine import Engine, Found
from extractor.fields import record_of
from extractor.repeats import Repeats
from schema.errors import Problem
from schema.records import Claim, Paper
from schema.store import Change, Need, Outcome, Store
from schema.version import __version__

T = TypeVar("T")
BATCH = 200
"""Papers that the store is asked about at once."""
PROBLEMS_KEPT = 20
"""Problems that a summary holds whole; all of them are counted."""
SHOWN = {
    Change.NEW: "new",
    Change.CHANGED: "with a changed text",
    Change.OLDER: "with an older text",
    Change.REREAD: "read anew",
    Change.JOINED: "known by another id",
    Change.DETAILS: "with new details",
    Change.UNCHANGED: "unchanged",
}
"""What became of a paper, in words, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What one `add` did.

    `papers` is how many were read, `changes` how many of them the store took in which way, `claims` how many
    claims were stored just now, `tagged` how many papers got a tag that they lacked, `removed` how many of
    them are removed from view; `differs` how many claims are "added", "lost" or "changed" where a text was
    read again; `problems` are the first `PROBLEMS_KEPT` of `problem_count`; `elapsed` is in
    seconds.
    """

    papers: int = 0
    changes: Mapping[Change, int] = field(default_factory=dict)
    claims: int = 0
    problems: Sequence[Problem] = ()
    problem_count: int = 0
    elapsed: float = 0.0
    tagged: int = 0
    removed: int = 0
    differs: Mapping[str, int] = field(default_factory=dict)

    def count(self, change: Change) -> int:
        """Return how many papers the store took in this way."""
        return self.changes.get(change, 0)


def add(
    records: Iterable[Paper | Problem],
    engine: Engine,
    store: Store,
    progress: Callable[[int], None] | None = None,
    on_problem: Callable[[Problem], None] | None = None,
    batch: int = BATCH,
    tags: Sequence[str] = (),
) -> Summary:
    """Store papers with the claims found in them; a text that this extractor has read is not read again.

    All the papers get the tags, those that were stored before as well.

    `progress` is told how many papers are done after every batch, `on_problem` every problem as it comes up.
    A paper on which the extractor fails, or which the store refuses, is a problem; it is tried again the next
    time. What was stored stays when this is interrupted. Raises StoreError where the database cannot go on.
    """
    return _Ingest(engine, store, progress, on_problem, tags).run(records, batch)


def reextract(
    engine: Engine,
    store: Store,
    begun: Callable[[int], None] | None = None,
    progress: Callable[[int], None] | None = None,
    on_problem: Callable[[Problem], None] | None = None,
    batch: int = BATCH,
    tag: str | None = None,
) -> Summary:
    """Read the newest text of every paper in view again that this extractor has not read; decisions hold on.

    With a tag, of the papers that have it. `begun` is told how many texts there are to read; otherwise as
    `add`. What was interrupted goes on from there the next time.
    """
    return _Ingest(engine, store, progress, on_problem, ()).again(batch, begun, tag)


def describe(summary: Summary) -> list[str]:
    """Say what was done, for people, a line each."""
    if not summary.papers:
        lines = ["no papers were read"]
    elif summary.count(Change.UNCHANGED) == summary.papers:
        known = "the paper was" if summary.papers == 1 else f"{_counted(summary.papers, 'paper')} were"
        lines = [f"{'' if summary.tagged else 'nothing changed: '}{known} already read"]
    else:
        told = [f"{n:,} {words}" for change, words in SHOWN.items() if (n := summary.count(change))]
        rate = f"{summary.elapsed:.1f} s, {summary.papers / max(summary.elapsed, 1e-9):,.0f} a second"
        lines = [f"{_counted(summary.papers, 'paper')} read ({rate}): {', '.join(told) or 'none stored'}"]
        lines.append(f"{_counted(summary.claims, 'claim')} found and stored")
    if summary.tagged:
        lines.append(f"{_counted(summary.tagged, 'paper')} tagged")
    if summary.removed:
        are = "is" if summary.removed == 1 else "are"
        lines.append(f"{summary.removed:,} of them {are} removed from view: claimboard papers restore")
    if summary.problem_count:
        lines.append(_counted(summary.problem_count, "problem"))
    return lines


def describe_rereading(summary: Summary, waiting: int) -> list[str]:
    """Say what reading again has done, a line each; `waiting` is how many readings wait for a second look."""
    lines = []
    if summary.papers:
        rate = f"{summary.elapsed:.1f} s, {summary.papers / max(summary.elapsed, 1e-9):,.0f} a second"
        lines.append(f"{_counted(summary.count(Change.REREAD), 'text')} read again ({rate})")
        told = [f"{n:,} {how}" for how in ("added", "lost", "changed") if (n := summary.differs.get(how))]
        lines.append(f"{_counted(summary.claims, 'claim')} found: {', '.join(told) or 'the same as before'}")
    else:
        lines.append("nothing changed: this extractor has read all of it")
    if waiting:
        wait = "reading waits" if waiting == 1 else "readings wait"
        lines.append(f"{waiting:,} {wait} for a second look, and what people said holds: claimboard review")
    if summary.problem_count:
        lines.append(_counted(summary.problem_count, "problem"))
    return lines


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class _Ingest:
    """One `add` under way."""

    def __init__(
        self,
        engine: Engine,
        store: Store,
        progress: Callable[[int], None] | None,
        on_problem: Callable[[Problem], None] | None,
        tags: Sequence[str],
    ) -> None:
        self.engine = engine
        self.store = store
        self.progress = progress
        self.on_problem = on_problem
        self.tags = tuple(tags)
        self.repeats = Repeats()
        self.changes: Counter[Change] = Counter()
        self.differs: Counter[str] = Counter()
        self.papers = self.claims = self.tagged = self.removed = self.problem_count = 0
        self.problems: list[Problem] = []
        self.start = 0.0

    def run(self, records: Iterable[Paper | Problem], batch: int) -> Summary:
        run_id = self.begin()
        good = self.without_problems(records)

        def asked() -> Iterator[tuple[list[tuple[Paper, Need]], list[Paper]]]:
            while papers := list(itertools.islice(good, batch)):
                needs = [*zip(papers, self.store.pending(papers, run_id, self.tags), strict=True)]
                yield needs, [paper for paper, need in needs if need is Need.READ]

        with closing(self.repeats):
            for needs, found in self.read(asked()):
                self.take(needs, found, run_id)
                self.done(len(needs))
        return self.summary()

    def again(self, batch: int, begun: Callable[[int], None] | None, tag: str | None) -> Summary:
        run_id = self.begin()
        texts = self.store.unread(run_id, tag)
        if begun:
            begun(len(texts))

        def stored() -> Iterator[tuple[dict[int, Paper], list[Paper]]]:
            for at in range(0, len(texts), batch):
                papers = self.store.texts(texts[at : at + batch])
                yield papers, [*papers.values()]

        for papers, found in self.read(stored()):
            given = []
            for text, claims in zip(papers, found, strict=True):
                if isinstance(claims, Problem):
                    self.problem(claims)
                else:
                    given.append((text, claims.claims))
            for (text, _), outcome in zip(given, self.store.reread_all(given, run_id), strict=True):
                self.note(papers[text], outcome)
            self.done(len(papers))
        return self.summary()

    def begin(self) -> int:
        """Return the run of the extractor."""
        self.start = time.monotonic()
        return self.store.run(__version__, self.engine.fingerprint, self.engine.settings)

    def done(self, papers: int) -> None:
        self.papers += papers
        if self.progress:
            self.progress(self.papers)

    def summary(self) -> Summary:
        return Summary(
            self.papers,
            dict(self.changes),
            self.claims,
            tuple(self.problems),
            self.problem_count,
            time.monotonic() - self.start,
            self.tagged,
            self.removed,
            dict(self.differs),
        )

    def without_problems(self, records: Iterable[Paper | Problem]) -> Iterator[Paper]:
        for record in records:
            problem = record if isinstance(record, Problem) else self.repeats.problem(record)
            if problem:
                self.problem(problem)
            elif isinstance(record, Paper):
                yield record

    def take(self, needs: Iterable[tuple[Paper, Need]], found: Iterable[Found], run_id: int) -> None:
        """Store a batch, in its order; `found` is what was found in those that were to be read."""
        found = iter(found)
        given: list[tuple[Paper, Sequence[Claim] | None]] = []
        for paper, need in needs:
            if need is Need.NOTHING:
                self.changes[Change.UNCHANGED] += 1
            elif need is Need.RECORD:
                given.append((paper, None))
            elif isinstance(claims := next(found), Problem):
                self.problem(claims)
            else:
                given.append((paper, claims.claims))
        for (paper, _), outcome in zip(given, self.store.record_all(given, run_id, self.tags), strict=True):
            self.note(paper, outcome)

    def read(self, batches: Iterable[tuple[T, Sequence[Paper]]]) -> Iterator[tuple[T, list[Found]]]:
        """Read batches, of which the engine takes some ahead; each keeps what comes with it."""
        ahead: deque[T] = deque()

        def papers() -> Iterator[Sequence[Paper]]:
            for what, batch in batches:
                ahead.append(what)
                yield batch

        for found in self.engine.read(papers()):
            yield ahead.popleft(), found

    def note(self, paper: Paper, outcome: Outcome) -> None:
        if outcome.reason:
            reason = f"{paper.id} was not stored: {outcome.reason}"
            self.problem(Problem(paper.file, paper.line, reason, outcome.hint, record_of(paper)))
        else:
            self.changes[outcome.change] += 1
            self.claims += outcome.claims
            self.tagged += outcome.tagged
            self.removed += outcome.removed
            self.differs.update(outcome.differs)

    def problem(self, problem: Problem) -> None:
        self.problem_count += 1
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(problem)
        if self.on_problem:
            self.on_problem(problem)

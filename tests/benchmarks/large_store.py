"""Makes a SQLite store of made-up papers with as many claims as are asked for, three a paper.

python -m tests.benchmarks.large_store FILE [CLAIMS=100000]

The boards are as unevenly filled as real ones: their sizes follow Zipf's law, and the largest has a twentieth
of all claims (50,000 of a million). Rows are written in bulk, and are those that `Store.record` would have
written (`tests/test_large_store.py`): a million claims take minutes, not hours.
"""

import itertools
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, insert

from migrations.runner import open_store
from schema import current, tables
from schema.current import Standing
from schema.database import writing
from schema.identity import text_hash
from schema.lookup import Known, names_of, shown_name
from schema.readings import slots_of, values_of
from schema.recording import now
from schema.records import Claim, Evidence, Kind, Mention, Paper, Role, Setting, SettingKind
from schema.registry import registry
from schema.review import calibration
from schema.review.judged import id_of
from schema.store import Store

BOARDS = 2000
LARGEST = 0.05
"""Of all claims, those on the largest board."""
SCORES, CHANGES = 0.85, 0.10
"""Of all claims, those that stand on boards, and changes; the rest are ratios without a benchmark."""
EACH = 3
"""Claims of a paper."""
MONTHS = 96
"""In which the papers came out, since January 2018."""
BATCH, COMMIT = 1000, 20_000
"""Papers written at once, and in one transaction."""
WORDS = ("Lantern", "Candle", "Torch", "Beacon", "Ember")
FILLER = (
    "Models of this size are slow where memory is short, and most of what they hold is never used.",
    "Earlier work trains a new network for each task, which costs more than most groups can spend.",
    "We look at what a network keeps when it is asked the same thing in another order.",
    "A small set of probes is enough to tell which parts still matter after training.",
    "The recipe needs no labels beyond those that are there, and a day on one machine.",
    "Ablations show that neither part does it alone, and that the order of the two counts.",
    "Code, weights and the probes are available to everybody.",
)
METRICS = (
    ("accuracy", ("%", "%", "%", "")),
    ("F1", ("%", "")),
    ("success rate", ("%",)),
    ("latency", (" ms", " ms", " s")),
)
"""Metrics, and how their units are written."""
SHOTS = ("1", "2", "4", "5", "8")


class On(NamedTuple):
    """What a claim is made on: a board and a kind; the benchmark None of a ratio."""

    kind: Kind
    benchmark: str | None = None
    metric: str = ""
    units: tuple[str, ...] = ("",)


def sizes(claims: int) -> list[int]:
    """Return how many scores each board has, the largest first: Zipf's law with these shares."""
    low, high = 0.0, 2.0
    while high - low > 1e-9:
        exponent = (low + high) / 2
        whole = sum(place**-exponent for place in range(1, BOARDS + 1))
        low, high = (exponent, high) if whole > SCORES / LARGEST else (low, exponent)
    return [round(claims * LARGEST * place**-low) for place in range(1, BOARDS + 1)]


def boards() -> list[On]:
    """Return the boards, the largest first: names that are known, then made-up ones."""
    known = sorted({surface.canonical for surface in registry().lexicon("benchmark")})
    random.Random(3).shuffle(known)
    made_up = (f"{word}Bench-{number}" for number in itertools.count(1) for word in WORDS)
    names = itertools.islice(itertools.chain(known, made_up), BOARDS)
    return [On(Kind.SCORE, name, *METRICS[place % len(METRICS)]) for place, name in enumerate(names)]


def papers(claims: int) -> Iterator[tuple[Paper, list[Claim]]]:
    """Yield made-up papers with their claims, the same every time."""
    chance = random.Random(3)
    there, many = boards(), sizes(claims)
    deck = [on for on, size in zip(there, many, strict=True) for _ in range(size)]
    changed = chance.choices(there, many, k=round(claims * CHANGES))
    deck += [on._replace(kind=Kind.CHANGE) for on in changed]
    deck += [On(Kind.RATIO)] * (claims - len(deck))
    chance.shuffle(deck)
    count = -(-len(deck) // EACH)
    for number in range(count):
        yield _paper(number, count, chance, deck[EACH * number : EACH * (number + 1)])


def _paper(number: int, count: int, chance: random.Random, on: list[On]) -> tuple[Paper, list[Claim]]:
    name = _method(number)
    title = f"{name}: what is left of a network by night"
    said = [_Said(each, name, _method(chance.randrange(max(number, 1))), chance) for each in on]
    fillers = chance.sample(FILLER, 4)
    opening = f"We present {name}, which looks at a network in the dark."
    abstract = " ".join((fillers[0], opening, *fillers[1:], *(each.sentence for each in said)))
    at = len(title) + 1 + len(abstract) - sum(len(each.sentence) + 1 for each in said) + 1
    found = []
    for each in said:
        found.append(each.claim(at))
        at += len(each.sentence) + 1
    month = number * MONTHS // count
    within = number - -(-month * count // MONTHS)
    date = f"{2018 + month // 12}-{month % 12 + 1:02}"
    return Paper(id=f"{date[2:4]}{date[5:]}.{within:05}", title=title, abstract=abstract, date=date), found


def _method(number: int) -> str:
    return f"{WORDS[number % len(WORDS)]}-{number}"


class _Said:
    """A sentence that claims something, and the claim in it."""

    def __init__(self, on: On, name: str, rival: str, chance: random.Random) -> None:
        shots = chance.choice(SHOTS) if chance.random() < 0.25 else None
        ending = f" with {shots} shots." if shots else "."
        own = chance.random() < 0.8
        self.kind, self.benchmark, self.metric = on.kind, on.benchmark, on.metric
        self.method, self.baseline = name, None if on.kind is Kind.SCORE else rival
        self.role, self.shots = Role.OWN, shots
        self.hardware: str | None = None
        self.number = round(chance.uniform(20, 99), chance.choice((1, 1, 2)))
        unit = chance.choice(on.units)
        match on.kind:
            case Kind.SCORE:
                self.method, self.role = (name, Role.OWN) if own else (rival, Role.OTHER)
                self.written = f"{self.number}{unit}"
                does = "reaches" if own else "stays at"
                self.sentence = f"On {on.benchmark}, {self.method} {does} {self.written} {on.metric}{ending}"
            case Kind.CHANGE:
                self.number, unit = round(self.number / 10, 1), "points"
                self.written = f"{self.number} {unit}"
                self.sentence = (
                    f"On {on.benchmark}, {name} gains {self.written} of {on.metric} over {rival}{ending}"
                )
            case Kind.RATIO:
                self.number, unit = round(self.number / 10, 1), "x"
                self.written, self.metric, self.hardware = f"{self.number}{unit}", "speed", "H100"
                self.sentence = f"On one H100, {name} is {self.written} faster than {rival}{ending}"
        self.unit = unit.strip() or None
        self.sure = {
            part: round(chance.betavariate(12, 1), 3) for part in ("number", "method", "benchmark", "metric")
        }

    def claim(self, at: int) -> Claim:
        """Return the claim, its sentence beginning there in the paper's text."""

        def mention(wording: str | None, last: bool = False) -> dict[str, Any] | None:
            if wording is None:
                return None
            start = self.sentence.rfind(wording) if last else self.sentence.find(wording)
            if start < 0:
                return {"text": wording}
            return {"text": wording, "start": at + start, "end": at + start + len(wording)}

        def slot(wording: str | None, last: bool = False) -> Mention | None:
            found = mention(wording, last)
            return None if found is None else Mention(**found)

        shots = self.shots and f"{self.shots} shots"
        whole = Evidence(start=at, end=at + len(self.sentence), text=self.sentence)
        return Claim(
            value=Evidence(**(mention(self.written, last=True) or {})),
            number=self.number,
            unit=self.unit,
            kind=self.kind,
            direction=None if self.kind is Kind.SCORE else "up",
            role=self.role,
            method=slot(self.method),
            benchmark=slot(self.benchmark),
            metric=slot(self.metric, last=True),
            baseline=slot(self.baseline, last=True),
            hardware=slot(self.hardware),
            setting=[Setting(**(mention(shots, last=True) or {}), kind=SettingKind.SHOTS)] if shots else (),
            sentence=whole,
            confidence=round(min(self.sure.values()), 4),
            slot_confidence=self.sure,
            reasons=tuple(f"{slot}: named in the sentence" for slot in ("method", "benchmark", "metric")),
        )


class Writer:
    """Writes papers with their claims into a new store in bulk, with the ids that `Store.record` gives."""

    def __init__(self, store: Store, run_id: int) -> None:
        self.store = store
        self.run_id = run_id
        self.rows: dict[Table, list[dict[str, Any]]] = {}
        self.claimed: list[current.Claimed] = []
        self.counts: dict[Table, int] = {}

    def write(self, found: Iterable[tuple[Paper, list[Claim]]]) -> int:
        """Write them all, and return how many claims they make."""
        rest, claims = iter(found), 0
        while part := list(itertools.islice(rest, COMMIT)):
            with writing(self.store.engine) as connection:
                believed = calibration.newest(connection)
                for start in range(0, len(part), BATCH):
                    for paper, claimed in part[start : start + BATCH]:
                        self._add(paper, claimed, believed)
                        claims += len(claimed)
                    self._put(connection)
            print(f"{self.counts[tables.paper]:,} papers", file=sys.stderr, flush=True)
        return claims

    def _add(self, paper: Paper, claims: list[Claim], believed: calibration.Calibration) -> None:
        known = Known(names_of(paper), text_hash(paper.text))
        paper_id = self._row(
            tables.paper,
            name=shown_name(known.names),
            published=known.first_published(paper),
            url=known.address(paper),
            categories=list(paper.categories),
            recorded_at=now(),
        )
        for name in known.names:
            self._row(tables.identifier, paper_id=paper_id, **name._asdict())
        text_id = self._row(
            tables.paper_text,
            paper_id=paper_id,
            hash=known.hash,
            title=paper.title,
            abstract=paper.abstract,
            authors=list(paper.authors),
            dated=known.text_dated(paper),
            recorded_at=now(),
        )
        scan_id = self._row(
            tables.scan, run_id=self.run_id, text_id=text_id, claims=len(claims), read_at=now()
        )
        standing = Standing(paper_id, text_id, scan_id, self.run_id)
        for claim in claims:
            key, values, slots = id_of(claim, paper.text), values_of(claim), slots_of(claim)
            reading_id = self._row(
                tables.reading,
                scan_id=scan_id,
                claim_id=key,
                reasons=list(claim.reasons),
                slot_confidence=dict(claim.slot_confidence),
                **values,
            )
            for slot in slots:
                self._row(tables.reading_slot, reading_id=reading_id, **slot)
            self.claimed.append(current.read(standing, key, values, slots, reading_id, believed))

    def _row(self, table: Table, **fields: Any) -> int:
        self.counts[table] = key = self.counts.get(table, 0) + 1
        self.rows.setdefault(table, []).append({"id": key, **fields})
        return key

    def _put(self, connection: Connection) -> None:
        for table, rows in self.rows.items():
            connection.execute(insert(table), rows)
        current.put(connection, current.resolved(connection, self.store.names, self.claimed))
        self.rows, self.claimed = {}, []


def make(file: Path, claims: int) -> None:
    """Fill a new store."""
    with open_store(f"sqlite:///{file.absolute()}") as store:
        Writer(store, store.run("0", "made up", {})).write(papers(claims))


def main(file: str, claims: str = "100000") -> None:
    """Fill a new store, named on the command line."""
    make(Path(file), int(claims))


if __name__ == "__main__":
    main(*sys.argv[1:])

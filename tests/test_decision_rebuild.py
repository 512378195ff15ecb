"""Whatever was read, said, taken back, changed, removed and renamed: what holds is what the logs say."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from schema import tables
from schema.errors import ConflictError, NotFoundError, UsageError
from schema.past import store_at
from schema.queries import claim_rows
from schema.records import Claim, Paper
from schema.renaming import Entry
from schema.review.calibration import Calibration
from schema.review.deciding import Judgement
from schema.review.sheets import sheets
from schema.store import Store
from tests.deciding import BENCHMARKS, METHODS, METRICS, SENTENCES, VALUES, paper_of, said_of
from tests.storing import derived, rows

SPELLINGS = (*METHODS, "night owl", "Night Owl", "NIGHT-OWL")
RUNS = 3


class Chance:
    """What happens to a store, one thing after the other, as chance has it."""

    def __init__(self, store: Store, rng: random.Random) -> None:
        self.store = store
        self.rng = rng
        self.happened: list[str] = []

    def paper(self) -> Paper:
        """One of two papers, with some of the sentences, some of them twice, dated or not."""
        sentences = self.rng.choices(SENTENCES, k=self.rng.randrange(1, 5))
        date = self.rng.choice([None, "2024", "2025-01", "2026"])
        return paper_of(*sentences, id=f"2409.0000{self.rng.randrange(2)}", date=date)

    def claim(self, text: str) -> Claim:
        """Something that may be read in a text, or said of it."""
        there = [value for value, at in VALUES.items() if SENTENCES[at] in text]
        return said_of(
            text,
            self.rng.choice(there),
            self.rng.choice(BENCHMARKS),
            self.rng.choice(METRICS),
            self.rng.choice(SPELLINGS),
            self.rng.choice([None, 1.0]),
            confidence=self.rng.random(),
        )

    def read(self) -> None:
        paper = self.paper()
        claims = [self.claim(paper.text) for _ in range(self.rng.randrange(4))]
        run = self.store.run("0.1.0", f"run {self.rng.randrange(RUNS)}", {})
        self.store.record(paper, claims, run)

    def decide(self) -> None:
        found = sheets(self.store, [1, 2])
        if not found:
            return
        page = self.rng.choice(list(found.values()))
        said = self.claim(page.text) if any(each in page.text for each in SENTENCES) else None
        if page.shown and self.rng.random() < 0.8:
            shown = self.rng.choice(page.shown)
            action = self.rng.choice(["accept", "edit", "edit", "reject", "skip", "keep"])
            if action == "keep":
                judgement = page.keeping(shown) if shown.against else page.judgement(shown, "accept")
            else:
                judgement = page.judgement(shown, action, said if action == "edit" else None)
        else:
            judgement = Judgement("add", page.text_id, said=said)
        self.store.decide([judgement], "Bo")

    def undo(self) -> None:
        ids = rows(self.store, "SELECT id FROM decision")
        if ids:
            self.store.undo([self.rng.choice(ids)[0]], "Al")

    def hide(self) -> None:
        name = f"2409.0000{self.rng.randrange(2)}"
        (self.store.remove if self.rng.random() < 0.4 else self.store.restore)([name], "Bo")

    def name(self) -> None:
        entry = Entry("merge", "method", {"from": "Night Owl", "into": "Lantern"})
        self.store.change_names(entry, "Bo")

    def calibrate(self) -> None:
        model = Calibration(self.rng.random(), 0.5 + self.rng.random(), 10)
        self.store.calibrate(self.rng.choice([None, model]), "Bo")

    def happen(self, times: int) -> None:
        """Let so many things happen; what is refused changes nothing."""
        what = {
            self.read: 6,
            self.decide: 12,
            self.undo: 3,
            self.hide: 1,
            self.name: 0.3,
            self.calibrate: 0.3,
        }
        for one in self.rng.choices(list(what), list(what.values()), k=times):
            try:
                one()
                self.happened.append(one.__name__)
            except (ConflictError, NotFoundError, UsageError):
                self.happened.append(f"{one.__name__} refused")


def check(store: Store) -> None:
    """What is derived is what is made anew, now and as of any time; what was said is all there."""
    before = derived(store)
    store.rebuild()
    assert derived(store) == before
    for view in sheets(store, [1, 2]).values():
        for shown in view.shown:
            shown.claim.check_against(view.text)
            shown.seen.check_against(view.text)


@given(seed=st.integers(0, 10**9), times=st.integers(1, 30))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_holds_is_what_the_logs_say(seed: int, times: int) -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    tables.metadata.create_all(engine)
    with Store(engine) as store:
        store.rebuild()
        Chance(store, random.Random(seed)).happen(times)
        check(store)


@pytest.mark.parametrize("seed", range(2))
def test_what_holds_is_what_the_logs_say_in_each_database(store: Store, seed: int) -> None:
    chance = Chance(store, random.Random(seed))
    chance.happen(60)
    assert {"read", "decide", "undo"} <= set(chance.happened)
    check(store)
    with store_at(store, "9999") as now:
        assert list(claim_rows(now)) == list(claim_rows(store))


def test_the_log_only_grows(store: Store) -> None:
    chance = Chance(store, random.Random(7))
    before: list[tuple[object, ...]] = []
    for _ in range(40):
        chance.happen(1)
        now = rows(store, "SELECT id, who, action, claim_id, CAST(said AS VARCHAR) FROM decision ORDER BY id")
        assert now[: len(before)] == before
        before = now
    assert len(before) > 5

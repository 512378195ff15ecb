"""Decisions go along when a store is copied to the other kind of database, and the log goes on there."""

import pytest

from migrations import moving, runner
from schema.review.calibration import Calibration
from schema.review.deciding import Judgement
from schema.store import Store
from tests.deciding import decide, held, paper_of, read, said_of, sheet
from tests.storing import derived, rows

PAPER = paper_of()
GLUE = said_of(PAPER.text, "81.3", "GLUE", "accuracy", "Lantern")
LOG = "SELECT id, who, action, claim_id, why, drawn, chance, stood, undoes FROM decision ORDER BY id"


@pytest.mark.parametrize("direction", ["to a server", "to a file"])
def test_decisions_are_copied_with_their_ids_and_go_on_there(
    sqlite_url: str, postgres_url: str, direction: str
) -> None:
    one, other = (sqlite_url, postgres_url) if direction == "to a server" else (postgres_url, sqlite_url)
    with runner.open_store(one) as store:
        read(store, PAPER, GLUE, said_of(PAPER.text, "79.0", "MMLU"))
        store.undo([decide(store, "81.3", "reject", drawn="random", chance=0.5)], "Al")
        decide(store, "81.3", "accept", why="it stands there")
        decide(store, "81.3", "edit", said_of(PAPER.text, "81.3", "MMLU"))
        store.decide([Judgement("read", sheet(store).text_id)], "Bo")
        store.lease([(1, "a claim")], "Bo")
        store.calibrate(Calibration(0.5, 1.0, 3), "Bo")
        log, before = rows(store, LOG), derived(store)
    moving.copy(one, other)
    with Store.open(other) as store:
        assert (rows(store, LOG), derived(store)) == (log, before)
        store.rebuild()
        assert derived(store) == before
        assert decide(store, "79.0", "accept") == len(log) + 1
        assert [status for _, status, _, _ in held(store)] == ["edited", "accepted"]

"""The reviewer's desk over a real store: what comes up, what is said of it, and who else is there."""

import itertools
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from leaderboards.review import adding, edits
from leaderboards.review.aliases import Alias
from leaderboards.review.desk import Said
from leaderboards.review.items import Item
from leaderboards.review.queue import Wanted
from leaderboards.review.store_desk import CHUNK, StoreDesk
from schema.errors import ConflictError
from schema.identity import claim_id
from schema.queries import Filters, claim_rows
from schema.review import leases
from schema.review.history import log_rows
from schema.review.sheets import completely_read
from schema.store import Store
from tests.storing import ABSTRACT, add, paper, read_anew, rows

DAY = "2000-01-01"


def desk(store: Store, who: str = "ada", **how: Any) -> StoreDesk:
    return StoreDesk(store, who, DAY, **how)


def all_of(of: StoreDesk) -> list[Item]:
    return list(iter(of.next, None))


def one(of: StoreDesk, written: str) -> Item:
    """The item whose value is written so."""
    return next(item for item in all_of(of) if item.claim.value.text == written)


def statuses(store: Store) -> dict[str, str]:
    return {row.claim: row.status for row in claim_rows(store)}


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with two papers of three claims each."""
    add(store, paper(), paper("2409.00002", f"Once more. {ABSTRACT}"))
    return store


def test_all_claims_come_up_with_all_that_is_known_of_them(filled: Store) -> None:
    found = all_of(desk(filled))
    assert len(found) == 6
    assert len({item.key for item in found}) == 6
    (item,) = [each for each in found if each.claim.value.text == "81.3" and each.sheet.id == "2409.00001"]
    assert item.claim.reasons == ("stands beside its metric",)
    assert item.claim.slot_confidence["metric"] == 0.8
    assert [other.claim.value.text for other in item.others] == ["81.3", "79.0", "2.5x"]
    assert item.place is not None
    assert item.place.board.startswith("GLUE, ")
    assert dict(item.place.means)["benchmark"] == "GLUE"


def test_a_place_is_that_of_the_board_as_it_stands(filled: Store) -> None:
    def said(paper: str, written: str) -> str:
        return str(one(desk(filled, filters=Filters(paper=paper)), written).place)

    assert said("2409.00001", "81.3") == "is 1st of 2"
    assert said("2409.00002", "79.0") == "would be 3rd of 3: confidence 0.70 is below 0.7892"
    assert said("2409.00001", "2.5x") == "not ranked: a ratio is no level"


def test_what_is_said_holds_in_the_store(filled: Store) -> None:
    at = desk(filled, filters=Filters(paper="2409.00001"))
    first, second, third = sorted(all_of(at), key=lambda item: item.claim.value.start)
    changed = edits.changed(second.claim, second.sheet.text, "method", "Torch")
    at.decide([Said("accept", first, first.claim)])
    at.decide([Said("edit", second, changed)])
    at.decide([Said("reject", third)])
    held = {row.written: row for row in claim_rows(filled, Filters(paper="2409.00001"))}
    assert {written: row.status for written, row in held.items()} == {"81.3": "accepted", "79.0": "edited"}
    assert held["79.0"].method == "Torch"
    assert [(row.entry.who, row.entry.action) for row in log_rows(filled)] == [
        ("ada", "reject"), ("ada", "edit"), ("ada", "accept"),
    ]  # fmt: skip


def test_how_an_item_came_up_is_kept_with_what_is_said_of_it(filled: Store) -> None:
    at = desk(filled)
    found = all_of(at)
    assert [item.drawn for item in found] == ["queue"] * 4 + ["random", "queue"]
    at.decide([Said("accept", item, item.claim) for item in found])
    assert rows(filled, "SELECT drawn, chance FROM decision ORDER BY id") == [
        ("queue", 1.0), ("queue", 1.0), ("queue", 1.0), ("queue", 1.0), ("random", 0.5), ("queue", 1.0),
    ]  # fmt: skip


def test_undo_lets_the_machine_say_again_what_it_said(filled: Store) -> None:
    at = desk(filled)
    item = at.next()
    assert item is not None
    before = statuses(filled)
    ids = at.decide([Said("reject", item)])
    at.undo(ids)
    assert statuses(filled) == before
    at.decide([Said("accept", item, item.claim)])  # what was seen before the undo is true again
    assert statuses(filled)[item.id] == "accepted"


def test_a_reviewer_may_decide_again_in_one_sitting(filled: Store) -> None:
    at = desk(filled)
    item = at.next()
    assert item is not None
    at.decide([Said("accept", item, item.claim)])
    (second,) = at.decide([Said("edit", item, edits.changed(item.claim, item.sheet.text, "role", "other"))])
    at.undo([second])
    at.decide([Said("reject", item)])
    assert [row.entry.action for row in log_rows(filled)] == ["reject", "undo", "edit", "accept"]


def test_a_claim_is_added_and_changed_afterwards(filled: Store) -> None:
    at = desk(filled, filters=Filters(paper="2409.00001"))
    item = one(at, "81.3")
    text = item.sheet.text
    value = adding.numbers(text, "sparse tuner", [])
    made = adding.added(text, value, [item.claim])
    new = replace(item, id="new", claim=made, seen=made)
    at.decide([Said("add", new, made)])
    (there,) = (row for row in claim_rows(filled) if row.status == "added")
    assert there.written == "sparse tuner"
    stored = at.look(replace(item, id=there.claim))
    assert stored is not None
    at.decide([Said("edit", stored, edits.changed(stored.claim, text, "metric", "sparsity"))])
    assert {row.metric for row in claim_rows(filled) if row.written == "sparse tuner"} == {"sparsity"}


def test_a_paper_is_marked_as_read(filled: Store) -> None:
    at = desk(filled)
    item = at.next()
    assert item is not None
    at.decide([Said("accept", item, item.claim), Said("read", item)])
    again = at.look(item)
    assert again is not None
    assert again.sheet.read_by == "ada"
    assert (again.status, again.decided and again.decided.who) == ("accepted", "ada")


def test_a_second_decision_on_one_claim_is_a_conflict_that_can_be_looked_at(filled: Store) -> None:
    ada, bob = desk(filled), desk(filled, "bob")
    item = ada.next()
    assert item is not None
    theirs = bob.look(item)
    assert theirs is not None
    bob.decide([Said("reject", theirs)])
    with pytest.raises(ConflictError, match="rejected by bob"):
        ada.decide([Said("accept", item, item.claim)])
    now = ada.look(item)
    assert now is not None
    assert (now.status, now.decided and now.decided.who) == ("rejected", "bob")
    ada.decide([Said("accept", now, now.claim)])
    assert statuses(filled)[now.id] == "accepted"


def test_two_reviewers_get_different_items_until_one_leaves(filled: Store) -> None:
    ada, bob = desk(filled), desk(filled, "bob")
    bob._holder = "bob@another:1"
    hers, his = [ada.next(), ada.next()], all_of(bob)
    assert not {item.key for item in hers if item} & {item.key for item in his}
    assert len(his) == 2  # she has as many as are fetched at once
    ada.leave([])
    assert len(all_of(bob)) == 4


def test_a_sitting_that_is_gone_from_this_machine_holds_nothing(filled: Store) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    killed = desk(filled)
    killed._holder = f"ada@{socket.gethostname()}:{gone.pid}"
    assert killed.next()
    elsewhere = desk(filled)
    elsewhere._holder = f"ada@another:{gone.pid}"  # nobody here can tell
    assert elsewhere.next()
    assert len(all_of(desk(filled))) == 6 - CHUNK


def test_who_has_the_rest_of_the_queue_is_told(filled: Store) -> None:
    bob, ada = desk(filled, "bob@work"), desk(filled)
    bob._holder = "bob@work@another:1"
    assert len(all_of(bob)) == 6
    assert all_of(ada) == []
    (held,) = ada.elsewhere()
    assert (held.who, held.claims) == ("bob@work", 6)
    assert 0 < (held.until - datetime.now(UTC)).total_seconds() <= leases.SECONDS
    bob.leave([])
    assert ada.elsewhere() == []
    assert len(all_of(ada)) == 6


def test_a_paper_that_is_asked_for_comes_up_though_all_is_decided(filled: Store) -> None:
    asked = Filters(paper="2409.00002")
    ada = desk(filled, filters=asked)
    for item in all_of(ada):
        ada.decide([Said("reject", item)])
    again = desk(filled, filters=asked)
    (item,) = all_of(again)
    assert (item.claim.value.text, item.status, len(item.others)) == ("81.3", "rejected", 3)
    again.decide([Said("accept", item, item.claim)])
    assert statuses(filled)[item.id] == "accepted"


def test_a_paper_without_claims_is_read_and_gets_one_by_hand(store: Store) -> None:
    text = paper("2409.00003", "Lantern reaches 81.3 F1 on GLUE.")
    store.record(text, [], store.run("0.1.0", "first", {}))
    assert all_of(desk(store)) == []
    ada = desk(store, filters=Filters(paper="2409.00003"))
    (item,) = all_of(ada)
    assert (item.blank, item.id, item.sheet.id, item.others) == (True, "", "2409.00003", ())
    value = adding.numbers(item.sheet.text, "81.3", [])
    claim = adding.added(item.sheet.text, value, [])
    made = replace(item, id=claim_id(text.text, claim.value.start, claim.value.end, None), claim=claim)
    ada.decide([Said("add", made, claim), Said("read", item)])
    assert [row.written for row in claim_rows(store)] == ["81.3"]
    assert completely_read(store) == [item.sheet.key]


def test_what_others_decided_meanwhile_does_not_come_up(filled: Store) -> None:
    ada, bob = desk(filled), desk(filled, "bob")
    ada.progress()  # her queue is made
    for item in all_of(bob):
        bob.decide([Said("accept", item, item.claim)])
    bob.leave([])
    assert all_of(ada) == []


def test_the_queue_resumes_where_it_stopped(filled: Store) -> None:
    whole = [item.key for item in all_of(desk(filled))]
    at = desk(filled)
    for item in itertools.islice(iter(at.next, None), 2):
        at.decide([Said("accept", item, item.claim)])
    at.leave([])
    again = desk(filled)
    assert (again.progress().decided, again.progress().left) == (2, 4)
    assert [item.key for item in all_of(again)] == whole[2:]


def test_what_was_skipped_comes_last_the_next_time(filled: Store) -> None:
    at = desk(filled)
    first = at.next()
    assert first is not None
    at.decide([Said("skip", first)])
    at.leave([])
    again = desk(filled)
    found = [item.key for item in all_of(again)]
    assert found[-1] == first.key
    assert len(found) == 6
    again.leave([])
    others = desk(filled, "bob").next()
    assert others is not None
    assert others.key == first.key


@pytest.mark.parametrize(
    ("how", "written"),
    [
        ({"filters": Filters(benchmark="GLUE")}, ["79.0", "79.0", "81.3", "81.3"]),
        ({"filters": Filters(paper="arXiv:2409.00002")}, ["2.5x", "79.0", "81.3"]),
        ({"wanted": Wanted(least=0.65, most=0.8)}, ["79.0", "79.0"]),
        ({"wanted": Wanted(reason="BESIDE")}, ["81.3", "81.3"]),
        ({"wanted": Wanted(slot="metric")}, []),
    ],
)
def test_filters_choose(filled: Store, how: dict[str, Any], written: list[str]) -> None:
    found = all_of(desk(filled, **how))
    assert sorted(item.claim.value.text for item in found) == written


def test_names_are_those_of_the_store_then_those_of_the_vocabulary(filled: Store) -> None:
    names = desk(filled).names("benchmark")
    assert names[0] == "GLUE"
    assert "SWE-bench Verified" in names
    assert len(names) == len(set(names))


def test_an_alias_takes_the_stored_claims_along_that_use_the_wording(filled: Store) -> None:
    at = desk(filled)
    alias = Alias("method", "Lantern", "Night Light")
    assert at.followers(alias) == 0  # there is no such name
    item = one(at, "81.3")
    at.decide([Said("edit", item, edits.changed(item.claim, item.sheet.text, "method", "Night Light"))])
    assert at.followers(alias) == 3
    assert {row.method for row in claim_rows(filled)} == {"Lantern", "Candle", "Night Light"}
    at.make_alias(alias)
    assert {row.method for row in claim_rows(filled)} == {"Candle", "Night Light"}
    assert at.followers(alias) == 0


def test_a_newer_reading_that_differs_comes_first_and_may_be_kept_from_the_board(filled: Store) -> None:
    at = desk(filled, filters=Filters(paper="2409.00001"))
    item = one(at, "81.3")
    at.decide([Said("edit", item, edits.changed(item.claim, item.sheet.text, "method", "Torch"))])
    at.leave([])
    read_anew(filled)
    again = desk(filled)
    first = again.next()
    assert first is not None
    assert (first.status, first.claim.value.text) == ("waiting", "81.3")
    assert first.against is not None
    assert first.against.slots["method"].text == "Torch"
    again.decide([Said("keep", first)])
    again.leave([])
    assert {row.method for row in claim_rows(filled) if row.claim == first.id} == {"Torch"}
    assert "waiting" not in {each.status for each in all_of(desk(filled))}

"""What reviewers are shown: papers with all that was read and said, what nobody decided, and the log."""

from schema.past import store_at
from schema.queries import Filters, claim_rows
from schema.records import Mention
from schema.review.deciding import Judgement
from schema.review.history import log_rows
from schema.review.judged import State
from schema.review.sheets import candidates, completely_read, sheets, waiting
from schema.store import Store
from tests.deciding import SENTENCES, TITLE, decide, held, paper_of, read, said_of, sheet, shown
from tests.storing import rows

PAPER = paper_of(date="2025-03", url="https://example.org/1")
TEXT = PAPER.text
GLUE = said_of(TEXT, "81.3", "GLUE", "accuracy", "Lantern", confidence=0.8).model_copy(
    update={"reasons": ("near",), "slot_confidence": {"metric": 0.4}}
)
MMLU = said_of(TEXT, "79.0", "MMLU", confidence=0.6)
RIGHT = said_of(TEXT, "79.0", "MMLU", "accuracy")


def test_a_sheet_holds_the_paper_and_its_claims_as_they_stand(store: Store) -> None:
    read(store, PAPER, MMLU, GLUE)
    page = sheet(store)
    assert (page.paper, page.title, page.date, page.url) == (
        "2409.00001",
        TITLE,
        "2025-03",
        "https://example.org/1",
    )
    assert page.text == TEXT
    first, second = page.shown
    assert (first.claim, first.seen, first.status, first.stood) == (GLUE, GLUE, "machine", None)
    assert second.claim.value.text == "79.0"
    assert (page.read, page.rejected, page.gone) == (None, (), ())
    assert sheets(store, [7]) == {}


def test_a_sheet_tells_who_read_it_what_was_rejected_and_what_does_not_apply(store: Store) -> None:
    read(store, PAPER, GLUE, MMLU)
    decide(store, "81.3", "accept", who="Al")
    rejected = decide(store, "79.0", "reject", who="Al")
    (done,) = store.decide([Judgement("read", sheet(store).text_id)], "Al")
    page = sheet(store)
    assert page.read is not None
    assert (page.read.id, page.read.who) == (done, "Al")
    assert completely_read(store) == [1]
    assert [each.id for each in page.rejected] == [rejected]
    read(store, paper_of(*SENTENCES[1:], date="2026"))
    page = sheet(store)
    assert page.read is None
    assert completely_read(store) == []
    assert [(each.action, each.who) for each in page.gone] == [("accept", "Al")]
    assert [each.id for each in page.rejected] == [rejected]
    read(store, PAPER.model_copy(update={"date": "2027"}))
    assert completely_read(store) == [1]
    store.undo([done], "Bo")
    assert sheet(store).read is None
    assert completely_read(store) == []


def test_a_second_look_at_a_decided_claim_still_speaks_of_what_the_machine_read(store: Store) -> None:
    read(store, PAPER, GLUE, MMLU)
    decide(store, "79.0", "edit", RIGHT)
    once = shown(store, "79.0")
    assert (once.claim.metric, once.seen.metric, once.seen.confidence) == (RIGHT.metric, None, 0.6)
    decide(store, "79.0", "edit", RIGHT.model_copy(update={"method": Mention(text="Candle")}))
    assert held(store)[1][1] == "edited"
    read(store, PAPER, MMLU, run="second")  # what was read at first was judged by a person
    assert list(waiting(store)) == []
    (reading_id,) = rows(store, "SELECT reading_id FROM current WHERE value_text = '79.0'")[0]
    assert reading_id is not None


def test_candidates_are_what_nobody_decided_with_doubts_and_who_skipped_them(store: Store) -> None:
    read(store, PAPER, GLUE, MMLU)
    read(store, paper_of(id="2409.00002"), GLUE)
    decide(store, "79.0", "accept")
    skip = decide(store, "81.3", "skip", who="Al")
    decide(store, "81.3", "skip", who="Bo")
    one, other = candidates(store)
    assert (one.paper_key, one.confidence, one.reasons, one.slot_confidence) == (
        1,
        0.8,
        ["near"],
        {"metric": 0.4},
    )
    assert (one.skipped, other.skipped) == ({"Al", "Bo"}, frozenset())
    store.undo([skip], "Al")
    assert next(candidates(store)).skipped == {"Bo"}
    assert [each.paper_key for each in candidates(store, Filters(paper="2409.00002"))] == [2]
    store.remove(["2409.00001"], "Bo")
    assert [each.paper_key for each in candidates(store)] == [2]


def test_what_was_left_for_later_stays_so_on_a_changed_text_that_has_its_sentence(store: Store) -> None:
    read(store, PAPER, GLUE, MMLU)
    decide(store, "81.3", "skip", who="Al")
    decide(store, "79.0", "skip", who="Al")
    longer = paper_of("It begins.", *SENTENCES[:1], *SENTENCES[2:], "Candle is at 79.0 on MMLU.", date="2026")
    moved = said_of(longer.text, "81.3", "GLUE", "accuracy", "Lantern", confidence=0.8)
    faster = said_of(longer.text, "2.5x", metric="speed")
    read(store, longer, moved, faster)
    left = {each.claim_id: each.skipped for each in candidates(store)}
    assert left == {shown(store, "81.3").claim_id: {"Al"}, shown(store, "2.5x").claim_id: frozenset()}
    assert sheet(store).read is None  # what a new text says nobody has read


def test_the_log_tells_what_was_changed_and_what_became_of_it(store: Store) -> None:
    read(store, PAPER, GLUE, MMLU)
    first = decide(store, "79.0", "accept", who="Al")
    second = decide(store, "79.0", "edit", RIGHT, who="Bo", why="named before")
    wrong = decide(store, "81.3", "reject", who="Bo")
    (undo,) = store.undo([wrong], "Al")
    added = said_of(TEXT, "2.5x", metric="speed")
    (new, done) = store.decide(
        [Judgement("add", sheet(store).text_id, said=added), Judgement("read", sheet(store).text_id)], "Bo"
    )
    log = {row.entry.id: row for row in log_rows(store)}
    assert list(log) == [done, new, undo, wrong, second, first]
    assert {key: row.state for key, row in log.items()} == {
        done: State.HOLDS, new: State.HOLDS, undo: None, wrong: State.UNDONE, second: State.HOLDS,
        first: State.REPLACED,
    }  # fmt: skip
    assert (log[second].differs, log[second].entry.why) == ([("metric", None, "accuracy")], "named before")
    assert (log[first].differs, log[new].before) == ([], None)
    assert log[wrong].before is not None
    undone, undid = log[wrong].undone, log[undo].undid
    assert undone is not None
    assert undid is not None
    assert (undone.who, undid.id) == ("Al", wrong)
    assert (log[new].paper, log[new].title) == ("2409.00001", TITLE)


def test_the_log_is_asked_by_paper_claim_person_and_number(store: Store) -> None:
    for number in (1, 2):
        read(store, paper_of(id=f"2409.0000{number}"), GLUE, MMLU)
        decide(store, "81.3", "accept", who="Al", key=number)
    last = decide(store, "79.0", "accept", who="Bo", key=2)
    (undo,) = store.undo([last], "Cy")
    claim = shown(store, "79.0", 2).claim_id

    def asked(**by: object) -> list[int]:
        return [row.entry.id for row in log_rows(store, **by)]  # type: ignore[arg-type] - any of its filters

    assert asked(paper="arXiv:2409.00001") == [1]
    assert asked(claim=claim[:6].upper()) == [undo, last]
    assert asked(who="Al") == [2, 1]
    assert asked(limit=2) == [undo, last]


def test_decisions_on_a_changed_text_are_found_by_the_claims_that_hold_by_them(store: Store) -> None:
    read(store, PAPER, GLUE)
    entry = decide(store, "81.3", "accept")
    before = shown(store, "81.3").claim_id
    read(store, paper_of("It begins.", *SENTENCES, date="2026"))
    now = shown(store, "81.3").claim_id
    assert now != before
    for claim in (before, now):
        assert [row.entry.id for row in log_rows(store, claim=claim)] == [entry]


def test_entries_say_where_they_do_not_apply(store: Store) -> None:
    read(store, PAPER, GLUE, MMLU)
    decide(store, "81.3", "accept")
    store.decide([Judgement("read", sheet(store).text_id)], "Bo")
    read(store, paper_of(SENTENCES[1], date="2026"), said_of(paper_of(SENTENCES[1]).text, "79.0", "MMLU"))
    assert [row.state for row in log_rows(store)] == [State.OLD, State.GONE]
    decide(store, "79.0", "accept")
    store.remove(["2409.00001"], "Bo")
    assert [row.state for row in log_rows(store)] == [State.HIDDEN, State.OLD, State.GONE]


def test_what_was_said_later_was_not_known_before(store: Store) -> None:
    read(store, PAPER, GLUE, MMLU)
    decide(store, "81.3", "accept")
    wrong = decide(store, "79.0", "reject")
    store.undo([wrong], "Bo")
    times = [time for (time,) in rows(store, "SELECT recorded_at FROM decision ORDER BY id")]
    known = []
    for time in times:
        with store_at(store, time) as then:
            known.append([row.status for row in claim_rows(then)])
    assert known == [["accepted", "machine"], ["accepted"], ["accepted", "machine"]]
    with store_at(store, rows(store, "SELECT read_at FROM scan")[0][0]) as before:
        assert [row.status for row in claim_rows(before)] == ["machine", "machine"]
        assert list(log_rows(before)) == []

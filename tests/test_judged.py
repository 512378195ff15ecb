"""What a person says holds, whatever is read afterwards, and what differs from it waits."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.identity import evened
from schema.records import Claim, Mention, Setting
from schema.review.carrying import carried
from schema.review.differing import agree
from schema.review.judged import STATUS, Decision, Judged, Reading, State, id_of, judge
from tests.deciding import SENTENCES, TEXTS, logs, readings_of, said_of

TEXT = " ".join(SENTENCES[:3])
FIRST = said_of(TEXT, "81.3", "GLUE", "accuracy", "Lantern", confidence=0.8)


def decided(
    action: str, seen: Claim, said: Claim | None = None, text: str = TEXT, id: int = 1, text_id: int = 0
) -> Decision:
    """A decision on a claim as it was read."""
    said = said or (seen if action in STATUS else None)
    return Decision(id, "2026", "Bo", action, text_id, id_of(seen, text), seen, said)


def judged(read: Sequence[Claim], *log: Decision, texts: Sequence[str] = (TEXT,)) -> Judged:
    """What holds in the last of the texts."""
    readings = [Reading(at, id_of(claim, texts[-1]), claim) for at, claim in enumerate(read, 1)]
    return judge(readings, log, dict(enumerate(texts)), len(texts) - 1)


def facts(found: Judged) -> list[tuple[str, str | None, str | None, int | None]]:
    """Of each claim that holds: status, benchmark and metric as written, and its reading."""
    return [
        (
            row.status,
            row.claim.benchmark and row.claim.benchmark.text,
            row.claim.metric and row.claim.metric.text,
            row.reading and row.reading.id,
        )
        for row in found.held
    ]


def test_without_decisions_all_that_was_read_holds() -> None:
    second = said_of(TEXT, "79.0", "MMLU")
    assert facts(judged([second, FIRST])) == [
        ("machine", "GLUE", "accuracy", 2),
        ("machine", "MMLU", None, 1),
    ]


def test_an_accepted_claim_stays_with_the_reading_that_says_the_same() -> None:
    found = judged([FIRST], decided("accept", FIRST))
    assert facts(found) == [("accepted", "GLUE", "accuracy", 1)]
    assert found.held[0].claim.confidence == 1.0
    assert found.states == {1: State.HOLDS}


@pytest.mark.parametrize(
    "fields", [{}, {"confidence": 0.1, "reasons": ("why",), "slot_confidence": {"unit": 0.1}}]
)
def test_how_sure_a_later_reading_is_makes_no_difference(fields: dict[str, object]) -> None:
    again = FIRST.model_copy(update=fields | {"metric": Mention(text="accuracy")})  # inferred this time
    assert facts(judged([again], decided("accept", FIRST))) == [("accepted", "GLUE", "accuracy", 1)]


@pytest.mark.parametrize(
    ("fields", "differs"),
    [
        ({"metric": Mention(text="F1")}, ["metric"]),
        ({"metric": None, "unit": "%"}, ["unit", "metric"]),
        ({"number": 0.813}, ["number"]),
        ({"number_high": 90.0, "bound": "approx"}, ["number_high", "bound"]),
        ({"kind": "change", "direction": "up", "basis": "absolute"}, ["kind", "direction", "basis"]),
        ({"role": "other", "baseline": Mention(text="Candle")}, ["role", "baseline"]),
        ({"setting": (Setting(text="5-shot", kind="shots"),)}, ["setting"]),
    ],
)
def test_a_reading_that_differs_waits_and_the_human_word_stays(
    fields: dict[str, object], differs: list[str]
) -> None:
    found = judged([FIRST.model_copy(update=fields)], decided("accept", FIRST))
    assert facts(found) == [("accepted", "GLUE", "accuracy", None)]
    (waiting,) = found.waiting
    assert [each.field for each in waiting.differs] == differs
    assert waiting.held is found.held[0]


def test_a_corrected_claim_takes_the_reading_as_it_was_and_as_it_should_be() -> None:
    right = said_of(TEXT, "81.3", "GLUE", "speed")
    for read in (FIRST, right):
        assert facts(judged([read], decided("edit", FIRST, right))) == [("edited", "GLUE", "speed", 1)]


def test_another_benchmark_stays_under_the_id_that_was_decided() -> None:
    right = said_of(TEXT, "81.3", "MMLU", "accuracy", "Lantern")
    log = decided("edit", FIRST, right)
    for read in ([FIRST], [right], [FIRST, right]):
        found = judged(read, log)
        assert facts(found) == [("edited", "MMLU", "accuracy", 1)]
        assert found.held[0].claim_id == id_of(FIRST, TEXT)
        assert found.waiting == []
        assert found.last(id_of(FIRST, TEXT)) is found.last(id_of(right, TEXT)) is log


def test_a_rejected_claim_is_gone_whatever_its_slots_say_later() -> None:
    other = said_of(TEXT, "81.3", "GLUE", "speed")
    for read in (FIRST, other):
        assert facts(judged([read], decided("reject", FIRST))) == []
    elsewhere = said_of(TEXT, "81.3", "MMLU")
    assert facts(judged([elsewhere], decided("reject", FIRST))) == [("machine", "MMLU", None, 1)]


def test_what_is_read_no_more_holds_on() -> None:
    added = said_of(TEXT, "79.0", "Night School")
    found = judged([], decided("accept", FIRST), decided("add", added, id=2))
    assert facts(found) == [("accepted", "GLUE", "accuracy", None), ("added", "Night School", None, None)]


def test_another_benchmark_for_the_same_value_waits_unless_the_decided_one_is_read_as_well() -> None:
    other = said_of(TEXT, "81.3", "MMLU", "accuracy")
    alone = judged([other], decided("accept", FIRST))
    assert facts(alone) == [("accepted", "GLUE", "accuracy", None)]
    (waiting,) = alone.waiting
    assert waiting.differs == [("method", "Lantern", None), ("benchmark", "GLUE", "MMLU")]
    both = judged([FIRST, other], decided("accept", FIRST))
    assert facts(both) == [("accepted", "GLUE", "accuracy", 1), ("machine", "MMLU", "accuracy", 2)]
    assert both.waiting == []


def test_a_value_that_is_cut_otherwise_waits() -> None:
    text = SENTENCES[3]
    found = judged([said_of(text, "64 ms")], decided("accept", said_of(text, "64"), text=text), texts=[text])
    assert [row.claim.value.text for row in found.held] == ["64"]
    assert [waiting.reading.claim.value.text for waiting in found.waiting] == ["64 ms"]
    assert ("value", "64", "64 ms") in found.waiting[0].differs


def test_the_newest_decision_that_was_not_undone_holds() -> None:
    first = decided("accept", FIRST)
    second = decided("reject", FIRST, id=2)
    assert facts(judged([FIRST], first, second)) == []
    undo = Decision(3, "2026", "Al", "undo", 0, undoes=2)
    found = judged([FIRST], first, second, undo)
    assert facts(found) == [("accepted", "GLUE", "accuracy", 1)]
    assert found.states == {1: State.HOLDS, 2: State.UNDONE}
    assert judged([FIRST], first, second).states == {1: State.REPLACED, 2: State.HOLDS}


def test_a_look_without_a_word_changes_nothing() -> None:
    skip = Decision(1, "2026", "Bo", "skip", 0, id_of(FIRST, TEXT), FIRST)
    read = Decision(2, "2026", "Bo", "read", 0)
    assert judged([FIRST], skip, read).held == judged([FIRST]).held


def test_a_reading_that_was_decided_before_does_not_wait_again() -> None:
    right = said_of(TEXT, "81.3", "GLUE", "speed")
    otherwise = FIRST.model_copy(update={"unit": "%"})
    first = decided("edit", FIRST, right)
    second = Decision(2, "2026", "Al", "edit", 0, id_of(FIRST, TEXT), otherwise, right, stood=1)
    assert judged([FIRST], first, second).waiting == []
    undo = Decision(3, "2026", "Al", "undo", 0, undoes=1)
    assert len(judged([FIRST], first, second, undo).waiting) == 1


def test_on_a_changed_text_a_decision_goes_along_with_its_sentence() -> None:
    changed = f"Something was put before it.\n  {SENTENCES[0].replace(' ', '  ')} And Candle is no more."
    log = decided("edit", FIRST, said_of(TEXT, "81.3", "MMLU", "speed", "Candle"))
    found = judged([], log, texts=[TEXT, changed])
    (row,) = found.held
    row.claim.check_against(changed)
    assert row.claim.value.text == "81.3"
    at = changed.index("Candle")
    assert row.claim.method == Mention(text="Candle", start=at, end=at + 6)
    assert row.claim.metric == Mention(text="speed")
    assert row.claim_id == id_of(carried(FIRST, TEXT, changed) or FIRST, changed)


def test_a_filler_that_the_new_text_lacks_stays_as_an_inferred_one() -> None:
    claim = said_of(TEXT, "79.0", "GLUE")
    found = carried(claim, TEXT, SENTENCES[1])
    assert found is not None
    assert found.benchmark == Mention(text="GLUE")
    assert found.sentence.text == SENTENCES[1]


@pytest.mark.parametrize(
    "changed",
    [
        SENTENCES[1],
        f"{SENTENCES[0]} {SENTENCES[0]}",
        SENTENCES[0].replace("accuracy", "precision"),
    ],
)
def test_a_decision_whose_sentence_is_gone_or_stands_there_twice_does_not_apply(changed: str) -> None:
    log = decided("accept", FIRST)
    found = judged([], log, texts=[TEXT, changed])
    assert found.held == []
    assert found.states == {1: State.GONE}
    back = judge([], [log], {0: TEXT, 1: changed}, 0)
    assert facts(back) == [("accepted", "GLUE", "accuracy", None)]


def test_a_sentence_does_not_stand_in_one_with_a_longer_number() -> None:
    text = "Lantern reaches 81"
    claim = FIRST.model_copy(
        update={
            "value": FIRST.value.model_copy(update={"start": 16, "end": 18, "text": "81"}),
            "sentence": FIRST.sentence.model_copy(update={"start": 0, "end": 18, "text": text}),
            "benchmark": None,
            "metric": None,
            "method": None,
        }
    )
    assert carried(claim, text, "Lantern reaches 81.5 now") is None
    assert carried(claim, text, "Today Lantern reaches 81, and stops") is not None


@given(st.data())
def test_nothing_that_was_read_or_said_is_lost(data: st.DataObject) -> None:
    texts = data.draw(st.lists(TEXTS, min_size=1, max_size=3))
    here = data.draw(st.integers(0, len(texts) - 1))
    readings, log = data.draw(readings_of(texts[here])), data.draw(logs(texts))
    found = judge(readings, log, dict(enumerate(texts)), here)

    keys = [row.claim_id for row in found.held]
    assert len(keys) == len(set(keys))
    for row in found.held:
        row.claim.check_against(texts[here])
    # every decision on a claim has a state, and each that holds is on the claim that it speaks of
    assert set(found.states) >= {each.id for each in log if each.decides}
    rows = {row.decision.id: row for row in found.held if row.decision is not None}
    for each in log:
        holds = found.states.get(each.id) == State.HOLDS and each.action in STATUS
        assert (each.id in rows) == holds
        if holds:
            assert each.said is not None
            assert agree(rows[each.id].claim, each.said)
    # a reading holds, waits, says what a person saw or said, or was rejected
    for reading in readings:
        places = [row for row in found.held if row.reading == reading]
        waits = [each for each in found.waiting if each.reading == reading]
        assert len(places) + len(waits) <= 1
        if not places and not waits:
            assert found.last(reading.claim_id) is not None
    for row in found.held:
        assert (row.status == "machine") == (row.decision is None)
        assert row.decision is not None or row.reading is not None
    for each in found.waiting:
        assert each.held in found.held


@given(st.data())
def test_the_order_in_which_all_is_given_makes_no_difference(data: st.DataObject) -> None:
    texts = data.draw(st.lists(TEXTS, min_size=1, max_size=3))
    readings, log = data.draw(readings_of(texts[0])), data.draw(logs(texts))
    all_texts = dict(enumerate(texts))
    found = judge(readings, log, all_texts, 0)
    mixed = random.Random(data.draw(st.integers())).sample(log, len(log))
    assert judge(readings[::-1], mixed, all_texts, 0) == found


@given(st.data())
def test_what_is_undone_at_once_changes_nothing(data: st.DataObject) -> None:
    texts = data.draw(st.lists(TEXTS, min_size=1, max_size=2))
    readings, log = data.draw(readings_of(texts[0])), data.draw(logs(texts))
    more = data.draw(logs(texts).filter(lambda each: len(each) > 0))[0]
    last = len(log) + 1
    more = Decision(last, "2026", "Al", more.action, more.text_id, more.claim_id, more.seen, more.said)
    undo = Decision(last + 1, "2026", "Al", "undo", more.text_id, undoes=last)
    all_texts = dict(enumerate(texts))
    before, after = (judge(readings, each, all_texts, 0) for each in (log, [*log, more, undo]))
    assert (before.held, before.waiting, before.decisions) == (after.held, after.waiting, after.decisions)


@given(st.data())
def test_a_claim_that_is_carried_says_the_same(data: st.DataObject) -> None:
    source, target = data.draw(TEXTS), data.draw(TEXTS)
    wrapped = target.replace(" ", data.draw(st.sampled_from([" ", "\n", "  "])))
    for reading in data.draw(readings_of(source)):
        there = carried(reading.claim, source, wrapped)
        once = target.count(reading.claim.sentence.text) == 1
        assert (there is not None) == (once or source == wrapped)
        if there is not None:
            there.check_against(wrapped)
            assert agree(there, reading.claim)
            assert evened(there.sentence.text) == evened(reading.claim.sentence.text)

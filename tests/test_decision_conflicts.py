"""A decision is refused, and nothing of it kept, where another was made meanwhile, or it cannot be meant."""

from collections.abc import Callable

import pytest

from schema.errors import ClaimboardError, ConflictError, NotFoundError, UsageError
from schema.records import Claim, Direction, Evidence, Mention
from schema.review.deciding import Judgement
from schema.store import Store
from tests.deciding import decide, held, paper_of, read, said_of, sheet
from tests.storing import rows

PAPER = paper_of()
GLUE = said_of(PAPER.text, "81.3", "GLUE", "accuracy", "Lantern")
ON_MMLU = said_of(PAPER.text, "81.3", "MMLU", "accuracy", "Lantern")
MMLU = said_of(PAPER.text, "79.0", "MMLU")


@pytest.fixture
def read_paper(store: Store) -> Store:
    """A store in which one paper is read, with two claims."""
    read(store, PAPER, GLUE, MMLU)
    return store


def test_a_decision_that_was_not_seen_is_a_conflict_that_says_who_when_and_what(read_paper: Store) -> None:
    page = sheet(read_paper)
    mine = page.judgement(page.shown[0], "accept")
    decide(read_paper, "81.3", "edit", ON_MMLU, who="Al")
    ((when,),) = rows(read_paper, "SELECT substr(recorded_at, 1, 16) FROM decision")
    with pytest.raises(ConflictError) as raised:
        read_paper.decide([Judgement("read", page.text_id), mine], "Bo")
    told = f"claim {mine.claim_id} was edited by Al at {when.replace('T', ' ')} UTC: benchmark GLUE → MMLU"
    assert raised.value.message == told
    assert raised.value.conflicts == ((1, told),)
    assert rows(read_paper, "SELECT who FROM decision") == [("Al",)]


def test_several_conflicts_are_told_together(read_paper: Store) -> None:
    page = sheet(read_paper)
    decide(read_paper, "81.3", "reject", who="Al")
    decide(read_paper, "79.0", "accept", who="Al")
    with pytest.raises(ConflictError, match=r"was rejected by Al .*, and 1 more") as raised:
        read_paper.decide([page.judgement(each, "accept") for each in page.shown], "Bo")
    assert [at for at, _ in raised.value.conflicts] == [0, 1]


def test_a_decision_that_was_taken_back_meanwhile_is_a_conflict(read_paper: Store) -> None:
    first = decide(read_paper, "81.3", "accept")
    page = sheet(read_paper)
    read_paper.undo([first], "Al")
    with pytest.raises(ConflictError, match=r"the decision on claim \w+ was undone by Al at"):
        read_paper.decide([page.judgement(page.shown[0], "reject")], "Bo")
    with pytest.raises(ConflictError, match=f"decision {first} was undone by Al at"):
        read_paper.undo([first], "Bo")


def test_a_claim_that_goes_by_another_id_by_now_is_a_conflict(read_paper: Store) -> None:
    read(read_paper, PAPER, GLUE, ON_MMLU, run="second")
    page = sheet(read_paper)
    other = next(each for each in page.shown if each.claim.benchmark == ON_MMLU.benchmark)
    read(read_paper, PAPER, GLUE, run="third")
    decide(read_paper, "81.3", "edit", ON_MMLU, who="Al")
    with pytest.raises(ConflictError, match="was edited by Al"):
        read_paper.decide([page.judgement(other, "accept")], "Bo")


def test_what_is_there_already_is_not_added(read_paper: Store) -> None:
    text = sheet(read_paper).text_id
    with pytest.raises(ConflictError, match="is there already"):
        read_paper.decide([Judgement("add", text, said=GLUE)], "Bo")
    rejected = decide(read_paper, "81.3", "reject", who="Al")
    with pytest.raises(ConflictError, match="was rejected by Al"):
        read_paper.decide([Judgement("add", text, said=GLUE)], "Bo")
    read_paper.decide([Judgement("add", text, said=GLUE, stood=rejected)], "Bo")
    assert held(read_paper)[0] == ("81.3", "added", "GLUE", "accuracy")


def test_a_claim_is_not_made_what_another_is(read_paper: Store) -> None:
    read(read_paper, PAPER, GLUE, ON_MMLU, MMLU, run="second")
    page = sheet(read_paper)
    glue, on_mmlu = (
        next(each for each in page.shown if each.claim.benchmark == of.benchmark) for of in (GLUE, ON_MMLU)
    )
    with pytest.raises(ConflictError, match=f"claim {on_mmlu.claim_id} is there already"):
        read_paper.decide([page.judgement(glue, "edit", ON_MMLU)], "Bo")
    elsewhere = said_of(PAPER.text, "81.3", "Night School")
    both = [page.judgement(each, "edit", elsewhere) for each in (glue, on_mmlu)]
    with pytest.raises(ConflictError, match="one and the same"):
        read_paper.decide(both, "Bo")


def test_looking_at_a_claim_and_reading_a_text_stand_against_nothing(read_paper: Store) -> None:
    page = sheet(read_paper)
    decide(read_paper, "81.3", "accept", who="Al")
    read_paper.decide([page.judgement(page.shown[0], "skip"), Judgement("read", page.text_id)], "Bo")
    assert held(read_paper)[0][1] == "accepted"
    assert sheet(read_paper).read is not None


Change = Callable[[Judgement], Judgement]
NONSENSE: dict[str, tuple[type[ClaimboardError], Change]] = {
    "there is no text 99": (NotFoundError, lambda good: good._replace(text_id=99)),
    "no claim": (
        NotFoundError,
        lambda good: good._replace(
            claim_id=None, seen=said_of(PAPER.text, "2.5x"), said=None, action="reject"
        ),
    ),
    "does not fit its text": (UsageError, lambda good: good._replace(said=moved(GLUE))),
    "is not claim": (UsageError, lambda good: good._replace(claim_id="aaaabbbbcccc")),
    "is no decision": (UsageError, lambda good: good._replace(action="ponder")),
    "'undo' is no decision": (UsageError, lambda good: good._replace(action="undo")),
    "says what it is": (UsageError, lambda good: good._replace(said=None)),
    "says nothing of what it is": (UsageError, lambda good: good._replace(action="reject")),
    "has to have seen it": (UsageError, lambda good: good._replace(seen=None)),
    "a score has no direction": (
        UsageError,
        lambda good: good._replace(said=GLUE.model_copy(update={"direction": Direction.UP})),
    ),
    "with a chance of 2": (UsageError, lambda good: good._replace(chance=2.0)),
    "longer than 500": (
        UsageError,
        lambda good: good._replace(said=GLUE.model_copy(update={"metric": Mention(text="x" * 501)})),
    ),
    "nothing that a database can keep": (
        UsageError,
        lambda good: good._replace(said=GLUE.model_copy(update={"metric": Mention(text="a\0b")})),
    ),
    "' ' is nothing": (
        UsageError,
        lambda good: good._replace(said=GLUE.model_copy(update={"method": Mention(text=" ")})),
    ),
}


def moved(claim: Claim) -> Claim:
    """The claim with its value where that does not stand."""
    return claim.model_copy(update={"value": Evidence(start=60, end=64, text="81.3")})


@pytest.mark.parametrize("reason", NONSENSE)
def test_what_cannot_be_meant_is_refused_with_all_that_was_said_with_it(
    read_paper: Store, reason: str
) -> None:
    error, change = NONSENSE[reason]
    page = sheet(read_paper)
    good = page.judgement(page.shown[0], "accept")
    with pytest.raises(error, match=reason):
        read_paper.decide([page.judgement(page.shown[1], "accept"), change(good)], "Bo")
    assert rows(read_paper, "SELECT count(*) FROM decision") == [(0,)]
    read_paper.decide([good], "Bo")


def test_nobody_decides_twice_at_once_or_without_a_name(read_paper: Store) -> None:
    page = sheet(read_paper)
    good = page.judgement(page.shown[0], "accept")
    with pytest.raises(UsageError, match="is decided twice"):
        read_paper.decide([good, good], "Bo")
    with pytest.raises(UsageError, match="who made it"):
        read_paper.decide([good], " \0")


def test_an_undo_and_what_is_not_there_cannot_be_undone(read_paper: Store) -> None:
    with pytest.raises(NotFoundError, match="there is no decision 7"):
        read_paper.undo([7], "Bo")
    (undo,) = read_paper.undo([decide(read_paper, "81.3", "accept")], "Bo")
    with pytest.raises(UsageError, match=f"decision {undo} is an undo"):
        read_paper.undo([undo], "Bo")


def test_what_an_earlier_run_read_can_be_decided_when_it_is_read_no_more(read_paper: Store) -> None:
    page = sheet(read_paper)
    read(read_paper, PAPER, MMLU, run="second")
    read_paper.decide([page.judgement(page.shown[0], "accept")], "Bo")
    assert held(read_paper)[0] == ("81.3", "accepted", "GLUE", "accuracy")


def test_a_trial_changes_nothing(read_paper: Store) -> None:
    page = sheet(read_paper)
    read_paper.decide([page.judgement(page.shown[0], "reject")], "Bo", dry_run=True)
    assert rows(read_paper, "SELECT count(*) FROM decision") == [(0,)]
    assert [status for _, status, _, _ in held(read_paper)] == ["machine", "machine"]

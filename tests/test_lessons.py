"""Each decision on a claim that is read says whether the machine was right to be as sure as it was."""

from schema.records import Kind, Mention, Role, Setting
from schema.review.calibration import Calibration
from schema.review.deciding import Judgement
from schema.review.lessons import lessons
from schema.store import Store
from tests.deciding import decide, paper_of, read, said_of, sheet

PAPER = paper_of()
GLUE = said_of(PAPER.text, "81.3", "GLUE", "accuracy", "Lantern", confidence=0.8)
MMLU = said_of(PAPER.text, "79.0", "MMLU", confidence=0.6)
FASTER = said_of(PAPER.text, "2.5x", metric="speed", confidence=0.4)


def taught(store: Store) -> list[tuple[float, bool, str, float | None]]:
    """Of each lesson: how sure the machine was, whether rightly, and how the claim came up."""
    return [(each.confidence, each.right, each.drawn, each.chance) for each in lessons(store, store.names)]


def test_what_is_accepted_is_right_and_what_is_corrected_or_rejected_is_wrong(store: Store) -> None:
    read(store, PAPER, GLUE, MMLU, FASTER)
    store.calibrate(Calibration(1.0, 2.0, 9), "Bo")
    decide(store, "81.3", "accept", drawn="random", chance=0.25)
    decide(store, "79.0", "edit", said_of(PAPER.text, "79.0", "GLUE"), drawn="queue", chance=1.0)
    decide(store, "2.5x", "skip")
    assert taught(store) == [(0.8, True, "random", 0.25), (0.6, False, "queue", 1.0)]
    last = decide(store, "2.5x", "reject")
    assert taught(store)[-1] == (0.4, False, "other", None)
    store.undo([last], "Bo")
    store.decide(
        [Judgement("add", sheet(store).text_id, said=said_of(PAPER.text, "81.3", "Night School"))], "Bo"
    )
    assert len(taught(store)) == 2


def test_a_correction_counts_where_confidence_speaks_of_what_was_corrected(store: Store) -> None:
    sure = said_of(PAPER.text, "81.3", "GLUE", "accuracy", "Lantern", confidence=0.8)
    other = {
        "setting": (Setting(text="few-shot"),),
        "role": Role.OTHER,
        "baseline": Mention(text="Candle"),
        "metric": Mention(text="Acc."),  # another wording of it
        "method": Mention(text="lantern"),
    }
    wrong = {
        "number": 81.0,
        "number_high": 82.0,
        "kind": Kind.CHANGE,
        "benchmark": Mention(text="MMLU"),
        "metric": Mention(text="F1"),
        "method": None,
    }
    for changes, right in ((other, True), (wrong, False)):
        for number, (name, value) in enumerate(changes.items()):
            key = len(list(lessons(store, store.names))) + 1
            read(store, paper_of(id=f"24{key:02}.0000{number}"), sure)
            decide(store, "81.3", "edit", sure.model_copy(update={name: value}), key=key)
            assert list(lessons(store, store.names))[-1].right is right, name


def test_a_second_decision_says_what_is_right_and_the_first_how_the_claim_came_up(store: Store) -> None:
    read(store, PAPER, GLUE)
    decide(store, "81.3", "reject", drawn="random", chance=0.5)
    rejected = sheet(store).rejected[0]
    text = sheet(store).text_id
    again = Judgement("accept", text, None, rejected.seen, rejected.seen, rejected.id, drawn="other")
    store.decide([again], "Bo")
    assert taught(store) == [(0.8, True, "random", 0.5)]


def test_old_decisions_teach_of_what_a_new_extractor_reads(store: Store) -> None:
    read(store, PAPER, GLUE, MMLU)
    decide(store, "81.3", "accept")
    decide(store, "79.0", "edit", said_of(PAPER.text, "79.0", "GLUE"))
    wrong = GLUE.model_copy(update={"metric": Mention(text="speed"), "confidence": 0.9})
    right = said_of(PAPER.text, "79.0", "GLUE", confidence=0.7)
    read(store, PAPER, wrong, right, run="second")
    assert [(each.run_id, each.confidence, each.right) for each in lessons(store, store.names)] == [
        (2, 0.9, False),
        (2, 0.7, True),
    ]
    store.remove(["2409.00001"], "Bo")
    assert taught(store) == []

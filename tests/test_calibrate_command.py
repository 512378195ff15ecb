"""`claimboard calibrate`: confidence means what decisions say, where there are enough of them."""

import json
import random

import numpy as np
import pytest

from leaderboards import calibration
from migrations import runner
from schema.review.calibration import Calibration
from schema.review.lessons import Lesson
from schema.store import Store
from tests.deciding import decide, paper_of, read, said_of
from tests.running import Run, table
from tests.storing import rows

PAPER = paper_of()


def lesson(
    confidence: float, right: bool, drawn: str = "random", chance: float | None = 0.01, paper: int = 1
):
    return Lesson(paper, f"c{paper}", 1, confidence, right, drawn, chance)


def overconfident(count: int, seed: int = 1) -> list[Lesson]:
    """Claims that are right far less often than the machine is sure."""
    chance = random.Random(seed)
    made = []
    for paper in range(count):
        sure = chance.uniform(0.5, 0.99)
        odds = np.log(sure / (1 - sure))
        made.append(lesson(sure, chance.random() < 1 / (1 + np.exp(-(odds / 2 - 1))), paper=paper))
    return made


def fill(url: str, decided: list[Lesson]) -> None:
    """A store in which each paper makes one claim, on which somebody decided; and one undecided beside."""
    runner.upgrade(url)
    with Store.open(url) as store:
        for number, each in enumerate(decided, 1):
            claim = said_of(PAPER.text, "81.3", "GLUE", "accuracy", "Lantern", confidence=each.confidence)
            read(store, paper_of(id=f"2409.{number:05}"), claim)
            action = "accept" if each.right else "reject"
            decide(store, "81.3", action, key=number, drawn=each.drawn, chance=each.chance)
        left = said_of(PAPER.text, "79.0", "GLUE", "accuracy", "Candle", confidence=0.9)
        read(store, paper_of(id="2410.00001"), left)


def left_sure(run: Run, url: str) -> float:
    return float(table(run("claims", "--status", "machine", "--db", url).out)[0]["confidence"])


def test_confidence_is_refitted_from_random_claims_and_can_be_reset(run: Run, store_url: str) -> None:
    fill(store_url, overconfident(60))
    tried = run("calibrate", "--dry-run", "--db", store_url)
    assert (tried.code, "nothing is changed (--dry-run)" in tried.err) == (0, True)
    assert left_sure(run, store_url) == 0.9
    done = run("calibrate", "--as", "Bo", "--db", store_url)
    assert (done.code, done.out) == (0, tried.out)
    assert "learnt from 60 claims drawn at random" in done.err
    assert "calibrated with intercept " in done.err
    assert left_sure(run, store_url) < 0.75
    bins = table(done.out)
    for when in ("before", "after"):
        assert sum(int(row["claims"]) for row in bins if row["when"] == when) == 60
    document = json.loads(run("calibrate", "--dry-run", "--format", "json", "--db", store_url).out)
    assert document["calibration"]["decisions"] == 60
    assert (document["calibration"]["drawn"], document["calibration"]["left_out"]) == (60, 0)
    with Store.open(store_url) as store:
        ((who, model),) = rows(store, "SELECT who, model FROM calibration")
    assert (who, (model if isinstance(model, dict) else json.loads(model))["decisions"]) == ("Bo", 60)

    assert "would be believed as it is" in run("calibrate", "--reset", "--dry-run", "--db", store_url).err
    assert run("calibrate", "--undo", "--as", "Bo", "--db", store_url).code == 0
    assert left_sure(run, store_url) == 0.9
    assert "nothing changed" in run("calibrate", "--reset", "--db", store_url).err


def test_the_table_for_people_says_the_error_before_and_after(run: Run, store_url: str) -> None:
    fill(store_url, overconfident(60))
    shown = run("calibrate", "--dry-run", "--format", "table", "--db", store_url).out
    assert [line for line in shown.splitlines() if line.strip() in ("before", "after")]
    errors = [
        float(line.split(": ")[1]) for line in shown.splitlines() if line.startswith("calibration error")
    ]
    assert len(errors) == 2
    assert errors[1] < errors[0]


def test_too_few_decisions_change_nothing_and_it_says_how_many_are_needed(run: Run, store_url: str) -> None:
    made = overconfident(12)
    others = [lesson(0.6, True, "other", None, paper=20), lesson(0.6, True, "queue", 1.0, paper=21)]
    fill(store_url, [*made, *others])
    result = run("calibrate", "--db", store_url)
    assert (result.code, result.out) == (1, "")
    assert "20 claims drawn at random are needed, there are 12, with others beside them that weigh as" in (
        result.err
    )
    assert "(of 14 decisions): nothing changed" in result.err
    assert left_sure(run, store_url) == 0.9


def test_what_was_drawn_of_one_benchmark_alone_is_left_out_and_told(run: Run, store_url: str) -> None:
    narrow = [lesson(0.9, False, "random", None, paper=100 + number) for number in range(30)]
    fill(store_url, [*overconfident(12), *narrow])
    few = run("calibrate", "--db", store_url)
    assert few.code == 1
    assert "(of 42 decisions): nothing changed" in few.err
    assert "; 30 claims were drawn among those of a benchmark, paper or reading list: left out" in few.err
    made = calibration.sample([*overconfident(60), *narrow])
    assert (made.honest, made.narrow, len(made.lessons)) == (True, 30, 60)


def test_a_machine_that_is_as_right_as_it_is_sure_is_left_alone(run: Run, store_url: str) -> None:
    fill(store_url, [lesson(0.75, number % 4 > 0, paper=number) for number in range(24)])
    result = run("calibrate", "--db", store_url)
    assert (result.code, "nothing changed: on other papers" in result.err) == (0, True)
    assert left_sure(run, store_url) == 0.9


def test_an_empty_store_has_nothing_to_calibrate(run: Run, store_url: str) -> None:
    runner.upgrade(store_url)
    assert run("calibrate", "--db", store_url).code == 1


def test_a_fit_finds_the_curve_that_made_the_decisions_and_few_of_them_change_little() -> None:
    made = calibration.sample(overconfident(20000))
    model = calibration.learnt(made)
    assert (model.intercept, model.slope) == pytest.approx((-1.0, 0.5), abs=0.08)
    few = calibration.learnt(calibration.sample(overconfident(20)))
    assert abs(few.intercept) < 1.0
    nothing = calibration.fit(np.array([0.5]), np.array([1.0]), np.array([0.0]))
    assert nothing == Calibration(0.0, 1.0, 1)


def test_others_weigh_as_what_they_stand_for_where_too_few_were_drawn_at_random() -> None:
    drawn = [lesson(0.9, True, chance=1 / 30, paper=number) for number in range(10)]
    queue = [lesson(0.5, False, "queue", 1.0, paper=number) for number in range(20, 60)]
    made = calibration.sample([*drawn, *queue, lesson(0.1, True, "other", None)])
    assert (made.honest, made.drawn, len(made.lessons)) == (False, 10, 50)
    # ten drawn stand for thirty claims, each of the queue for itself
    assert made.weights[0] / made.weights[-1] == pytest.approx(3.0)
    assert made.size == pytest.approx(70**2 / (10 * 9 + 40))
    assert made.weights.sum() == pytest.approx(made.size)
    assert made.enough
    rare = calibration.sample([*(each._replace(chance=1e-5) for each in drawn), *queue])
    assert not rare.enough  # of a large store the queue says nothing
    assert not calibration.sample(queue).enough


def test_the_table_of_reliability_is_right_by_hand() -> None:
    confidence = np.array([0.2] * 8 + [0.9] * 8)
    right = np.array([0.0] * 6 + [1.0] * 2 + [1.0] * 8)
    found = calibration.reliability(confidence, right, np.ones(16))
    assert [(each.claims, round(each.confidence, 3), each.right) for each in found.bins] == [
        (8, 0.2, 0.25),
        (8, 0.9, 1.0),
    ]
    assert found.error == pytest.approx(0.075)

"""Two reviewers at once, in processes of their own: one decision a claim, and no claim before both."""

import subprocess
import sys
from pathlib import Path

import pytest

from migrations import runner
from schema.queries import claim_rows
from schema.review.leases import holds
from schema.store import Store
from tests.deciding import decide, paper_of, read, said_of, sheet
from tests.storing import rows

PAPERS = 12
DECIDER = """
import sys
from schema.errors import ConflictError
from schema.review.sheets import sheets
from schema.store import Store
url, who, action, count = *sys.argv[1:4], int(sys.argv[4])
with Store.open(url) as store:
    pages = sheets(store, range(1, count + 1))
    print("ready", flush=True)
    sys.stdin.readline()
    for page in pages.values():
        try:
            store.decide([page.judgement(page.shown[0], action)], who)
            print("mine", flush=True)
        except ConflictError as error:
            print(error.message, flush=True)
"""
HOLDER = """
import sys
from schema.store import Store
url, who, count = *sys.argv[1:3], int(sys.argv[3])
with Store.open(url) as store:
    items = [(key, "claim") for key in range(1, count + 1)]
    print("ready", flush=True)
    sys.stdin.readline()
    while got := store.lease(items, who):
        (item,) = got
        items.remove(item)
        print(item[0], flush=True)
"""
ROOT = Path(__file__).parent.parent


def at_once(program: str, *commands: tuple[object, ...]) -> list[list[str]]:
    """What processes print that begin their work at the same time, line by line."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, *map(str, command)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()
    said = []
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        said.append(out.splitlines())
    return said


@pytest.fixture
def filled(ready_url: str) -> str:
    """A store in which papers are read, with a claim each."""
    with runner.open_store(ready_url) as store:
        for number in range(PAPERS):
            paper = paper_of(id=f"2409.{number:05}")
            read(store, paper, said_of(paper.text, "81.3", "GLUE"))
    return ready_url


def test_of_two_decisions_on_one_claim_one_holds_and_the_other_is_told(filled: str) -> None:
    said = at_once(DECIDER, (filled, "Al", "accept", PAPERS), (filled, "Bo", "reject", PAPERS))
    for mine, theirs in zip(*said, strict=True):
        assert sorted((mine == "mine", theirs == "mine")) == [False, True]
    with Store.open(filled) as store:
        kept = rows(store, "SELECT who, count(*) FROM decision GROUP BY who")
        assert sum(count for _, count in kept) == PAPERS
        accepted = sum(each == "mine" for each in said[0])
        assert len(list(claim_rows(store))) == accepted
    for told, other in ((said[0], "rejected by Bo"), (said[1], "accepted by Al")):
        assert all(other in each for each in told if each != "mine")


def test_two_reviewers_never_have_the_same_claim(filled: str) -> None:
    said = at_once(HOLDER, (filled, "Al", PAPERS), (filled, "Bo", PAPERS))
    assert sorted(map(int, said[0] + said[1])) == list(range(1, PAPERS + 1))


def test_a_claim_is_free_when_it_is_given_back_or_its_reviewer_is_not_heard_of(store: Store) -> None:
    read(store, paper_of(), said_of(paper_of().text, "81.3", "GLUE"))
    items = [(1, "one"), (1, "two")]
    assert store.lease(items, "Al") == [(1, "one")]
    assert store.lease(items, "Al") == [(1, "one")]  # for as long again
    assert store.lease(items, "Bo") == [(1, "two")]
    assert store.lease(items, "Cy") == []
    assert [(hold.holder, hold.items) for hold in holds(store, "Al")] == [("Bo", {(1, "two")})]
    store.release("Bo", [(1, "two")])
    assert store.lease(items, "Cy", seconds=-1) == [(1, "two")]
    assert [(hold.holder, hold.items) for hold in holds(store, "Bo")] == [("Al", {(1, "one")})]
    assert store.lease(items, "Bo") == [(1, "two")]  # Cy was not heard of again
    store.release("Al")
    assert store.lease(items, "Cy", limit=5) == [(1, "one")]
    assert decide(store, "81.3", "accept", who="Bo")  # leases keep nobody from deciding
    assert sheet(store).shown[0].status == "accepted"

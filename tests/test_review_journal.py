"""What was said and is not stored yet: the file of a sitting, and what the next one makes of it."""

import os
from pathlib import Path

import pytest

from leaderboards.review.desk import Said
from leaderboards.review.items import Item
from leaderboards.review.journal import Journal, left_over
from leaderboards.review.recovery import recover
from schema.errors import ConflictError, StoreError
from tests.reviewing import Pile, items

NOBODY = 4_000_000  # more than a process id is on any usual system
FIRST, SECOND, _ = items()


def cut_off(folder: Path) -> Path:
    """Let the file of this process be that of one which is no more."""
    return (folder / f"{os.getpid()}.jsonl").rename(folder / f"{NOBODY}.jsonl")


def said(item: Item = FIRST) -> list[Said]:
    return [Said("accept", item, item.claim)]


def test_what_was_not_stored_is_left_over_as_it_was_said(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "review")
    changed = SECOND.claim.model_copy(update={"number": 80.0})
    journal.say(1, said())
    journal.done(1, [11])
    journal.say(2, [Said("edit", SECOND, changed), Said("read", SECOND)])
    cut_off(tmp_path / "review")
    ((_, unfinished),) = left_over(tmp_path / "review")
    ((first, second),) = [each.said for each in unfinished]
    assert (first.action, first.item.key, first.claim) == ("edit", SECOND.key, changed)
    assert first.item.claim == SECOND.claim
    assert first.item.sheet == SECOND.sheet
    assert (second.action, second.claim) == ("read", None)


def test_a_sitting_that_ends_with_everything_stored_leaves_no_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.say(1, said())
    journal.done(1, [11])
    journal.undo(1)
    journal.done(1, [11])
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_the_file_of_a_sitting_that_goes_on_is_left_alone(tmp_path: Path) -> None:
    Journal(tmp_path).say(1, said())
    assert list(left_over(tmp_path)) == []
    assert recover(Pile([]), tmp_path).stored == 0
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("lines", "stored", "undone"),
    [
        (["say", "done"], [], []),
        (["say", "done", "undo"], [], [11]),
        (["say", "undo"], [], []),
        (["say", "undo", "done"], [], [11]),
        (["say", "done", "undo", "done"], [], []),
        (["say"], [("accept", FIRST.id)], []),
    ],
)
def test_the_next_sitting_stores_what_the_store_lacks(
    tmp_path: Path, lines: list[str], stored: list[tuple[str, str]], undone: list[int]
) -> None:
    journal = Journal(tmp_path)
    does = {
        "say": lambda: journal.say(1, said()),
        "undo": lambda: journal.undo(1),
        "done": lambda: journal.done(1, [11]),
    }
    for each in lines:
        does[each]()
    cut_off(tmp_path)
    desk = Pile([])
    assert recover(desk, tmp_path).errors == ()
    assert [(action, claim) for action, claim, _ in desk.log] == stored
    assert desk.undone == undone
    assert list(tmp_path.iterdir()) == []


def test_a_last_line_that_was_cut_off_hides_nothing_before_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.say(1, said())
    journal.say(2, said(SECOND))
    file = cut_off(tmp_path)
    file.write_bytes(file.read_bytes()[:-40])
    desk = Pile([])
    assert recover(desk, tmp_path).stored == 1
    assert desk.said == [("accept", FIRST.id)]


def test_what_was_stored_just_before_the_end_is_no_conflict(tmp_path: Path) -> None:
    from dataclasses import replace

    from leaderboards.review.items import Decided

    Journal(tmp_path).say(1, said())
    cut_off(tmp_path)
    for who, told in (("ada", 0), ("bob", 1)):
        desk = Pile([replace(FIRST, decided=Decided(11, who, "2025-08-31", "accept"))])
        desk.refusing = [ConflictError("it was decided meanwhile")]
        assert len(recover(desk, tmp_path).errors) == told
        Journal(tmp_path).say(1, said())
        cut_off(tmp_path)


def test_what_cannot_be_stored_is_told(tmp_path: Path) -> None:
    Journal(tmp_path).say(1, said())
    cut_off(tmp_path)
    desk = Pile([])
    desk.refusing = [StoreError("the disk is full")]
    (error,) = recover(desk, tmp_path).errors
    assert error.message == "the disk is full"


def test_a_folder_that_cannot_be_written_keeps_nobody_from_reviewing(tmp_path: Path) -> None:
    (tmp_path / "review").write_text("a file")
    journal = Journal(tmp_path / "review")
    journal.say(1, said())
    journal.done(1, [11])
    journal.close()

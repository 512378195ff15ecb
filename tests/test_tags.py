"""Tags keep the papers of one reading list together, those that were stored before as well."""

import json
from pathlib import Path

import pytest

from migrations import runner
from schema import queries, tagging
from schema.errors import NotFoundError, UsageError
from schema.queries import Filters
from schema.store import Need, Store
from tests.running import Result, Run, table
from tests.storing import claim, claims, paper, rows

PAPERS = [
    {"id": "2501.00001", "title": "Larch", "abstract": "We present Larch. On GSM8K, Larch reaches 81.5%."},
    {"id": "2501.00002", "title": "Rowan", "abstract": "Rowan obtains 88.0% accuracy on GSM8K."},
    {"id": "2501.00003", "title": "A Survey of Trees", "abstract": "We review how trees have been used."},
]


def record(store: Store, *ids: str, tags: tuple[str, ...] = ()) -> list[tuple[str, bool]]:
    """Record papers; what changed, and whether they got a tag."""
    run = store.run("0.1.0", "first", {})
    found = [store.record(each, claims(each), run, tags) for each in map(paper, ids)]
    return [(outcome.change.value, outcome.tagged) for outcome in found]


def test_a_paper_gets_its_tags_once(store: Store) -> None:
    assert record(store, "2409.00001", tags=("night", "light")) == [("new", True)]
    assert record(store, "2409.00001", tags=("night", "light")) == [("unchanged", False)]
    assert record(store, "2409.00001", tags=("light", "wings")) == [("unchanged", True)]
    assert tagging.counts(store) == [("light", 1, 3), ("night", 1, 3), ("wings", 1, 3)]


def test_a_paper_that_was_stored_before_needs_to_be_recorded_for_a_tag_that_it_lacks(store: Store) -> None:
    record(store, "2409.00001", tags=("night",))
    run = store.run("0.1.0", "first", {})
    asked = [paper("2409.00001"), paper("2409.00002")]
    assert store.pending(asked, run) == [Need.NOTHING, Need.READ]
    assert store.pending(asked, run, ("night",)) == [Need.NOTHING, Need.READ]
    assert store.pending(asked, run, ("night", "light")) == [Need.RECORD, Need.READ]


def test_what_is_refused_gets_no_tag(store: Store) -> None:
    record(store, "2409.00001", "2409.00002")
    clash = paper("2409.00001", url="https://arxiv.org/abs/2409.00002")
    outcome = store.record(clash, None, store.run("0.1.0", "first", {}), ("night",))
    assert (outcome.change, outcome.tagged) == ("conflict", False)
    assert rows(store, "SELECT * FROM tag") == []


def test_claims_and_papers_are_found_by_tag(store: Store) -> None:
    record(store, "2409.00001", tags=("night",))
    record(store, "2409.00002", tags=("day",))
    assert {row.paper for row in queries.claim_rows(store, Filters(tag="night"))} == {"2409.00001"}
    assert [row.paper for row in queries.paper_rows(store, tag="day")] == ["2409.00002"]
    assert [row.paper for row in queries.paper_rows(store)] == ["2409.00001", "2409.00002"]


def test_a_tag_that_nobody_has_is_told_with_those_that_there_are(store: Store) -> None:
    with pytest.raises(NotFoundError) as error:
        tagging.find_tag(store, "night")
    assert "claimboard add PAPERS --tag NAME" in error.value.hint
    record(store, "2409.00001", tags=("night", "To read"))
    assert tagging.find_tag(store, "night") == "night"
    assert tagging.find_tag(store, " to  READ ") == "To read"
    with pytest.raises(NotFoundError) as error:
        tagging.find_tag(store, "day")
    assert error.value.hint == "the tags are: To read, night"


def test_papers_are_put_on_a_list_and_taken_off_it_again_and_again(store: Store) -> None:
    record(store, "2409.00001", "2409.00002")
    both = ("2409.00001", "2409.00002")
    assert store.tag(both, "night") == (both, ())
    assert store.tag(["arXiv:2409.00001v2"], "night", take_off=True) == (("2409.00001",), ())
    assert store.tag(both, "night", take_off=True) == (("2409.00002",), ("2409.00001",))
    assert (tagging.counts(store), list(queries.claim_rows(store, Filters(tag="night")))) == ([], [])
    assert store.tag(["2409.00001"], "night") == (("2409.00001",), ())
    assert [(row.paper, row.tags) for row in queries.paper_rows(store)] == [
        ("2409.00001", ("night",)), ("2409.00002", ())
    ]  # fmt: skip
    assert rows(store, "SELECT action, count(*) FROM tag GROUP BY action ORDER BY action") == [
        ("tag", 3), ("untag", 2)
    ]  # fmt: skip


def test_a_paper_that_was_taken_off_a_list_is_put_on_it_again_by_adding_it(store: Store) -> None:
    record(store, "2409.00001", tags=("night",))
    store.tag(["2409.00001"], "night", take_off=True)
    run = store.run("0.1.0", "first", {})
    assert store.pending([paper("2409.00001")], run, ("night",)) == [Need.RECORD]
    assert record(store, "2409.00001", tags=("night",)) == [("unchanged", True)]
    assert tagging.counts(store) == [("night", 1, 3)]


def test_a_list_is_changed_for_all_papers_or_for_none(store: Store) -> None:
    record(store, "2409.00001")
    with pytest.raises(NotFoundError, match=r"no such paper is stored: '2409\.00009'"):
        store.tag(["2409.00001", "2409.00009"], "night")
    assert tagging.counts(store) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 501, "a\0b", "\ud800"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        tagging.tag_name(name)


def test_white_space_in_a_name_is_evened() -> None:
    assert tagging.tag_name("  to \n read ") == "to read"


@pytest.fixture
def added(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """A store in which two of three papers are on a list."""
    monkeypatch.setenv("CLAIMBOARD_DB", str(tmp_path / "claims.db"))
    two, all_ = tmp_path / "two.jsonl", tmp_path / "papers.jsonl"
    two.write_text("".join(json.dumps(each) + "\n" for each in PAPERS[:2]))
    all_.write_text("".join(json.dumps(each) + "\n" for each in PAPERS))
    return run("add", two, "--tag", "trees", "--tag", "to read")


def test_adding_with_a_tag_counts_the_papers_that_got_it(added: Result, run: Run, tmp_path: Path) -> None:
    assert "2 papers tagged" in added.err
    again = run("add", tmp_path / "two.jsonl", "--tag", "trees")
    assert again.err == "nothing changed: 2 papers were already read\n"
    assert run("add", tmp_path / "papers.jsonl").code == 0
    known = run("add", tmp_path / "papers.jsonl", "--tag", "trees")
    assert known.err == "3 papers were already read\n1 paper tagged\n"


def test_listings_and_exports_are_of_one_tag(added: Result, run: Run, tmp_path: Path) -> None:
    run("add", tmp_path / "papers.jsonl")
    assert len(table(run("papers").out)) == 3
    assert len(table(run("papers", "--tag", "trees").out)) == 2
    assert len(table(run("export", "papers", "--tag", "trees").out, ",")) == 2
    for command in (("claims",), ("export", "claims"), ("export", "boards"), ("show", "GSM8K")):
        delimiter = "," if command[0] == "export" else "\t"
        all_ = table(run(*command).out, delimiter)
        assert {each["paper"] for each in all_} == {"2501.00001", "2501.00002"}
        assert table(run(*command, "--tag", "Trees").out, delimiter) == all_
        result = run(*command, "--tag", "shrubs")
        assert (result.code, result.out) == (1, "")
        assert "the tags are: to read, trees" in result.err


def test_a_tag_without_a_name_is_wrong_use_and_makes_no_database(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_text(json.dumps(PAPERS[0]) + "\n")
    result = run("add", path, "--tag", " ", "--db", tmp_path / "none.db")
    assert result.code == 2
    assert not (tmp_path / "none.db").exists()


def test_papers_are_put_on_lists_afterwards_and_taken_off(added: Result, run: Run, tmp_path: Path) -> None:
    run("add", tmp_path / "papers.jsonl")
    listed = run("papers", "--tag", "trees").out
    put = run("papers", "tag", "later", "-", stdin=listed.encode())
    assert (put.code, put.err) == (0, "2 papers put on 'later'\n")
    more = run("papers", "tag", "later", "2501.00001", "2501.00003")
    assert more.err == "1 paper put on 'later'\n  2501.00001 was on it before\n"
    assert table(run("papers", "--tags").out) == [
        {"tag": "later", "papers": "3", "claims": "2"},
        {"tag": "to read", "papers": "2", "claims": "2"},
        {"tag": "trees", "papers": "2", "claims": "2"},
    ]
    off = run("papers", "untag", "Later", "2501.00001", "2501.00002")
    assert (off.code, off.err) == (0, "2 papers taken off 'later'\n")
    assert [row["paper"] for row in table(run("papers", "--tag", "later").out)] == ["2501.00003"]
    assert run("papers", "untag", "later", "2501.00001").err == "nothing changed: 2501.00001 was not on it\n"
    assert run("papers", "untag", "no such", "2501.00001").code == 1
    assert run("papers", "tag", " ", "2501.00001").code == 2
    tags = {row["paper"]: row["tags"] for row in table(run("papers").out)}
    assert tags == {"2501.00001": "to read; trees", "2501.00002": "to read; trees", "2501.00003": "later"}


def test_every_command_that_reads_claims_can_be_narrowed_to_a_list(
    store_url: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMBOARD_DB", store_url)
    with runner.open_store(store_url) as store:
        record(store, "2409.00001", tags=("night",))
        other = paper("2409.00002", abstract="Moth has 66.6 on Glade; Lantern has 55.5 on Glade in glow.")
        glade = {"benchmark": "Glade", "metric": "glow", "confidence": 0.9}
        two = [
            claim(other, "66.6", number=66.6, method="Moth", **glade),
            claim(other, "55.5", number=55.5, method="Lantern", **glade),
        ]
        store.record(other, two, store.run("0.1.0", "first", {}), ("day",))
    for command, found, of_day in (
        (("names", "list", "method"), "Moth", True),
        (("names", "list", "benchmark", "--new"), "Glade", True),
        (("metric", "list"), "glow", True),
        (("metric", "list", "--undeclared"), "glow", True),
        (("compare", "Lantern", "Moth"), "Glade", True),
        (("compare", "Lantern", "Candle", "--min-confidence", 0.5), "GLUE", False),
        (("history", "GLUE"), "GLUE", False),
        (("boards",), "Glade", True),
        (("claims",), "Glade", True),
        (("show", "Glade"), "Moth", True),
        (("export", "boards"), "Moth", True),
        (("export", "papers"), "2409.00002", True),
    ):
        assert found in run(*command).out, command
        assert (found in run(*command, "--tag", "day").out) is of_day, command
        assert (found in run(*command, "--tag", "night").out) is not of_day, command
        assert run(*command, "--tag", "dusk").code == 1

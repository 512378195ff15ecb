"""Papers are removed from view and brought back: nothing is deleted, and who did it and why is kept."""

import json
from pathlib import Path

import pytest

from leaderboards import boards
from migrations import runner
from schema import evidence, named, queries, removing, tagging
from schema.errors import NotFoundError, UsageError
from schema.past import store_at
from schema.queries import Filters
from schema.store import Need, Store
from tests.running import Result, Run, table
from tests.storing import ABSTRACT, add, claim, derived, paper, rows

BETTER = ABSTRACT.replace("81.3", "82.5")


@pytest.fixture
def filled(store: Store) -> Store:
    """Three papers: two with the same claims, and one without any."""
    first = paper("2409.00001", date="2024-09-05", url="https://doi.org/10.5555/abc")
    add(store, first, paper("2409.00002"), paper("2409.00003", abstract="Nothing is measured here."))
    return store


def in_view(store: Store) -> tuple[list[str], list[str]]:
    """The papers in view, and the papers of the claims in view."""
    return [row.paper for row in queries.paper_rows(store)], [row.paper for row in queries.claim_rows(store)]


def log(store: Store) -> list[tuple[str, str, str, str | None]]:
    """The log without its times and titles, the oldest entry first."""
    return [(row.action, row.paper, row.who, row.why) for row in removing.log_rows(store)][::-1]


def test_a_removed_paper_leaves_every_listing_and_comes_back_exactly_as_it_was(filled: Store) -> None:
    before = [derived(filled), list(queries.paper_rows(filled)), queries.totals(filled)]
    effect = filled.remove(["2409.00001"], "Ada", "withdrawn")
    assert effect == (("2409.00001",), (), 3, ("GLUE",))
    assert in_view(filled) == (["2409.00002", "2409.00003"], ["2409.00002"] * 3)
    assert queries.count_claims(filled, Filters(paper="2409.00001")) == 0
    (found,) = named.names(filled, "hardware")
    assert {row.paper for row in boards.claims_of(filled, boards.find(filled, found))} == {"2409.00002"}
    assert queries.totals(filled) == before[2] | {"papers": 2, "removed papers": 1, "claims": 3}
    assert filled.restore(["2409.00001"], "Ben") == (("2409.00001",), (), 3, ("GLUE",))
    assert [derived(filled), list(queries.paper_rows(filled)), queries.totals(filled)] == before
    assert log(filled) == [
        ("remove", "2409.00001", "Ada", "withdrawn"), ("restore", "2409.00001", "Ben", None)
    ]  # fmt: skip


def test_nothing_that_was_recorded_is_deleted(filled: Store) -> None:
    recorded = ("paper", "identifier", "paper_text", "scan", "reading", "reading_slot", "resolution")
    before = {name: rows(filled, f"SELECT count(*) FROM {name}") for name in recorded}
    filled.remove(["2409.00001", "2409.00002", "2409.00003"], "Ada")
    assert rows(filled, "SELECT count(*) FROM current") == [(0,)]
    assert {name: rows(filled, f"SELECT count(*) FROM {name}") for name in recorded} == before


@pytest.mark.parametrize(
    "name", ["2409.00001", "arXiv:2409.00001v3", "https://arxiv.org/abs/2409.00001", "10.5555/ABC"]
)
def test_a_paper_is_named_by_any_of_its_ids_and_addresses(filled: Store, name: str) -> None:
    assert filled.remove([name], "Ada").papers == ("2409.00001",)


def test_what_is_removed_already_stays_so_and_is_told(filled: Store) -> None:
    filled.remove(["2409.00001"], "Ada", "withdrawn")
    assert filled.remove(["10.5555/abc", "2409.00002"], "Ben")[:3] == (("2409.00002",), ("2409.00001",), 3)
    assert filled.restore(["2409.00003"], "Ben") == ((), ("2409.00003",), 0, ())
    assert [row.who for row in removing.removed_rows(filled)] == ["Ben", "Ada"]
    assert len(log(filled)) == 2


def test_a_paper_named_twice_is_removed_once(filled: Store) -> None:
    assert filled.remove(["2409.00001", "10.5555/abc"], "Ada").papers == ("2409.00001",)
    assert len(log(filled)) == 1


def test_where_one_paper_is_not_stored_nothing_is_changed(filled: Store) -> None:
    with pytest.raises(NotFoundError, match=r"no such papers are stored: '2409.00009', 'x'"):
        filled.remove(["2409.00001", "2409.00009", "x", "2409.00002"], "Ada")
    with pytest.raises(NotFoundError, match=r"no such paper is stored: 'x'"):
        filled.restore(["x"], "Ada")
    assert in_view(filled)[0] == ["2409.00001", "2409.00002", "2409.00003"]
    assert log(filled) == []


def test_a_trial_changes_nothing(filled: Store) -> None:
    assert filled.remove(["2409.00001"], "Ada", dry_run=True).claims == 3
    assert (log(filled), len(in_view(filled)[0])) == ([], 3)
    filled.remove(["2409.00001"], "Ada")
    assert filled.restore(["2409.00001"], "Ada", dry_run=True).claims == 3
    assert (len(log(filled)), len(in_view(filled)[0])) == (1, 2)


def test_many_papers_are_removed_and_restored_at_once(store: Store) -> None:
    ids = [f"24{month:02}.{number:05}" for month in range(1, 13) for number in range(1, 101)]
    run = store.run("0.1.0", "first", {})
    for id in ids:
        each = paper(id, abstract="It reaches 81.3.")
        store.record(each, [claim(each, "81.3", benchmark="GLUE")], run)
    assert store.remove(ids, "Ada")[2:] == (1200, ("GLUE",))
    assert in_view(store) == ([], [])
    assert store.restore(ids, "Ada")[2:] == (1200, ("GLUE",))
    assert in_view(store) == (ids, ids)


def test_a_removed_paper_that_is_added_again_stays_hidden_and_its_new_text_is_kept(filled: Store) -> None:
    filled.remove(["2409.00001"], "Ada")
    run = filled.run("0.1.0", "first", {})
    known = paper("2409.00001", date="2024-09-05")
    assert filled.pending([known, paper("2409.00002")], run) == [Need.RECORD, Need.NOTHING]
    same = filled.record(known, None, run)
    assert (same.change, same.removed) == ("unchanged", True)
    newer = paper("2409.00001", abstract=BETTER, date="2024-10-01")
    outcome = filled.record(newer, [claim(newer, "82.5", number=82.5, benchmark="GLUE")], run)
    assert (outcome.change, outcome.removed, outcome.claims) == ("changed text", True, 1)
    assert in_view(filled)[1] == ["2409.00002"] * 3
    filled.restore(["2409.00001"], "Ada")
    assert [row.written for row in queries.claim_rows(filled, Filters(paper="2409.00001"))] == ["82.5"]


def test_what_another_extractor_reads_in_a_removed_paper_stays_hidden(filled: Store) -> None:
    filled.remove(["2409.00001"], "Ada")
    assert add(filled, paper("2409.00001"), run="second") == ["read anew"]
    assert set(in_view(filled)[1]) == {"2409.00002"}


def test_names_that_changed_meanwhile_count_when_a_paper_comes_back(filled: Store) -> None:
    from leaderboards import name_entries

    filled.remove(["2409.00001"], "Ada")
    effect = filled.change_names(name_entries.merge(filled, "method", "Lantern", "Candle"), "Ada")
    assert effect.claims == 2
    filled.restore(["2409.00001"], "Ada")
    assert {row.method for row in queries.claim_rows(filled)} == {"Candle"}
    before = derived(filled)
    filled.rebuild()
    assert derived(filled) == before


def test_all_made_anew_hides_what_is_removed(filled: Store) -> None:
    filled.remove(["2409.00001"], "Ada")
    before = derived(filled)
    filled.rebuild()
    assert derived(filled) == before
    filled.restore(["2409.00001"], "Ada")
    filled.rebuild()
    assert len(in_view(filled)[1]) == 6


def test_the_past_knows_what_was_removed_then(filled: Store) -> None:
    filled.tag(["2409.00001"], "to read")
    filled.remove(["2409.00001"], "Ada")
    filled.tag(["2409.00001"], "to read", take_off=True)
    filled.restore(["2409.00001"], "Ada")
    (tagged, untagged) = (time for (time,) in rows(filled, "SELECT recorded_at FROM tag ORDER BY id"))
    (gone, back) = (time for (time,) in rows(filled, "SELECT recorded_at FROM removal ORDER BY id"))
    seen = []
    for time in (tagged, gone, untagged, back):
        with store_at(filled, time) as past:
            seen.append((len(in_view(past)[0]), len(in_view(past)[1]), tagging.counts(past, removed=None)))
    on = [("to read", 1, 3)]
    assert seen == [(3, 6, on), (2, 3, [("to read", 1, 0)]), (2, 3, []), (3, 6, [])]


def test_removed_papers_are_listed_with_when_by_whom_and_why(filled: Store) -> None:
    filled.tag(["2409.00003"], "to read")
    filled.remove(["2409.00001"], "Ada", " with \n drawn ".replace(" \n ", " "))
    filled.remove(["2409.00003"], "Ben")
    first, second = removing.removed_rows(filled)
    assert (first.paper, first.who, first.why, first.claims) == ("2409.00003", "Ben", None, 0)
    assert (second.paper, second.date, second.claims) == ("2409.00001", "2024-09-05", 3)
    assert [row.paper for row in removing.removed_rows(filled, tag="to read")] == ["2409.00003"]
    assert [row.who for row in removing.removed_rows(filled, paper="10.5555/abc")] == ["Ada"]
    assert list(removing.removed_rows(filled, paper="2409.00002")) == []


def test_tags_of_removed_papers_are_not_listed_with_the_others(filled: Store) -> None:
    filled.tag(["2409.00001", "2409.00002"], "both")
    filled.tag(["2409.00001"], "gone")
    filled.remove(["2409.00001"], "Ada")
    assert tagging.counts(filled) == [("both", 1, 3)]
    assert tagging.counts(filled, removed=True) == [("both", 1, 0), ("gone", 1, 0)]
    with pytest.raises(NotFoundError):
        tagging.find_tag(filled, "gone")
    assert tagging.find_tag(filled, "gone", removed=True) == "gone"


def test_the_paper_of_a_claim_that_is_out_of_view_is_found(filled: Store) -> None:
    id = next(queries.claim_rows(filled)).claim
    assert evidence.removed_paper(filled, id) is None
    filled.remove(["2409.00001", "2409.00002"], "Ada")
    assert evidence.find_claims(filled, id) == []
    assert evidence.removed_paper(filled, id) == "2409.00001"
    assert evidence.removed_paper(filled, id[:6].upper()) == "2409.00001"
    assert evidence.removed_paper(filled, "0") is None


def test_a_reason_is_evened_and_must_be_storable() -> None:
    assert removing.reason(" not \n ours ") == "not ours"
    assert removing.reason(" ") is removing.reason(None) is None
    with pytest.raises(UsageError):
        removing.reason("a\0b")


PAPERS = [
    {"id": "2501.00001", "title": "Larch", "abstract": "We present Larch. On GSM8K, Larch reaches 81.5%."},
    {"id": "2501.00002", "title": "Rowan", "abstract": "Rowan obtains 88.0% accuracy on GSM8K."},
    {"id": "2501.00003", "title": "A Survey of Trees", "abstract": "We review how trees have been used."},
]


@pytest.fixture
def added(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """A store of three papers, of which the second is first on GSM8K."""
    monkeypatch.setenv("CLAIMBOARD_DB", str(tmp_path / "claims.db"))
    monkeypatch.setenv("CLAIMBOARD_USER", "Ada")
    path = tmp_path / "papers.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in PAPERS))
    return run("add", path, "--tag", "trees")


def test_removing_says_what_left_and_who_is_first_now(
    store_url: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMBOARD_DB", store_url)
    monkeypatch.setenv("CLAIMBOARD_USER", "Ada")
    with runner.open_store(store_url) as store:
        add(store, paper())
        better = paper("2409.00002", abstract=BETTER.replace("Lantern", "Torch"))
        glue = {"benchmark": "GLUE", "metric": "average score", "method": "Torch", "confidence": 0.9}
        store.record(better, [claim(better, "82.5", number=82.5, **glue)], store.run("0.1.0", "first", {}))
    listings = (("boards",), ("papers",), ("export", "boards"), ("claims", "--format", "jsonl"))
    before = [run(*command).out for command in listings]
    tried = run("papers", "remove", "2409.00002", "--dry-run")
    assert (tried.code, tried.out) == (0, "")
    assert tried.err == (
        "1 paper would be removed from view with 1 claim on GLUE; nothing is changed (--dry-run)\n"
    )
    assert [run(*command).out for command in listings] == before
    made = run("papers", "remove", "2409.00002", "--why", "withdrawn")
    assert (made.code, made.out) == (0, "")
    assert made.err == (
        "1 paper removed from view with 1 claim on GLUE\n"
        "  first on GLUE, average score (%): Lantern (before: Torch)\n"
        "  claimboard papers restore 2409.00002 brings it back\n"
    )
    again = run("papers", "remove", "2409.00002")
    assert (again.code, again.err) == (0, "nothing changed: 2409.00002 was removed before\n")
    assert "1 paper, 0 of them undated; 1 more removed from view" in run("papers").err
    back = run("papers", "restore", "2409.00002")
    assert back.err == (
        "1 paper back in view with 1 claim on GLUE\n"
        "  first on GLUE, average score (%): Torch (before: Lantern)\n"
    )
    assert [run(*command).out for command in listings] == before
    assert run("papers", "restore", "2409.00002").err == "nothing changed: 2409.00002 was in view before\n"
    actions = [(row["action"], row["who"], row["why"]) for row in table(run("papers", "log").out)]
    assert actions == [("restore", "Ada", ""), ("remove", "Ada", "withdrawn")]


def test_no_command_shows_a_removed_paper(added: Result, run: Run) -> None:
    run("papers", "remove", "2501.00002")
    for command in (
        ("papers",), ("papers", "--tag", "trees"), ("claims",), ("boards",), ("boards", "--by", "metric"),
        ("show", "GSM8K"), ("history", "GSM8K"), ("conflicts",), ("names", "list", "method"),
        ("export", "boards"), ("export", "claims"), ("export", "papers"), ("metric", "list"),
    ):  # fmt: skip
        shown = run(*command)
        assert "2501.00002" not in shown.out, command
        assert "Rowan" not in shown.out, command
    assert table(run("papers", "--tags").out)[0]["papers"] == "2"


def test_what_is_asked_of_a_removed_paper_is_told_that_it_is_removed(added: Result, run: Run) -> None:
    (claim,) = table(run("claims", "--paper", "2501.00002").out)
    run("papers", "remove", "2501.00002", "--why", "withdrawn")
    for command in (
        ("explain", claim["claim"]),
        ("explain", claim["claim"][:6]),
        ("claims", "--paper", "2501.00002"),
    ):
        told = run(*command)
        assert (told.code, told.out) == (1, "")
        assert "paper 2501.00002 was removed from view by Ada on " in told.err
        assert ": withdrawn\n" in told.err
        assert "claimboard papers restore 2501.00002" in told.err


def test_adding_says_how_many_papers_are_removed_from_view(added: Result, run: Run, tmp_path: Path) -> None:
    run("papers", "remove", "2501.00001", "2501.00002")
    again = run("add", tmp_path / "papers.jsonl")
    assert again.code == 0
    assert again.err == (
        "nothing changed: 3 papers were already read\n"
        "2 of them are removed from view: claimboard papers restore\n"
    )
    assert [row["paper"] for row in table(run("papers").out)] == ["2501.00003"]


def test_papers_are_named_by_a_pipe_or_by_a_list(added: Result, run: Run) -> None:
    listed = run("papers", "--tag", "trees").out
    everything = run("papers", "remove", "-", stdin=listed.encode())
    assert "3 papers removed from view with 2 claims" in everything.err
    nothing = run("papers")
    assert (nothing.code, nothing.out.count("\n")) == (1, 1)
    for command in (("papers",), ("claims",), ("boards",)):
        assert "all papers are removed from view: claimboard papers --removed lists them" in run(*command).err
    ids = "\n".join(row["paper"] for row in table(run("papers", "--removed").out))
    assert (
        "2 papers back in view" in run("papers", "restore", "-", stdin=ids.rpartition("\n")[0].encode()).err
    )
    assert "1 paper back in view" in run("papers", "restore", "--tag", "Trees").err
    assert "3 papers removed from view" in run("papers", "remove", "--tag", "trees").err
    assert len(table(run("papers", "--removed", "--tag", "trees", "--limit", 2).out)) == 2
    assert run("papers", "remove", "--tag", "trees").code == 1


def test_papers_that_are_not_stored_are_named_and_nothing_is_changed(added: Result, run: Run) -> None:
    result = run("papers", "remove", "2501.00001", "2501.09999")
    assert (result.code, result.out) == (1, "")
    assert "no such paper is stored: '2501.09999'" in result.err
    assert len(table(run("papers").out)) == 3
    assert run("papers", "--removed").code == 1
    assert run("papers", "log").code == 1


def test_a_command_that_cannot_be_meant_is_wrong_use(added: Result, run: Run) -> None:
    assert run("papers", "remove").code == 2
    assert run("papers", "remove", "2501.00001", "--tag", "trees").code == 2
    assert run("papers", "--tags", "--removed").code == 2
    misplaced = run("papers", "--tag", "trees", "remove", "2501.00001")
    assert (misplaced.code, "--tag stands before remove" in misplaced.err) == (2, True)
    assert len(table(run("papers").out)) == 3
    empty = run("papers", "remove", "-", stdin=b"paper\ttitle\n")
    assert (empty.code, "stdin names no paper" in empty.err) == (1, True)


def test_quietly_done_is_done(added: Result, run: Run) -> None:
    assert run("papers", "remove", "2501.00001", "-q") == (0, "", "")
    assert run("papers", "restore", "2501.00001", "-q") == (0, "", "")
    assert len(table(run("papers", "log").out)) == 2

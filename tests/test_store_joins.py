"""Which records are one paper: ids join, equal texts only where one record has no id, nothing is merged."""

from schema.identity import text_id
from schema.lookup import Need
from schema.records import Paper
from schema.store import Change, Store
from tests.storing import ABSTRACT, TITLE, add, paper, rows


def nameless(abstract: str = ABSTRACT, **fields: object) -> Paper:
    """A record without an id, as the readers make it."""
    return paper(text_id(f"{TITLE}\n{abstract}"), abstract, id_given=False, **fields)


def names(store: Store) -> list[tuple[int, str, str]]:
    """Which paper has which ids."""
    return rows(store, "SELECT paper_id, scheme, value FROM identifier ORDER BY paper_id, id")


def test_spellings_of_an_arxiv_id_are_one_paper(store: Store) -> None:
    spellings = (
        "2409.00001",
        "arXiv:2409.00001v3",
        "https://arxiv.org/pdf/2409.00001v1.pdf",
        "10.48550/arXiv.2409.00001",
    )
    assert add(store, *map(paper, spellings)) == [Change.NEW] + [Change.UNCHANGED] * 3
    assert names(store) == [(1, "arxiv", "2409.00001")]


def test_an_address_names_a_paper_as_its_id_does(store: Store) -> None:
    first = paper("ours-1", url="https://arxiv.org/abs/2409.00001")
    assert add(store, first, paper("2409.00001")) == [Change.NEW, Change.UNCHANGED]
    assert rows(store, "SELECT name, published FROM paper") == [("2409.00001", "2024-09")]


def test_a_second_id_of_a_paper_is_added_to_it(store: Store) -> None:
    add(store, paper("2409.00001"))
    both = paper("10.5555/abc", url="https://arxiv.org/abs/2409.00001")
    assert add(store, both) == [Change.DETAILS]
    assert names(store) == [(1, "arxiv", "2409.00001"), (1, "doi", "10.5555/abc")]
    assert add(store, paper("10.5555/ABC")) == [Change.UNCHANGED]


def test_two_ids_that_lead_to_two_papers_are_reported_and_nothing_is_stored(store: Store) -> None:
    add(store, paper("2409.00001"), paper("10.5555/abc", abstract="Another."))
    both = paper("10.5555/abc", abstract="A third.", url="https://arxiv.org/abs/2409.00001")
    run_id = store.run("0.1.0", "first", {})
    assert store.pending([both], run_id) == [Need.RECORD]
    outcome = store.record(both, None, run_id)
    assert outcome.change is Change.CONFLICT
    assert "2409.00001 and 10.5555/abc" in outcome.reason
    assert rows(store, "SELECT count(*) FROM paper_text") == [(2,)]
    assert len(names(store)) == 2


def test_a_record_without_id_is_named_by_its_text(store: Store) -> None:
    one = nameless()
    assert add(store, one, one) == [Change.NEW, Change.UNCHANGED]
    assert rows(store, "SELECT name FROM paper") == [(one.id,)]


def test_a_record_without_id_joins_the_paper_that_has_its_text(store: Store) -> None:
    add(store, paper("2409.00001"))
    run_id = store.run("0.1.0", "first", {})
    wrapped = paper(nameless().id, ABSTRACT.replace(" ", "  "), id_given=False)
    assert store.pending([wrapped], run_id) == [Need.RECORD]
    assert store.record(wrapped, None, run_id).change is Change.JOINED
    assert store.pending([wrapped], run_id) == [Need.NOTHING]
    assert rows(store, "SELECT name FROM paper") == [("2409.00001",)]


def test_a_record_with_an_id_joins_a_paper_that_has_only_its_text(store: Store) -> None:
    add(store, nameless())
    assert add(store, paper("2409.00001")) == [Change.JOINED]
    assert rows(store, "SELECT name, published FROM paper") == [("2409.00001", "2024-09")]
    assert rows(store, "SELECT count(*) FROM scan") == [(1,)]
    assert add(store, nameless(), paper("2409.00001")) == [Change.UNCHANGED, Change.UNCHANGED]


def test_equal_texts_under_two_ids_stay_two_papers_with_the_same_claims(store: Store) -> None:
    assert add(store, paper("2409.00001"), paper("2409.00002")) == [Change.NEW, Change.NEW]
    claims = rows(store, "SELECT paper_id, claim_id FROM current ORDER BY paper_id, claim_id")
    assert [claim for owner, claim in claims if owner == 1] == [
        claim for owner, claim in claims if owner == 2
    ]


def test_of_two_ids_for_one_nameless_text_the_first_takes_it(store: Store) -> None:
    add(store, nameless())
    run_id = store.run("0.1.0", "first", {})
    both = [paper("2409.00001"), paper("2409.00002")]
    assert store.pending(both, run_id) == [Need.READ, Need.READ]
    assert add(store, *both) == [Change.JOINED, Change.NEW]


def test_a_nameless_text_that_two_papers_have_joins_the_first(store: Store) -> None:
    add(store, paper("2409.00001"), paper("2409.00002"))
    assert add(store, nameless()) == [Change.JOINED]
    assert names(store)[1] == (1, "text", nameless().id.removeprefix("text:"))


def test_a_nameless_record_with_an_address_belongs_to_the_paper_there(store: Store) -> None:
    add(store, paper("2409.00001"), nameless("Other words."))
    moved = nameless("Other words.", url="https://arxiv.org/abs/2409.00001")
    assert add(store, moved) == [Change.CHANGED]
    assert rows(store, "SELECT count(*) FROM paper") == [(2,)]

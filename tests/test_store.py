"""Recording papers: what becomes of new, changed, older and repeated records."""

import sqlite3

import pytest

from schema import queries
from schema.lookup import Need
from schema.store import Change, Store
from tests.storing import ABSTRACT, add, claim, claims, derived, paper, rows

REWRITTEN = ABSTRACT.replace("81.3", "82.3")


def test_a_new_paper_is_stored_with_ids_text_readings_and_slots(store: Store) -> None:
    new = paper(
        "arXiv:2409.00001v2", authors=("Ada", "Ben"), date="2024-09-05", url="https://doi.org/10.5555/abc"
    )
    assert add(store, new) == [Change.NEW]
    assert rows(store, "SELECT name, published, url FROM paper") == [
        ("2409.00001", "2024-09-05", "https://doi.org/10.5555/abc")
    ]
    assert rows(store, "SELECT scheme, value FROM identifier ORDER BY id") == [
        ("arxiv", "2409.00001"),
        ("doi", "10.5555/abc"),
    ]
    assert rows(store, "SELECT title, abstract, dated FROM paper_text") == [
        (new.title, new.abstract, "2024-09-05")
    ]
    assert rows(store, "SELECT claims FROM scan") == [(3,)]
    found = rows(
        store, "SELECT value_text, number, kind, direction, factor FROM reading ORDER BY value_start"
    )
    assert found == [
        ("81.3", 81.3, "score", None, None),
        ("79.0", 79.0, "score", None, None),
        ("2.5x", 2.5, "ratio", "up", 2.5),
    ]
    slots = rows(
        store, "SELECT slot, position, surface, span_start FROM reading_slot ORDER BY id DESC LIMIT 3"
    )
    assert slots == [
        ("setting", 1, "fp16", None),
        ("setting", 0, "one H100", new.text.index("one H100")),
        ("hardware", 0, "H100", new.text.index("H100")),
    ]


def test_the_same_record_again_changes_nothing(store: Store) -> None:
    new = paper(date="2024-09", url="https://example.org/p")
    add(store, new)
    before = derived(store)
    run_id = store.run("0.1.0", "first", {})
    assert store.pending([new], run_id) == [Need.NOTHING]
    assert add(store, new) == [Change.UNCHANGED]
    assert derived(store) == before
    assert rows(store, "SELECT count(*) FROM scan") == [(1,)]


def test_white_space_makes_no_new_text_and_claims_move_to_the_stored_one(store: Store) -> None:
    stored = paper(abstract=ABSTRACT)
    wrapped = paper(abstract=ABSTRACT.replace(" ", "\n   ") + "\n")
    add(store, stored)
    assert add(store, wrapped) == [Change.UNCHANGED]
    assert add(store, wrapped, run="second") == [Change.REREAD]
    texts = rows(store, "SELECT title, abstract FROM paper_text")
    assert texts == [(stored.title, stored.abstract)]
    for start, end, value in rows(store, "SELECT value_start, value_end, value_text FROM reading"):
        assert stored.text[start:end] == value
    for start, end, surface in rows(
        store, "SELECT span_start, span_end, surface FROM reading_slot WHERE span_start IS NOT NULL"
    ):
        assert stored.text[start:end] == surface
    first, second = (
        rows(store, f"SELECT claim_id, value_start FROM reading WHERE scan_id = {scan} ORDER BY id")
        for scan in (1, 2)
    )
    assert first == second


def test_a_changed_abstract_is_a_new_text_whose_claims_take_the_place_of_the_old(store: Store) -> None:
    add(store, paper(date="2024-09-01"))
    changed = paper(abstract=REWRITTEN, date="2024-10-01")
    run_id = store.run("0.1.0", "first", {})
    outcome = store.record(changed, [claim(changed, "82.3")], run_id)
    assert (outcome.change, outcome.claims) == (Change.CHANGED, 1)
    assert rows(store, "SELECT value_text FROM current") == [("82.3",)]
    assert rows(store, "SELECT count(*) FROM reading") == [(4,)]
    assert rows(store, "SELECT published FROM paper") == [("2024-09-01",)]


def test_an_older_text_is_kept_and_not_used(store: Store) -> None:
    newer = paper(abstract=REWRITTEN, date="2024-10-01")
    run_id = store.run("0.1.0", "first", {})
    store.record(newer, [claim(newer, "82.3")], run_id)
    assert add(store, paper(date="2024-09-01")) == [Change.OLDER]
    assert rows(store, "SELECT value_text FROM current") == [("82.3",)]
    assert rows(store, "SELECT published FROM paper") == [("2024-09-01",)]


def test_a_dated_text_counts_as_newer_than_an_undated_one(store: Store) -> None:
    run_id = store.run("0.1.0", "first", {})
    dated = paper(abstract=REWRITTEN, date="2020")
    store.record(dated, [claim(dated, "82.3")], run_id)
    assert add(store, paper()) == [Change.OLDER]


def test_of_undated_texts_the_one_recorded_last_is_used(store: Store) -> None:
    run_id = store.run("0.1.0", "first", {})
    add(store, paper())
    changed = paper(abstract=REWRITTEN)
    assert store.record(changed, [claim(changed, "82.3")], run_id).change is Change.CHANGED
    assert rows(store, "SELECT value_text FROM current") == [("82.3",)]


def test_a_date_that_comes_later_can_bring_another_text_into_use(store: Store) -> None:
    run_id = store.run("0.1.0", "first", {})
    add(store, paper())
    changed = paper(abstract=REWRITTEN)
    store.record(changed, [claim(changed, "82.3")], run_id)
    again = paper(date="2024-09-05")
    assert store.pending([again], run_id) == [Need.RECORD]
    assert store.record(again, None, run_id).change is Change.DETAILS
    assert rows(store, "SELECT value_text FROM current ORDER BY value_start") == [
        ("81.3",),
        ("79.0",),
        ("2.5x",),
    ]


def test_a_new_run_that_finds_nothing_leaves_the_paper_without_claims(store: Store) -> None:
    add(store, paper())
    run_id = store.run("0.2.0", "second", {})
    assert store.pending([paper()], run_id) == [Need.READ]
    assert store.record(paper(), [], run_id).change is Change.REREAD
    assert rows(store, "SELECT count(*) FROM current") == [(0,)]
    assert rows(store, "SELECT count(*) FROM reading") == [(3,)]


def test_an_older_run_that_reads_later_does_not_replace_a_newer_one(store: Store) -> None:
    old, new = store.run("0.1.0", "old", {}), store.run("0.2.0", "new", {})
    one = paper()
    store.record(one, [claim(one, "81.3")], new)
    assert store.record(one, claims(one), old).change is Change.REREAD
    assert rows(store, "SELECT value_text FROM current") == [("81.3",)]


def test_a_run_is_its_fingerprint(store: Store) -> None:
    first = store.run("0.1.0", "abc", {"threshold": 0.5})
    assert store.run("0.1.0", "abc", {"threshold": 0.5}) == first
    assert store.run("0.1.0", "abd", {}) != first


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ((None,), "2024-09"),
        (("2024-09-05", "2024-09-03"), "2024-09-03"),
        (("2024-09-03", "2024-09-05"), "2024-09-03"),
        (("2024", "2024-09-05"), "2024-09-05"),
        (("2024-09-05", "2024"), "2024-09-05"),
        ((None, "2025-01-02"), "2025-01-02"),
        (("2025-01-02", None), "2025-01-02"),
    ],
)
def test_first_published_is_the_earliest_given_date_else_the_arxiv_months(
    store: Store, given: tuple[str | None, ...], published: str
) -> None:
    add(store, *(paper(date=date) for date in given))
    assert rows(store, "SELECT published FROM paper") == [(published,)]


@pytest.mark.parametrize(
    ("given", "published", "dated"),
    [
        ([("2024-09-05", "2024-10-01")], "2024-09-05", "2024-10-01"),
        ([("2024-09-05", None)], "2024-09-05", None),
        ([("2024-09-05", None), (None, "2024-10-01")], "2024-09-05", "2024-10-01"),
        ([(None, "2024-10-01"), ("2024-09-05", None)], "2024-09-05", "2024-10-01"),
        ([("2024-09-05", None), (None, None)], "2024-09-05", None),
        ([(None, None), ("2024-09-05", "2024-09-06")], "2024-09-05", "2024-09-06"),
        ([("2024-09", None), (None, "2025-01-02")], "2025-01-02", "2025-01-02"),
    ],
)
def test_a_record_may_say_when_the_paper_was_first_published_beside_the_date_of_its_text(
    store: Store, given: list[tuple[str | None, str | None]], published: str, dated: str | None
) -> None:
    run_id = store.run("0.1.0", "first", {})
    for first, text in given:
        record = paper(published=first, date=text)
        add(store, record)
        assert store.pending([record], run_id) == [Need.NOTHING]
    assert rows(store, "SELECT published FROM paper") == [(published,)]
    assert rows(store, "SELECT dated FROM paper_text") == [(dated,)]


def test_categories_and_authors_that_come_later_are_new_details(store: Store) -> None:
    add(store, paper())
    known = paper(categories=("cs.CL", "cs.LG"), authors=("Ada", "Ben"))
    run_id = store.run("0.1.0", "first", {})
    assert store.pending([known], run_id) == [Need.RECORD]
    assert add(store, known) == [Change.DETAILS]
    assert add(store, paper(), known, paper(authors=("Cid",))) == [Change.UNCHANGED] * 3
    (row,) = queries.paper_rows(store)
    assert (row.categories, row.authors) == (("cs.CL", "cs.LG"), ("Ada", "Ben"))
    assert add(store, paper(categories=("cs.LG", "stat.ML"))) == [Change.DETAILS]
    (row,) = queries.paper_rows(store)
    assert row.categories == ("cs.CL", "cs.LG", "stat.ML")
    assert store.pending([known], run_id) == [Need.NOTHING]


def test_authors_are_those_of_their_text(store: Store) -> None:
    run_id = store.run("0.1.0", "first", {})
    add(store, paper(authors=("Ada",), date="2024-09-01"))
    changed = paper(abstract=REWRITTEN, date="2024-10-01", authors=("Ada", "Ben"))
    store.record(changed, [claim(changed, "82.3")], run_id)
    assert [row.authors for row in queries.paper_rows(store)] == [("Ada", "Ben")]
    add(store, paper(date="2024-11-01"))
    assert [row.authors for row in queries.paper_rows(store)] == [("Ada",)]


def test_a_paper_without_any_date_has_none(store: Store) -> None:
    add(store, paper("10.5555/undated"))
    assert rows(store, "SELECT published FROM paper") == [(None,)]


def test_an_unknown_name_takes_the_spelling_that_came_first(store: Store) -> None:
    abstract = "Glow Worm and GLOW-WORM score 81 and 82."
    one = paper(abstract=abstract)
    found = [
        claim(one, "81", method="Glow Worm"),
        claim(one, "82", method="GLOW-WORM", baseline="Glow  worm"),
    ]
    store.record(one, found, store.run("0.1.0", "first", {}))
    names = "SELECT surface, canonical, known FROM resolution ORDER BY id"
    assert [(surface, canonical, bool(known)) for surface, canonical, known in rows(store, names)] == [
        ("Glow Worm", "Glow Worm", False),
        ("GLOW-WORM", "Glow Worm", False),
        ("Glow worm", "Glow Worm", False),
    ]


def test_a_metric_is_resolved_in_the_scope_of_its_benchmark(store: Store) -> None:
    abstract = "On GLUE the score is 81; elsewhere the score is 82."
    one = paper(abstract=abstract)
    found = [claim(one, "81", benchmark="GLUE", metric="score"), claim(one, "82", metric="score")]
    store.record(one, found, store.run("0.1.0", "first", {}))
    metrics = rows(store, "SELECT scope, canonical FROM resolution WHERE slot = 'metric' ORDER BY scope")
    assert metrics[1] == ("GLUE", "average score")
    assert metrics[0][0] == ""
    assert metrics[0][1] != "average score"


def test_of_two_readings_of_one_claim_the_surer_is_stored(store: Store) -> None:
    one = paper()
    found = [claim(one, "81.3", confidence=0.4), claim(one, "81.3", confidence=0.8, method="Lantern")]
    assert store.record(one, found, store.run("0.1.0", "first", {})).claims == 1
    assert rows(store, "SELECT confidence FROM current") == [(0.8,)]


def test_claims_that_do_not_fit_the_text_are_refused_and_nothing_is_stored(store: Store) -> None:
    outcome = store.record(paper(abstract="No numbers."), claims(paper()), store.run("0.1.0", "first", {}))
    assert outcome.change is Change.REFUSED
    assert "does not fit" in outcome.reason
    assert rows(store, "SELECT count(*) FROM paper") == [(0,)]


def test_a_claim_that_breaks_a_constraint_is_refused_and_the_next_paper_goes_in(store: Store) -> None:
    one = paper(abstract="A name of " + "n" * 600 + " reaches 81.")
    outcome = store.record(one, [claim(one, "81", method="n" * 600)], store.run("0.1.0", "first", {}))
    assert outcome.change is Change.REFUSED
    assert rows(store, "SELECT count(*) FROM paper") == [(0,)]
    assert add(store, paper()) == [Change.NEW]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"abstract": "a \0 b"}, "abstract holds a character"),
        ({"title": "half \ud800"}, "title holds a character"),
        ({"authors": ("\ud800",)}, "author"),
        ({"url": "https://example.org/\0"}, "url holds a character"),
        ({"id": "x" * 600}, "longer than"),
        ({"id": "  "}, "id is empty"),
        ({"date": "yesterday"}, "'yesterday'"),
        ({"published": "2024-13"}, "'2024-13'"),
        ({"categories": ("cs.CL", "\0")}, "category holds a character"),
    ],
)
def test_a_record_that_cannot_be_stored_says_why(
    store: Store, fields: dict[str, object], reason: str
) -> None:
    bad = paper().model_copy(update=fields)
    run_id = store.run("0.1.0", "first", {})
    assert store.pending([bad, paper()], run_id) == [Need.RECORD, Need.READ]
    outcome = store.record(bad, None, run_id)
    assert outcome.change is Change.REFUSED
    assert reason in outcome.reason
    assert rows(store, "SELECT count(*) FROM paper") == [(0,)]


def test_more_records_than_one_query_holds_are_looked_up(store: Store) -> None:
    add(store, paper("2409.00001"))
    many = [paper(f"2409.{number:05}", abstract=f"{ABSTRACT} {number}") for number in range(2, 1203)]
    run_id = store.run("0.1.0", "first", {})
    assert store.pending([*many, paper("2409.00001")], run_id) == [Need.READ] * 1201 + [Need.NOTHING]


def test_the_largest_numbers_are_stored_whole(store: Store) -> None:
    one = paper()
    largest = 1.7976931348623157e308
    found = [claim(one, "81.3", number=largest), claim(one, "79.0", number=-largest, number_high=5e-324)]
    assert store.record(one, found, store.run("0.1.0", "first", {})).change is Change.NEW
    assert rows(store, "SELECT number, number_high FROM current ORDER BY value_start") == [
        (largest, None),
        (-largest, 5e-324),
    ]


def test_text_of_any_script_keeps_its_offsets(store: Store) -> None:
    one = paper(abstract="𝔏antern 🏮 erreicht 81.3 auf 基准.")
    store.record(
        one, [claim(one, "81.3", method="𝔏antern", benchmark="基准")], store.run("0.1.0", "first", {})
    )
    assert rows(
        store, "SELECT substr(title || '\n' || abstract, value_start + 1, 4) FROM current, paper_text"
    ) == [("81.3",)]


def test_sqlite_keeps_a_write_ahead_log_and_checks_foreign_keys(sqlite_url: str) -> None:
    from migrations import runner

    with runner.open_store(sqlite_url) as store:
        assert rows(store, "PRAGMA foreign_keys") == [(1,)]
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)

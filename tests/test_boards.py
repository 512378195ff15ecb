"""From a store to pages: names are matched kindly, and nothing is shown for what is not there."""

import pytest

from extractor import rules
from leaderboards import boards, paper_views, views
from leaderboards.boards import Name
from migrations import runner
from schema.errors import NotFoundError, UsageError
from schema.records import Kind
from schema.store import Store
from tests.storing import add, claim, paper

LENIENT = 0.5
"""Below every confidence of `tests.storing.claims`."""


def test_a_board_ranks_what_the_thresholds_of_the_extractor_say() -> None:
    assert boards.default_confidence() == rules.load("thresholds")["rank"]


def test_a_page_of_a_benchmark_ranks_the_claims_of_the_store(store: Store) -> None:
    add(store, paper())
    found = boards.page(store, boards.find(store, "glue"), LENIENT)
    (board,) = found.boards
    assert [(r.rank, r.claim.method, r.claim.value, r.reported_by) for r in board.rows] == [
        (1, "Lantern", 81.3, "own"),
        (2, "Candle", 79.0, "baseline"),
    ]
    assert (found.name, board.metric, board.direction, found.changes) == ("GLUE", "average score", "up", ())


def test_a_page_of_hardware_has_what_was_measured_on_it(store: Store) -> None:
    add(store, paper())
    found = boards.page(store, boards.find(store, "NVIDIA H100 GPUs"))
    assert (found.name, found.slot, found.boards) == ("H100", "hardware", ())
    assert [(r.claim.method, r.claim.factor, r.claim.baseline) for r in found.changes] == [
        ("Lantern", 2.5, "Candle")
    ]


def test_the_threshold_of_confidence_can_be_overridden(store: Store) -> None:
    add(store, paper())
    glue = Name("benchmark", "GLUE")
    assert len(boards.page(store, glue, LENIENT).boards[0].rows) == 2
    strict = boards.page(store, glue, 0.8).boards[0]
    assert [r.claim.method for r in strict.rows] == ["Lantern"]
    assert [r.reason for r in strict.unranked] == ["confidence 0.70 is below 0.8"]
    assert boards.page(store, glue) == boards.page(store, glue, boards.default_confidence())
    assert boards.page(store, glue, 0.0) == boards.page(store, glue, LENIENT)


def test_an_unknown_name_lists_the_nearest(store: Store) -> None:
    add(store, paper())
    with pytest.raises(NotFoundError, match="no claim has a benchmark or hardware named 'GLEU'") as caught:
        boards.find(store, "GLEU")
    assert "GLUE" in caught.value.hint
    with pytest.raises(NotFoundError, match="no claim has a method named 'GLUE'"):
        boards.find(store, "GLUE", ("method",))


def test_a_name_without_claims_in_an_empty_store_says_where_to_look(store: Store) -> None:
    with pytest.raises(NotFoundError) as caught:
        boards.find(store, "GLUE")
    assert caught.value.hint == "`claimboard boards` lists what there is"


def test_names_of_methods_and_metrics_are_listed_elsewhere(store: Store) -> None:
    add(store, paper())
    for slot in ("method", "metric"):
        with pytest.raises(NotFoundError) as caught:
            boards.find(store, "Nobody", (slot,))
        assert caught.value.hint.endswith(f"`claimboard names list {slot}` lists what there is")


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
def test_a_blank_name_is_wrong_use(store: Store, blank: str) -> None:
    add(store, paper())
    with pytest.raises(UsageError, match="names no benchmark or hardware: it is blank"):
        boards.find(store, blank)
    with pytest.raises(UsageError, match="names no task: it is blank"):
        boards.of_task(store, blank)


def test_an_unknown_task_lists_the_nearest_and_how_many_there_are(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, paper())
    done = [*(f"task {number}" for number in range(600)), "code generation"]
    named = {f"Moth {number}": set[str]() for number in range(len(done))}
    monkeypatch.setattr(boards.named, "names", lambda *_: named)
    monkeypatch.setattr(type(store.names), "task", lambda _, name: done[int(name.split()[1])])
    with pytest.raises(NotFoundError) as caught:
        boards.of_task(store, "code generatoin")
    assert caught.value.hint.startswith("the nearest of 601: code generation, ")
    assert caught.value.hint.count(",") == boards.NEAREST - 1


def test_a_line_says_the_leader_s_value_as_written_and_in_the_unit_of_its_board(ready_sqlite: str) -> None:
    with runner.open_store(ready_sqlite) as store:
        text = paper(abstract="Moth reaches an accuracy of 0.884 on GSM8K.")
        found = claim(text, "0.884", number=0.884, method="Moth", benchmark="GSM8K", metric="accuracy")
        store.record(text, [found], store.run("0.1.0", "first", {}))
        (line,) = views.summaries(boards.overview(store, 0.0).summaries).rows
        assert (line["unit"], line["value"], line["level"]) == ("%", 0.884, 88.4)
    assert views.SUMMARY_COLUMNS[-1].name == "level"


def test_an_ambiguous_name_lists_what_it_may_mean(store: Store) -> None:
    text = paper(abstract="Moth solves 71.5 of Dusk East, 72.5 of Dusk West and 73.5 of Dawn.")
    found = [
        claim(text, "71.5", benchmark="Dusk East"),
        claim(text, "72.5", benchmark="Dusk West"),
        claim(text, "73.5", benchmark="Dawn"),
    ]
    store.record(text, found, store.run("0.1.0", "first", {}))
    with pytest.raises(NotFoundError, match=r"^'dusk' may mean Dusk East, Dusk West$"):
        boards.find(store, "dusk")
    assert boards.find(store, "duskwest").canonical == "Dusk West"


def test_a_metric_is_found_by_what_it_means_on_its_benchmark(store: Store) -> None:
    text = paper(abstract="Moth reaches a score of 71.5 on GLUE.")
    found = [claim(text, "71.5", method="Moth", benchmark="GLUE", metric="score")]
    store.record(text, found, store.run("0.1.0", "first", {}))
    assert boards.find(store, "score", ("metric",)).canonical == "average score"


def test_the_overview_counts_claims_without_a_benchmark(store: Store) -> None:
    add(store, paper())
    found = boards.overview(store, LENIENT)
    glue, hardware = found.summaries
    assert (hardware.benchmark, hardware.ranked, hardware.changes) == ("H100", 0, 1)
    assert (glue.benchmark, glue.metric, glue.ranked, glue.changes) == ("GLUE", "average score", 2, 0)
    assert glue.leader is not None
    assert glue.leader.claim.method == "Lantern"
    assert (found.claims, found.without_benchmark) == (3, 1)


def test_pages_come_by_name_one_for_each_benchmark(ready_sqlite: str) -> None:
    with runner.open_store(ready_sqlite) as store:
        text = paper(abstract="Moth has 71.5 on Dusk, 72.5 on Dawn and 73.5 on Dawn.")
        found = [
            claim(text, "71.5", benchmark="Dusk"),
            claim(text, "72.5", benchmark="Dawn"),
            claim(text, "73.5", benchmark="Dawn", kind=Kind.CHANGE),
        ]
        store.record(text, found, store.run("0.1.0", "first", {}))
        assert [each.name for each in boards.pages(store)] == ["Dawn", "Dusk"]


def test_every_listing_has_the_keys_that_its_columns_promise(ready_sqlite: str) -> None:
    from schema import queries

    with runner.open_store(ready_sqlite) as store:
        add(store, paper())
        listings = [
            views.page(boards.page(store, Name("benchmark", "GLUE"))),
            views.pages(boards.pages(store)),
            views.claims(queries.claim_rows(store)),
            paper_views.papers(queries.paper_rows(store)),
            paper_views.papers(queries.paper_rows(store), whole=True),
            views.summaries(boards.overview(store).summaries),
            views.metrics(boards.overview_by_metric(store)),
        ]
        for listing in listings:
            rows = list(listing.rows)
            assert rows
            assert all(column.name in row for row in rows for column in listing.columns)
            for section in listing.sections:
                assert all(column.name in row for row in section.rows for column in section.columns)


def test_every_claim_row_has_its_source(ready_sqlite: str) -> None:
    for columns in (views.COLUMNS, views.CLAIM_COLUMNS, views.SUMMARY_COLUMNS, views.METRIC_COLUMNS):
        assert {"paper", "url", "date", "sentence"} <= {column.name for column in columns}
        assert all(column.meaning for column in columns)
    assert [column.name for column in views.COLUMNS[:3]] == ["section", "rank", "reason"]

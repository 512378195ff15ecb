"""Boards of some claims: of a benchmark's parts, of a time, a task, a reading list."""

from collections.abc import Iterator

import pytest
from sqlalchemy import insert

from leaderboards import boards, options
from leaderboards.boards import Name
from migrations import runner
from schema import tables
from schema.database import writing
from schema.errors import NotFoundError, UsageError
from schema.queries import Filters
from schema.store import Store
from tests.storing import claim, paper

PAPERS = (
    ("2501.00001", "2025-01-10", "Moth has 71.5% accuracy on SWE-bench and 72.5% on SWE-bench Verified."),
    ("2502.00002", "2025-02", "Wick has 73.5% accuracy on SWE-bench Verified and 74.5% on SWE-bench Lite."),
    ("2503.00003", "2025", "Torch has 75.5% accuracy on GSM8K."),
    ("undated", None, "Ember has 76.5% accuracy on SWE-bench Verified."),
)
ON = {
    "71.5": "SWE-bench",
    "72.5": "SWE-bench Verified",
    "73.5": "SWE-bench Verified",
    "74.5": "SWE-bench Lite",
    "75.5": "GSM8K",
    "76.5": "SWE-bench Verified",
}


@pytest.fixture
def filled(ready_sqlite: str) -> Iterator[Store]:
    """A store of papers that measure on the parts of a benchmark."""
    with runner.open_store(ready_sqlite) as store:
        for id, date, text in PAPERS:
            of = paper(id, text, date=date)
            found = [
                claim(
                    of,
                    f"{value}%",
                    number=float(value),
                    unit="%",
                    metric="accuracy",
                    benchmark=on,
                    method=text.split()[0],
                )
                for value, on in ON.items()
                if value in text
            ]
            store.record(of, found, store.run("0.1.0", "first", {}))
        yield store


def told(store: Store, name: str, filters: Filters = boards.ALL) -> list[tuple[str, list[float]]]:
    found = boards.page(store, boards.find(store, name), 0.0, filters)
    return [(board.name, [row.claim.value for row in board.rows]) for board in found.boards]


def test_a_base_name_stands_for_all_its_parts_the_unspecified_first(filled: Store) -> None:
    assert told(filled, "swe-bench") == [
        ("SWE-bench", [71.5]),
        ("SWE-bench Lite", [74.5]),
        ("SWE-bench Verified", [76.5, 73.5, 72.5]),
    ]


def test_a_part_stands_for_itself_alone(filled: Store) -> None:
    assert boards.find(filled, "SWE-bench (Verified)") == Name("benchmark", "SWE-bench Verified")
    assert told(filled, "SWE-bench Lite") == [("SWE-bench Lite", [74.5])]


def test_a_base_name_that_no_claim_has_alone_still_stands_for_its_parts(store: Store) -> None:
    text = paper(abstract="Moth solves 71.5 of AIME 2024 and 72.5 of AIME 2025, but 9.5 of WMT14 En-De.")
    found = [
        claim(text, "71.5", benchmark="AIME 2024"),
        claim(text, "72.5", benchmark="AIME 2025"),
        claim(text, "9.5", benchmark="WMT14 En-De"),
    ]
    store.record(text, found, store.run("0.1.0", "first", {}))
    assert boards.find(store, "aime") == Name("benchmark", "AIME", ("AIME 2024", "AIME 2025"))
    assert boards.find(store, "AIME24") == Name("benchmark", "AIME 2024")
    assert boards.find(store, "WMT14").names == ("WMT14 English-German",)


def test_hardware_stands_for_its_parts_too(store: Store) -> None:
    text = paper(abstract="Moth has a latency of 64 ms on an A100 and 32 ms on an A100 80GB.")
    took = {"metric": "latency", "unit": "ms", "method": "Moth"}
    found = [
        claim(text, "64 ms", number=64.0, hardware="A100", **took),
        claim(text, "32 ms", number=32.0, hardware="A100 80GB", **took),
    ]
    store.record(text, found, store.run("0.1.0", "first", {}))
    assert told(store, "NVIDIA A100") == [("A100", [64.0]), ("A100 80GB", [32.0])]
    assert told(store, "A100-80GB") == [("A100 80GB", [32.0])]


def test_a_board_is_as_it_was_published_by_a_day(filled: Store) -> None:
    verified = "SWE-bench Verified"
    assert told(filled, verified, Filters(until="2025-01-31")) == [(verified, [72.5])]
    assert told(filled, verified, Filters(until="2025-02-14")) == [(verified, [72.5])]
    assert told(filled, verified, Filters(until="2025")) == [(verified, [73.5, 72.5])]
    assert told(filled, verified, Filters(since="2025-02")) == [(verified, [73.5])]
    name = boards.find(filled, verified)
    assert boards.undated(filled, Filters(until="2025"), name) == 1
    assert boards.undated(filled, Filters(until="2025"), boards.find(filled, "GSM8K")) == 0


def test_a_task_keeps_the_benchmarks_that_it_is_done_on(filled: Store) -> None:
    task = filled.names.task("GSM8K")
    assert task is not None
    assert boards.of_task(filled, task.upper()) == ("GSM8K",)
    chosen = options.filters(filled, task=task)
    assert told(filled, "SWE-bench", chosen) == []
    assert told(filled, "GSM8K", chosen) == [("GSM8K", [75.5])]
    assert [line.benchmark for line in boards.overview(filled, 0.0, chosen).summaries] == ["GSM8K"]
    with pytest.raises(NotFoundError, match="task is 'lamp lighting'") as caught:
        boards.of_task(filled, "lamp lighting")
    assert task in caught.value.hint


def test_a_reading_list_keeps_its_papers(filled: Store) -> None:
    with writing(filled.engine) as connection:
        row = {"paper_id": 2, "name": "mine", "action": "tag", "recorded_at": "2026"}
        connection.execute(insert(tables.tag), row)
    assert told(filled, "SWE-bench", Filters(tag="mine")) == [
        ("SWE-bench Lite", [74.5]),
        ("SWE-bench Verified", [73.5]),
    ]
    assert len(boards.overview(filled, 0.0, Filters(tag="mine")).summaries) == 2


def test_every_line_of_boards_has_a_paper(filled: Store) -> None:
    for least in (0.0, 1.0):
        lines = boards.overview(filled, least).summaries
        assert {line.benchmark for line in lines} == set(ON.values())
        assert all(line.first.claim.paper for line in lines)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"since": "yesterday"}, "--since 'yesterday' is no date"),
        ({"until": "2025-02-30"}, "--until '2025-02-30' is no date"),
        ({"as_of": "2025-13"}, "--as-of '2025-13' is no date"),
        ({"as_of": "2025", "until": "2025"}, "mean the same"),
        ({"since": "2025-03", "until": "2025-02"}, "nothing is published since 2025-03 and by 2025-02"),
    ],
)
def test_what_cannot_be_meant_is_wrong_use_with_the_next_step(
    filled: Store, chosen: dict[str, str], said: str
) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        options.filters(filled, **chosen)
    assert caught.value.hint


def test_a_metric_that_no_claim_has_lists_the_nearest(filled: Store) -> None:
    assert options.filters(filled, metric="acc").metric == "accuracy"
    with pytest.raises(NotFoundError, match="no claim has a metric named"):
        options.filters(filled, metric="glow")

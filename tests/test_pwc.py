"""The shape of Papers with Code files: what is read can be written again, and what is wrong is named."""

import json
from typing import Any

import pytest

from schema.curated import pwc
from schema.curated.shapes import Cell
from tests.curated import dataset, read, row, tables, task

NESTED = [
    task(
        "Answering",
        dataset("Moth", row(accuracy="81.5%", F1=80), row(None, None), metrics=("accuracy", "F1")),
        dataset(
            "Wick",
            subdatasets=[{**dataset("x", row(accuracy="1.5")), "subdataset": "Short"}],
            dataset_links=[{"title": "home", "url": "https://example.org"}],
        ),
        subtasks=[task("Answering in verse", dataset("Moth", row("Candle", accuracy=17.30)))],
        synonyms=["QA"],
        colour="of a field that nobody knows",
    ),
    task("Nothing measured"),
]
for each in NESTED[0]["datasets"][1]["subdatasets"]:
    del each["dataset"]


def test_what_was_read_is_written_again() -> None:
    assert pwc.document(tables(*NESTED)) == NESTED


def test_a_table_is_known_by_the_names_that_it_stands_under() -> None:
    assert [(table.task, table.dataset) for table in tables(*NESTED)] == [
        (("Answering",), ()),
        (("Answering",), ("Moth",)),
        (("Answering",), ("Wick",)),
        (("Answering",), ("Wick", "Short")),
        (("Answering", "Answering in verse"), ()),
        (("Answering", "Answering in verse"), ("Moth",)),
        (("Nothing measured",), ()),
    ]


def test_a_number_stays_a_number_and_a_text_a_text() -> None:
    (_, table) = tables(task("T", dataset("D", row(a="81.5%", b=80, c=17.30, d="80", e=None))))
    assert table.rows[0].cells == (
        Cell("a", "81.5%"), Cell("b", "80", True), Cell("c", "17.3", True), Cell("d", "80"),
    )  # fmt: skip
    written = pwc.document([table])[0]["datasets"][0]["sota"]["rows"][0]["metrics"]
    assert json.dumps(written) == json.dumps({"a": "81.5%", "b": 80, "c": 17.3, "d": "80"})


def bad(**fields: Any) -> dict[str, Any]:
    """A task with a good row and one that is bad for these fields."""
    return task("T", dataset("D", row(accuracy=1), {**row(accuracy=2), **fields}))


@pytest.mark.parametrize(
    ("value", "place", "reason"),
    [
        (5, "tasks[0]", "a task is a number, not an object"),
        ({}, "tasks[0]", "task is missing"),
        (task(" "), "tasks[0]", "task is empty"),
        (task("x" * 501), "tasks[0]", "task is longer than 500 characters"),
        (task("T", subtasks={}), "tasks[0]", "subtasks is an object, not a list"),
        (task("T", subtasks=[7]), "tasks[0].subtasks[0]", "a task is a number, not an object"),
        (task("T", description="\0"), "tasks[0]", "it holds a character that a database cannot store"),
        (task("T", categories=["\ud800"]), "tasks[0]", "it holds a character that a database cannot store"),
        (task("T", weight=float("nan")), "tasks[0]", "it holds nan, which is no number of JSON"),
        (task("T", dataset(None)), "tasks[0].datasets[0]", "dataset is null, not text"),
        (task("T", {"sota": {}}), "tasks[0].datasets[0]", "dataset is missing"),
        (task("T", dataset("D", sota=[])), "tasks[0].datasets[0].sota", "sota is a list, not an object"),
        (task("T", dataset("D", metrics=("",))), "tasks[0].datasets[0].sota.metrics[0]",
         "the name of a metric is empty"),
        (bad(metrics=None), "tasks[0].datasets[0].sota.rows[1]", "metrics is null, not an object"),
        (bad(model_name=5), "tasks[0].datasets[0].sota.rows[1]", "model_name is a number, not text"),
        (bad(model_name="x" * 501), "tasks[0].datasets[0].sota.rows[1]", "model_name is longer than 500"),
        (bad(paper_url="\ud800"), "tasks[0].datasets[0].sota.rows[1]", "it holds a character"),
        (bad(metrics={"F1": [1]}), 'tasks[0].datasets[0].sota.rows[1].metrics["F1"]', "the value is a list"),
        (bad(metrics={"F1": True}), 'tasks[0].datasets[0].sota.rows[1].metrics["F1"]',
         "the value is true or false"),
        (bad(metrics={"": 1}), 'tasks[0].datasets[0].sota.rows[1].metrics[""]',
         "the name of a metric is empty"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place_and_the_rest_is_read(
    value: Any, place: str, reason: str
) -> None:
    found, faults = read(value, task("Another", dataset("E", row(accuracy=3))))
    (fault,) = faults
    assert fault.place == place
    assert fault.reason.startswith(reason)
    assert fault.hint
    assert [table.dataset for table in found[-2:]] == [(), ("E",)]


def test_a_bad_value_costs_its_row_no_other_value() -> None:
    found, _ = read(bad(metrics={"F1": [1], "accuracy": 2}))
    assert [each.cells for each in found[1].rows] == [
        (Cell("accuracy", "1", True),), (Cell("accuracy", "2", True),),
    ]  # fmt: skip


def test_tasks_within_tasks_have_an_end() -> None:
    deep: dict[str, Any] = task("T")
    for _ in range(100):
        deep = task("T", subtasks=[deep])
    found, (fault,) = read(deep)
    assert len(found) == pwc.DEEPEST
    assert fault.reason == "more than 50 of them within each other"

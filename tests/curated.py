"""Papers with Code tasks in our own words, for the tests of curated tables."""

from typing import Any

from schema.curated import pwc
from schema.curated.shapes import Fault, Table


def row(method: str | None = "Lantern", title: str | None = "Moonlight", **metrics: Any) -> dict[str, Any]:
    """A row whose paper has a title alone."""
    return {
        "model_name": method,
        "paper_title": title,
        "paper_url": "",
        "paper_date": None,
        "code_links": [],
        "model_links": [],
        "metrics": metrics,
    }


def dataset(name: str, *rows: dict[str, Any], metrics: tuple[str, ...] = ("accuracy",), **fields: Any) -> Any:
    """A data set with one table."""
    return {
        "dataset": name,
        "description": "",
        "dataset_links": [],
        "dataset_citations": [],
        "subdatasets": [],
        "sota": {"metrics": list(metrics), "rows": list(rows)},
        **fields,
    }


def task(name: str, *datasets: Any, **fields: Any) -> dict[str, Any]:
    """A task without subtasks."""
    return {
        "task": name,
        "description": "",
        "categories": [],
        "synonyms": [],
        "source_link": None,
        "datasets": list(datasets),
        "subtasks": [],
        **fields,
    }


def read(*tasks: Any) -> tuple[list[Table], list[Fault]]:
    """The tables of some tasks, and what had to be left out."""
    found = [each for index, one in enumerate(tasks) for each in pwc.tables(one, f"tasks[{index}]")]
    return [each for each in found if isinstance(each, Table)], [
        each for each in found if isinstance(each, Fault)
    ]


def tables(*tasks: Any) -> list[Table]:
    """The tables of tasks in which nothing is wrong."""
    found, faults = read(*tasks)
    assert faults == []
    return found

"""The shape of Papers with Code files: a list of tasks, each with data sets, their tables, and subtasks.

It is that of github.com/paperswithcode/sota-extractor. What is not known here is kept as it stands, so that
what was read can be written again.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schema.curated.shapes import Cell, Entry, Fault, Table
from schema.errors import json_kind

ORIGIN = "pwc"
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""What PostgreSQL (NUL) and UTF-8 (half a surrogate pair) cannot hold."""
ROW = {"model_name": "method", "paper_title": "title", "paper_url": "url", "paper_date": "date"}
"""The fields of a row that have places of their own."""
LONGEST_NAME = 500
"""Characters of a name, at most: the store's own limit."""
DEEPEST = 50
"""Tasks within tasks, or data sets within data sets, at most."""
SHAPE = "the shape is that of Papers with Code: tasks, their datasets, and the rows of sota"
STORABLE = "write the file as UTF-8, without NUL characters"

Json = Mapping[str, Any]


class _RefusedError(Exception):
    def __init__(self, place: str, reason: str, hint: str = SHAPE) -> None:
        super().__init__(reason)
        self.fault = Fault(place, reason, hint)


def tables(task: object, place: str) -> Iterator[Table | Fault]:
    """Yield the tables of a task and of all that stands in it, and what has to be left out.

    A task, or a data set of which the file gives no table, is one without rows. `place` is where the task
    stands in its file ("tasks[3]").
    """
    yield from _task(task, place, ())


def document(kept: Iterable[Table]) -> list[Any]:
    """Return the tasks that these tables make, as the JSON of a file."""
    roots: list[Any] = []
    nodes: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[str, Any]] = {}

    def node(task: tuple[str, ...], dataset: tuple[str, ...]) -> dict[str, Any]:
        if (found := nodes.get((task, dataset))) is not None:
            return found
        if dataset:
            above = node(task, dataset[:-1])
            key, inside = ("subdataset", "subdatasets") if dataset[:-1] else ("dataset", "datasets")
            made: dict[str, Any] = {key: dataset[-1]}
            above.setdefault(inside, []).append(made)
        else:
            made = {"task": task[-1]}
            siblings = node(task[:-1], ()).setdefault("subtasks", []) if task[:-1] else roots
            siblings.append(made)
        nodes[task, dataset] = made
        return made

    for table in kept:
        made = node(table.task, table.dataset)
        sota = table.facts.get("sota")
        facts = {key: value for key, value in table.facts.items() if key != "sota"}
        made |= {key: value for key, value in facts.items() if key not in made}
        if table.dataset and sota is not None:
            rows = [_written(entry) for entry in table.rows]
            made["sota"] = {"metrics": list(table.metrics), "rows": rows, **sota}
    return roots


def _task(value: object, place: str, above: tuple[str, ...]) -> Iterator[Table | Fault]:
    try:
        task, name = _named(value, place, ("task",), above)
        datasets, subtasks = _list(task, "datasets", place), _list(task, "subtasks", place)
        facts = _facts(task, place, ("task", "datasets", "subtasks"))
        facts |= {key: [] for key in ("datasets", "subtasks") if key in task}
    except _RefusedError as error:
        yield error.fault
        return
    path = (*above, name)
    yield Table(path, (), (), facts)
    for index, dataset in enumerate(datasets):
        yield from _dataset(dataset, f"{place}.datasets[{index}]", path, ())
    for index, subtask in enumerate(subtasks):
        yield from _task(subtask, f"{place}.subtasks[{index}]", path)


def _dataset(
    value: object, place: str, task: tuple[str, ...], above: tuple[str, ...]
) -> Iterator[Table | Fault]:
    faults: list[Fault] = []
    try:
        dataset, name = _named(value, place, ("subdataset", "dataset"), above)
        inside = _list(dataset, "subdatasets", place)
        facts = _facts(dataset, place, ("dataset", "subdataset", "subdatasets", "sota"))
        facts |= {"subdatasets": []} if "subdatasets" in dataset else {}
        metrics: tuple[str, ...] = ()
        rows: list[Entry] = []
        if (sota := dataset.get("sota")) is not None:
            where = f"{place}.sota"
            if not isinstance(sota, dict):
                raise _RefusedError(where, f"sota is {json_kind(sota)}, not an object")
            metrics = _metrics(sota, where)
            for index, row in enumerate(_list(sota, "rows", where)):
                rows += _row(row, f"{where}.rows[{index}]", faults)
            facts["sota"] = _facts(sota, where, ("metrics", "rows"))
    except _RefusedError as error:
        yield error.fault
        return
    path = (*above, name)
    yield Table(task, path, metrics, facts, tuple(rows))
    yield from faults
    for index, each in enumerate(inside):
        yield from _dataset(each, f"{place}.subdatasets[{index}]", task, path)


def _row(value: object, place: str, faults: list[Fault]) -> Iterator[Entry]:
    """Yield the entry that a row makes, if any; add what has to be left out to the faults."""
    try:
        if not isinstance(value, dict):
            raise _RefusedError(place, f"a row is {json_kind(value)}, not an object")
        texts = {field: _text(value, key, place) for key, field in ROW.items()}
        if len(texts["method"] or "") > LONGEST_NAME:
            raise _RefusedError(place, f"model_name is longer than {LONGEST_NAME} characters", "shorten it")
        metrics = value.get("metrics")
        if not isinstance(metrics, dict):
            what = "missing" if "metrics" not in value else f"{json_kind(metrics)}, not an object"
            raise _RefusedError(place, f"metrics is {what}")
        facts = _facts(value, place, (*ROW, "metrics"))
    except _RefusedError as error:
        faults.append(error.fault)
        return
    cells = []
    for metric, written in metrics.items():
        where = f"{place}.metrics[{json.dumps(metric, ensure_ascii=False)[:80]}]"
        try:
            if (cell := _cell(metric, written, where)) is not None:
                cells.append(cell)
        except _RefusedError as error:
            faults.append(error.fault)
    yield Entry(**texts, cells=tuple(cells), facts=facts)


def _cell(metric: str, written: object, place: str) -> Cell | None:
    _name(metric, "the name of a metric", place)
    if written is None:
        return None
    if isinstance(written, str):
        return Cell(metric, _storable(written, place))
    if isinstance(written, bool) or not isinstance(written, int | float):
        raise _RefusedError(place, f"the value is {json_kind(written)}", "write a number or a text")
    if isinstance(written, float) and not math.isfinite(written):
        return Cell(metric, str(written))  # JSON knows no such number: it is written again as a text
    return Cell(metric, json.dumps(written), numeric=True)


def _written(entry: Entry) -> dict[str, Any]:
    row = {key: getattr(entry, field) for key, field in ROW.items()}
    metrics = {
        cell.metric: json.loads(cell.written) if cell.numeric else cell.written for cell in entry.cells
    }
    return {**row, "metrics": metrics, **entry.facts}


def _named(value: object, place: str, keys: tuple[str, ...], above: tuple[str, ...]) -> tuple[Json, str]:
    if not isinstance(value, dict):
        raise _RefusedError(place, f"a {keys[-1]} is {json_kind(value)}, not an object")
    key = next((key for key in keys if key in value), keys[-1])
    if len(above) >= DEEPEST:
        raise _RefusedError(place, f"more than {DEEPEST} of them within each other", "flatten them")
    if key not in value:
        raise _RefusedError(place, f"{key} is missing")
    name = _name(value[key], key, place)
    if sum(map(len, above)) + len(above) + len(name) > LONGEST_NAME:
        raise _RefusedError(place, f"{key} is longer than {LONGEST_NAME} characters", "shorten it")
    return value, name


def _name(value: object, what: str, place: str) -> str:
    if not isinstance(value, str):
        raise _RefusedError(place, f"{what} is {json_kind(value)}, not text")
    if not value.strip():
        raise _RefusedError(place, f"{what} is empty", "name it")
    if len(value) > LONGEST_NAME:
        raise _RefusedError(place, f"{what} is longer than {LONGEST_NAME} characters", "shorten it")
    return _storable(value, place)


def _text(row: Json, key: str, place: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise _RefusedError(place, f"{key} is {json_kind(value)}, not text")
    return None if value is None else _storable(value, place)


def _list(value: Json, key: str, place: str) -> list[Any]:
    found = value.get(key)
    if found is not None and not isinstance(found, list):
        raise _RefusedError(place, f"{key} is {json_kind(found)}, not a list")
    return found or []


def _metrics(sota: Json, place: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            _name(metric, "the name of a metric", f"{place}.metrics[{index}]")
            for index, metric in enumerate(_list(sota, "metrics", place))
        )
    )


def _facts(value: Json, place: str, known: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields that have no place of their own."""
    facts = {key: each for key, each in value.items() if key not in known}
    _storable_all(facts, place)
    return facts


def _storable_all(value: object, place: str) -> None:
    match value:
        case str():
            _storable(value, place)
        case float() if not math.isfinite(value):
            raise _RefusedError(place, f"it holds {value}, which is no number of JSON", "quote it")
        case list():
            for each in value:
                _storable_all(each, place)
        case dict():
            for key, each in value.items():
                _storable(key, place)
                _storable_all(each, place)


def _storable(text: str, place: str) -> str:
    if UNSTORABLE.search(text):
        reason = "it holds a character that a database cannot store (NUL or half a surrogate pair)"
        raise _RefusedError(place, reason, STORABLE)
    return text

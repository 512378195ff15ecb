"""Reads files of curated tables, gzipped or not, task by task. What cannot be kept is a value."""

from collections.abc import Iterator

from extractor.json_records import json_records
from extractor.source import open_source
from schema.curated import pwc
from schema.curated.shapes import Fault, Table
from schema.errors import InputError, Problem

LONGEST_TASK = 500_000_000
"""Characters of one task with all that stands in it, at most."""
TRIED = 20
"""Values that are no tasks, after which it is no such file if there was no task among them."""


def read_pwc(path: str) -> Iterator[Table | Problem]:
    """Read a Papers with Code file as a stream, holding one task at a time; "-" is stdin.

    What cannot be kept is a `Problem` in its place, with where it stands: "tasks[3].datasets[0]". Raises
    InputError where the whole file cannot be read, or is something else; what is found to be damaged after
    its first task is a `Problem` at the end.
    """
    found = _read(path)
    first = list(_until_table(found))
    if not first or isinstance(first[-1], Problem):
        raise InputError(
            f"{path} is no file of Papers with Code tables"
            + (f": {first[0].reason}" if first and isinstance(first[0], Problem) else ""),
            'a list of tasks is read: [{"task": ..., "datasets": [...]}, ...], plain or gzipped',
        )
    yield from first
    try:
        yield from found
    except InputError as error:
        yield Problem(path, 0, error.message, error.hint)


def _until_table(found: Iterator[Table | Problem]) -> Iterator[Table | Problem]:
    for tried, each in enumerate(found, 1):
        yield each
        if isinstance(each, Table) or tried == TRIED:
            return


def _read(path: str) -> Iterator[Table | Problem]:
    with open_source(path) as source:
        index = 0
        for record in json_records(source, LONGEST_TASK):
            if isinstance(record, Problem):
                yield record
                continue
            line, value = record
            for each in pwc.tables(value, f"tasks[{index}]"):
                if isinstance(each, Fault):
                    yield Problem(path, line, f"{each.place}: {each.reason}", each.hint)
                else:
                    yield each
            index += 1

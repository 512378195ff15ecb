"""Files of papers in our own words, and the records that are read from them."""

import json
from collections.abc import Iterator
from pathlib import Path

from schema.errors import Problem
from schema.records import Paper

TITLE = "Pruning by Moonlight"
ABSTRACT = "We prune at night. Lantern reaches 81.3 on GLUE."
GOOD = {"id": "2409.00001", "title": TITLE, "abstract": ABSTRACT}


def write(folder: Path, content: str | bytes, name: str = "papers.txt") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def jsonl(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def parted(found: Iterator[Paper | Problem]) -> tuple[list[Paper], list[Problem]]:
    records = list(found)
    return [r for r in records if isinstance(r, Paper)], [r for r in records if isinstance(r, Problem)]


def only_paper(found: Iterator[Paper | Problem]) -> Paper:
    (paper,) = found
    assert isinstance(paper, Paper)
    return paper


def only_problem(found: Iterator[Paper | Problem]) -> Problem:
    (problem,) = found
    assert isinstance(problem, Problem)
    return problem

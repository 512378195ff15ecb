"""Reads papers out of files: pages, JSON, JSONL, CSV and TSV, gzipped or not. A bad record is a value."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePath
from typing import Any

from extractor.csv_records import csv_records, table_format
from extractor.fields import paper_of
from extractor.json_records import json_records, jsonl_records
from extractor.pages import page_records
from extractor.source import STDIN, Source, open_source
from schema.errors import InputError, Problem, UsageError
from schema.records import Paper

FORMATS = ("auto", "page", "json", "jsonl", "csv", "tsv")
READERS: dict[str, Callable[[Source], Iterator[tuple[int, Any] | Problem]]] = {
    "page": page_records,
    "json": json_records,
    "jsonl": jsonl_records,
    "csv": csv_records,
    "tsv": partial(csv_records, format_="tsv"),
}
HELD_BACK = 20
"""Problems that wait for a first paper, at most, where bytes are not UTF-8."""
EXTENSIONS = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv"}
JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*(?:\{|\]\s*$|[^\n\]]{1,80},\s*\{))")
OBJECT_START = re.compile(r"^\{\s*[\"}]", re.MULTILINE)
LIST_START = re.compile(r"\"papers\"\s*:\s*\[")
HTML_START = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)


def read_papers(path: str, input_format: str = "auto") -> Iterator[Paper | Problem]:
    """Read a file of papers as a stream, holding one record at a time; "-" is stdin.

    A record that cannot be used is a `Problem` in its place. A field that is not needed and cannot be read
    (authors, dates, categories, url) is left out, and a `Problem` behind the paper says so. Raises UsageError
    for a format that is none of `FORMATS`, and InputError where the whole file cannot be read; what is found
    to be damaged after its first paper is a `Problem` at the end.
    """
    if input_format not in FORMATS:
        raise UsageError(f"there is no input format {input_format!r}", f"formats are {', '.join(FORMATS)}")
    return _read(path, input_format)


def _read(path: str, input_format: str) -> Iterator[Paper | Problem]:
    any_paper = any_problem = False
    first: list[Paper | Problem] = []  # told when a paper comes: perhaps the whole file is not UTF-8
    with open_source(path) as source:
        format_ = recognised(source.head, path) if input_format == "auto" else input_format
        try:
            for found in _papers(source, format_):
                any_paper = any_paper or isinstance(found, Paper)
                any_problem = any_problem or isinstance(found, Problem)
                first.append(found)
                if any_paper or not source.undecoded or len(first) > HELD_BACK:
                    yield from first
                    first.clear()
        except InputError as error:
            if not any_paper:
                raise
            reason = error.message.replace(source.label, "the file", 1)
            yield Problem(path, source.line + 1, reason, error.hint)
        if not any_paper and source.undecoded:
            raise InputError(
                f"{source.label} is not UTF-8", f"convert it: iconv -f LATIN1 -t UTF-8 {path} > FILE"
            )
        if not any_paper and not any_problem and format_ == "page":
            raise InputError(
                f"no paper was found in {source.label}", "a page has a title, a blank line and an abstract"
            )


def _papers(source: Source, format_: str) -> Iterator[Paper | Problem]:
    for record in READERS[format_](source):
        if isinstance(record, Problem):
            yield record
        else:
            yield from paper_of(record[1], source.name, record[0])


def recognised(head: str, path: str = STDIN) -> str:
    """Say which format a text is, by its beginning, and by the file's extension where that leaves it open.

    Raises InputError for HTML.
    """
    extension = next((EXTENSIONS[s] for s in reversed(PurePath(path).suffixes) if s in EXTENSIONS), None)
    if HTML_START.match(head):
        raise InputError(f"{path} is HTML, not text", "open it in a browser and copy its text into a file")
    if table := table_format(head):
        return table
    objects = OBJECT_START.findall(head)
    if not JSON_START.match(head):
        # perhaps JSONL whose first line is broken
        return extension or ("jsonl" if len(objects) > 1 else "page")
    first, _, rest = head.strip().partition("\n")
    if first.startswith("["):
        return "json"
    try:
        whole = json.loads(first)
    except (ValueError, RecursionError):
        if LIST_START.search(first) or first.rstrip().endswith(("{", "[", ",", ":")):
            return "json"
        return "jsonl" if OBJECT_START.search(rest) or not rest else "json"
    return "json" if isinstance(whole.get("papers"), list) and not rest else "jsonl"

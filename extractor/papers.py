"""Reads papers out of files: pasted pages, JSON and JSONL, gzipped or not. A bad record is a value."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any

from extractor.json_records import json_records, jsonl_records
from extractor.pages import page_records
from extractor.source import STDIN, UNDECODED, Source, open_source
from schema import dates
from schema.errors import InputError, Problem, UsageError, json_kind
from schema.identity import text_id
from schema.records import Paper

FORMATS = ("auto", "page", "json", "jsonl")
READERS: dict[str, Callable[[Source], Iterator[tuple[int, Any] | Problem]]] = {
    "page": page_records,
    "json": json_records,
    "jsonl": jsonl_records,
}
LONGEST_TEXT = 100_000
"""Characters of a title or abstract, at most: what is longer is a whole paper."""
LONGEST_NAME = 500
"""Characters of an id, at most: the store's own limit."""
LONGEST_DATE = 100
EXTENSIONS = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*(?:\{|\]\s*$|[^\n\]]{1,80},\s*\{))")
OBJECT_START = re.compile(r"^\{\s*[\"}]", re.MULTILINE)
TABLE = re.compile(
    r"(?=[^\n]{0,200}[\",;\t]abstract\b)(?=(?:[^\n]{0,200}[\",;\t])?title\b)[\w \",;\t]{1,300}\r?\n",
    re.IGNORECASE,
)
"""The first line of a table of papers: column names, and among them title and abstract."""
LIST_START = re.compile(r"\"papers\"\s*:\s*\[")
HTML_START = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
HINT = "a record needs a title and an abstract, both text"


def read_papers(path: str, input_format: str = "auto") -> Iterator[Paper | Problem]:
    """Read a file of papers as a stream, holding one record at a time; "-" is stdin.

    A record that cannot be used is a `Problem` in its place. A field that is not needed and cannot be read
    (authors, date, url) is left out, and a `Problem` behind the paper says so. Raises UsageError for a format
    that is none of `FORMATS`, and InputError where the whole file cannot be read; what is found to be
    damaged after its first paper is a `Problem` at the end.
    """
    if input_format not in FORMATS:
        raise UsageError(f"there is no input format {input_format!r}", f"formats are {', '.join(FORMATS)}")
    return _read(path, input_format)


def _read(path: str, input_format: str) -> Iterator[Paper | Problem]:
    any_paper = any_problem = False
    with open_source(path) as source:
        if input_format == "auto" and TABLE.match(source.head):
            raise InputError(f"{path} is a table (CSV or TSV)", "convert it to JSONL: one object a line")
        format_ = recognised(source.head, path) if input_format == "auto" else input_format
        try:
            for record in READERS[format_](source):
                for found in (
                    [record] if isinstance(record, Problem) else paper_of(record[1], path, record[0])
                ):
                    any_paper = any_paper or isinstance(found, Paper)
                    any_problem = any_problem or isinstance(found, Problem)
                    yield found
        except InputError as error:
            if not any_paper:
                raise
            yield Problem(path, source.line + 1, error.message, error.hint)
        if not any_paper and source.undecoded:
            raise InputError(f"{path} is not UTF-8", "convert it, for example: iconv -f LATIN1 -t UTF-8 FILE")
        if not any_paper and not any_problem and format_ == "page":
            raise InputError(
                f"no paper was found in {path}", "a page has a title, a blank line and an abstract"
            )


def recognised(head: str, path: str = STDIN) -> str:
    """Say which format a text is, by its beginning, and by the file's extension where that leaves it open.

    Raises InputError for HTML.
    """
    extension = next((EXTENSIONS[s] for s in reversed(PurePath(path).suffixes) if s in EXTENSIONS), None)
    if HTML_START.match(head):
        raise InputError(f"{path} is HTML, not text", "open it in a browser and copy its text into a file")
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


def paper_of(record: object, file: str, line: int) -> Iterator[Paper | Problem]:
    """Make a paper of one record; yield it, or why not, and then what had to be left out of it."""
    if not isinstance(record, dict):
        yield Problem(file, line, f"a record is an object, not {json_kind(record)}", HINT)
        return
    try:
        title, abstract = _text(record, "title"), _text(record, "abstract")
        name = _id(record.get("id"))
    except _RefusedError as error:
        yield Problem(file, line, error.reason, error.hint)
        return
    lost: list[_RefusedError] = []

    def optional(field: str, read: Callable[[object], Any]) -> Any:
        try:
            return read(record.get(field))
        except _RefusedError as error:
            lost.append(error)
            return None

    yield Paper(
        id=name or text_id(f"{title}\n{abstract}"),
        title=title,
        abstract=abstract,
        authors=optional("authors", _authors) or (),
        date=optional("date", _date),
        url=optional("url", _url),
        id_given=name is not None,
        number_id=isinstance(record.get("id"), int),
        file=file,
        line=line,
    )
    for loss in lost:
        yield Problem(file, line, f"{loss.reason}; the paper goes in without it", loss.hint)


class _RefusedError(Exception):
    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


def _text(record: dict[str, object], field: str) -> str:
    value = record.get(field)
    if value is None:
        raise _RefusedError(f"the {field} is missing", HINT)
    if not isinstance(value, str):
        raise _RefusedError(f"the {field} is {json_kind(value)}, not text", HINT)
    if not value.strip():
        raise _RefusedError(f"the {field} is empty", HINT)
    if len(value) > LONGEST_TEXT:
        raise _RefusedError(
            f"the {field} is longer than {LONGEST_TEXT:,} characters", "give the abstract, not the paper"
        )
    return _clean(value, field)


def _id(value: object) -> str | None:
    """Return the id as given, of a number its digits; None where none is given."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise _RefusedError(f"the id is {json_kind(value)}, neither a string nor an integer", "quote it")
    if not value or not value.strip():
        return None
    if len(value) > LONGEST_NAME:
        raise _RefusedError(f"the id is longer than {LONGEST_NAME} characters", "give a shorter one, or none")
    return _clean(value, "id")


def _authors(value: object) -> tuple[str, ...]:
    """Read a list of names, or one string, which stays whole: a comma may part names or parts of one."""
    names = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _RefusedError("the authors are no list of strings", 'write ["Ada Lovelace", "Alan Turing"]')
    return tuple(_clean(name, "authors") for name in names if name.strip())


def _date(value: object) -> str | None:
    if value is None or value == "":
        return None
    known = None
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and len(text) <= LONGEST_DATE:
        try:
            known = dates.parse(_clean(text, "date"))
        except ValueError:
            pass
        else:
            return known  # a day without a year is no date, and no fault either
    if known is None:
        raise _RefusedError(
            f"the date {str(value)[:LONGEST_DATE]!r} cannot be read", "write 2024-09-05, 2024-09 or 2024"
        )
    return known


def _url(value: object) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _RefusedError(f"the url is {json_kind(value)}, not text", "quote it")
    return _clean(value.strip(), "url") or None


def _clean(text: str, field: str) -> str:
    """Return the text where a database can hold it."""
    if "\0" in text:
        raise _RefusedError(f"the {field} holds a NUL character", "remove it")
    try:
        text.encode()
    except UnicodeEncodeError:
        what = "bytes that are not UTF-8" if UNDECODED.search(text) else "half of a surrogate pair"
        raise _RefusedError(f"the {field} holds {what}", "write the file as UTF-8") from None
    return text

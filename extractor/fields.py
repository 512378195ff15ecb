"""A record's fields, read one by one: a paper of what is good, and a problem for each that is not."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from extractor import arxiv
from extractor.source import UNDECODED
from schema import dates
from schema.errors import Problem, json_kind
from schema.identity import identifier, text_id
from schema.records import Paper

LONGEST_TEXT = 100_000
"""Characters of a title or abstract, at most: what is longer is a whole paper."""
LONGEST_NAME = 500
"""Characters of an id or a category, at most: of ids it is the store's own limit."""
LONGEST_DATE = 100
PARTS = re.compile(r"[\s;,]+")
"""What stands between categories that are one string."""
HINT = "a record needs a title and an abstract, both text"


def paper_of(record: object, file: str, line: int) -> Iterator[Paper | Problem]:
    """Make a paper of one record; yield it, or why not, and then what had to be left out of it."""
    record = _mended(record)
    if not isinstance(record, dict):
        yield Problem(file, line, f"a record is an object, not {json_kind(record)}", HINT, record)
        return
    fields = _ours(record)
    try:
        title, abstract = _text(fields, "title"), _text(fields, "abstract")
        name = _id(fields.get("id")) or _doi(fields.get("doi"))
    except _RefusedError as error:
        yield Problem(file, line, error.reason, error.hint, record)
        return
    lost: list[_RefusedError] = []

    def optional(field: str, read: Callable[[object], Any], default: Any = None) -> Any:
        try:
            return read(fields.get(field))
        except _RefusedError as error:
            lost.append(error)
            return default

    first, newest = optional("versions", _versions, (None, None))
    yield Paper(
        id=name or text_id(f"{title}\n{abstract}"),
        title=title,
        abstract=abstract,
        authors=optional("authors_parsed", _authors_parsed) or optional("authors", _authors, ()),
        date=optional("date", _date) or newest,
        published=optional("published", _date) or first,
        categories=optional("categories", _categories, ()),
        url=optional("url", _url),
        id_given=name is not None,
        number_id=isinstance(fields.get("id"), int),
        file=file,
        line=line,
    )
    for loss in lost:
        yield Problem(file, line, f"{loss.reason}; the paper goes in without it", loss.hint, record)


def record_of(paper: Paper) -> dict[str, object]:
    """Return a record that `paper_of` makes this paper of."""
    fields: dict[str, object] = {
        "id": (int(paper.id) if paper.number_id else paper.id) if paper.id_given else None,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": list(paper.authors),
        "date": paper.date,
        "published": paper.published,
        "categories": list(paper.categories),
        "url": paper.url,
    }
    return {name: value for name, value in fields.items() if value}


class _RefusedError(Exception):
    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


def _mended(record: object) -> object:
    """Return what stands in a line of `add --rejects`, mended since; any other record as it is."""
    if isinstance(record, dict) and "title" not in record and {"reason", "record"} <= record.keys():
        return record["record"]
    return record


def _ours(record: Mapping[str, object]) -> Mapping[str, object]:
    """Return the fields by our names: those of our own exports are called otherwise."""
    fields = dict(record)
    if "id" not in fields and "paper" in fields:
        fields["id"] = fields["paper"]
    if "text_date" in fields:  # then `date` is when the paper was first published
        fields |= {"date": fields["text_date"], "published": fields.get("published") or fields.get("date")}
    return fields


def _text(record: Mapping[str, object], field: str) -> str:
    value = record.get(field)
    if value is None:
        raise _RefusedError(f"the {field} is missing", HINT)
    if not isinstance(value, str):
        raise _RefusedError(f"the {field} is {json_kind(value)}, not text", HINT)
    if len(value) > LONGEST_TEXT:
        raise _RefusedError(
            f"the {field} is longer than {LONGEST_TEXT:,} characters", "give the abstract, not the paper"
        )
    text = _clean(value, field)
    if not _visible(text):
        raise _RefusedError(f"the {field} is empty", HINT)
    return text


def _id(value: object) -> str | None:
    """Return the id as given, of a number its digits; None where none is given."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise _RefusedError(f"the id is {json_kind(value)}, neither a string nor an integer", "quote it")
    if value and len(value) > LONGEST_NAME:
        raise _RefusedError(f"the id is longer than {LONGEST_NAME} characters", "give a shorter one, or none")
    name = _clean(value or "", "id")
    return name if _visible(name) else None


def _doi(value: object) -> str | None:
    """Return a DOI, which stands for an id where there is none; None for anything else."""
    if not isinstance(value, str) or len(value) > LONGEST_NAME or identifier(value).scheme == "id":
        return None
    return _clean(value, "doi")


def _authors(value: object) -> tuple[str, ...]:
    """Read a list of names, or one string of names between semicolons.

    A string without one stays whole: a comma may part names or parts of one.
    """
    names = value.split(";") if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _RefusedError("the authors are no list of strings", 'write ["Ada Lovelace", "Alan Turing"]')
    if len(names) > 1 and isinstance(value, str):
        names = [name.strip() for name in names]
    return tuple(_clean(name, "authors") for name in names if _visible(name))


def _authors_parsed(value: object) -> tuple[str, ...]:
    try:
        names = [] if value is None else arxiv.authors(value)
    except ValueError as error:
        raise _RefusedError(str(error), 'write [["Lovelace", "Ada", ""], ["Turing", "Alan", ""]]') from None
    return tuple(_clean(name, "authors_parsed") for name in names if _visible(name))


def _versions(value: object) -> tuple[str | None, str | None]:
    try:
        return (None, None) if value is None else arxiv.dates(value)
    except ValueError as error:
        hint = 'write [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}]'
        raise _RefusedError(str(error), hint) from None


def _categories(value: object) -> tuple[str, ...]:
    names = PARTS.split(value) if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _RefusedError("the categories are no list of strings", 'write ["cs.CL", "cs.LG"]')
    if any(len(name) > LONGEST_NAME for name in names):
        raise _RefusedError(
            f"a category is longer than {LONGEST_NAME} characters", 'write ["cs.CL", "cs.LG"]'
        )
    return tuple(dict.fromkeys(_clean(name.strip(), "categories") for name in names if _visible(name)))


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


def _visible(text: str) -> bool:
    """Say whether there is anything to see: neither white space alone nor marks of no width."""
    return any(char.isprintable() and not char.isspace() for char in text)

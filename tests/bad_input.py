"""Files that are wrong, each with the commands to which they are given. All texts are our own words."""

import gzip
import json
from collections.abc import Mapping
from typing import NamedTuple

from tests.paper_files import ABSTRACT, TITLE, jsonl

LATER = f"{ABSTRACT} It sleeps by day."


class Case(NamedTuple):
    """Files to lie in a folder, by name, and the commands that are then run in it."""

    name: str
    files: Mapping[str, bytes | str]
    commands: tuple[str, ...]


def paper(id: object = "1", **fields: object) -> dict[str, object]:
    return {"id": id, "title": TITLE, "abstract": ABSTRACT, **fields}


def latin(*records: object) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode("latin-1")


def one(name: str, content: bytes | str, file: str = "papers.jsonl", *more: str) -> Case:
    """A case of one file that is added."""
    return Case(name, {file: content}, (f"add {file}", *more))


GOOD = jsonl(paper("1"), paper("2"), paper("3"))
CAFE = paper("4", title="Café")
PACKED = gzip.compress(jsonl(*(paper(str(n), title=f"Night {n * 7919 % 1009}") for n in range(200))).encode())
ROWS = 'id,title,abstract\n1,"Lantern,We reach 5%.\n2,Candle,"We reach 6%."\n3,Torch,We reach 7%, at last.\n'
PROSE = f"{ABSTRACT} " * 5

CASES = [
    Case("a file that is not there", {}, ("add papers.jsonl",)),
    Case("a folder", {"papers/inner.jsonl": GOOD}, ("add papers",)),
    one("an empty file", ""),
    Case("nothing on stdin", {}, ("add -",)),
    one("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "papers.png"),
    one("a PDF file", "%PDF-1.7 and so on", "papers.pdf"),
    one("a spreadsheet", b"PK\x03\x04 and so on", "papers.xlsx"),
    one("a web page", "<!doctype html><p>Lantern", "papers.html"),
    one("UTF-16", GOOD.encode("utf-16")),
    one("Latin-1", latin(CAFE)),
    one("Latin-1 in one record of four", GOOD.encode() + latin(CAFE)),
    one("a byte order mark", b"\xef\xbb\xbf" + GOOD.encode()),
    one("a gzip file that is cut short", PACKED[: len(PACKED) // 2], "papers.jsonl.gz"),
    one("a gzip file that is damaged", gzip.compress(GOOD.encode()) + b"rubbish", "papers.jsonl.gz"),
    one("a gzip bomb", gzip.compress(GOOD.encode() + b" " * 30_000_000), "papers.jsonl.gz"),
    one("malformed JSON on line 2", jsonl(paper("1")) + '{"id": "2", "title": \n' + jsonl(paper("3"))),
    one(
        "malformed JSON within a list",
        f"[{json.dumps(paper('1'))},\n {{'id': '2'}},\n {json.dumps(paper('3'))}]",
        "papers.json",
    ),
    Case(
        "JSON of another shape",
        {"object.json": '{"data": [1, 2]}', "list.json": "[1, null]", "word.json": '"Lantern"'},
        ("add object.json", "add list.json", "add word.json"),
    ),
    one(
        "missing and null fields",
        jsonl({"id": "1"}, paper("2", abstract=None), paper("3", title=None), paper(None)),
    ),
    one(
        "an abstract that is no text, or holds nothing to see",
        jsonl(
            *(paper(str(n), abstract=a) for n, a in enumerate((5, [ABSTRACT], "", " \n", "\u200b", ABSTRACT)))
        ),
    ),
    one(
        "fields that a paper can do without",
        jsonl(paper("1", date="soon"), paper("2", authors=3), paper("3", versions="v1"), paper("4", url=[])),
    ),
    one("the same text twice", jsonl(paper("2409.00001"), paper("arXiv:2409.00001v2"))),
    one("two texts of one paper", jsonl(paper("2409.00001"), paper("arXiv:2409.00001v2", abstract=LATER))),
    one(
        "two texts of one paper, each with its date",
        jsonl(paper(date="2024-01"), paper(abstract=LATER, date="2024-06")),
    ),
    Case(
        "another text in another file",
        {"papers.jsonl": jsonl(paper()), "later.jsonl": jsonl(paper(abstract=LATER))},
        ("add papers.jsonl", "add later.jsonl"),
    ),
    one(
        "NUL, and half of a surrogate pair",
        jsonl(paper("1"), paper("2", abstract="A NUL\0."), paper("3", title="Half \ud83d"), paper("4\0")),
    ),
    one(
        "terminal escapes, and marks that turn the text",
        jsonl(paper("\x1b[2J1", title="\x1b]0;gone\x07\u202eLantern"), paper("2\x9b", date="\x1b[31msoon")),
        "papers.jsonl",
        "papers --format table",
    ),
    one("an abstract that is a whole paper", jsonl(paper("1", abstract="a " * 50_001), paper("2"))),
    one("a line of 5 MB", jsonl(paper("1", abstract="a" * 5_000_000), paper("2"))),
    Case(
        "more problems than are told one by one",
        {"papers.jsonl": jsonl(*({"id": n} for n in range(30)), paper())},
        ("add papers.jsonl",),
    ),
    Case(
        "refused records, written out and added again",
        {"papers.jsonl": jsonl(paper("1"), {"id": "2", "title": TITLE}, paper("3", date="soon"))},
        ("add papers.jsonl --rejects refused.jsonl", "add refused.jsonl"),
    ),
    Case(
        "refused records of an extraction",
        {"papers.jsonl": GOOD + jsonl({"id": "4"})},
        ("extract papers.jsonl -o claims.jsonl --rejects refused.jsonl -q",),
    ),
    Case(
        "several files, one of which is not there", {"papers.jsonl": GOOD}, ("add none.jsonl papers.jsonl",)
    ),
    one("a text without papers", "Subscribe\n\nMar 14\n", "page.txt"),
    one("an abstract without a title", f"{PROSE}\n\nLantern\n\n{PROSE}\n", "page.txt"),
    one("a table without abstracts", "id,title,summary\n1,Lantern,We reach 5%.\n", "papers.csv"),
    one("rows that cannot be taken apart", ROWS, "papers.csv"),
    Case("a file of curated tables that is none", {"papers.jsonl": GOOD}, ("import pwc papers.jsonl",)),
    Case(
        "a place that cannot be written",
        {"papers.jsonl": GOOD},
        (
            "extract papers.jsonl -o none/claims.jsonl",
            "extract papers.jsonl -o /dev/full",
            "add papers.jsonl --rejects none/refused.jsonl",
            "add papers.jsonl --rejects papers.jsonl",
        ),
    ),
    Case(
        "a place where no database can be made",
        {"papers.jsonl": GOOD},
        ("add papers.jsonl --db none/claims.db", "add papers.jsonl --db /proc/claims.db"),
    ),
    Case("a file that is no database", {"papers.jsonl": GOOD}, ("add papers.jsonl --db papers.jsonl",)),
    Case(
        "a server that does not answer",
        {"papers.jsonl": GOOD},
        ("add papers.jsonl --db postgresql://ada:s3cret@127.0.0.1:1/claims",),
    ),
]

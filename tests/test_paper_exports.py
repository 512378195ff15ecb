"""What is exported of papers can be added elsewhere, and gives the same papers."""

import json
from pathlib import Path

import pytest

from tests.running import Run, table

WRAPPED = "We present Larch.\n  On GSM8K, Larch\n  reaches 81.5% accuracy."
PAPERS = [
    {
        "id": "arXiv:2501.00001v2",
        "title": "Larch",
        "abstract": WRAPPED,
        "authors": ["Ada Lovelace", "Alan Turing"],
        "date": "2025-03-04",
        "published": "2025-01-02",
        "categories": ["cs.CL", "cs.LG"],
    },
    {
        "title": "=Rowan",
        "abstract": "Rowan obtains 88.0% accuracy on GSM8K, “quoted, text”.",
        "authors": "Solo, A.",
    },
    {
        "id": "10.5555/abc",
        "title": "-Elm",
        "abstract": "'Elm' has 77.0% accuracy on GSM8K.",
        "url": "https://a.example/x?a=1,2",
    },
    {"id": "2502.00002", "title": "Ash", "abstract": "Ash has 76.0% accuracy on GSM8K."},
    {"id": "my id", "title": "Yew", "abstract": "We review trees.", "published": "2024-06"},
]
HERE = ("recorded", "tags")
"""Columns that are of the store rather than of the paper."""


@pytest.fixture
def added(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a store that holds these papers, the first of them on two lists."""
    monkeypatch.setenv("CLAIMBOARD_DB", str(tmp_path / "claims.db"))
    path = tmp_path / "papers.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in PAPERS))
    run("add", path)
    run("papers", "tag", "to read", "2501.00001")
    run("papers", "tag", "conifers", "2501.00001")
    return tmp_path


def exported(run: Run, what: str, *options: object) -> list[dict[str, object]]:
    """The records of an export, without what is of the store alone."""
    lines = run("export", what, "--format", "jsonl", *options).out.splitlines()
    return [{key: cell for key, cell in json.loads(line).items() if key not in HERE} for line in lines]


def evened(records: list[dict[str, object]]) -> list[dict[str, object]]:
    """The same records with their texts in one line, and without offsets into these."""
    return [
        {key: " ".join(cell.split()) if isinstance(cell, str) else cell for key, cell in each.items()}
        | {place: None for place in ("start", "end") if place in each}
        for each in records
    ]


def test_an_export_of_papers_holds_their_authors_abstracts_categories_and_lists(
    added: Path, run: Run
) -> None:
    first, rowan, *_ = map(json.loads, run("export", "papers", "--format", "jsonl").out.splitlines())
    assert first["paper"] == "2501.00001"
    assert (first["date"], first["text_date"]) == ("2025-01-02", "2025-03-04")
    assert (first["authors"], first["categories"]) == (["Ada Lovelace", "Alan Turing"], ["cs.CL", "cs.LG"])
    assert (first["tags"], first["abstract"]) == (["conifers", "to read"], WRAPPED)
    assert (rowan["authors"], rowan["categories"], rowan["tags"]) == (["Solo, A."], [], [])
    row = table(run("export", "papers").out, ",")[0]
    assert (row["authors"], row["categories"]) == ("Ada Lovelace; Alan Turing", "cs.CL cs.LG")
    assert (row["tags"], row["abstract"]) == ("conifers; to read", " ".join(WRAPPED.split()))


def test_the_listing_of_papers_holds_what_is_short(added: Path, run: Run) -> None:
    (row, *_) = table(run("papers").out)
    assert (row["text_date"], row["categories"], row["tags"]) == (
        "2025-03-04", "cs.CL cs.LG", "conifers; to read"
    )  # fmt: skip
    assert not {"abstract", "authors"} & set(row)
    (record, *_) = json.loads(run("papers", "--format", "json").out)["papers"]
    assert record["tags"] == ["conifers", "to read"]


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "tsv"])
def test_what_is_exported_and_added_elsewhere_is_the_same(added: Path, run: Run, form: str) -> None:
    file, there = added / f"export.{form}", ("--db", added / "there.db")
    run("export", "papers", "--format", form, "-o", file)
    assert run("add", file, *there).code == 0
    papers, claims = exported(run, "papers"), exported(run, "claims")
    same, also = exported(run, "papers", *there), exported(run, "claims", *there)
    if form in ("csv", "tsv"):  # which even white space
        papers, claims, also = evened(papers), evened(claims), evened(also)
    assert same == papers
    assert also == claims
    assert len(claims) == 4
    again = run("add", file, *there)
    assert again.err == "nothing changed: 5 papers were already read\n"
    back = run("add", file)
    assert back.err == "nothing changed: 5 papers were already read\n"

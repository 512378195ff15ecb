"""arXiv's metadata snapshot is read as it is: authors, dates of versions, categories, hard-wrapped texts."""

import itertools
import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from extractor import interchange
from extractor.papers import read_papers
from extractor.pipeline import Extractor, load
from schema.errors import Problem
from schema.identity import evened
from schema.records import Claim, Paper
from schema.spans import Shift
from tests.running import Run, table

SNAPSHOT = "arxiv-metadata-oai-snapshot.json"
GOLD = Path(__file__).parents[2] / "shared" / "gold"
TITLE = "Pruning by Moonlight and What the Lanterns Thought of It:\n  a Study of Long Nights"
ABSTRACT = (
    "  We present Lantern, a sparse tuner for those who sleep by day. On the GLUE\n"
    "benchmark, Lantern reaches an average score of\n81.3, while Candle stays at 79.0. On one\n"
    "H100 it is 2.5x\nfaster than Candle.\n"
)
RECORD: dict[str, Any] = {
    "id": "2409.00001",
    "submitter": "Ada Byron",
    "authors": "Ada Byron, Andr\\'e Luz Jr. and the Owl Society",
    "title": TITLE,
    "comments": "12 pages, 3 moons",
    "journal-ref": None,
    "doi": "10.1234/night.7",
    "report-no": None,
    "categories": "cs.CL cs.LG",
    "license": "http://creativecommons.org/licenses/by/4.0/",
    "abstract": ABSTRACT,
    "versions": [
        {"version": "v1", "created": "Sun, 1 Sep 2024 23:30:00 GMT"},
        {"version": "v2", "created": "Fri, 3 Jan 2025 09:00:00 GMT"},
    ],
    "update_date": "2025-01-06",
    "authors_parsed": [
        ["Byron", "Ada", ""],
        ["Luz", "André", "Jr.", "Night School"],
        ["Owl Society", "", ""],
    ],
}


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return load()


def read(folder: Path, **changes: object) -> list[Paper | Problem]:
    """What is read of a snapshot of two papers, of which the second is changed."""
    records = (RECORD | {"id": "2409.00002"}, RECORD | changes)
    path = folder / SNAPSHOT
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    first, *rest = read_papers(str(path))
    assert isinstance(first, Paper)
    return rest


def test_every_field_that_tells_of_the_paper_is_read(tmp_path: Path) -> None:
    (paper,) = read(tmp_path)
    assert isinstance(paper, Paper)
    assert paper == Paper(
        id="2409.00001",
        title=TITLE,
        abstract=ABSTRACT,
        authors=("Ada Byron", "André Luz Jr.", "Owl Society"),
        date="2025-01-03",
        published="2024-09-01",
        categories=("cs.CL", "cs.LG"),
        file=str(tmp_path / SNAPSHOT),
        line=2,
    )


@pytest.mark.parametrize("parsed", [None, []])
def test_without_parsed_authors_the_string_stays_whole(tmp_path: Path, parsed: object) -> None:
    (paper,) = read(tmp_path, authors_parsed=parsed)
    assert isinstance(paper, Paper)
    assert paper.authors == (RECORD["authors"],)


@pytest.mark.parametrize(
    ("created", "date"),
    [
        ("Mon, 2 Apr 2007 23:30:00 -0200", "2007-04-03"),
        ("2 Apr 07 19:18 GMT", "2007-04-02"),
        ("Mon, 02 Apr 2007 19:18:42 -0000", "2007-04-02"),
    ],
)
def test_dates_are_those_of_universal_time(tmp_path: Path, created: str, date: str) -> None:
    (paper,) = read(tmp_path, versions=[{"version": "v1", "created": created}])
    assert isinstance(paper, Paper)
    assert (paper.published, paper.date) == (date, date)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("versions", "v1", "the versions are no list"),
        ("versions", ["v1", "v2"], "the versions are no list"),
        ("versions", [{"version": "v1"}], "a version's date 'None' cannot be read"),
        ("versions", [{"version": "v1", "created": 5}], "a version's date '5' cannot be read"),
        ("versions", [{"version": "v1", "created": "soon"}], "a version's date 'soon' cannot be read"),
        ("versions", [{"created": "Mon, 99 Apr 2007 19:18:42 GMT"}], "a version's date"),
        ("versions", [{"created": "Fri, 31 Dec 9999 23:30:00 -0200"}], "a version's date"),
        ("versions", [{"created": "x" * 100_000}], "a version's date"),
        ("authors_parsed", "Byron", "the authors_parsed are no list"),
        ("authors_parsed", ["Byron"], "the authors_parsed are no list"),
        ("authors_parsed", [["Byron", 5]], "the authors_parsed are no list"),
        ("authors_parsed", [[]], "the authors_parsed are no list"),
        ("authors_parsed", [["Byron", "A\0da"]], "the authors_parsed holds a NUL"),
        ("categories", {"cs": "CL"}, "the categories are no list"),
    ],
)
def test_what_is_malformed_is_told_and_the_paper_goes_in_without_it(
    tmp_path: Path, field: str, value: object, words: str
) -> None:
    paper, problem = read(tmp_path, **{field: value})
    assert isinstance(paper, Paper)
    assert paper.title == TITLE
    if field == "versions":
        assert (paper.date, paper.published) == (None, None)
    if field == "authors_parsed":
        assert paper.authors == (RECORD["authors"],)
    assert isinstance(problem, Problem)
    assert problem.reason.startswith(words)
    assert problem.reason.endswith("the paper goes in without it")
    assert (problem.line, bool(problem.hint)) == (2, True)
    assert problem.record == RECORD | {field: value}


def test_a_snapshot_is_added_as_it_is_and_the_plain_text_is_the_same_paper(run: Run, tmp_path: Path) -> None:
    snapshot, plain, db = tmp_path / SNAPSHOT, tmp_path / "plain.jsonl", tmp_path / "claims.db"
    snapshot.write_text(json.dumps(RECORD) + "\n")
    assert run("add", snapshot, "--db", db).code == 0
    (paper,) = table(run("papers", "--db", db).out)
    assert (paper["paper"], paper["date"]) == ("2409.00001", "2024-09-01")
    assert paper["url"] == "https://arxiv.org/abs/2409.00001"
    before = run("export", "claims", "--db", db).out
    assert {row["value"] for row in table(before, ",")} == {"81.3", "79", "2.5"}
    plain.write_text(json.dumps({"id": "2409.00001", "title": evened(TITLE), "abstract": evened(ABSTRACT)}))
    assert "nothing changed" in run("add", plain, "--db", db).err
    other = tmp_path / "other.db"
    run("add", plain, "--db", other)
    dated = {"date": "2024-09-01", "start": "", "end": ""}
    wrapped, unwrapped = (
        [row | dated for row in table(text, ",")]
        for text in (before, run("export", "claims", "--db", other).out)
    )
    assert wrapped == unwrapped


def wrapped(text: str, first: str = "", others: str = "") -> str:
    return "\n".join(
        textwrap.wrap(text, 79, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)
    )


@pytest.mark.parametrize("name", ["dev", "train"])
def test_how_a_text_is_wrapped_says_nothing(extractor: Extractor, name: str) -> None:
    """Hard-wrapped, with two blanks before, as in the snapshot: the same claims, but for offsets."""
    if not GOLD.exists():
        pytest.skip("needs the gold papers in ../shared/gold")
    found = read_papers(str(GOLD / f"{name}.papers.jsonl"))
    papers = [each for each in itertools.islice(found, 25) if isinstance(each, Paper)]
    hard = [
        paper.model_copy(
            update={
                "title": wrapped(paper.title, others="  "),
                "abstract": wrapped(paper.abstract, "  ") + "\n",
            }
        )
        for paper in papers
    ]
    count = 0
    for one, other in zip(extractor.pipe(papers), extractor.pipe(hard), strict=True):
        shift = Shift(other.paper.text, one.paper.text)
        for claim in other.claims:
            claim.check_against(other.paper.text)
        back: list[Claim] = [shift.claim(claim) for claim in other.claims]
        assert back == list(one.claims), one.paper.id
        count += "\n" in " ".join(str(claim["quote"]) for claim in interchange.record(other)["claims"])
    assert count > 10  # sentences that go over more than one line, and stay as they stand in the text

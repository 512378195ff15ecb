"""Texts and files that are made to break us: all is read or told, nothing hangs, claims stand in their texts.

`make test` draws some hundred cases of each kind, `make soak` some thousand, and texts of 1 MB.
"""

import contextlib
import gzip
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.papers import FORMATS, read_papers
from extractor.pipeline import Extractor, load
from extractor.rejects import line
from leaderboards.review import numerals
from schema import dates
from schema.curated import cells
from schema.errors import InputError, Problem
from schema.identity import evened, identifier
from schema.lookup import unfit
from schema.names import spelling
from schema.readings import slots_of, values_of
from schema.records import NAMES_LONGEST, Paper
from schema.registry import registry
from schema.units import measured
from tests import hostile
from tests.finders import FINDERS, SLOTS, sound_numbers
from tests.hostile import HangsError, no_hang

HANG = 60
"""Seconds of CPU time, some ten times what the longest text takes."""
WORDS = ("We", "present", "Lantern", ".", "It", "reaches", "5.5%", "on", "GLUE")
WHOLE = hostile.abstracts()


def cases(short: int, long: int) -> pytest.MarkDecorator:
    """Run a test with some cases, and with many in the soak."""
    return pytest.mark.parametrize("count", [short, pytest.param(long, marks=pytest.mark.soak)])


def check(count: int, drawn: st.SearchStrategy[Any], work: Callable[[Any], None]) -> None:
    """Do something with `count` cases, none of which may take more than `HANG`."""

    def one(case: Any) -> None:
        with no_hang(HANG):
            work(case)

    quick = settings(
        max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    quick(given(drawn)(one))()


PIECE = st.sampled_from(hostile.PIECES) | st.text(max_size=5)
WALL = st.builds(hostile.repeated, st.sampled_from(hostile.PIECES), st.integers(1, 600))
CHANGE = st.tuples(st.floats(0, 1), st.integers(0, 40), PIECE | WALL)
"""Where in a text (as a share of it), how many characters go, and what comes in their place."""


def changed(text: str, changes: list[tuple[float, int, str]]) -> str:
    for place, length, new in changes:
        at = int(place * len(text))
        text = text[:at] + new + text[at + length :]
    return text


MUTATED = st.builds(changed, st.sampled_from(WHOLE), st.lists(CHANGE, max_size=6))
SOUP = st.lists(PIECE | WALL | st.sampled_from(WORDS), max_size=40)
TEXT = MUTATED | SOUP.map("".join) | SOUP.map(" ".join)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return load()


@cases(60, 2500)
def test_every_claim_of_any_text_stands_in_it_and_can_be_stored(extractor: Extractor, count: int) -> None:
    def read(drawn: tuple[str, str]) -> None:
        paper = Paper(id="1", title=drawn[0] or "T", abstract=drawn[1])
        for claim in extractor.claims(paper):
            claim.check_against(paper.text)
            assert all(isinstance(value, str | int | float | None) for value in values_of(claim).values())
            assert all(0 < len(slot["surface"]) <= NAMES_LONGEST for slot in slots_of(claim))

    check(count, st.tuples(st.sampled_from(["Lantern: Pruning by Night"]) | TEXT, TEXT), read)


@cases(200, 4000)
def test_numbers_of_any_text_are_finite_and_stand_where_they_say(count: int) -> None:
    def read(text: str) -> None:
        for found in sound_numbers(text):
            amount = measured(found["number"], found["number_high"], found["unit"])["amount"]
            assert amount is None or isinstance(amount, float)

    digits = st.lists(
        st.sampled_from([*"0123456789.,%$×x-–−/^{}e\\ ±~()", "\\pm", "\\times", "10^{", "to ", "ms"])
    )
    check(count, TEXT | digits.map("".join), read)


@cases(200, 3000)
def test_any_number_that_is_written_is_read_or_told(count: int) -> None:
    def read(text: str) -> None:
        figure = cells.read(text)
        assert figure.number is None or math.isfinite(figure.number)
        numerals.read(text)  # that a number is finite is asked for where it becomes a claim's
        with contextlib.suppress(ValueError):  # which tells what it is
            dates.parse(text)

    signs = st.text("0123456789.,%$×x-–−/^{}e\\ ±~()KMB'", max_size=40)
    check(count, signs | WALL | st.text(max_size=20) | MUTATED, read)


@cases(200, 4000)
def test_any_name_has_a_meaning_that_can_be_stored(count: int) -> None:
    def read(text: str) -> None:
        identifier(text)
        if not (name := evened(text)):
            return
        assert spelling.clean(name)
        assert spelling.fold(name)
        for slot in SLOTS:
            meaning = registry().resolve(slot, name)
            assert meaning.canonical
            assert meaning.key
            assert meaning.base
            assert registry().wordings(slot, name)

    latex = st.lists(
        st.sampled_from([*"$^_{}\\[]()&#%~'`*\" ", "\\text{", "\\frac{", "\\mathrm", "\\tau", "GLUE", "v2"])
    )
    known = st.sampled_from([s.text for slot in SLOTS[:4] for s in registry().lexicon(slot)[::7]])
    check(count, latex.map("".join) | st.builds(changed, known, st.lists(CHANGE, max_size=3)) | WALL, read)


FIELDS = ("id", "title", "abstract", "authors", "date", "published", "categories", "url", "doi", "versions")
RECORD = st.dictionaries(
    st.sampled_from(FIELDS), MUTATED.map(lambda text: text[:300]) | PIECE, max_size=6
).map(lambda fields: {"title": "Lantern", "abstract": "It reaches 5.5% on GLUE.", **fields})
ARXIV = RECORD.map(
    lambda record: {
        **record,
        "id": "0704.0001",
        "authors_parsed": [["Lovelace", "Ada", ""]],
        "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}],
    }
)


def as_json(records: list[dict[str, str]]) -> str:
    return json.dumps({"papers": records}, indent=1)


def as_jsonl(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=len(records) > 1) + "\n" for record in records)


def as_table(records: list[dict[str, str]], delimiter: str) -> str:
    rows = [FIELDS, *([record.get(name, "") for name in FIELDS] for record in records)]
    quoted = (delimiter.join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows)
    return "\n".join(quoted) + "\n"


def as_page(records: list[dict[str, str]]) -> str:
    return "\n\n".join(f"{record['title']}\n\n{record['abstract'] * 4}" for record in records)


FILE = st.one_of(
    st.lists(RECORD, min_size=1, max_size=4).map(as_json),
    st.lists(RECORD, min_size=1, max_size=4).map(as_jsonl),
    st.lists(ARXIV, min_size=1, max_size=4).map(as_jsonl),
    st.lists(RECORD, min_size=1, max_size=4).map(lambda records: as_table(records, ",")),
    st.lists(RECORD, min_size=1, max_size=4).map(lambda records: as_table(records, "\t")),
    st.lists(RECORD, min_size=1, max_size=4).map(as_page),
    SOUP.map("\n".join),
)
BYTES = st.binary(max_size=4) | st.sampled_from(
    [b'"', b"\n", b"\0", b"{", b"}", b"]", b"\xff", b"\xef\xbb\xbf", b"\\u"]
)
DAMAGE = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), BYTES), max_size=5)


def damaged(text: str, damage: list[tuple[float, int, bytes]], packed: bool, cut: bool) -> bytes:
    content = text.encode("utf-8", "surrogatepass")
    if packed and not cut:
        content = gzip.compress(content, 1)
    for place, length, new in damage:
        at = int(place * len(content))
        content = content[:at] + new + content[at + length :]
    return gzip.compress(content, 1) if packed and cut else content


@cases(300, 4000)
def test_any_file_is_papers_and_problems_in_the_order_of_its_lines(count: int, tmp_path: Path) -> None:
    path = tmp_path / "any"

    def read(drawn: tuple[bytes, str]) -> None:
        content, form = drawn
        path.write_bytes(content)
        try:
            found = list(read_papers(str(path), form))
        except InputError:
            return  # the whole file is told to be unreadable
        for each in found:
            if isinstance(each, Problem):
                assert each.reason
                assert json.loads(line(each), parse_constant=pytest.fail)
            else:
                assert unfit(each) is None
                assert each.line >= 1
        lines = [each.line for each in found if each.line]
        assert lines == sorted(lines)

    content = st.builds(damaged, FILE, DAMAGE, st.booleans(), st.booleans())
    check(count, st.tuples(content, st.sampled_from(FORMATS)), read)


@pytest.mark.parametrize("size", [1 << 14, pytest.param(1 << 20, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", FINDERS)
def test_what_looks_through_a_text_takes_no_more_than_its_length(name: str, size: int) -> None:
    for told, text in hostile.texts(size):
        try:
            with no_hang(HANG):
                FINDERS[name](text)
        except HangsError as error:
            pytest.fail(f"{told}: {error}")


@pytest.mark.parametrize("size", [1 << 12, pytest.param(100_000, marks=pytest.mark.soak)])
def test_a_text_as_long_as_a_paper_may_be_is_read(extractor: Extractor, size: int) -> None:
    for told, text in hostile.texts(size - 30):
        paper = Paper(id="1", title="T", abstract=f"{text} It reaches 5.5% on GLUE.")
        try:
            with no_hang(HANG):
                claims = extractor.claims(paper)
        except HangsError as error:
            pytest.fail(f"{told}: {error}")
        for claim in claims:
            claim.check_against(paper.text)

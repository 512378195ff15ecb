"""Pasted pages: what is a paper, what is its header. All texts are our own words but the owner's page."""

import json
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.page_lines import LineRule, line_rule, line_rules
from extractor.papers import read_papers
from schema.errors import Problem
from schema.records import Paper

Page = Callable[[str], list[Paper]]
SHARED = Path(__file__).parent.parent.parent / "shared"
TIDES = (
    "Coastal sensors drift over the years, and nobody likes to send a diver down for each. We describe "
    "a small filter that follows the drift by itself and reaches 91.5% accuracy on TideBench."
)
BUOYS = (
    "A second group of buoys was left alone for a winter to see how far their readings wander without care. "
    "They wandered by 4.2 cm, which the filter brought down to 1.1 cm at no cost worth naming in the log."
)


@pytest.fixture
def page(tmp_path: Path) -> Page:
    def read(text: str) -> list[Paper]:
        path = tmp_path / "page.txt"
        path.write_bytes(text.encode())
        found = list(read_papers(str(path)))
        assert all(isinstance(record, Paper) for record in found), found
        return [record for record in found if isinstance(record, Paper)]

    return read


def wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, 64, initial_indent=indent, subsequent_indent=indent)


@pytest.mark.parametrize("rule", line_rules(), ids=lambda rule: rule.name)
def test_every_rule_holds_where_it_says_and_not_where_it_must_not(rule: LineRule) -> None:
    assert rule.fires
    assert rule.silent
    for line in rule.fires:
        assert rule.pattern.fullmatch(line), line
    for line in rule.silent:
        assert not rule.pattern.fullmatch(line), line


def test_the_owners_page_is_its_87_papers_and_nothing_else() -> None:
    seed, gold = SHARED / "seed" / "trending-papers-page.txt", SHARED / "gold" / "seed.papers.jsonl"
    if not seed.exists():
        pytest.skip(f"needs {seed.name} in ../shared/seed")
    found = list(read_papers(str(seed)))
    wanted = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    assert [(p.title, p.abstract) for p in found if isinstance(p, Paper)] == [
        (paper["title"], paper["abstract"]) for paper in wanted
    ]
    assert len(found) == 87
    assert not any(paper.id_given for paper in found if isinstance(paper, Paper))


def test_headers_counts_and_footers_are_no_papers(page: Page) -> None:
    first, second = page(
        "new\n\nGet the best papers in your inbox!\n\nSubscribe\n\nbyTW and the tide club\n\nMar 14\n\n42\n\n"
        f"Filters for Cold Seas\n\n{TIDES}\n\nUpvote\n\n12\n\nSubmitted by moon\n\n▲ 7\n\n"
        f"Buoys: Are They Well?\n\n{BUOYS}\n\nLoad more\n\n© 2024 The Tide Society\n"
    )
    assert (first.title, first.abstract, first.line) == ("Filters for Cold Seas", TIDES, 13)
    assert (second.title, second.abstract) == ("Buoys: Are They Well?", BUOYS)
    assert (first.date, first.authors, first.id_given) == (None, (), False)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_of_any_kind_do(page: Page, ends: str, last: bool) -> None:
    text = f"Cold Seas\n\n{TIDES}\n\nWarm Seas\n\n{BUOYS}" + ("\n" if last else "")
    assert [(p.title, p.abstract, p.line) for p in page(text.replace("\n", ends))] == [
        ("Cold Seas", TIDES, 1),
        ("Warm Seas", BUOYS, 5),
    ]


def test_wrapped_lines_are_joined_by_a_blank_and_paragraphs_by_a_newline(page: Page) -> None:
    first, second = page(
        f"A Long Title on Tides and\nthe Filters That Follow Them\n\n{wrapped(TIDES)}\n\n{wrapped(BUOYS)}\n\n"
        f"It is cheap.\n\nWarm Seas\n\n{BUOYS}\n"
    )
    assert first.title == "A Long Title on Tides and the Filters That Follow Them"
    assert first.abstract == f"{TIDES}\n{BUOYS}\nIt is cheap."
    assert second.title == "Warm Seas"


def test_short_abstracts_are_abstracts(page: Page) -> None:
    found = page("A Filter for Tides\n\nIt reaches 80.1% on TideBench.\n\nOne More\n\nIt is better by 5%.\n")
    assert [(p.title, p.abstract) for p in found] == [
        ("A Filter for Tides", "It reaches 80.1% on TideBench."),
        ("One More", "It is better by 5%."),
    ]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_title_right_above_its_abstract_is_parted_from_it(page: Page, between: str) -> None:
    whole = page(f"Cold Seas\n{TIDES}{between}Warm Seas\n{BUOYS}\n")
    assert [(p.title, p.abstract) for p in whole] == [("Cold Seas", TIDES), ("Warm Seas", BUOYS)]


def test_so_is_one_above_a_wrapped_abstract(page: Page) -> None:
    (paper,) = page(f"Filters for Cold Seas\n{wrapped(TIDES)}\n")
    assert (paper.title, paper.abstract) == ("Filters for Cold Seas", TIDES)


def test_a_number_alone_on_a_wrapped_line_belongs_to_the_abstract(page: Page) -> None:
    (paper,) = page(
        "Cold Seas\n\nIn the winter of\n2024\nthe small filter reached\n80.65\non TideBench at last.\n"
    )
    assert paper.abstract == "In the winter of 2024 the small filter reached 80.65 on TideBench at last."


def test_what_stands_between_title_and_abstract_goes_with_the_paper(page: Page) -> None:
    first, second = page(
        f"Filters for Cold Seas\narXiv:2401.00001v2 [cs.LG]\nAda Lovelace, Alan Turing\n14 March 2024\n\n"
        f"{TIDES}\n\nWhat the Buoys Have Seen\n\nAda Lovelace\n\nhttps://arxiv.org/abs/2401.00002\n\nAbstract\n\n{BUOYS}\n"
    )
    assert (first.id, first.date, first.authors) == (
        "arXiv:2401.00001v2",
        "2024-03-14",
        ("Ada Lovelace, Alan Turing",),
    )
    assert (second.id, second.url) == ("https://arxiv.org/abs/2401.00002",) * 2
    assert (second.title, second.abstract, second.authors) == (
        "What the Buoys Have Seen",
        BUOYS,
        ("Ada Lovelace",),
    )
    assert second.date is None


def test_ids_above_titles_and_below_abstracts_go_with_the_right_paper(page: Page) -> None:
    above = page(
        f"My reading list\n\narXiv:2401.00001\n\nCold Seas\n\n{TIDES}\n\nNo Number\n\n{BUOYS}\n\n"
        f"arXiv:2401.00003\nWarm Seas\n\n{BUOYS}"
    )
    assert [(p.title, p.id if p.id_given else None) for p in above] == [
        ("Cold Seas", "arXiv:2401.00001"),
        ("No Number", None),
        ("Warm Seas", "arXiv:2401.00003"),
    ]
    below = page(f"Cold Seas\n\n{TIDES}\n\narXiv:2401.00001\n\nWarm Seas\n\n{BUOYS}\n\narXiv:2401.00002\n")
    assert [(p.title, p.id) for p in below] == [
        ("Cold Seas", "arXiv:2401.00001"),
        ("Warm Seas", "arXiv:2401.00002"),
    ]


def test_labelled_listings_are_read(page: Page) -> None:
    head = "\\\\\narXiv:2401.{n}\nDate: Tue, 2 Jan 2024 10:00:00 GMT   (12kb)\n\n"
    first, second = page(
        head.replace("{n}", "00001")
        + "Title: Filters for Cold Seas and\n  Those Who Sail Them\nAuthors: Ada Byron and\n  Alan Turing\n"
        + f"Comments: 3 pages\n\\\\\n{wrapped(TIDES, '  ')}\n"
        + "\\\\ ( https://arxiv.org/abs/2401.00001 ,  12kb)\n"
        + "-" * 78
        + "\n"
        + head.replace("{n}", "00002")
        + f"Title: Warm Seas\nAuthors: Grace Hopper\nAbstract: {wrapped(BUOYS)}\n\\\\\n"
    )
    assert (first.title, first.abstract) == ("Filters for Cold Seas and Those Who Sail Them", TIDES)
    assert (first.id, first.date) == ("arXiv:2401.00001", "2024-01-02")
    assert (second.title, second.abstract) == ("Warm Seas", BUOYS)
    assert (second.id, second.authors) == ("arXiv:2401.00002", ("Grace Hopper",))


def test_markdown_headings_are_titles(page: Page) -> None:
    found = page(f"# Cold Seas\n\n## Abstract\n\n{TIDES}\n\n## Ada Lovelace\n\n{BUOYS}\n")
    assert [(p.title, p.abstract) for p in found] == [("Cold Seas", TIDES), ("Ada Lovelace", BUOYS)]


def test_titles_that_end_in_a_full_stop_are_titles(page: Page) -> None:
    found = page(f"A filter that follows tides.\n\n{TIDES}\n\nA look at many buoys.\n\n{BUOYS}\n")
    assert [p.title for p in found] == ["A filter that follows tides.", "A look at many buoys."]


def test_the_address_of_the_code_stays_with_the_abstract(page: Page) -> None:
    first, second = page(f"Cold Seas\n\n{TIDES}\n\nCode: https://example.org/tides\n\nWarm Seas\n\n{BUOYS}\n")
    assert first.abstract == f"{TIDES}\nCode: https://example.org/tides"
    assert second.title == "Warm Seas"


def test_offsets_of_a_paper_point_into_title_newline_abstract(page: Page) -> None:
    (paper,) = page(f"Cold\nSeas\n\n{wrapped(TIDES)}\n")
    assert paper.text == f"Cold Seas\n{TIDES}"


def test_prose_without_a_title_is_told(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(f"{TIDES} {BUOYS}\n\nWarm Seas\n\n{BUOYS}\n", encoding="utf-8")
    problem, paper = read_papers(str(path))
    assert isinstance(problem, Problem)
    assert (problem.line, problem.reason) == (1, "an abstract without a title above it")
    assert isinstance(paper, Paper)


def test_a_bad_byte_or_a_whole_book_costs_its_paper_alone(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    book = "\n\n".join([BUOYS] * 2000)
    path.write_bytes(f"Café Seas\n\n{TIDES}\n\nA Book\n\n{book}\n\nWarm Seas\n\n{BUOYS}\n".encode("latin-1"))
    bad, long, paper = read_papers(str(path))
    assert isinstance(bad, Problem)
    assert (bad.line, bad.reason) == (1, "the title holds bytes that are not UTF-8")
    assert isinstance(long, Problem)
    assert (long.line, long.reason) == (5, "the abstract is longer than 100,000 characters")
    assert isinstance(paper, Paper)


def test_white_space_around_a_line_changes_nothing() -> None:
    assert line_rule("  Published  on\tMar 14,  2024 ") == ("date", "Mar 14, 2024")
    assert line_rule("\tA  title ") == ("text", "A  title")

"""What people and programs see: one listing in six formats, with whatever papers hold made inert."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_regressions.file_regression import FileRegressionFixture

from leaderboards import views
from leaderboards.figures import figure, number
from leaderboards.render import FORMATS, MARKUP, Cell, Column, Listing, Section, write
from schema.inert import inert, inert_json, inert_line, inert_lines
from tests.claim_rows import made, row

WIDTH = 100
EXTENSIONS = {"table": ".txt", "md": ".md", "tsv": ".tsv", "csv": ".csv", "json": ".json", "jsonl": ".jsonl"}


def written(form: str, listing: Listing, width: int = WIDTH) -> str:
    file = io.StringIO(newline="")
    write(file, form, listing, width)
    return file.getvalue()


def listing(*texts: Cell) -> Listing:
    column = Column("text", "")
    rows = [{"text": text} for text in texts]
    return Listing([column], rows, [Section("", [column], rows)])


def page() -> Listing:
    rows = [
        row(80.65, "GradNormLoRP", url="https://arxiv.org/abs/2401.00001"),
        row(79.23, "LoRA", role="other", setting="backbone: RoBERTa; shots: 5-shot"),
        row(79.23, None, 2, date=None),
        row(99.0, "Moth|er", 3, bound="at_most", sentence="=HYPERLINK(1)\tand\nmore"),
        row(0.8, "Dusk", 4, unit=None),
        row(71, "Dawn", 5, metric="score", unit=None),
        row(105, "Dawn", 5),
        row(6, "Ember", 5, kind="change", direction="up", unit="points", baseline="Dusk", setting="shots: 5"),
        row(70, "Dusk", 5, role="other", setting="shots: 5"),
        row(64, "Dusk", 4, benchmark="GSM8K Hard", metric="latency", unit="ms"),
        row(0.1, "Dawn", 5, benchmark="GSM8K Hard", metric="latency", unit="s", bound="approx"),
        row(
            17, "Lantern", 6, kind="change", direction="up", metric="speed", baseline="LoRA", hardware="H100"
        ),
        row(8, "Lantern", 6, value_high=24.0, unit="x", kind="ratio", direction="down", metric="memory"),
    ]
    return views.page(made(rows))


@pytest.mark.parametrize("form", FORMATS)
def test_a_page_in_every_format(form: str, file_regression: FileRegressionFixture) -> None:
    text = written(form, page())
    file_regression.check(
        text, basename=f"page-{form}", extension=EXTENSIONS[form], encoding="utf-8", newline=""
    )


def test_a_table_fits_a_narrow_terminal() -> None:
    lines = written("table", page(), 60).splitlines()
    commands = [line for line in lines if "claimboard metric set" in line]
    assert len(commands) == 1  # whole, to be copied: the terminal wraps it
    lines.remove(commands[0])
    assert max(map(len, lines)) <= 60
    assert "80.65%" in "".join(lines)


def test_tables_carry_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in written("table", page())


def test_csv_is_that_of_rfc_4180() -> None:
    text = written("csv", listing('says "so", twice', "Ω", None, 80.65))
    assert text == 'text\r\n"says ""so"", twice"\r\nΩ\r\n""\r\n80.65\r\n'
    assert [row["text"] for row in csv.DictReader(io.StringIO(text, newline=""))] == [
        'says "so", twice', "Ω", "", "80.65",
    ]  # fmt: skip


def test_tsv_has_one_line_a_row_and_one_cell_a_column() -> None:
    assert written("tsv", listing('a\t"b"\r\nc')) == 'text\na "b" c\n'


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_text_that_a_spreadsheet_would_run_is_guarded_and_a_number_is_not(form: str) -> None:
    cells = written(form, listing("=1+1", "+1", "-1", "@SUM", "\tx", "\rx", "a=1", -1.5, 3)).split()
    assert cells[1:] == ["'=1+1", "'+1", "'-1", "'@SUM", "x", "x", "a=1", "-1.5", "3"]
    hidden = written(form, listing(" =1+1", "\n@SUM", "\u00a0-1", "\u200b=1", "'=1", "'tis")).split()
    assert hidden[1:] == ["'=1+1", "'@SUM", "'-1", "\\u200b=1", "''=1", "'tis"]


@pytest.mark.parametrize("form", ["table", "md", "tsv", "csv"])
def test_what_a_terminal_would_obey_is_written_out(form: str) -> None:
    text = written(form, listing("a\x1b[31mred\x1b[0m\x07\u202eb\x9b2J"))
    assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(text)
    assert "red" in text


def test_markup_of_a_text_is_shown_and_not_obeyed() -> None:
    assert "[bold]x[/bold]" in written("table", listing("[bold]x[/bold]"))
    text = "a|b <img src=x onerror=y> *c* [d](javascript:e) &lt;"
    assert written("md", listing(text)) == (
        "| text |\n| --- |\n| a\\|b &lt;img src=x onerror=y&gt; \\*c\\* \\[d\\](javascript:e) &amp;lt; |\n\n"
    )


@pytest.mark.parametrize("form", ["table", "md"])
def test_a_heading_that_is_a_name_is_shown_and_not_obeyed(form: str) -> None:
    column = Column("first", "", heading="[red]a|b[/]\x1b[2J")
    text = written(form, Listing([column], [], [Section("[/]", [column], [{"first": "x"}])]))
    assert "\x1b" not in text
    assert "[red]a|b[/]\\x1b[2J" in (text if form == "table" else re.sub(r"\\(.)", r"\1", text))


def test_columns_that_are_spare_go_first_where_there_is_no_room() -> None:
    columns = [Column(name, "") for name in ("claim", "setting", "role")]
    rows = [{"claim": "c" * 12, "setting": "s" * 14, "role": "own"}]
    headings = [
        written("table", Listing([], [], [Section("", columns, rows, spare=spare)]), 30).splitlines()[0]
        for spare in ((), ("setting",))
    ]
    assert [heading.split() for heading in headings] == [["claim", "setting"], ["claim", "role"]]


HOSTILE = st.text(
    st.one_of(
        st.sampled_from(
            "=+-@'\"\t\r\n|<>&[]*`\\ \x1b\x9b\x07\x00\x7f\u202e\u2066\u200b\u2028\ufeff\U000e0041"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)
"""Texts in which whatever somebody would obey is much more frequent than in any paper."""


@given(HOSTILE)
def test_inert_text_is_printable(text: str) -> None:
    for line in (inert(text), inert_line(text), *inert_lines(text).split("\n")):
        assert line.isprintable()
    assert inert_lines(text).count("\n") == text.count("\n")


@given(st.dictionaries(HOSTILE, st.one_of(HOSTILE, st.none(), st.integers())))
def test_inert_json_means_the_same_and_is_printable(value: dict[str, Cell]) -> None:
    for text in ("".join(inert_json(value)), "".join(inert_json(value, indent=1))):
        assert json.loads(text) == value
        assert text.replace("\n", "").isprintable()


@given(st.lists(HOSTILE, min_size=1, max_size=5))
def test_every_format_keeps_its_shape_and_nothing_in_it_is_obeyed(texts: list[str]) -> None:
    columns = [Column("a", ""), Column("b", "")]
    rows = [{"a": each, "b": each} for each in texts]
    text = {
        form: written(form, Listing(columns, rows, [Section(texts[0], columns, rows)], what="texts"))
        for form in FORMATS
    }
    for form in FORMATS:
        assert re.sub(r"[\r\n]" if form == "csv" else r"[\t\n]", "", text[form]).isprintable()
    read = {
        "tsv": [line.split("\t") for line in text["tsv"].split("\n")[1:-1]],
        "csv": list(csv.reader(io.StringIO(text["csv"], newline="")))[1:],
    }
    for cells in read.values():
        assert [[cell.removeprefix("'") for cell in row] for row in cells] == [
            [inert(each).removeprefix("'")] * 2 for each in texts
        ]
        assert not [cell for row in cells for cell in row if cell[:1] in tuple("=+-@\t\r")]
    assert json.loads(text["json"]) == {"version": 1, "texts": rows}
    assert [json.loads(line) for line in text["jsonl"].splitlines()] == rows
    bare = re.sub(r"\\[\\`*_\[\]|~$]|&(?:amp|lt|gt);", "", text["md"])
    assert not MARKUP.findall(bare.replace("| ", "").replace(" |", "").replace("|", ""))


def test_json_holds_all_rows_and_says_null_for_the_unknown() -> None:
    assert json.loads(written("json", listing("a", None, 80.65))) == {
        "version": 1, "rows": [{"text": "a"}, {"text": None}, {"text": 80.65}],
    }  # fmt: skip
    assert json.loads(written("json", listing())) == {"version": 1, "rows": []}
    assert [json.loads(line) for line in written("jsonl", listing("ü", 1)).splitlines()] == [
        {"text": "ü"}, {"text": 1},
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["tsv", "csv", "jsonl", "json"])
def test_rows_are_written_as_they_come(form: str) -> None:
    file = io.StringIO(newline="")
    lengths = []

    def rows() -> Iterator[dict[str, Cell]]:
        for count in range(3):
            lengths.append(len(file.getvalue()))
            yield {"text": count}

    write(file, form, Listing([Column("text", "")], rows(), []))
    assert lengths[1] < lengths[2] < len(file.getvalue())


@pytest.mark.parametrize(
    ("value", "text"),
    [(80.65, "80.65"), (64.0, "64"), (0.001, "0.001"), (-16.67, "-16.67"), (70000.0, "70000"), (0.0, "0")],
)
def test_a_number_is_shown_as_written(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"value": 80.65, "unit": None}, "80.65"),
        ({"value": 64, "unit": "ms"}, "64 ms"),
        ({"value": 8, "value_high": 24.0, "unit": "x", "direction": "up"}, "8–24x up"),
        ({"value": 90, "bound": "at_least"}, "≥ 90%"),
        ({"value": 7.5, "unit": "/10"}, "7.5/10"),
    ],
)
def test_a_figure_says_hedge_range_unit_and_direction(fields: dict[str, Any], text: str) -> None:
    assert figure(row(**fields)) == text

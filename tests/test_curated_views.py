"""Curated results beside the boards: the best first, each with its paper, and never among the claims."""

import io
import json
from collections import Counter
from typing import Any

import pytest

from leaderboards.columns import COLUMNS
from leaderboards.curated_views import describe, sections, shown, with_curated
from leaderboards.render import Listing, write
from schema import units
from schema.curated import cells
from schema.curated.keeping import Kept
from schema.curated.shapes import CuratedResult
from schema.naming import Names
from schema.registry import registry

NAMES = Names(registry())


def result(written: str, **fields: Any) -> CuratedResult:
    """A result on a benchmark of our own, as the store would give it."""
    figure = cells.read(written)
    measured = units.measured(figure.number or 0.0, None, figure.unit)
    return CuratedResult(
        **{
            "origin": "pwc",
            "file": "moths.json",
            "task": "Flying",
            "benchmark": "Moth",
            "base": "Moth",
            "metric": "accuracy",
            "method": "Lantern",
            "written": written,
            **figure._asdict(),
            **{name: measured[name] for name in ("family", "unit_scale", "amount")},
            "paper_title": "Moonlight",
            "paper_url": "https://example.org/moonlight",
            "paper_date": "2024-09-05",
            **fields,
        }
    )


def order(*results: CuratedResult) -> list[str]:
    return [row.written for row in shown(results, NAMES).rows]


def test_the_best_comes_first_where_the_direction_is_declared() -> None:
    assert order(result("71"), result("93.5%"), result("81.5 ± 0.3")) == ["93.5%", "81.5 ± 0.3", "71"]
    lower = [result(value, metric="perplexity") for value in ("12", "9.5", "30")]
    assert order(*lower) == ["9.5", "12", "30"]
    unknown = [result(value, metric="sharpness") for value in ("12", "9.5", "30")]
    assert order(*unknown) == ["12", "9.5", "30"]


def test_a_fraction_stands_where_its_percentage_would() -> None:
    assert order(result("0.815"), result("93.5"), result("71%")) == ["93.5", "0.815", "71%"]


def test_units_are_compared_by_what_they_mean() -> None:
    assert order(*(result(value, metric="latency") for value in ("0.1 s", "64 ms", "90 ms"))) == [
        "64 ms", "90 ms", "0.1 s",
    ]  # fmt: skip


def test_what_is_no_number_comes_last_with_the_reason_and_blank_cells_not_at_all() -> None:
    found = shown([result("9.9/9.8"), result("-"), result("71"), result("")], NAMES)
    assert [(row.written, row.problem) for row in found.rows] == [("71", None), ("9.9/9.8", cells.SEVERAL)]
    assert found.unsourced == 0


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_rows_without_a_paper_are_counted_and_not_shown(blank: str | None) -> None:
    nameless = result("99", paper_title=blank, paper_url=blank)
    found = shown([nameless, result("71"), nameless], NAMES)
    assert [row.written for row in found.rows] == ["71"]
    assert found.unsourced == 2


def test_the_metric_that_a_benchmark_is_known_by_comes_first() -> None:
    assert NAMES.headline("SQuAD") is not None
    other = result("1", benchmark="SQuAD", metric="sharpness")
    headline = result("2", benchmark="SQuAD", metric=NAMES.headline("SQuAD"))
    assert order(other, headline) == ["2", "1"]


def test_metrics_whose_better_direction_is_declared_come_before_the_others() -> None:
    assert NAMES.headline("SQuAD") == "F1"
    found = [
        result("1", benchmark="SQuAD", metric=metric)
        for metric in ("sharpness", "perplexity", "glow", "F1", "accuracy")
    ]
    metrics = [row.metric for row in shown(found, NAMES).rows]
    assert metrics == ["F1", "perplexity", "accuracy", "sharpness", "glow"]


def test_metrics_without_a_direction_keep_the_order_of_the_table_numbers_or_not() -> None:
    found = [result("good", metric="glow"), result("2", metric="sharpness"), result("3", metric="glow")]
    assert order(*found) == ["3", "good", "2"]


def rows_of(*results: CuratedResult) -> list[dict[str, Any]]:
    """The rows of a page behind which these stand, as JSON lines have them."""
    text = io.StringIO()
    write(text, "jsonl", with_curated(Listing(COLUMNS, (), ()), results, "Moth", NAMES))
    return [json.loads(line) for line in text.getvalue().splitlines()]


def test_they_are_rows_of_a_section_of_their_own_in_data() -> None:
    (row,) = rows_of(result("93.5%"))
    assert list(row) == [column.name for column in COLUMNS]
    assert {name: cell for name, cell in row.items() if cell is not None} == {
        "section": "curated",
        "board_unit": "%",
        "better": "up",
        "benchmark": "Moth",
        "metric": "accuracy",
        "method": "Lantern",
        "value": 93.5,
        "unit": "%",
        "title": "Moonlight",
        "url": "https://example.org/moonlight",
        "date": "2024-09-05",
        "level": 93.5,
        "family": "share",
        "benchmark_base": "Moth",
    }
    page = with_curated(Listing(COLUMNS, (), ()), [result("93.5%")], "Moth", NAMES)
    text = io.StringIO(newline="")
    write(text, "csv", page)
    assert text.getvalue().splitlines()[1].startswith("curated,,,%,up,,,Moth,accuracy,Lantern,93.5,,%,")


def test_the_level_of_a_row_is_in_the_unit_beside_it() -> None:
    found = rows_of(
        result("0.815"), result("64 ms", metric="latency"), result("7", metric="sharpness"), result("9.9/9.8")
    )
    assert [(row["value"], row["level"], row["board_unit"], row["family"]) for row in found] == [
        (0.815, 81.5, "%", "share"),
        (64, 64, "ms", "time"),
        (7, 7, None, None),
        (None, None, None, None),
    ]
    assert [row["reason"] for row in found] == [None, None, None, cells.SEVERAL]


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("https://arxiv.org/abs/1810.04805v2", "1810.04805"),
        ("http://arxiv.org/pdf/1810.04805.pdf", "1810.04805"),
        ("https://doi.org/10.1000/Moth", "10.1000/moth"),
        ("https://www.example.org/moonlight/", "example.org/moonlight"),
        ("https://example.org/" + "long/" * 30, "example.org/long/long/long/long/l…"),
    ],
)
def test_an_address_is_shortened_on_a_terminal_and_whole_elsewhere(address: str, short: str) -> None:
    texts = {form: io.StringIO() for form in ("table", "md", "csv")}
    for form, text in texts.items():
        page = with_curated(Listing(COLUMNS, (), ()), [result("1", paper_url=address)], "Moth", NAMES)
        write(text, form, page, width=200)
    assert short in texts["table"].getvalue().split()
    assert address in texts["md"].getvalue()
    assert address in texts["csv"].getvalue()


def test_they_stand_behind_the_page_in_a_section_of_their_own_and_under_a_key_of_their_own() -> None:
    rows = [result("93.5%"), result("71", paper_title="https://example.org/moonlight")]
    page = with_curated(Listing((), (), (), {"version": 1, "boards": []}), rows, "Moth", NAMES)
    text, data = io.StringIO(), io.StringIO()
    write(text, "table", page, width=120)
    assert "Moth: curated results (pwc)" in text.getvalue()
    first, second = text.getvalue().splitlines()[2:4]
    assert first.split() == [
        "accuracy", "Lantern", "93.5%", "Moonlight", "example.org/moonlight", "2024-09-05",
    ]  # fmt: skip
    assert second.split()[:3] == ["accuracy", "Lantern", "71"]
    write(data, "json", page)
    document = json.loads(data.getvalue())
    assert document["boards"] == []
    assert [(row["origin"], row["written"], row["number"]) for row in document["curated"]] == [
        ("pwc", "93.5%", 93.5), ("pwc", "71", 71.0),
    ]  # fmt: skip


def test_nothing_curated_is_an_empty_list_and_no_section() -> None:
    page = with_curated(Listing((), (), (), {"version": 1}), [], "Moth", NAMES)
    assert page.document == {"version": 1, "curated": []}
    assert sections([], "Moth") == []


def test_a_part_of_the_benchmark_is_named() -> None:
    (section,) = sections([result("1"), result("2", benchmark="Moth 2024")], "Moth")
    assert [row["benchmark"] for row in section.rows] == [None, "Moth 2024"]


def test_what_an_import_did_is_told_with_what_could_not_be_read() -> None:
    problems = {
        "no value": Counter({"-": 3, "": 1}),
        "words, no number": Counter({"Please tell us": 2, "Yes": 1}),
        "several numbers": Counter({"1/2": 1}),
    }
    kept = Kept(tables=2, rows=12, new=10, again=1, values=1030, problems=problems, added=3)
    assert describe(kept, "moths.json") == [
        "12 rows in 2 tables read: 10 new, 1 twice in the file, 1 already stored",
        "1,030 values stored: 1,022 numbers, 4 empty or a dash, 4 kept as written and not compared",
        "  words, no number: 3 ('Please tell us' 2 times, 'Yes')",
        "  several numbers: 1 ('1/2')",
    ]
    assert describe(Kept(tables=1, rows=1), "moths.json") == [
        "nothing changed: 1 row of moths.json was already stored"
    ]
    assert "details added in 2 places" in describe(Kept(tables=1, rows=1, added=2), "moths.json")

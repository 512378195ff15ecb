"""Reading what holds now: rows, filters, counts, names and evidence."""

import pytest

from schema import evidence, named, queries
from schema.database import reading
from schema.queries import Filters, claim_rows, count_claims
from schema.records import Mention
from schema.rows import ClaimRow, PaperRow
from schema.store import Store
from tests.storing import TITLE, add, claim, claims, paper, rows

FIRST = paper("2409.00001", date="2024-09-05", authors=("Ada", "Ben"), categories=("cs.CL", "cs.LG"))
SECOND = paper("10.5555/abc", "Moth reaches 66.6 on Glade, measured twice.")


@pytest.fixture
def filled(store: Store) -> Store:
    """Two papers: one with `claims`, the other with one claim on a benchmark that no vocabulary has."""
    run_id = store.run("0.1.0", "first", {})
    store.record(FIRST, claims(FIRST), run_id)
    moth = claim(
        SECOND, "66.6", number=66.6, method="Moth", benchmark="Glade", confidence=0.8, bound="approx"
    )
    store.record(SECOND, [moth], run_id)
    return store


def values(store: Store, **filters: object) -> list[str]:
    """The values as written of the claims that pass."""
    return [row.written for row in claim_rows(store, Filters(**filters))]


def test_a_row_has_every_field_in_its_place(filled: Store) -> None:
    row = next(claim_rows(filled))
    claim_id = rows(filled, "SELECT claim_id FROM reading ORDER BY id")[0][0]
    assert row == ClaimRow(
        claim=claim_id,
        paper="2409.00001",
        paper_key=1,
        title=TITLE,
        url="https://arxiv.org/abs/2409.00001",
        date="2024-09-05",
        benchmark="GLUE",
        metric="average score",
        method="Lantern",
        baseline=None,
        hardware=None,
        benchmark_written="GLUE",
        metric_written="average score",
        method_written="Lantern",
        written="81.3",
        value=81.3,
        value_high=None,
        unit=None,
        kind="score",
        direction=None,
        bound=None,
        role="own",
        factor=None,
        confidence=0.9,
        status="machine",
        inferred="",
        start=FIRST.text.index("81.3"),
        end=FIRST.text.index("81.3") + 4,
        sentence=FIRST.text,
        setting=None,
        benchmark_base="GLUE",
    )


def test_a_ratio_has_its_hardware_baseline_factor_and_inferred_slots(filled: Store) -> None:
    (row,) = claim_rows(filled, Filters(kind="ratio"))
    assert (row.hardware, row.baseline, row.factor, row.direction) == ("H100", "Candle", 2.5, "up")
    assert (row.benchmark, row.metric_written, row.inferred) == (None, "tuning speed", "metric")


def test_a_sentence_is_cut_from_the_text_by_code_points(store: Store) -> None:
    one = paper(abstract="🏮 glüht. 𝔐oth reaches 81.3 here. Then nothing.")
    sentence = {"start": one.text.index("𝔐"), "end": one.text.index(" Then")}
    part = one.text[sentence["start"] : sentence["end"]]
    found = claim(one, "81.3", sentence={**sentence, "text": part})
    store.record(one, [found], store.run("0.1.0", "first", {}))
    (row,) = claim_rows(store)
    assert row.sentence == "𝔐oth reaches 81.3 here."


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["81.3", "79.0", "2.5x", "66.6"]),
        ({"benchmark": "GLUE"}, ["81.3", "79.0"]),
        ({"benchmark": "Glade"}, ["66.6"]),
        ({"benchmark": "glade"}, []),
        ({"no_benchmark": True}, ["2.5x"]),
        ({"metric": "average score"}, ["81.3", "79.0"]),
        ({"method": "Candle"}, ["79.0"]),
        ({"hardware": "H100"}, ["2.5x"]),
        ({"kind": "ratio"}, ["2.5x"]),
        ({"role": "other"}, ["79.0"]),
        ({"paper": "10.5555/ABC"}, ["66.6"]),
        ({"paper": "https://arxiv.org/abs/2409.00001v2"}, ["81.3", "79.0", "2.5x"]),
        ({"paper": "unknown"}, []),
        ({"min_confidence": 0.8}, ["81.3", "66.6"]),
        ({"benchmark": "GLUE", "role": "own"}, ["81.3"]),
        ({"claim": "no such"}, []),
    ],
)
def test_filters_choose_claims(filled: Store, filters: dict[str, object], expected: list[str]) -> None:
    assert values(filled, **filters) == expected
    assert count_claims(filled, Filters(**filters)) == len(expected)


def test_the_surest_claims_come_first_where_asked_for(filled: Store) -> None:
    found = list(claim_rows(filled, order="confidence", limit=3))
    assert [row.confidence for row in found] == [0.9, 0.8, 0.7]


def test_a_limit_of_none_gives_all_and_of_one_gives_one(filled: Store) -> None:
    assert len(list(claim_rows(filled, limit=1))) == 1
    assert len(list(claim_rows(filled))) == 4


def test_rows_may_be_read_while_papers_are_written(filled: Store) -> None:
    reading = claim_rows(filled)
    next(reading)
    assert add(filled, paper("2409.00009")) == ["new"]
    assert len(list(reading)) == 3


def test_papers_are_listed_with_their_newest_text(filled: Store) -> None:
    changed = FIRST.model_copy(update={"title": "A new title", "date": "2024-10-01"})
    add(filled, changed)
    recorded = [when for (when,) in rows(filled, "SELECT recorded_at FROM paper ORDER BY id")]
    assert list(queries.paper_rows(filled)) == [
        PaperRow(
            "2409.00001", 1, "A new title", "2024-09-05", "https://arxiv.org/abs/2409.00001", recorded[0], 3,
            "2024-10-01", ("cs.CL", "cs.LG"), (), ("Ada", "Ben"), FIRST.abstract,
        ),
        PaperRow(
            "10.5555/abc", 2, TITLE, None, "https://doi.org/10.5555/abc", recorded[1], 1,
            abstract=SECOND.abstract,
        ),
    ]  # fmt: skip
    assert len(list(queries.paper_rows(filled, limit=1))) == 1


def test_names_come_with_the_wordings_that_mean_them(store: Store) -> None:
    one = paper(abstract="GLUE has 81; the GLUE benchmark has 82; glue has 83.")
    found = [claim(one, value, benchmark=name) for value, name in
             (("81", "GLUE"), ("82", "the GLUE benchmark"), ("83", "glue"))]  # fmt: skip
    store.record(one, found, store.run("0.1.0", "first", {}))
    names = named.names(store, "benchmark")
    assert {name for surfaces in names.values() for name in surfaces} == {
        "GLUE",
        "the GLUE benchmark",
        "glue",
    }
    assert names["GLUE"] >= {"GLUE", "the GLUE benchmark"}
    assert named.names(store, "hardware") == {}


def test_names_that_no_current_claim_has_are_not_listed(filled: Store) -> None:
    filled.record(SECOND, [], filled.run("0.2.0", "second", {}))
    assert list(named.names(filled, "benchmark")) == ["GLUE"]


def test_claims_are_found_by_the_beginning_of_their_id(filled: Store) -> None:
    ids = sorted(row.claim for row in claim_rows(filled))
    assert evidence.find_claims(filled, "") == ids
    assert evidence.find_claims(filled, ids[0].upper()) == [ids[0]]
    assert evidence.find_claims(filled, ids[2][:8]) == [ids[2]]
    assert evidence.find_claims(filled, "%") == []


def test_a_claim_in_detail_has_spans_reasons_and_who_read_it(filled: Store) -> None:
    (row,) = claim_rows(filled, Filters(kind="ratio"))
    detail = evidence.claim_detail(filled, row.claim)
    assert detail is not None
    assert detail.row == row
    assert detail.text == FIRST.text
    assert detail.text[detail.sentence_start : detail.sentence_end] == row.sentence
    assert [(slot.slot, slot.written, slot.name, slot.kind) for slot in detail.slots] == [
        ("method", "Lantern", "Lantern", None),
        ("metric", "tuning speed", "tuning speed", None),
        ("baseline", "Candle", "Candle", None),
        ("hardware", "H100", "H100", None),
        ("setting", "one H100", None, "hardware"),
        ("setting", "fp16", None, None),
    ]
    assert (detail.row.setting, detail.slot_confidence) == ("fp16; hardware: H100", {})
    for slot in detail.slots:
        assert slot.start is None or detail.text[slot.start : slot.end] == slot.written
    assert detail.extractor is not None
    assert detail.extractor[:2] == ("0.1.0", "first")
    surest = evidence.claim_detail(filled, next(claim_rows(filled)).claim)
    assert surest is not None
    assert surest.reasons == ("stands beside its metric",)
    assert surest.slot_confidence == {"number": 0.95, "metric": 0.8, "baseline": 0.9}


def test_an_unknown_or_shortened_id_has_no_detail(filled: Store) -> None:
    row = next(claim_rows(filled))
    assert evidence.claim_detail(filled, "nothing") is None
    assert evidence.claim_detail(filled, row.claim[:6]) is None


def test_the_surface_of_a_mention_is_shown_with_white_space_evened(store: Store) -> None:
    one = paper(abstract="Moth\n  Two reaches 81 on SWE-\nbench.")
    found = claim(one, "81", method=Mention(start=21, end=31, text="Moth\n  Two"))
    store.record(one, [found], store.run("0.1.0", "first", {}))
    (row,) = claim_rows(store)
    assert row.method_written == "Moth Two"


def test_totals_count_what_is_stored(filled: Store) -> None:
    assert queries.totals(filled) == {
        "papers": 2,
        "undated papers": 1,
        "removed papers": 0,
        "texts": 2,
        "runs": 1,
        "readings": 4,
        "claims": 4,
    }


def test_postgresql_orders_all_joins_of_a_query_itself(ready_postgres: str) -> None:
    asked = Filters(benchmark="GLUE", metric="average score", tag="to read")
    with Store.open(ready_postgres) as store, reading(store.engine) as connection:
        query = str(queries.claim_query(store, asked))
        joined = query.count(" JOIN ") + query.count("FROM ")  # those of filters are joined, too
        for limit in ("join_collapse_limit", "from_collapse_limit"):
            assert int(connection.exec_driver_sql(f"SHOW {limit}").scalar_one()) >= joined

"""What must always hold stands in the database itself: bad rows are refused, whoever writes them."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy
from sqlalchemy import text

from schema.review.sheets import sheets
from schema.store import Store
from schema.tables import metadata
from tests.storing import add, paper

GOOD_VALUES = {
    "value_start": 3,
    "value_end": 5,
    "value_text": "81",
    "number": 81.0,
    "number_high": None,
    "unit": None,
    "kind": "score",
    "direction": None,
    "bound": None,
    "role": "own",
    "factor": None,
    "sentence_start": 0,
    "sentence_end": 9,
    "confidence": 0.5,
}
NOT_FINITE = (float("inf"), float("-inf"), float("nan"))
BAD_VALUES = [
    {"value_start": -1, "value_end": 1},
    {"value_start": 5, "value_text": ""},
    {"value_text": "8"},
    {"sentence_start": 4},
    {"sentence_end": 4},
    {"sentence_start": -1},
    *({"number": number} for number in NOT_FINITE),
    *({"number_high": number} for number in (float("inf"), float("-inf"))),
    {"number": "abc"},
    {"number_high": "abc"},
    {"kind": "ratio", "factor": "abc"},
    {"kind": "rank"},
    {"kind": "SCORE"},
    {"kind": None},
    {"direction": "up"},
    {"kind": "change", "direction": "sideways"},
    {"bound": "exactly"},
    {"role": "theirs"},
    {"kind": "change", "basis": "sideways"},
    {"basis": "relative"},
    {"factor": 2.0},
    {"kind": "change", "factor": 2.0},
    {"kind": "ratio", "factor": 0.0},
    {"kind": "ratio", "factor": -1.0},
    {"kind": "ratio", "factor": float("inf")},
    {"confidence": 1.01},
    {"confidence": -0.01},
    {"confidence": None},
]
GOOD = {
    "paper": {"name": "x", "published": None, "categories": "[]", "recorded_at": "2024"},
    "identifier": {"paper_id": 1, "scheme": "doi", "value": "10.1/x"},
    "paper_text": {
        "paper_id": 1,
        "hash": "a" * 64,
        "title": "t",
        "abstract": "a",
        "authors": "[]",
        "recorded_at": "2024",
    },
    "run": {"fingerprint": "f", "version": "1", "settings": "{}", "started_at": "2024"},
    "scan": {"run_id": 2, "text_id": 1, "claims": 0, "read_at": "2024"},
    "reading": {"scan_id": 1, "claim_id": "c", "reasons": "[]", "slot_confidence": "{}", **GOOD_VALUES},
    "reading_slot": {
        "reading_id": 1,
        "slot": "setting",
        "position": 9,
        "surface": "abc",
        "span_start": 1,
        "span_end": 4,
        "kind": "shots",
    },
    "resolution": {
        "slot": "method",
        "scope": "",
        "surface": "s",
        "key": "k",
        "canonical": "c",
        "known": False,
        "base": "c",
        "other_form": "",
    },
    "current": {
        "paper_id": 1,
        "claim_id": "c",
        "text_id": 1,
        "reading_id": 1,
        "inferred": "",
        "status": "machine",
        "setting": "shots: 5-shot",
        **GOOD_VALUES,
    },
    "decision": {
        "recorded_at": "2026",
        "who": "a person",
        "action": "edit",
        "text_id": 1,
        "claim_id": "c",
        "seen": "{}",
        "said": "{}",
        "why": "misread",
        "drawn": "random",
        "chance": 0.5,
    },
    "calibration": {"recorded_at": "2026", "who": "a person", "run_id": 1, "model": "{}"},
    "lease": {"paper_id": 1, "claim_id": "c", "holder": "a person", "until": "2026"},
    "tag": {"paper_id": 1, "name": "reading list", "action": "tag", "recorded_at": "2026"},
    "removal": {"paper_id": 1, "action": "remove", "who": "a person", "why": "gone", "recorded_at": "2026"},
    "name_change": {
        "recorded_at": "2026",
        "who": "a person",
        "action": "merge",
        "slot": "method",
        "detail": "{}",
    },
    "curated_table": {
        "hash": "h",
        "origin": "pwc",
        "task": "[]",
        "dataset": "[]",
        "metrics": "[]",
        "facts": "{}",
        "file": "f.json",
        "recorded_at": "2026",
    },
    "curated_row": {"table_id": 1, "hash": "h", "facts": "{}", "recorded_at": "2026"},
    "curated_value": {"row_id": 1, "metric": "EM", "written": "1.5", "numeric": False, "number": 1.5},
    "curated_current": {"value_id": 1, "benchmark_id": 1, "metric_id": 1},
}
BAD = [
    *(("paper", {"published": date}) for date in (
        "", "24", "2024-13", "2024-00", "2024-9", "2024-09-32", "2024-09-00", "2024/09", "20240905",
        "2024-09-5x", "soon", "2024-09-05T10", "2024--5", "-024", "2024-05--1")),
    ("paper", {"name": ""}),
    ("paper", {"categories": None}),
    ("identifier", {"scheme": "isbn"}),
    ("identifier", {"value": ""}),
    ("identifier", {"value": "x" * 501}),
    ("identifier", {"paper_id": 99}),
    ("identifier", {"scheme": "arxiv", "value": "2409.00001"}),
    ("paper_text", {"hash": "abc"}),
    ("paper_text", {"paper_id": 99}),
    ("paper_text", {"dated": "2024-13"}),
    ("paper_text", {"title": None}),
    ("run", {"fingerprint": "first"}),
    ("run", {"fingerprint": ""}),
    ("run", {"version": ""}),
    ("scan", {"run_id": 1}),
    ("scan", {"claims": -1}),
    ("scan", {"text_id": 99}),
    ("scan", {"run_id": 99}),
    *(("reading", values) for values in BAD_VALUES),
    ("reading", {"scan_id": 99}),
    ("reading", {"claim_id": ""}),
    ("reading", {"slot_confidence": None}),
    ("reading_slot", {"slot": "task", "position": 0, "kind": None}),
    ("reading_slot", {"slot": "method", "kind": None}),
    ("reading_slot", {"slot": "method", "position": 0, "kind": None}),
    ("reading_slot", {"kind": "weather"}),
    ("reading_slot", {"reading_id": 2, "slot": "benchmark", "position": 0, "kind": "data"}),
    ("reading_slot", {"position": -1}),
    ("reading_slot", {"span_start": None}),
    ("reading_slot", {"span_end": None}),
    ("reading_slot", {"span_end": 5}),
    ("reading_slot", {"span_start": -1, "span_end": 2}),
    ("reading_slot", {"surface": "", "span_end": 1}),
    ("reading_slot", {"reading_id": 99}),
    ("resolution", {"slot": "baseline"}),
    *(("resolution", {column: ""}) for column in ("surface", "canonical", "key")),
    ("resolution", {"surface": "Lantern"}),
    ("resolution", {"base": ""}),
    ("reading_slot", {"other_form": ""}),
    ("reading_slot", {"other_form": "x" * 501}),
    ("tag", {"name": ""}),
    ("tag", {"paper_id": 99}),
    ("tag", {"action": "forget"}),
    ("tag", {"action": None}),
    ("removal", {"paper_id": 99}),
    ("removal", {"action": "forget"}),
    ("removal", {"action": None}),
    ("removal", {"who": ""}),
    ("removal", {"why": ""}),
    ("name_change", {"action": "forget"}),
    ("name_change", {"slot": "baseline"}),
    ("name_change", {"who": ""}),
    ("curated_table", {"origin": ""}),
    ("curated_table", {"hash": ""}),
    ("curated_row", {"hash": ""}),
    ("curated_row", {"table_id": 99}),
    *(("curated_value", {"number": number, "metric": "F1"}) for number in NOT_FINITE),
    ("curated_value", {"metric": "F1", "number": None}),
    ("curated_value", {"metric": "F1", "problem": "no number"}),
    ("curated_value", {"row_id": 99}),
    ("curated_current", {"value_id": 99}),
    *(("curated_current", {f"{slot}_id": 99}) for slot in ("benchmark", "metric", "method")),
    *(("current", values) for values in BAD_VALUES),
    ("current", {"status": "guessed"}),
    ("current", {"status": "accepted"}),
    ("current", {"decision_id": 1}),
    ("current", {"reading_id": None}),
    ("current", {"decision_id": 99, "status": "edited"}),
    *(("decision", {column: ""}) for column in ("who", "why", "claim_id")),
    *(("decision", {column: None}) for column in ("who", "action", "text_id", "claim_id", "seen", "said")),
    ("decision", {"action": "ponder"}),
    ("decision", {"action": "reject"}),
    ("decision", {"action": "skip"}),
    ("decision", {"action": "read", "seen": None, "said": None}),
    ("decision", {"action": "read", "claim_id": None, "said": None}),
    ("decision", {"action": "undo", "claim_id": None, "seen": None, "said": None}),
    ("decision", {"undoes": 1}),
    ("decision", {"action": "undo", "claim_id": None, "seen": None, "said": None, "undoes": 99}),
    ("decision", {"id": 98, "stood": 98}),
    ("decision", {"stood": 99}),
    ("decision", {"text_id": 99}),
    ("decision", {"drawn": "by lot"}),
    *(("decision", {"chance": chance}) for chance in (0.0, -0.5, 1.5)),
    ("calibration", {"who": ""}),
    ("calibration", {"run_id": 99}),
    ("lease", {"paper_id": 99}),
    ("lease", {"claim_id": ""}),
    ("lease", {"holder": ""}),
    ("lease", {"until": None}),
    ("current", {"setting": ""}),
    ("current", {"reading_id": 99}),
    ("current", {"text_id": 99}),
    ("current", {"paper_id": 99}),
    *(("current", {f"{slot}_id": 99}) for slot in ("benchmark", "metric", "method", "baseline", "hardware")),
]  # fmt: skip


@pytest.fixture
def insert(store: Store) -> Callable[[str, dict[str, object]], None]:
    """Write one row by plain SQL into a store that holds a paper, with a second run that has read nothing."""
    add(store, paper())
    store.run("0.2.0", "second", {})

    def write(table: str, row: dict[str, object]) -> None:
        sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{column}' for column in row)})"
        with store.engine.begin() as connection:
            connection.execute(text(sql), row)

    return write


def test_good_rows_are_let_in(insert: Callable[[str, dict[str, object]], None]) -> None:
    for table, row in GOOD.items():
        insert(table, row)
    insert("paper", GOOD["paper"] | {"published": "2024-09-30"})
    insert("paper", GOOD["paper"] | {"published": "2024-12"})
    insert("paper", GOOD["paper"] | {"published": "1997"})
    insert(
        "reading", GOOD["reading"] | {"claim_id": "d", "kind": "ratio", "direction": "down", "factor": 0.5}
    )


def test_bad_rows_are_refused(insert: Callable[[str, dict[str, object]], None]) -> None:
    let_in, broken = [], set()
    for table, change in BAD:
        try:
            insert(table, GOOD[table] | change)
        except (sqlalchemy.exc.IntegrityError, sqlalchemy.exc.DataError) as error:
            broken.update(re.findall(r"\bck_\w+", str(error.orig)))
            continue
        let_in.append((table, change))
    assert let_in == []
    checks = {str(check.name) for table in metadata.tables.values() for check in table.constraints}
    assert {name for name in checks if name.startswith("ck_")} == broken


@pytest.mark.parametrize("table", ["paper", "paper_text", "run", "scan", "reading", "resolution", "decision"])
def test_rows_that_others_refer_to_cannot_be_deleted(store: Store, table: str) -> None:
    add(store, paper())
    page = sheets(store, [1])[1]
    store.decide([page.judgement(page.shown[0], "accept")], "Bo")
    with pytest.raises(sqlalchemy.exc.IntegrityError), store.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {table}"))

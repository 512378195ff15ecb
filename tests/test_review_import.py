"""The spreadsheet round trip: what a sheet holds and may say, and that nothing of it is stored by halves."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from schema.queries import Filters, claim_rows
from schema.review.history import log_rows
from schema.store import Store
from tests.deciding import decide
from tests.running import Result, Run, table
from tests.storing import ABSTRACT, add, claim, paper, read_anew, rows

Sheet = Callable[..., Path]
FIRST = "2409.00001"


@pytest.fixture(autouse=True)
def _filled(store: Store, ready_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two papers of three claims each; every command speaks of them, and runs in a folder of its own."""
    add(store, paper(), paper("2409.00002", f"Once more. {ABSTRACT}"))
    monkeypatch.setenv("CLAIMBOARD_DB", ready_url)
    monkeypatch.setenv("CLAIMBOARD_USER", "ada")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def sheet(run: Run) -> Sheet:
    """Write a sheet, with cells changed: `{"2.5x": {"decision": "reject"}}`, by the value of a claim."""

    def make(changes: Mapping[str, Mapping[str, str]], *options: str, delimiter: str = ",") -> Path:
        file = Path("sheet.csv")
        assert run("review", "export", file, "--paper", FIRST, "--seed", "x", *options).code == 0
        cells = read(file)
        for row in cells:
            row.update(changes.get(row["value"], {}))
        write(file, cells, delimiter)
        return file

    return make


def read(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))


def write(file: Path, cells: list[dict[str, str]], delimiter: str = ",") -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(cells[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(cells)


def holding(store: Store) -> dict[str, tuple[str, str | None, str | None]]:
    """Status, method and metric of the claims of the first paper, by their values as written."""
    found = claim_rows(store, Filters(paper=FIRST))
    return {row.written: (row.status, row.method, row.metric) for row in found}


def changed_nothing(store: Store, result: Result, code: int) -> bool:
    assert result.code == code, result.err
    return list(log_rows(store)) == [] and {status for status, *_ in holding(store).values()} == {"machine"}


def test_the_sheet_holds_what_a_person_needs(run: Run, file_regression: FileRegressionFixture) -> None:
    assert run("review", "export", "-", "--paper", FIRST, "--seed", "x", "-q").code == 0
    out = run("review", "export", "-", "--paper", FIRST, "--seed", "x").out
    assert out.startswith("\ufeffdecision,why,")
    file_regression.check(
        out.removeprefix("\ufeff").replace("\r\n", "\n"), extension=".csv", basename="sheet"
    )


def test_what_others_have_on_the_screen_is_left_out(run: Run, store: Store) -> None:
    keys = [(row.paper_key, row.claim) for row in claim_rows(store, Filters(paper=FIRST))]
    store.lease(keys[:1], "Bo@there:1")
    result = run("review", "export", "sheet.csv", "--paper", FIRST)
    assert result.err.startswith("2 claims to review")
    assert result.err.endswith("; 1 left out that others have on the screen\n")
    assert keys[0][1] not in {row["claim"] for row in read(Path("sheet.csv"))}
    store.lease(keys, "Bo@there:1", limit=3)
    none = run("review", "export", "other.csv", "--paper", FIRST)
    assert (none.code, none.err) == (1, "claimboard: what is left here others have on the screen\n")
    assert not Path("other.csv").exists()


def test_decisions_and_changed_cells_are_stored_with_spans_in_the_text(
    run: Run, store: Store, sheet: Sheet
) -> None:
    said = {
        "81.3": {"decision": "accept"},
        "79": {"method": "lantern", "metric": "night score", "why": "the other one"},
        "2.5x": {"decision": " Reject "},
    }
    result = run("review", "import", sheet(said))
    assert result.code == 0, result.err
    assert holding(store) == {
        "81.3": ("accepted", "Lantern", "average score"), "79.0": ("edited", "Lantern", "night score"),
    }  # fmt: skip
    log = {row.entry.action: row.entry for row in log_rows(store)}
    assert set(log) == {"accept", "edit", "reject"}
    assert {entry.who for entry in log.values()} == {"ada"}
    edited = log["edit"].said
    assert edited is not None
    assert edited.method is not None
    assert edited.metric is not None
    assert edited.method.start == paper().text.index("Lantern reaches")
    assert edited.metric.start is None
    assert log["edit"].why == "the other one"


def test_a_second_time_nothing_changes(run: Run, store: Store, sheet: Sheet) -> None:
    said = {"81.3": {"decision": "accept"}, "79": {"benchmark": "MMLU"}, "2.5x": {"decision": "reject"}}
    file = sheet(said)
    assert run("review", "import", file).code == 0
    before = rows(store, "SELECT count(*) FROM decision")
    again = run("review", "import", file, "--as", "bob")
    assert (again.code, again.err) == (0, "nothing; 3 rows so already\n")
    assert rows(store, "SELECT count(*) FROM decision") == before == [(3,)]


def test_a_dry_run_tells_what_would_change_and_who_would_be_first(
    run: Run, store: Store, sheet: Sheet
) -> None:
    file = sheet({"79": {"value": "99.5", "decision": "accept"}})
    tried = run("review", "import", file, "--dry-run")
    (row,) = csv.DictReader(io.StringIO(tried.out), delimiter="\t")
    assert (row["action"], row["changes"], row["row"]) == ("edit", "number 79 → 99.5", "3")
    assert changed_nothing(store, tried, 0)
    told = ["  first on GLUE, average score (%): Candle (before: Lantern)"]
    assert tried.err.splitlines() == [
        "1 claim edited on GLUE; 2 rows left alone; nothing is changed (--dry-run)", *told,
    ]  # fmt: skip
    made = run("review", "import", file)
    first, *changes, undo = made.err.splitlines()
    assert (first, changes) == ("1 claim edited on GLUE; 2 rows left alone", told)
    assert run(*undo.split()[1:4]).code == 0
    assert holding(store)["79.0"][0] == "machine"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_spreadsheets_do_to_cells_is_no_change(
    run: Run, store: Store, sheet: Sheet, delimiter: str
) -> None:
    mangled = {
        "81.3": {"value": "81.30", "paper": "2409.1", "confidence": "90%", "method": " Lantern"},
        "79": {"metric": "average  score", "claim": "1.2E+11"},
        "2.5x": {"decision": ""},
    }
    file = sheet(mangled, delimiter=delimiter)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes() + b"\r\n" + delimiter.encode() * 4 + b"\r\n")
    result = run("review", "import", file)
    assert changed_nothing(store, result, 0)
    assert result.err == "nothing; 3 rows left alone\n"


def test_rows_and_columns_may_be_sorted_and_left_out(run: Run, store: Store, sheet: Sheet) -> None:
    cells = read(sheet({"81.3": {"decision": "accept"}, "79": {"method": "Torch"}}))
    kept = ("seen", "method", "decision")
    write(Path("less.csv"), [{"note": "!"} | {name: row[name] for name in kept} for row in cells[1::-1]])
    result = run("review", "import", "less.csv")
    assert result.err.splitlines()[0] == "left out, being no columns of such a sheet: note"
    assert {written: said[:2] for written, said in holding(store).items()} == {
        "81.3": ("accepted", "Lantern"), "79.0": ("edited", "Torch"), "2.5x": ("machine", "Lantern"),
    }  # fmt: skip


def test_cells_that_a_spreadsheet_would_run_are_guarded_and_come_back(run: Run, store: Store) -> None:
    of = paper(FIRST, f"{ABSTRACT} Here =SUM(A1) drops it by -3.5 points.")
    store.record(of, [claim(of, "-3.5", number=-3.5, method="=SUM(A1)")], store.run("0.1.0", "new", {}))
    assert run("review", "export", "sheet.csv", "--paper", FIRST).code == 0
    (row,) = read(Path("sheet.csv"))
    assert (row["value"], row["method"]) == ("'-3.5", "'=SUM(A1)")
    for cells in ({}, {"value": "-3.5", "method": "=SUM(A1)"}):  # as it was, and as some programs store it
        write(Path("sheet.csv"), [row | cells])
        assert run("review", "import", "sheet.csv").err == "nothing; 1 row left alone\n"
    write(Path("sheet.csv"), [row | {"method": "'=A1"}])
    assert run("review", "import", "sheet.csv").code == 0
    assert holding(store)["-3.5"][1] == "=A1"


def test_every_cell_that_is_wrong_is_named_and_nothing_is_stored(
    run: Run, store: Store, sheet: Sheet, file_regression: FileRegressionFixture
) -> None:
    wrong = {
        "81.3": {"decision": "maybe", "value": "lots", "kind": "score up", "role": "mine"},
        "79": {"decision": "reject", "metric": "speed", "sentence": "Another one."},
        "2.5x": {"why": "so it is", "setting": "shots:", "method": "a\u202eb"},
    }
    cells = read(sheet(wrong))
    cells += [{**cells[0], "decision": "accept", "seen": "p1"}, {**cells[0], "why": "alone", "decision": ""}]
    cells += [{**cells[2], "setting": "", "method": "", "why": ""} for _ in range(2)]
    for name in ("value", "kind", "role"):
        cells[4][name] = {"value": "81.3", "kind": "score", "role": "own"}[name]
    write(Path("sheet.csv"), cells)
    with Path("sheet.csv").open("a") as file:
        file.write("," * 30 + "end\r\n")
    result = run("review", "import", "sheet.csv")
    assert changed_nothing(store, result, 3)
    file_regression.check(result.err, extension=".txt", basename="faults")


@pytest.mark.parametrize(
    ("blob", "said"),
    [
        (b"decision,seen\r\n\"a", "is no CSV: unexpected end of data"),
        (b"decision,claim\r\n", "has no column 'seen'"),
        (b"", "has no column 'decision' and none 'seen'"),
        (b"decision,decision,seen\r\n", "has two columns 'decision'"),
        ("decision,seen,über\r\n".encode("latin-1"), "is not in UTF-8"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_sheet_says_what_it_lacks(run: Run, store: Store, blob: bytes, said: str) -> None:
    Path("none.csv").write_bytes(blob)
    result = run("review", "import", "none.csv")
    assert changed_nothing(store, result, 3)
    assert result.err.startswith(f"claimboard: none.csv {said}")
    assert run("review", "import", "nowhere.csv").code == 3


def test_a_sheet_comes_from_stdin(run: Run, store: Store, sheet: Sheet) -> None:
    file = sheet({"81.3": {"decision": "accept"}})
    assert run("review", "import", "-", stdin=file.read_bytes()).code == 0
    assert holding(store)["81.3"][0] == "accepted"


def test_claims_decided_meanwhile_keep_everything_out_unless_they_are_skipped(
    run: Run, store: Store, sheet: Sheet
) -> None:
    file = sheet(
        {"81.3": {"decision": "accept"}, "79": {"decision": "reject"}, "2.5x": {"decision": "accept"}}
    )
    decide(store, "79.0", "accept", who="Bo")
    decide(store, "2.5x", "accept", who="Bo")
    result = run("review", "import", file)
    assert result.code == 1
    first, second, hint = result.err.splitlines()
    assert first.startswith("sheet.csv, row 3: claim ")
    assert " was accepted by Bo at " in first
    assert first.endswith(" UTC (decision 1)")
    assert second == "claimboard: nothing was stored: 1 conflict"
    assert "--skip-conflicts" in hint
    assert holding(store)["81.3"][0] == "machine"
    assert run("review", "import", file, "--skip-conflicts").code == 0
    assert {written: said[0] for written, said in holding(store).items()} == dict.fromkeys(
        ("81.3", "79.0", "2.5x"), "accepted"
    )
    assert {row.entry.who for row in log_rows(store)} == {"Bo", "ada"}


def test_a_sheet_is_mended_and_imported_again(run: Run, store: Store, sheet: Sheet) -> None:
    file = sheet({"81.3": {"decision": "accept"}, "79": {"method": "Torch"}, "2.5x": {"decision": "reject"}})
    assert run("review", "import", file).code == 0
    cells = read(file)
    by_value = {row["value"]: row for row in cells}
    by_value["81.3"]["metric"] = "night score"
    by_value["79"].update(method="Moth", why="a slip")
    write(file, cells)
    tried = run("review", "import", file, "--dry-run")
    assert [(row["action"], row["changes"]) for row in table(tried.out)] == [
        ("edit", "metric average score → night score"), ("edit", "method Torch → Moth"),
    ]  # fmt: skip
    again = run("review", "import", file)
    assert (again.code, again.err.splitlines()[0]) == (0, "2 claims edited on GLUE; 1 row so already")
    by_value["2.5x"]["decision"] = "accept"
    by_value["81.3"]["metric"] = "average score"
    write(file, cells)
    third = run("review", "import", file)
    assert third.err.splitlines()[0] == "2 claims accepted on GLUE; 1 row so already"
    assert holding(store) == {
        "81.3": ("accepted", "Lantern", "average score"),
        "79.0": ("edited", "Moth", "average score"),
        "2.5x": ("accepted", "Lantern", "tuning speed"),
    }
    log = {row.entry.id: row.entry for row in log_rows(store)}
    assert [log[id].stood for id in sorted(log)] == [None, None, None, 1, 2, 4, 3]
    assert run("review", "undo", "6-7").code == 0
    assert holding(store)["81.3"] == ("edited", "Lantern", "night score")
    assert "2.5x" not in holding(store)


@pytest.mark.parametrize("who", ["ada", "Bo"])
def test_a_mended_sheet_overwrites_nothing_that_was_said_elsewhere(
    run: Run, store: Store, sheet: Sheet, who: str
) -> None:
    file = sheet({"81.3": {"decision": "accept"}, "79": {"decision": "accept"}})
    assert run("review", "import", file).code == 0
    decide(store, "79.0", "reject", who=who)  # on the screen
    cells = read(file)
    for row in cells[:3]:
        row.update({"81.3": {"metric": "night score"}, "79": {"method": "Torch"}}.get(row["value"], {}))
    write(file, cells)
    result = run("review", "import", file)
    assert result.code == 1
    assert f" was rejected by {who} at " in result.err
    assert holding(store)["81.3"][0] == "accepted"
    other = run("review", "import", file, "--as", "cy", "--skip-conflicts")
    assert other.err.count("was accepted by ada at") == 1
    assert other.err.splitlines()[-1] == "nothing; 1 row left alone; 2 rows left out"
    assert run("review", "import", file, "--skip-conflicts").code == 0
    assert holding(store)["81.3"] == ("edited", "Lantern", "night score")
    assert "79.0" not in holding(store)


def test_claims_read_anew_meanwhile_are_conflicts(run: Run, store: Store, sheet: Sheet) -> None:
    file = sheet({"81.3": {"decision": "accept"}, "79": {"decision": "accept"}})
    read_anew(store)
    result = run("review", "import", file)
    assert result.code == 1
    assert "was read anew meanwhile, and differs now: method" in result.err
    store.record(paper(abstract="All else."), [], store.run("0.3.0", "third", {}))
    gone = run("review", "import", file)
    assert gone.err.count("is read no more") == 2
    assert list(log_rows(store)) == []


def test_two_claims_cannot_become_one(run: Run, store: Store, sheet: Sheet) -> None:
    file = sheet({})
    cells = read(file)
    both = [row for row in cells if row["value"] == "81.3"]
    write(file, [*both, {**both[0], "decision": "accept"}, {**both[0], "decision": "reject"}])
    result = run("review", "import", file)
    assert changed_nothing(store, result, 3)
    assert "sheet.csv, row 4, seen: row 3 speaks of this claim, too" in result.err


def test_of_a_reading_that_waits_what_was_said_before_may_stay(run: Run, store: Store, sheet: Sheet) -> None:
    decide(store, "81.3", "accept", who="Bo")
    read_anew(store)
    file = sheet({"81.3": {"decision": "keep"}, "79": {"decision": "keep"}})
    refused = run("review", "import", file)
    assert refused.code == 3
    assert "there is nothing to keep" in refused.err
    file = sheet({"81.3": {"decision": "keep"}})
    assert run("review", "import", file).code == 0
    assert holding(store)["81.3"][:2] == ("accepted", "Lantern")
    assert run("review", "import", file).err.startswith("nothing; 1 row so already")
    assert "81.3" not in {row["value"] for row in table(run("review", "list", "--paper", FIRST).out)}


def test_what_was_drawn_of_one_paper_alone_has_no_chance(run: Run, store: Store) -> None:
    add(store, *(paper(f"2410.0000{at}", f"Again {at}. {ABSTRACT}") for at in range(3)))
    assert run("review", "export", "glue.csv", "--benchmark", "GLUE").code == 0
    cells = read(Path("glue.csv"))
    write(Path("glue.csv"), [{**row, "decision": "accept"} for row in cells])
    assert run("review", "import", "glue.csv", "-q") == Result(0, "", "")
    drawn = rows(store, "SELECT DISTINCT drawn, chance FROM decision ORDER BY drawn")
    assert drawn == [("queue", 1.0), ("random", None)]


def test_what_was_drawn_at_random_stays_so(run: Run, store: Store) -> None:
    assert run("review", "export", "all.csv").code == 0
    cells = read(Path("all.csv"))
    write(Path("all.csv"), [{**row, "decision": "accept"} for row in cells])
    assert run("review", "import", "all.csv", "-q") == Result(0, "", "")
    assert [row["drawn"] for row in cells] == ["queue"] * 4 + ["random", "queue"]
    assert rows(store, "SELECT drawn, chance FROM decision ORDER BY id") == [
        ("queue", 1.0), ("queue", 1.0), ("queue", 1.0), ("queue", 1.0), ("random", 0.5), ("queue", 1.0),
    ]  # fmt: skip

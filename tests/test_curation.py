"""Curated tables in the store: kept beside the claims, once, under names that resolve as those of claims."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from extractor.curated import read_pwc
from migrations import runner
from schema import queries
from schema.curated import pwc
from schema.curated.keeping import Kept
from schema.curated.queries import curated_names, curated_rows, curated_tables
from schema.curated.shapes import Table
from schema.past import store_at
from schema.renaming import Entry
from schema.store import Store
from tests.curated import dataset, row, tables, task
from tests.storing import add, paper, rows

REAL = Path(__file__).parents[2] / "shared" / "pwc"


def keep(store: Store, *tasks: Any, file: str = "moths.json") -> Kept:
    return store.keep(tables(*tasks), pwc.ORIGIN, file)


def written(store: Store) -> Any:
    """The file that the store's tables make."""
    return pwc.document(curated_tables(store, pwc.ORIGIN))


def names(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """What the names of claims and of curated values mean."""
    columns = "slot, scope, surface, other_form, key, canonical, known, base, version, split, subset"
    joined = " ".join(
        f"LEFT JOIN resolution {slot} ON {slot}.id = {slot}_id" for slot in ("benchmark", "metric", "method")
    )
    curated = "value_id, family, amount, benchmark.surface, metric.surface, metric.scope, method.canonical"
    return {
        "resolution": rows(
            store, f"SELECT {columns} FROM resolution ORDER BY slot, surface, scope, other_form"
        ),
        "curated": rows(store, f"SELECT {curated} FROM curated_current {joined} ORDER BY value_id"),
    }


def test_rows_are_kept_with_what_their_values_mean(store: Store) -> None:
    kept = keep(store, task("Answering", dataset("Moth", row(accuracy="81.5%", size="11.2M", note="-"))))
    assert (kept.tables, kept.rows, kept.new, kept.values) == (1, 1, 1, 3)
    assert {reason: sum(each.values()) for reason, each in kept.problems.items()} == {"no value": 1}
    percent, size, note = curated_rows(store)
    assert (percent.number, percent.unit, percent.family, percent.amount) == (81.5, "%", "percent", 81.5)
    assert (size.number, size.unit, size.family, size.amount) == (11_200_000.0, None, None, None)
    assert (note.number, note.problem, note.written) == (None, "no value", "-")
    assert percent[:7] == ("pwc", "moths.json", "Answering", "Moth", "Moth", "accuracy", "Lantern")
    assert (percent.paper_title, percent.paper_url, percent.paper_date) == ("Moonlight", "", None)


def test_no_claim_comes_of_them(store: Store) -> None:
    add(store, paper())
    before = list(queries.claim_rows(store))
    keep(store, task("T", dataset("GLUE", row(accuracy="99"))))
    assert list(queries.claim_rows(store)) == before
    assert queries.totals(store)["papers"] == 1


def test_a_second_time_changes_nothing(store: Store) -> None:
    tasks = [task("T", dataset("Moth", row(accuracy="81.5"), row("Candle", accuracy=80)))]
    keep(store, *tasks)
    before = written(store), names(store)
    again = keep(store, *tasks, file="a copy.json")
    assert (again.rows, again.new, again.again, again.added) == (2, 0, 0, 0)
    assert (written(store), names(store)) == before


def test_a_row_that_stands_twice_is_one_and_says_all_that_both_say(store: Store) -> None:
    link = {"title": "code", "url": "https://example.org"}
    kept = keep(
        store,
        task("T", dataset("Moth", row(accuracy="81.5"), {**row(accuracy="81.5"), "code_links": [link]})),
    )
    assert (kept.rows, kept.new, kept.again) == (2, 1, 1)
    (only,) = written(store)[0]["datasets"][0]["sota"]["rows"]
    assert only["code_links"] == [link]


@pytest.mark.parametrize(
    "other",
    [
        row("Candle", accuracy="81.5"),
        row(None, accuracy="81.5"),
        row(title="Another", accuracy="81.5"),
        {**row(accuracy="81.5"), "paper_url": "https://example.org"},
        {**row(accuracy="81.5"), "paper_date": "2024-09-05"},
        row(accuracy="81.6"),
        row(accuracy=81.5),
        row(accuracy="81.5", F1="80"),
    ],
)
def test_rows_that_differ_in_method_paper_date_or_values_are_two(sqlite_url: str, other: Any) -> None:
    with runner.open_store(sqlite_url) as store:
        assert keep(store, task("T", dataset("Moth", row(accuracy="81.5"), other))).new == 2


def test_a_later_file_adds_to_what_is_known_and_takes_nothing_away(store: Store) -> None:
    keep(store, task("T", dataset("Moth", row(accuracy="81.5"), description="of wings"), synonyms=["a"]))
    later = task(
        "T",
        dataset("Moth", row("Candle", F1="80"), metrics=("F1",), description="of light"),
        description="to fly",
        synonyms=["b"],
    )
    kept = keep(store, later)
    assert (kept.rows, kept.new, kept.added) == (1, 1, 2)
    (both,) = written(store)
    (moth,) = both["datasets"]
    assert (both["description"], both["synonyms"], moth["description"]) == ("to fly", ["a", "b"], "of wings")
    assert moth["sota"]["metrics"] == ["accuracy", "F1"]
    assert [each["model_name"] for each in moth["sota"]["rows"]] == ["Lantern", "Candle"]
    assert keep(store, later).added == 0


def test_names_resolve_as_those_of_claims_do(store: Store) -> None:
    keep(
        store,
        task(
            "T",
            dataset("CoQA (Conversational Question Answering Challenge)", row(Acc="1")),
            dataset("coqa", row(accuracy="2")),
            dataset("SWE-bench", subdatasets=[{"subdataset": "Verified", "sota": {"rows": [row(x="3")]}}]),
            dataset("Great Moth Trial (GMT)", row("GPT 4", accuracy="4")),
            dataset("GMT", row("gpt-4", accuracy="5")),
            dataset("Great Moth Trial", row(accuracy="6")),
            dataset("Moths of the night (of 2017)", row(accuracy="7")),
            dataset("GLUE", row(score="8")),
        ),
    )
    found = [(each.benchmark, each.metric, each.method) for each in curated_rows(store)]
    assert found == [
        ("CoQA", "accuracy", "Lantern"),
        ("CoQA", "accuracy", "Lantern"),
        ("SWE-bench Verified", "x", "Lantern"),
        ("GMT", "accuracy", "GPT-4"),
        ("GMT", "accuracy", "GPT-4"),
        ("Great Moth Trial", "accuracy", "Lantern"),
        ("Moths of the night (of 2017)", "accuracy", "Lantern"),
        ("GLUE", "average score", "Lantern"),
    ]
    assert curated_names(store)["SWE-bench Verified"] == "SWE-bench"
    assert [each.written for each in curated_rows(store, base="SWE-bench")] == ["3"]
    assert [each.written for each in curated_rows(store, benchmark="CoQA")] == ["1", "2"]
    assert [each.written for each in curated_rows(store, benchmark=("CoQA", "GMT"))] == ["1", "2", "4", "5"]


def test_names_that_people_change_change_here_too(store: Store) -> None:
    keep(store, task("T", dataset("Moth", row(score="81.5")), dataset("GLUE", row(score="80"))))
    merge = store.change_names(Entry("merge", "benchmark", {"from": "Moth", "into": "GLUE"}), "me")
    assert {(each.benchmark, each.metric) for each in curated_rows(store)} == {("GLUE", "average score")}
    here = names(store)
    store.rebuild()
    assert names(store) == here
    store.change_names(Entry("undo", "benchmark", {"change": merge.id}), "me")
    assert [(each.benchmark, each.metric) for each in curated_rows(store)] == [
        ("Moth", "score"), ("GLUE", "average score"),
    ]  # fmt: skip
    here = names(store)
    store.rebuild()
    assert names(store) == here


@pytest.mark.parametrize("seed", range(4))
def test_rebuilt_is_what_came_about_by_and_by(store: Store, seed: int) -> None:
    rng = random.Random(seed)
    spelled = {
        "benchmark": ("GLUE", "glue benchmark", "Moth", "the moth dataset", "MOTH"),
        "metric": ("score", "Score", "average score", "SCORE"),
        "method": ("Lantern", "lantern", "LANTERN", "Candle", "candle"),
    }
    for step in range(12):
        kind = rng.randrange(3)
        if kind == 0:
            add(store, paper(f"2409.{step:05}"))
        elif kind == 1:
            some = [row(rng.choice(spelled["method"]), **{rng.choice(spelled["metric"]): str(step)})]
            keep(store, task(f"T{rng.randrange(3)}", dataset(rng.choice(spelled["benchmark"]), *some)))
        else:
            slot = rng.choice(tuple(spelled))
            one, other = rng.sample(spelled[slot], 2)
            store.change_names(Entry("merge", slot, {"from": one, "into": other}), "me")
    before = names(store)
    store.rebuild()
    assert names(store) == before
    with store_at(store, "9999") as copy:
        assert names(copy) == before
        assert written(copy) == written(store)


def test_the_past_knows_no_later_rows(store: Store) -> None:
    keep(store, task("T", dataset("Moth", row(accuracy="81.5"))))
    ((time,),) = rows(store, "SELECT recorded_at FROM curated_row")
    keep(store, task("T", dataset("Moth", row(accuracy="82.5")), dataset("Wick", row(accuracy="7"))))
    with store_at(store, time) as before:
        assert [each.written for each in curated_rows(before)] == ["81.5"]


def test_many_tables_go_in_batch_by_batch(sqlite_url: str) -> None:
    many = task("T", *(dataset(f"Moth {number}", row(accuracy=number)) for number in range(1200)))
    with runner.open_store(sqlite_url) as store:
        assert (keep(store, many).new, keep(store, many).new) == (1200, 0)
        assert written(store) == [many]


def test_what_stands_in_no_place_of_its_own_makes_the_places(sqlite_url: str) -> None:
    table = Table(("A", "B"), ("D", "E"), (), {})
    with runner.open_store(sqlite_url) as store:
        store.keep([table], pwc.ORIGIN, "f")
        assert written(store) == [
            {"task": "A", "subtasks": [
                {"task": "B", "datasets": [{"dataset": "D", "subdatasets": [{"subdataset": "E"}]}]}
            ]}
        ]  # fmt: skip


def without_twins(value: Any) -> Any:
    """A real file without the rows that stand in it twice: what is dropped, and nothing else."""
    if isinstance(value, list):
        return [without_twins(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {key: without_twins(each) for key, each in value.items()}
    if "rows" in found:
        kept: list[Any] = []
        keys: list[Any] = []
        for each in found["rows"]:
            key = [each[name] for name in ("model_name", "paper_title", "paper_url", "paper_date", "metrics")]
            if key not in keys:
                kept.append(each)
                keys.append(key)
        found["rows"] = kept
    return found


@pytest.mark.skipif(not REAL.exists(), reason="needs the Papers with Code files in ../shared/pwc")
@pytest.mark.parametrize("file", sorted(REAL.glob("*.json")), ids=lambda path: path.stem)
def test_a_real_file_comes_out_as_it_went_in(file: Path, tmp_path: Path) -> None:
    content = "SELECT hash, task, dataset, metrics, facts FROM curated_table ORDER BY id"
    results: list[Any] = []
    read = file
    for step in ("first", "second"):
        with runner.open_store(f"sqlite:///{tmp_path}/{step}.db") as store:
            found = list(read_pwc(str(read)))
            tables = [each for each in found if isinstance(each, Table)]
            assert tables == found
            store.keep(tables, pwc.ORIGIN, read.name)
            made = written(store)
            cells = [each._replace(file="") for each in curated_rows(store)]
            results.append((made, rows(store, content), names(store), cells))
        read = tmp_path / "written.json"
        read.write_text(json.dumps(made), encoding="utf-8")
    assert results[0] == results[1]
    assert results[0][0] == without_twins(json.loads(file.read_text(encoding="utf-8")))

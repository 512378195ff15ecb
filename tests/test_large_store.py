"""The large stores that benchmarks run on are what recording would have made, row by row."""

from pathlib import Path

import pytest

from migrations.runner import open_store
from schema import tables
from schema.database import reading
from schema.store import Store
from tests.benchmarks import large_store

TIMES = {"recorded_at", "started_at", "read_at"}


def contents(store: Store) -> dict[str, list[dict[str, object]]]:
    """All rows by table, in the order of their keys, without the times at which they were written."""
    with reading(store.engine) as connection:
        return {
            table.name: [
                {name: cell for name, cell in row._mapping.items() if name not in TIMES}
                for row in connection.execute(table.select().order_by(*table.primary_key.columns))
            ]
            for table in tables.metadata.sorted_tables
        }


def test_a_store_made_in_bulk_is_the_one_that_recording_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_store, "BATCH", 40)
    monkeypatch.setattr(large_store, "COMMIT", 100)
    large_store.make(tmp_path / "bulk.db", 900)
    with open_store(str(tmp_path / "recorded.db")) as recorded:
        run = recorded.run("0", "made up", {})
        for paper, claims in large_store.papers(900):
            assert recorded.record(paper, claims, run).change == "new"
        with Store.open(str(tmp_path / "bulk.db")) as bulk:
            made = contents(bulk)
            assert made == contents(recorded)
    assert len(made["current"]) == 900


def test_the_largest_board_of_a_large_store_has_a_twentieth_of_all_claims() -> None:
    sizes = large_store.sizes(1_000_000)
    assert sizes[0] == 50_000
    assert sizes == sorted(sizes, reverse=True)
    assert abs(sum(sizes) - 850_000) < len(sizes)

"""What a paper itself introduces as long form or abbreviation holds within that paper, and there alone."""

import json
from pathlib import Path

import pytest

from schema import queries
from schema.records import Mention
from schema.store import Store
from tests.running import Run, table
from tests.storing import claim, paper, rows, span

TEXT = "On the Glade Benchmark of Old Trees ({}) Lantern reaches 81.3, on {} Candle reaches 79.0."


def stored(store: Store, id: str, short: str, *mentions: str, form: bool = True) -> list[str | None]:
    """Store a paper whose two claims name their benchmark so; the names that they get."""
    text = TEXT.format(short, short)
    long = "Glade Benchmark of Old Trees"
    forms = {long: short, short: long} if form else {}
    of = paper(id, text)
    found = []
    for value, name in zip(("81.3", "79.0"), mentions, strict=True):
        mention = Mention(**span(of.text, name), other_form=forms.get(name))
        found.append(claim(of, value, number=float(value), benchmark=mention, metric="accuracy"))
    store.record(of, found, store.run("0.1.0", "first", {}))
    return [row.benchmark for row in queries.claim_rows(store, queries.Filters(paper=id))]


def test_the_long_form_and_the_abbreviation_are_one_name_in_the_paper(store: Store) -> None:
    assert stored(store, "2501.00001", "GBOT", "Glade Benchmark of Old Trees", "GBOT") == ["GBOT", "GBOT"]
    written = {row.benchmark_written for row in queries.claim_rows(store)}
    assert written == {"Glade Benchmark of Old Trees", "GBOT"}


def test_a_long_form_of_a_known_abbreviation_means_what_that_does(store: Store) -> None:
    assert stored(store, "2501.00001", "MTEB", "Glade Benchmark of Old Trees", "MTEB") == ["MTEB", "MTEB"]


def test_another_paper_is_not_bound_by_it(store: Store) -> None:
    stored(store, "2501.00001", "GBOT", "Glade Benchmark of Old Trees", "GBOT")
    other = stored(store, "2501.00002", "GBOT", "Glade Benchmark of Old Trees", "GBOT", form=False)
    assert other == ["Glade Benchmark of Old Trees", "GBOT"]


def test_a_rebuild_gives_the_same_names(store: Store) -> None:
    stored(store, "2501.00001", "GBOT", "Glade Benchmark of Old Trees", "GBOT")
    names = "SELECT surface, other_form, canonical FROM resolution ORDER BY surface"
    before = rows(store, names)
    store.rebuild()
    assert rows(store, names) == before


def test_the_extractor_reads_what_the_abstract_introduces(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMBOARD_DB", str(tmp_path / "claims.db"))
    text = (
        "We introduce the Glade Reasoning Collection (GRC). On the Glade Reasoning Collection, Larch reaches "
        "an accuracy of 51.5%. On GRC, Birch reaches an accuracy of 44.2%."
    )
    line = json.dumps({"id": "2501.00003", "title": "Larch", "abstract": text})
    assert run("add", "-", stdin=line.encode()).code == 0
    found = table(run("claims").out)
    assert {row["benchmark"] for row in found} == {"GRC"}
    assert {row["benchmark_written"] for row in found} == {"Glade Reasoning Collection", "GRC"}

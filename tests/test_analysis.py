"""`claimboard history`, `conflicts`, `compare` and `--known-at`, as people call them."""

import json
from pathlib import Path

import pytest

from schema import queries
from schema.store import Store
from tests.running import Run, table

TEXTS = {
    "2501.00001": "We present Larch. On SWE-bench Verified, Larch reaches a resolve rate of 51.5%, "
    "while Birch reaches a resolve rate of 44.2%.",
    "2502.00002": "We present Rowan. Rowan obtains a resolve rate of 58.0% on SWE-bench Verified, "
    "while Birch obtains a resolve rate of 40.0%.",
}
ANY = ("--min-confidence", "0")


@pytest.fixture(autouse=True)
def _stored(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMBOARD_DB", str(tmp_path / "claims.db"))
    for id, text in TEXTS.items():
        line = json.dumps({"id": id, "title": "Trees", "abstract": text})
        assert run("add", "-", stdin=line.encode()).code == 0


def test_history_tells_who_took_first_place_when(run: Run) -> None:
    result = run("history", "SWE-bench Verified", *ANY)
    assert [(row["date"], row["method"], row["gain"]) for row in table(result.out)] == [
        ("2025-01", "Larch", ""),
        ("2025-02", "Rowan", "6.5"),
    ]
    assert "Rowan" in run("history", "SWE-bench", *ANY, "--format", "table").out


def test_history_of_what_is_not_ranked_exits_1_and_says_where_to_look(run: Run) -> None:
    result = run("history", "SWE-bench Verified", "--min-confidence", "1")
    assert result.code == 1
    assert "claimboard show" in result.err


def test_conflicts_show_both_claims_with_their_sentences(run: Run) -> None:
    result = run("conflicts", *ANY)
    (row,) = table(result.out)
    cause = row["cause"]  # which one hangs on the settings that are read
    assert (row["method"], row["apart"]) == ("Birch", "4.2")
    assert "51.5%" in row["first_sentence"]
    assert "58.0%" in row["second_sentence"]
    assert result.err == f"1 {cause}\n"
    shown = run("conflicts", *ANY, "--format", "table").out
    assert f"{cause}: Birch on SWE-bench Verified" in shown


def test_conflicts_can_be_narrowed_and_exit_1_where_none_is_left(run: Run) -> None:
    every = ("--cause", "real", "--cause", "unresolved", "--cause", "setting")
    assert run("conflicts", *ANY, *every, "--method", "birch").code == 0
    assert run("conflicts", *ANY, "--cause", "rounding").code == 1
    assert run("conflicts", "--min-confidence", "1").code == 1
    assert run("conflicts", "--cause", "spite").code == 2


def test_compare_sets_two_methods_side_by_side(run: Run) -> None:
    result = run("compare", "larch", "Rowan", *ANY)
    (row,) = table(result.out)
    told = [row[name] for name in ("ahead", "apart", "first_value", "second_value")]
    assert told == ["Rowan", "6.5", "51.5", "58"]
    assert "Rowan on 1" in result.err


def test_compare_needs_two_methods_that_claims_have(run: Run) -> None:
    assert run("compare", "Larch", "LARCH").code == 2
    assert run("compare", "Larch", "Nobody").code == 1
    assert run("compare", "Larch", "Rowan", "--min-confidence", "1").code == 1


def test_known_at_shows_what_the_store_knew(run: Run) -> None:
    assert run("show", "SWE-bench Verified", *ANY, "--known-at", "2001-01-01").code == 1
    today = run("show", "SWE-bench Verified", *ANY)
    assert run("show", "SWE-bench Verified", *ANY, "--known-at", "2999").out == today.out
    assert run("history", "SWE-bench Verified", *ANY, "--known-at", "2999-01-01T00:00:00Z").code == 0
    assert run("boards", "--known-at", "soon").code == 2


def test_before_a_store_knew_anything_it_says_so_and_since_when_it_does(run: Run, tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "claims.db")) as store:
        since = queries.known_since(store)
    assert since is not None
    for command in (("show", "SWE-bench"), ("boards",), ("history", "SWE-bench"), ("conflicts",)):
        result = run(*command, "--known-at", "2020-01-01")
        assert (result.code, result.out) == (1, "")
        assert "this store knew nothing at 2020-01-01" in result.err
        assert f"it knows something since {since}" in result.err
        assert "claimboard add" not in result.err


def test_a_name_that_came_later_was_not_known_and_the_store_says_since_when_it_knows_something(
    run: Run, tmp_path: Path
) -> None:
    with Store.open(str(tmp_path / "claims.db")) as store:
        since = queries.known_since(store)
    result = run("compare", "Larch", "Rowan", "--known-at", since)
    assert result.code == 1
    assert f"no claim has a method named 'Larch' in what this store knew at {since}" in result.err
    assert f"it knows something since {since}" in result.err


def test_a_store_that_never_knew_anything_says_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMBOARD_DB", str(tmp_path / "empty.db"))
    assert run("db", "upgrade").code == 0
    result = run("boards", "--known-at", "2020-01-01")
    assert result.code == 1
    assert "claimboard add" in result.err

"""The schema comes from migrations alone: up, down, up again, and in agreement with the tables."""

import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint

import migrations
from migrations import runner
from schema import queries, tables, tagging
from schema.database import REVISION, VERSION_TABLE, State, connect, reading
from schema.errors import UsageError
from schema.review.calibration import Calibration
from schema.review.sheets import sheets
from schema.store import Store
from tests.storing import add, paper, rows

FOLDER = Path(migrations.__file__).parent


def script() -> ScriptDirectory:
    """The revisions as Alembic sees them."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return ScriptDirectory.from_config(config)


def table_names(url: str) -> set[str]:
    """The tables that stand there."""
    engine = connect(url)
    with reading(engine) as connection:
        return set(sqlalchemy.inspect(connection).get_table_names())


def test_the_newest_revision_is_the_one_that_the_code_needs() -> None:
    assert script().get_heads() == [REVISION]


def test_revisions_are_numbered_in_their_order() -> None:
    ids = [revision.revision for revision in script().walk_revisions()]
    assert ids == sorted(ids, reverse=True)
    assert all(re.fullmatch(r"\d{4}", each) for each in ids)


def test_up_down_and_up_again(store_url: str) -> None:
    runner.upgrade(store_url)
    assert table_names(store_url) == {*tables.metadata.tables, VERSION_TABLE}
    with Store.open(store_url) as store:
        add(store, paper())
    runner.downgrade(store_url, "base")
    assert table_names(store_url) == {VERSION_TABLE}
    assert runner.status(store_url).state is State.NEW
    with runner.open_store(store_url) as store:
        assert add(store, paper()) == ["new"]


def test_upgrading_an_up_to_date_database_changes_nothing(store_url: str) -> None:
    with runner.open_store(store_url) as store:
        add(store, paper())
        runner.upgrade(store_url)
        assert rows(store, "SELECT count(*) FROM current") == [(3,)]
    assert runner.status(store_url).up_to_date


def test_migrations_and_tables_agree(store_url: str) -> None:
    runner.upgrade(store_url)
    with reading(connect(store_url)) as connection:
        context = MigrationContext.configure(
            connection,
            opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True},
        )
        assert compare_metadata(context, tables.metadata) == []


def test_the_alembic_command_finds_nothing_to_do(sqlite_url: str) -> None:
    runner.upgrade(sqlite_url)
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "-x", f"db={sqlite_url}", "check"],
        cwd=FOLDER.parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "No new upgrade operations" in done.stdout


def test_migrations_and_tables_have_the_same_checks(store_url: str) -> None:
    runner.upgrade(store_url)
    engine = connect(store_url)

    def plain(sql: str) -> str:
        return re.sub(r"\s+", " ", sql)

    with reading(engine) as connection:
        inspector = sqlalchemy.inspect(connection)
        for name, table in tables.metadata.tables.items():
            made = {check["name"]: check["sqltext"] for check in inspector.get_check_constraints(name)}
            declared = {
                str(check.name): str(check.sqltext)
                for check in table.constraints
                if isinstance(check, CheckConstraint)
            }
            assert made.keys() == declared.keys()
            if engine.dialect.name == "sqlite":  # PostgreSQL gives conditions back in words of its own
                assert {key: plain(sql) for key, sql in made.items()} == {
                    key: plain(sql) for key, sql in declared.items()
                }


def test_an_unknown_revision_is_refused(store_url: str) -> None:
    runner.upgrade(store_url)
    for change in (runner.upgrade, runner.downgrade):
        with pytest.raises(UsageError, match="no way to revision 'nonsense'"):
            change(store_url, "nonsense")
    assert runner.status(store_url).up_to_date


def test_an_upgrade_that_fails_half_way_leaves_nothing(store_url: str) -> None:
    def interrupted() -> None:
        with connect(store_url).execution_options(writing=True).begin() as connection:
            runner._alembic(connection, runner.command.upgrade, "head")
            connection.exec_driver_sql("CREATE TABLE paper (id INTEGER)")  # is there already

    with pytest.raises(sqlalchemy.exc.DBAPIError, match="already exists"):
        interrupted()
    assert table_names(store_url) == set()
    runner.upgrade(store_url)
    assert runner.status(store_url).up_to_date


def test_an_upgrade_that_is_killed_half_way_is_done_again(store_url: str) -> None:
    with runner.open_store(store_url) as store:
        add(store, paper(), paper("10.5555/abc", abstract="Nothing is measured here."))
    before = everything(store_url)
    runner.downgrade(store_url, "0002")
    older, checked = everything(store_url), checks(store_url)
    work = (
        "import os, signal, sys\n"
        "from migrations import runner\n"
        "from schema.database import connect, writing\n"
        "with writing(connect(sys.argv[1], foreign_keys=False)) as connection:\n"
        "    runner.raise_to(connection, '0004')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert subprocess.run([sys.executable, "-c", work, store_url]).returncode == -signal.SIGKILL
    assert (everything(store_url), checks(store_url)) == (older, checked)
    assert runner.status(store_url).revision == "0002"
    runner.upgrade(store_url)
    after = everything(store_url)
    assert all(after[name] == before[name] for name in before if name not in DERIVED)


def test_an_upgrade_needs_no_file_of_the_folder_it_runs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    runner.upgrade("claims.db")
    with sqlite3.connect("claims.db") as plain:
        assert plain.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchall() == [(REVISION,)]


def test_a_new_revision_is_written_from_the_template(tmp_path: Path) -> None:
    url = str(tmp_path / "claims.db")
    runner.upgrade(url)
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "versions").mkdir()
    for file in (
        "env.py",
        "script.py.mako",
        *(f"versions/{each.name}" for each in FOLDER.glob("versions/0*.py")),
    ):
        (folder / file).write_text((FOLDER / file).read_text())
    config = Config()
    config.set_main_option("script_location", str(folder))
    with connect(url).begin() as connection:
        config.attributes["connection"] = connection
        runner.command.revision(config, "Another", autogenerate=True, rev_id="9999")
    (made,) = folder.glob("versions/9999*.py")
    compile(made.read_text(), made.name, "exec")
    assert "import sqlmodel" in made.read_text()
    assert "pass" in made.read_text(), "migrations and tables differ"


def test_the_status_is_told_in_lines(sqlite_url: str) -> None:
    lines = dict(runner.status(sqlite_url).lines())
    assert lines == {
        "database": sqlite_url.removeprefix("sqlite:///"),
        "state": "new",
        "revision": "none",
        "needed": REVISION,
    }


NEW_IN_2 = {"ck_reading_slot_kind", "ck_reading_slot_kind_of_setting", "ck_current_setting_filled"}


def everything(url: str) -> dict[str, list[dict[str, object]]]:
    """The rows of all tables but Alembic's, in the order of their keys."""
    with reading(connect(url)) as connection:
        there = sqlalchemy.inspect(connection).get_table_names()
        return {
            table.name: [
                dict(row._mapping)
                for row in connection.exec_driver_sql(
                    f"SELECT * FROM {table.name} ORDER BY {', '.join(key.name for key in table.primary_key)}"
                )
            ]
            for table in tables.metadata.tables.values()
            if table.name in there
        }


def without(found: dict[str, list[dict[str, object]]], *columns: str) -> dict[str, list[dict[str, object]]]:
    """The same rows without some columns."""
    return {
        name: [{key: cell for key, cell in row.items() if key not in columns} for row in each]
        for name, each in found.items()
    }


def checks(url: str) -> list[str]:
    """The names of all checks, sorted; one that stands there twice is there twice."""
    with reading(connect(url)) as connection:
        found = sqlalchemy.inspect(connection)
        return sorted(
            str(check["name"])
            for name in found.get_table_names()
            for check in found.get_check_constraints(name)
        )


def indexes(url: str) -> list[tuple[str, str]]:
    """The names of all indexes and unique constraints, each with its table, sorted."""
    with reading(connect(url)) as connection:
        found = sqlalchemy.inspect(connection)
        return sorted(
            (table, str(one["name"]))
            for table in found.get_table_names()
            for one in (*found.get_indexes(table), *found.get_unique_constraints(table))
        )


def test_settings_and_slot_confidence_come_and_go_and_every_other_cell_stays(store_url: str) -> None:
    with runner.open_store(store_url) as store:
        add(store, paper(), paper("10.5555/abc", abstract="Nothing is measured here."))
    runner.downgrade(store_url, "0002")
    before, checked = everything(store_url), checks(store_url)
    runner.downgrade(store_url, "0001")
    assert runner.status(store_url).state is State.OLD
    older = everything(store_url)
    new = {"reading": "slot_confidence", "reading_slot": "kind", "current": "setting"}
    assert older == {name: without({name: each}, new.get(name, ""))[name] for name, each in before.items()}
    assert checks(store_url) == [name for name in checked if name not in NEW_IN_2]

    runner.upgrade(store_url, "0002")
    assert checks(store_url) == checked
    runner.upgrade(store_url)
    with Store.open(store_url) as store:
        (unjudged,) = rows(store, "SELECT DISTINCT CAST(slot_confidence AS VARCHAR) FROM reading")
        assert unjudged == ("{}",)
        found = rows(store, "SELECT setting FROM current WHERE setting IS NOT NULL")
        assert found == [("fp16; one H100",)]  # of what kind they are the older revision did not say
        assert add(store, paper(), run="second") == ["read anew"]
        found = rows(store, "SELECT setting FROM current WHERE setting IS NOT NULL")
        assert found == [("fp16; hardware: H100",)]


DERIVED = {"current", "resolution", "curated_current", "meta"}
DERIVED_CELLS = """
    SELECT claim_id, number, setting, inferred, slot, canonical, base FROM current
    JOIN resolution ON resolution.id IN (benchmark_id, metric_id, method_id) ORDER BY claim_id, slot
"""


def test_names_units_and_curated_tables_come_and_go_and_what_was_recorded_stays(store_url: str) -> None:
    with runner.open_store(store_url) as store:
        add(store, paper(), paper("10.5555/abc", abstract="Nothing is measured here."))
        derived = rows(store, DERIVED_CELLS)
    runner.downgrade(store_url, "0003")
    before, checked = everything(store_url), checks(store_url)
    runner.downgrade(store_url, "0002")
    older = everything(store_url)
    new = ("basis", "other_form")
    assert {name for name in before if name not in older} == {
        "tag", "name_change", "curated_table", "curated_row", "curated_value", "curated_current",
    }  # fmt: skip
    assert all(
        without(older, *new)[name] == without(before, *new)[name] for name in older if name not in DERIVED
    )
    assert not {"basis", "other_form"} & {
        key for row in older["reading_slot"] + older["reading"] for key in row
    }

    runner.upgrade(store_url, "0003")
    assert checks(store_url) == checked
    after = everything(store_url)
    assert all(after[name] == before[name] for name in before if name not in DERIVED)
    runner.upgrade(store_url)
    with Store.open(store_url) as store:  # which makes anew what is derived
        assert rows(store, DERIVED_CELLS) == derived


def test_removals_untagging_and_categories_come_and_go_and_the_lists_stay(store_url: str) -> None:
    with runner.open_store(store_url) as store:
        add(store, paper("2409.00001", categories=("cs.CL",)), paper("2409.00002"), paper("2409.00003"))
        store.tag(["2409.00001", "2409.00002"], "to read")
        store.tag(["2409.00002", "2409.00003"], "read")
        store.tag(["2409.00002"], "to read", take_off=True)
        store.tag(["2409.00003"], "read", take_off=True)
        store.tag(["2409.00003"], "read")
        store.remove(["2409.00001"], "Ada", "withdrawn")
        lists = [tagging.counts(store, removed=None), list(queries.paper_rows(store))]
        claims = rows(store, "SELECT paper_id, claim_id FROM current ORDER BY paper_id, claim_id")
    runner.downgrade(store_url, "0004")
    before, checked, indexed = everything(store_url), checks(store_url), indexes(store_url)
    runner.downgrade(store_url, "0003")
    older = everything(store_url)
    assert {name for name in before if name not in older} == {"removal"}
    assert [(row["paper_id"], row["name"]) for row in older["tag"]] == [
        (1, "to read"), (2, "read"), (3, "read")
    ]  # fmt: skip
    assert without(older, "categories")["paper"] == without(before, "categories")["paper"]
    assert not {"categories", "action"} & {key for row in older["paper"] + older["tag"] for key in row}
    unchanged = [name for name in older if name not in {"paper", "tag", *DERIVED}]
    assert all(older[name] == before[name] for name in unchanged)

    runner.upgrade(store_url, "0004")
    assert (checks(store_url), indexes(store_url)) == (checked, indexed)
    runner.upgrade(store_url)
    with Store.open(store_url) as store:
        # the older revision knows no removal: what was removed is in view again, and nothing is lost
        assert len(rows(store, "SELECT claim_id FROM current")) == len(claims) + 3
        assert [row.paper for row in queries.paper_rows(store)] == ["2409.00001", "2409.00002", "2409.00003"]
        assert {row.categories for row in queries.paper_rows(store)} == {()}
        store.remove(["2409.00001"], "Ada", "withdrawn")
        assert [tagging.counts(store, removed=None), list(queries.paper_rows(store))] == lists
        assert rows(store, "SELECT paper_id, claim_id FROM current ORDER BY paper_id, claim_id") == claims
        assert add(store, paper("2409.00001", categories=("cs.CL",))) == ["new details"]


def test_decisions_leases_and_calibration_come_and_go_and_what_was_read_stays(store_url: str) -> None:
    held = "SELECT paper_id, claim_id, status, reading_id FROM current ORDER BY paper_id, claim_id"
    with runner.open_store(store_url) as store:
        add(store, paper("2409.00001", categories=("cs.CL",)), paper("2409.00002"), paper("2409.00003"))
        store.tag(["2409.00001", "2409.00002"], "to read")
        store.tag(["2409.00001"], "to read", take_off=True)
        store.remove(["2409.00002"], "Ada", "withdrawn")
        as_read = rows(store, held)
        page = sheets(store, [1])[1]
        first, second, third = page.shown
        said = [page.judgement(first, "accept"), page.judgement(second, "reject")]
        edited = page.judgement(third, "edit", third.claim.model_copy(update={"number": 3.0}))
        store.undo(store.decide(said, "Bo")[1:], "Bo")
        store.decide([edited], "Bo")
        store.lease([(1, third.claim_id)], "Bo")
        store.calibrate(Calibration(0.0, 1.0, 20), "Bo")
        decided = rows(store, held)
    runner.downgrade(store_url, "0005")
    before, checked, indexed = everything(store_url), checks(store_url), indexes(store_url)
    runner.downgrade(store_url, "0004")
    older = everything(store_url)
    assert {name for name in before if name not in older} == {"decision", "lease", "calibration"}
    assert all(older[name] == before[name] for name in older if name not in DERIVED)
    assert older["current"] == []

    runner.upgrade(store_url, "0005")
    assert (checks(store_url), indexes(store_url)) == (checked, indexed)
    after = everything(store_url)
    assert {name for name in after if after[name] != before[name] and name not in DERIVED} == {
        "decision", "lease", "calibration",
    }  # fmt: skip
    runner.upgrade(store_url)
    with Store.open(store_url) as store:  # which makes anew what is derived: of what was read alone
        assert rows(store, held) == as_read != decided


def test_the_sheet_of_a_decision_comes_and_goes_and_every_other_cell_stays(store_url: str) -> None:
    held = "SELECT paper_id, claim_id, status, decision_id FROM current ORDER BY paper_id, claim_id"
    with runner.open_store(store_url) as store:
        add(store, paper("2409.00001"))
        page = sheets(store, [1])[1]
        said = page.judgement(page.shown[0], "accept", sheet="p1-cx")
        store.undo(store.decide([said, page.judgement(page.shown[1], "reject")], "Bo")[1:], "Bo")
        decided = rows(store, held)
    runner.downgrade(store_url, "0006")
    before, checked, indexed = everything(store_url), checks(store_url), indexes(store_url)
    runner.downgrade(store_url, "0005")
    older = everything(store_url)
    assert older == {name: without({name: each}, "sheet")[name] for name, each in before.items()}
    runner.upgrade(store_url, "0006")
    assert (checks(store_url), indexes(store_url)) == (checked, indexed)
    runner.upgrade(store_url)
    with Store.open(store_url) as store:
        assert rows(store, held) == decided
        assert rows(store, "SELECT DISTINCT sheet FROM decision") == [(None,)]


def test_indexes_of_names_come_and_go_and_every_cell_stays(store_url: str) -> None:
    with runner.open_store(store_url) as store:
        add(store, paper("2409.00001"))
    before, indexed = everything(store_url), indexes(store_url)
    runner.downgrade(store_url, "0006")
    assert everything(store_url) == before
    assert {name for each in indexed for name in each if each not in indexes(store_url)} == {
        "current", "ix_current_metric_id", "ix_current_method_id", "ix_current_baseline_id",
        "curated_current", "ix_curated_current_metric_id", "ix_curated_current_method_id",
    }  # fmt: skip
    runner.upgrade(store_url)
    assert (everything(store_url), indexes(store_url)) == (before, indexed)

"""The doctor says what is wrong with an installation, and how to mend it: each fault is a real one."""

import base64
import hashlib
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import extractor.health
from extractor import network, pieces, rules
from migrations import runner
from schema import installation
from schema.installation import OK, PROBLEM, UNKNOWN, Finding
from tests.running import Run, table
from tests.storing import add, paper

ROOT = Path(installation.__file__).parents[1]


def alone(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, away from the checkout."""
    environment = {"PATH": os.environ["PATH"], "HOME": environment.get("PYTHONPATH", "/"), **environment}
    command = [sys.executable, "-m", "cli", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd="/", env=environment)


def distribution(folder: Path, name: str, metadata: str = "", **files: str) -> Path:
    """Lay down what pip does of a package: its metadata, and a record of its files."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{metadata}")
    for file, content in files.items():
        (info / file.replace("_txt", ".txt")).write_text(content)
    return info


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """Have an installation of ours in a folder of its own, with metadata of the test's making."""

    def install(metadata: str) -> Path:
        home = tmp_path / "site"
        (home / "schema").mkdir(parents=True)
        (home / "schema" / "version.py").write_text('__version__ = "1.0"\n')
        (home / "extractor" / "model").mkdir(parents=True)
        (home / "extractor" / "model" / "network.onnx").write_bytes(b"weights")
        (home / "cli.py").write_text("")
        record = "".join(
            f"{file.relative_to(home)},sha256={digest(file)},{file.stat().st_size}\n"
            for file in home.rglob("*")
            if file.is_file()
        )
        info = distribution(home, "claimboard", metadata, RECORD=record)
        monkeypatch.setattr(installation, "HOME", home)
        monkeypatch.setattr(installation, "_metadata", lambda: importlib.metadata.Distribution.at(info))
        return home

    return install


def digest(file: Path) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest()).decode().rstrip("=")


def test_nothing_is_wrong_here(run: Run, tmp_path: Path) -> None:
    with runner.open_store(str(tmp_path / "claims.db")) as store:
        add(store, paper())
    rows = table(run("doctor", "--db", tmp_path / "claims.db").out)
    assert {row["what"] for row in rows} >= {
        "Claimboard", "Python", "dependencies", "import names", "installed files", "extras", "terminal",
        "spaCy", "weights", "a known claim", "data folder", "database", "names", "what is stored",
    }  # fmt: skip
    # what pip knows of a checkout may be older than that
    assert [row for row in rows if row["state"] != OK and row["what"] not in ("dependencies", "spaCy")] == []


def test_it_makes_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "OFFERING", ("migrations.health",))
    result = run("doctor", "--format", "json")
    document = json.loads(result.out)
    assert (result.code, document["version"]) == (0, 1)
    found = {each["what"]: each for each in document["checks"]}
    assert found["database"]["state"] == OK
    assert "claimboard add PAPERS makes it" in found["database"]["found"]
    assert list(tmp_path.iterdir()) == []


def test_people_read_the_next_step_below_what_is_wrong() -> None:
    found = [Finding("database", PROBLEM, "it is\x1b[31m gone"), Finding("x", OK, "well", "go on")]
    assert list(installation.lines(found, "table")) == [
        "database  problem  it is\\x1b[31m gone",
        "x         ok       well",
        "                   next: go on",
    ]
    assert installation.is_broken(found)
    assert not installation.is_broken(found[1:])


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def test_another_package_that_owns_one_of_our_names_is_found(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(elsewhere, "schema", top_level_txt="schema\n", RECORD="schema.py,,\n")
    distribution(elsewhere, "command", top_level_txt="cli\n", RECORD="cli.py,,\n")
    monkeypatch.syspath_prepend(elsewhere)
    found = list(installation.names())
    assert [(each.state, each.found.split(" has ")[0]) for each in found] == [
        (PROBLEM, "the package schema"),
        (PROBLEM, "the package command"),
    ]
    assert found[0].next.startswith("pip uninstall schema")


def test_another_module_in_place_of_ours_is_named_by_a_command_that_cannot_start(elsewhere: Path) -> None:
    (elsewhere / "schema").mkdir()
    (elsewhere / "schema" / "__init__.py").write_text("")
    refused = alone("boards", PYTHONPATH=str(elsewhere))
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[1] == "  claimboard doctor says what is wrong"
    found = alone("doctor", "--format", "json", PYTHONPATH=str(elsewhere))
    assert (found.returncode, found.stderr) == (1, "")
    (wrong,) = [each for each in json.loads(found.stdout)["checks"] if each["what"] == "import names"]
    assert wrong["state"] == PROBLEM
    assert f"Python finds schema as {elsewhere / 'schema'}" in wrong["found"]
    assert "PYTHONPATH" in wrong["next"]


@pytest.mark.parametrize(
    ("missing", "broken"),
    [
        ("typer", {"command line", "spaCy", "a known claim"}),  # spaCy has a command line as well
        ("sqlalchemy", {"migrations"}),
        ("packaging", {"Python", "dependencies", "extras", "spaCy", "a known claim"}),
    ],
)
def test_a_package_that_cannot_be_imported_is_a_finding_and_no_traceback(
    elsewhere: Path, missing: str, broken: set[str]
) -> None:
    (elsewhere / f"{missing}.py").write_text("raise ImportError('it lacks a library')\n")
    found = alone("doctor", PYTHONPATH=str(elsewhere))
    assert (found.returncode, found.stderr) == (1, "")
    rows = table(found.stdout)
    assert {row["what"] for row in rows if "it lacks a library" in row["found"]} == broken
    assert {"import names", "installed files"} <= {row["what"] for row in rows if row["state"] == OK}


def test_dependencies_that_are_missing_or_too_old_are_named(installed: Callable[[str], Path]) -> None:
    installed(
        "Requires-Dist: no-such-thing[fast]>=2\nRequires-Dist: rich>=9999; python_version > '3'\n"
        "Requires-Dist: pytest>=1\nRequires-Dist: nowhere; python_version < '3'\n"
        "Requires-Dist: another; extra == 'more'\nProvides-Extra: more\nRequires-Python: >=3.99\n"
    )
    found = list(installation.dependencies())
    assert [(each.state, each.next) for each in found] == [
        (PROBLEM, "pip install 'no-such-thing[fast]>=2'"),
        (PROBLEM, "pip install 'rich>=9999'"),
    ]
    assert "is not installed" in found[0].found
    assert ">=9999 is needed" in found[1].found
    (extra,) = installation.extras()
    assert (extra.state, extra.found) == (OK, "more: not there (another)")
    (python,) = installation.python()
    assert (python.state, ">=3.99 is needed" in python.found) == (PROBLEM, True)


def test_files_that_are_gone_or_changed_are_named(installed: Callable[[str], Path]) -> None:
    home = installed("")
    assert [each.state for each in installation.files()] == [OK]
    (home / "extractor" / "model" / "network.onnx").write_bytes(b"weighty")
    (built,) = installation.files()
    assert (built.state, "network.onnx" in built.found) == (UNKNOWN, True)
    assert "claimboard train" in built.next
    (home / "schema" / "version.py").write_text('__version__ = "1.0"  # mine\n')
    (home / "cli.py").unlink()
    found = [each.found for each in installation.files()]
    assert found[:2] == ["missing: cli.py", "not as installed: schema/version.py"]


def test_a_half_done_upgrade_is_seen(installed: Callable[[str], Path]) -> None:
    home = installed("")
    assert [each.state for each in installation.version()] == [OK]
    (home / "schema" / "version.py").write_text('__version__ = "2.0"\n')
    (found,) = installation.version()
    assert (found.state, found.found) == (PROBLEM, f"{home} is version 2.0, pip knows it as 1.0")


def test_what_is_not_installed_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "NAME", "claimboard-of-another-name")
    for name, check in installation.checks():
        if name not in ("Claimboard", "extras", "dependencies", "Python", "installed files"):
            continue
        (found,) = installation.find(name, check)
        assert found.state == UNKNOWN
        assert "is not installed" in found.found


def test_a_terminal_that_reads_no_utf8_is_told() -> None:
    code = "from schema import installation as i; print(list(i.terminal())[0].state)"
    said = {}
    for locale, mode in (("C", "0"), ("C.UTF-8", "0")):
        environment = {"LC_ALL": locale, "PYTHONUTF8": mode, "PYTHONCOERCECLOCALE": "0"}
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
        )
        said[locale] = ran.stdout.strip()
    assert said == {"C": PROBLEM, "C.UTF-8": OK}


def test_weights_that_are_missing_or_cut_off_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cut = tmp_path / "network.onnx"
    cut.write_bytes(network.FILE.read_bytes()[:100_000])
    monkeypatch.setattr(network, "FILE", cut)
    monkeypatch.setattr(pieces, "FILE", tmp_path / "tokenizer.json")
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    (tmp_path / "broken-by-a-test.yml").write_text("a: [")
    found = list(extractor.health.weights())
    assert [each.state for each in found] == [PROBLEM] * 3
    assert f"{cut} cannot be read" in found[0].found
    assert "tokenizer.json is missing" in found[1].found
    assert "broken-by-a-test.yml cannot be read" in found[2].found
    assert all("reinstall" in each.next for each in found)


def test_an_installation_that_lacks_its_weights_is_told_so(tmp_path: Path) -> None:
    for name in ("schema", "extractor", "leaderboards", "migrations"):
        unwanted = shutil.ignore_patterns("__pycache__", "network.onnx", "training", "sample")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=unwanted)
    shutil.copy(ROOT / "cli.py", tmp_path)
    found = alone("doctor", PYTHONPATH=str(tmp_path))
    assert (found.returncode, found.stderr) == (1, "")
    rows = {row["what"]: row for row in table(found.stdout)}
    assert rows["weights"]["state"] == rows["a known claim"]["state"] == PROBLEM
    assert "network.onnx is missing" in rows["weights"]["found"]
    assert rows["import names"]["state"] == rows["spaCy"]["state"] == OK


def test_a_claim_that_is_read_otherwise_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extractor.health, "KNOWN", (91.5, "Oak", "GSM8K", "accuracy"))
    (found,) = extractor.health.claim()
    assert (found.state, "Elm" in found.found) == (PROBLEM, True)


def test_components_that_spacy_does_not_know_or_has_from_another_are_told(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(elsewhere, "rival", entry_points_txt="[spacy_factories]\nclaimboard_choice = rival:choice\n")
    monkeypatch.syspath_prepend(elsewhere)
    (found,) = extractor.health.factories()
    assert (found.state, "another claimboard_choice" in found.found) == (PROBLEM, True)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: [])
    (found,) = extractor.health.factories()
    assert (found.state, "is not told of claimboard_quantities" in found.found) == (PROBLEM, True)


def test_a_check_that_breaks_down_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[Finding]:
        raise RuntimeError("it broke")

    monkeypatch.setattr(
        installation, "checks", lambda: [("first", broken), ("second", installation.terminal)]
    )
    monkeypatch.setattr(installation, "OFFERING", ("no.such.room",))
    found = list(installation.examine())
    assert [(each.what, each.state) for each in found] == [
        ("first", PROBLEM),
        ("terminal", OK),
        ("no", PROBLEM),
    ]
    assert "RuntimeError: it broke" in found[0].found

"""What is installed, away from the checkout: the wheel holds all that it needs."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAPER = {
    "id": "2501.00009",
    "title": "Elm",
    "abstract": "We propose Elm. Elm attains an accuracy of 91.5% on GSM8K.",
}


@pytest.fixture(scope="module")
def claimboard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console script of the wheel, in an environment of its own that borrows only our dependencies."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
    ]
    subprocess.run([*build, folder, ROOT], check=True, capture_output=True)
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    (wheel,) = folder.glob("claimboard-*.whl")
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        wheel,
    ]
    subprocess.run(install, check=True, capture_output=True)
    packages = sysconfig.get_path("purelib", vars={"base": str(folder / "env")})
    # a folder named by a .pth file has its own .pth files ignored: the checkout's editable install stays out
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    where = subprocess.run(
        [python, "-c", "import cli, schema, extractor; print(cli.__file__, schema.__path__)"],
        check=True, capture_output=True, text=True, cwd=folder,
    ).stdout  # fmt: skip
    assert str(ROOT) not in where
    return folder / "env" / "bin" / "claimboard"


def call(claimboard: Path, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(claimboard.parent), "CLAIMBOARD_DB": "claims.db"}
    command, where = [claimboard, *args], claimboard.parent
    return subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=where, env=environment)


def test_the_wheel_takes_a_paper_to_a_board(claimboard: Path) -> None:
    added = call(claimboard, "add", "-", stdin=json.dumps(PAPER))
    assert added.returncode == 0, added.stderr
    shown = call(claimboard, "show", "GSM8K", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    (row,) = json.loads(shown.stdout)["boards"][0]["rows"]
    assert (row["method"], row["value"], row["rank"]) == ("Elm", 91.5, 1)
    assert row["sentence"] == "Elm attains an accuracy of 91.5% on GSM8K."


def test_the_wheel_holds_the_demo(claimboard: Path) -> None:
    shown = call(claimboard, "demo")
    assert shown.returncode == 0, shown.stderr
    assert "GSM8K" in shown.stdout


def test_help_and_reading_commands_import_no_more_than_they_need(claimboard: Path) -> None:
    def imported(*args: str) -> set[str]:
        code = "import sys, cli\ntry:\n cli.main()\nfinally:\n print(*sys.modules, file=sys.stderr)"
        python = claimboard.parent / "python"
        ran = subprocess.run(
            [python, "-c", code, *args], capture_output=True, text=True, cwd=claimboard.parent,
            env={"CLAIMBOARD_DB": "claims.db"},
        )  # fmt: skip
        return set(ran.stderr.split())

    call(claimboard, "add", "-", stdin=json.dumps(PAPER))
    assert imported("--help").isdisjoint({"spacy", "sqlmodel", "sqlalchemy", "alembic", "pydantic", "yaml"})
    shown = imported("show", "GSM8K")
    assert "sqlmodel" in shown
    assert shown.isdisjoint({"spacy", "alembic", "numpy"})

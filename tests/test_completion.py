"""Shells complete commands, options and names, by their own protocol: nothing heavy, nothing harmful."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from migrations import runner
from tests.storing import claim, paper

ROOT = Path(__file__).parents[1]
SHELLS = ("bash", "zsh", "fish")
HEAVY = ("sqlalchemy", "sqlmodel", "spacy", "alembic", "pint", "numpy", "pydantic_settings")
CALL = f"""
import atexit, sys
sys.argv = ["claimboard"]
atexit.register(lambda: print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr))
import cli
cli.main()
"""
NAMES = ("Larch-Bench", "Larch Bench Hard", "Larch$(touch x)", "Larch`x`", "Larch;x", "Larch\x1b[2J", "Birch")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with claims on benchmarks of these names, on a reading list."""
    file = tmp_path_factory.mktemp("completion") / "claims.db"
    with runner.open_store(f"sqlite:///{file}") as store:
        run = store.run("0.1.0", "first", {})
        for number, name in enumerate(NAMES):
            of = paper(f"2501.0000{number}", f"Rowan reaches {number} on {name} in accuracy.")
            found = claim(of, str(number), benchmark=name, method="Rowan", metric="accuracy")
            store.record(of, [found], run, tags=["to read"])
    return file


def complete(shell: str, line: str, db: object = "/nonexistent") -> list[str]:
    """What a shell is offered for the last word of a line, and proof that nothing heavy was imported."""
    words = line.split(" ")
    environment = {
        **os.environ,
        "CLAIMBOARD_DB": str(db),
        "_CLAIMBOARD_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "\n".join(words),
        "COMP_CWORD": str(len(words) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    done = subprocess.run(
        [sys.executable, "-c", CALL], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == "[]\n"
    out = done.stdout.strip()
    if shell == "zsh":
        inner = out.removeprefix("_arguments '*: :((").removesuffix("))'")
        return [] if out == "_files" else [each.split('":"')[0].strip('"') for each in inner.splitlines()]
    return [each.partition("\t")[0] for each in out.splitlines()]


@pytest.mark.parametrize("shell", SHELLS)
def test_commands_and_options_are_completed(shell: str) -> None:
    assert complete(shell, "claimboard sh") == ["show"]
    assert complete(shell, "claimboard names sp") == ["split"]
    assert complete(shell, "claimboard claims --so") == ["--sort"]
    assert complete(shell, "claimboard claims --format js") == ["json", "jsonl"]


@pytest.mark.parametrize("shell", SHELLS)
def test_names_of_the_store_are_completed_but_for_those_that_a_shell_would_run(shell: str, db: Path) -> None:
    blank = "Larch\\ Bench\\ Hard" if shell == "bash" else "Larch Bench Hard"
    assert complete(shell, "claimboard show La", db) == [blank, "Larch-Bench"]
    assert complete(shell, "claimboard claims --benchmark Bi", db) == ["Birch"]
    assert complete(shell, "claimboard names show method R", db) == ["Rowan"]
    assert complete(shell, f"claimboard history --db {db} Bi") == ["Birch"]
    assert [name.replace("\\", "") for name in complete(shell, "claimboard papers --tag t", db)] == [
        "to read"
    ]


def test_a_name_goes_on_after_a_blank_in_bash(db: Path) -> None:
    words = ["claimboard", "show", "Larch\\ Bench\\ H"]
    environment = {
        **os.environ,
        "CLAIMBOARD_DB": str(db),
        "_CLAIMBOARD_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(words),
        "COMP_CWORD": "2",
    }
    done = subprocess.run(
        [sys.executable, "-c", CALL], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.stdout == "Larch\\ Bench\\ Hard\n"


@pytest.mark.parametrize("where", ["postgresql://nobody@nowhere/none", "no such file.db", "."])
def test_what_cannot_be_read_offers_nothing_and_says_nothing(where: str, tmp_path: Path) -> None:
    assert complete("bash", "claimboard show La", where) == []
    (tmp_path / "foreign.db").write_bytes(b"no database at all" * 100)
    assert complete("bash", "claimboard show La", tmp_path / "foreign.db") == []


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_itself_completes_with_what_it_is_given(db: Path, tmp_path: Path) -> None:
    claimboard = tmp_path / "claimboard"
    claimboard.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\nimport cli\ncli.main()\n"
    )
    claimboard.chmod(0o755)
    script = """
        eval "$(claimboard --show-completion)"
        COMP_WORDS=(claimboard show Larch-); COMP_CWORD=2
        _claimboard_completion claimboard
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "CLAIMBOARD_DB": str(db)}
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("Larch-Bench\n", "")


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_is_installed_for_a_shell(shell: str, tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    call = [sys.executable, "-m", "cli", "--install-completion", shell]
    done = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert f"{shell} completion installed in {tmp_path}" in done.stdout
    written = [file.read_text() for file in tmp_path.rglob("*laimboard*") if file.is_file()]
    assert any("_CLAIMBOARD_COMPLETE=complete_" in text for text in written)

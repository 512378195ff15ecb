"""The README says what the program does: its marked parts are made by the program (`make golden`)."""

import os
import pty
import re
import shlex
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.main import get_command

import cli
from extractor import evaluation, interchange
from extractor.papers import read_papers
from extractor.pipeline import load
from leaderboards import views
from schema.records import Paper

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
GOLD = ROOT.parent / "shared" / "gold"
VOLATILE = re.compile(r"\(\d+\.\d s, [\d,]+ a second\)")
"""How long an `add` took: the one thing in the session that no two runs share."""
STYLE = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
SPINNER = re.compile(r"[\u2800-\u28ff]")

Check = Callable[[str, str], None]


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Check:
    """Compare a marked part of the README with what it should be, or write it with --force-regen."""

    def compare(name: str, expected: str) -> None:
        pattern = re.compile(rf"(<!-- {name}: .*? -->\n)(.*?)(<!-- /{name} -->)", re.DOTALL)
        text = README.read_text(encoding="utf-8")
        match = pattern.search(text)
        assert match, f"README.md has no part {name!r}"
        if request.config.getoption("force_regen"):
            README.write_text(text[: match.start(2)] + expected + text[match.end(2) :], encoding="utf-8")
            return
        assert VOLATILE.sub("", match[2]) == VOLATILE.sub("", expected), "make golden, then read the diff"

    return compare


def on_terminal(command: str, database: Path) -> str:
    """Run a command as on a terminal of 110 columns without colour, and return what a person sees."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (50, 110))
    environment = {
        **os.environ,
        "CLAIMBOARD_DB": str(database),
        "NO_COLOR": "1",
        "TERM": "xterm",
        "COLUMNS": "110",
    }
    words = [sys.executable, "-m", *shlex.split(command.replace("claimboard", "cli", 1))]
    process = subprocess.Popen(words, cwd=ROOT, stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    seen = b""
    try:
        while block := os.read(master, 4096):
            seen += block
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(master)
    assert process.wait() == 0, seen.decode()
    # what was overwritten, the progress, is gone for a person as well; styles are not for a README
    lines = [STYLE.sub("", line.rpartition("\x1b[2K")[2]).rstrip() for line in seen.decode().splitlines()]
    return "\n".join(line for line in lines if not SPINNER.match(line)).strip()


def test_the_worked_session_is_what_the_program_prints(check: Check, tmp_path: Path) -> None:
    commands = re.findall(r"^\$ (claimboard .*)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) > 3
    seen = [f"$ {command}\n{on_terminal(command, tmp_path / 'claims.db')}\n" for command in commands]
    check("session", "```console\n" + "\n".join(seen) + "```\n")


def test_the_commands_are_those_of_the_app(check: Check) -> None:
    lines = ["| command | what it does |", "|---|---|"]
    app = get_command(cli.app)
    for name, command in app.commands.items():  # type: ignore[attr-defined] # a group, Typer's type does not say so
        names = [f"{name} {inner}" for inner in getattr(command, "commands", {})] or [name]
        lines.append(f"| {', '.join(f'`{each}`' for each in names)} | {command.get_short_help_str(200)} |")
        assert command.help, f"{name} has no help"
    check("commands", "\n".join(lines) + "\n")


def test_the_columns_are_those_of_the_listings(check: Check) -> None:
    exports = {"boards": views.COLUMNS, "claims": views.CLAIM_COLUMNS, "papers": views.PAPER_COLUMNS}
    meanings = {column.name: column.meaning for columns in exports.values() for column in columns}
    lines = ["| column | in `export` of | meaning |", "|---|---|---|"]
    for name, meaning in meanings.items():
        where = [what for what, columns in exports.items() if name in {column.name for column in columns}]
        lines.append(f"| `{name}` | {', '.join(where)} | {meaning} |")
    check("columns", "\n".join(lines) + "\n")


def test_the_figures_are_those_of_this_version(check: Check) -> None:
    if not GOLD.exists():
        pytest.skip("needs the gold papers in ../shared/gold")
    pipeline = load()
    lines = ["| papers | claims | number F1 | number and kind F1 | claim F1 |", "|---|---|---|---|---|"]
    sample = ROOT / "extractor" / "sample"
    for what, papers, gold in (
        ("development papers", GOLD / "dev.papers.jsonl", GOLD / "dev.gold.jsonl"),
        ("the owner's page", GOLD / "seed.papers.jsonl", GOLD / "seed.gold.jsonl"),
        ("the bundled sample", sample / "papers.jsonl", sample / "gold.jsonl"),
    ):
        read = [record for record in read_papers(str(papers)) if isinstance(record, Paper)]
        found = {each.paper.id: interchange.record(each)["claims"] for each in pipeline.pipe(read)}
        figures = evaluation.evaluate(found, evaluation.read(str(gold)))
        scores = " | ".join(f"{figures[level]['f1']:.3f}" for level in ("number", "typed", "claim"))
        lines.append(f"| {figures['papers']}, {what} | {figures['gold_claims']} | {scores} |")
    check("figures", "\n".join(lines) + "\n")

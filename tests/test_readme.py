"""The README says what the program does: its marked parts are made by the program (`make golden`)."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.main import get_command

import cli
from extractor import evaluation, interchange
from extractor.papers import read_papers
from extractor.pipeline import load
from leaderboards import views
from leaderboards.columns import EXPORT_PAPER_COLUMNS
from schema.records import Paper
from tests import manual
from tests.terminal import README, VOLATILE, part, session

ROOT = Path(__file__).parents[1]
GOLD = ROOT.parent / "shared" / "gold"
Check = Callable[[str, str], None]


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Check:
    """Compare a marked part of the README with what it should be, or write it with --force-regen."""

    def compare(name: str, expected: str) -> None:
        match = part(name)
        if request.config.getoption("force_regen"):
            before, after = match.string[: match.start(2)], match.string[match.end(2) :]
            README.write_text(before + expected + after, encoding="utf-8")
            return
        assert VOLATILE.sub("", match[2]) == VOLATILE.sub("", expected), "make golden, then read the diff"

    return compare


def test_the_worked_session_is_what_the_program_prints(check: Check, tmp_path: Path) -> None:
    environment = {**os.environ, "CLAIMBOARD_DB": str(tmp_path / "claims.db")}
    check("session", session([sys.executable, "-m", "cli"], ROOT, environment))


def test_the_commands_are_those_of_the_app(check: Check) -> None:
    lines = ["| command | what it does |", "|---|---|"]
    app = get_command(cli.app)
    for name, command in app.commands.items():  # type: ignore[attr-defined] # a group, Typer's type does not say so
        inner = [f"{name} {each}" for each in getattr(command, "commands", {})]
        names = [name, *inner] if getattr(command, "invoke_without_command", True) else inner
        lines.append(f"| {', '.join(f'`{each}`' for each in names)} | {command.get_short_help_str(200)} |")
        assert command.help, f"{name} has no help"
    check("commands", "\n".join(lines) + "\n")


def test_the_reference_is_what_help_says(check: Check) -> None:
    check("reference", manual.reference())


def test_the_columns_are_those_of_the_listings(check: Check) -> None:
    exports = {"boards": views.COLUMNS, "claims": views.CLAIM_COLUMNS, "papers": EXPORT_PAPER_COLUMNS}
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

"""Papers that attack whoever looks at them: stored as they are, shown by every command, obeyed by none."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from extractor.papers import read_papers
from leaderboards.boards import find
from migrations import runner
from schema.errors import Problem
from schema.queries import Filters, claim_rows
from schema.store import Store
from tests.running import Run, table
from tests.storing import claim, paper

TERMINAL = "\x1b[2J\x1b]8;;http://e.example\x1b\\x\x1b]8;;\x07\x9b31m\u202etxt.exe\u2066\u200b\U000e0041"
"""Clears the screen, hides a link, colours, turns the direction of writing, hides letters."""
PAGE = "[x](javascript:y) <img src=x onerror=alert(1)> **b** `c` | d &lt; [/red][bold]"
SQL = "'; DROP TABLE paper; -- \"%_"
FORMULAS = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(1)")
METHOD, OTHER = f"=Moth {TERMINAL} {PAGE}", f"@Wasp {SQL}"
BENCHMARK, METRIC = f"+Lamp {TERMINAL} {PAGE} {SQL}", f"-Glow {PAGE}"
TAG = f"=list {SQL} {PAGE}"
GONE = f"@id {SQL} {PAGE}"
CURATED = [
    {
        "task": f"=task {PAGE}",
        "datasets": [
            {
                "dataset": BENCHMARK,
                "sota": {
                    "metrics": [METRIC],
                    "rows": [
                        {
                            "model_name": f"=cmd {TERMINAL} {PAGE}",
                            "metrics": {METRIC: value},
                            "paper_title": f"{TERMINAL} {PAGE}",
                            "paper_url": f"https://e.example/{TERMINAL}{PAGE}",
                            "paper_date": "2025-01-01",
                        }
                        for value in ("81.5", f"=1+1 {TERMINAL} {PAGE}")
                    ],
                },
            }
        ],
    }
]
FORMATS = ("table", "md", "tsv", "csv", "json", "jsonl")
SHOWING = {
    "boards": ("boards",),
    "by metric": ("boards", "--by", "metric"),
    "show": ("show", BENCHMARK),
    "papers": ("papers",),
    "tagged": ("papers", "--tag", TAG),
    "tags": ("papers", "--tags"),
    "removals": ("papers", "log"),
    "removed": ("papers", "--removed"),
    "claims": ("claims",),
    "conflicts": ("conflicts",),
    "compare": ("compare", METHOD, OTHER),
    "history": ("history", BENCHMARK),
    "names": ("names", "list", "method", "--new"),
    "name": ("names", "show", "method", METHOD),
    "changes": ("names", "log"),
    "metrics": ("metric", "list"),
    "metric": ("metric", "show", "--benchmark", BENCHMARK, "--", METRIC),
    "resolve": ("resolve", "metric", "--", METRIC, TERMINAL, *FORMULAS),
    **{f"export {what}": ("export", what) for what in ("boards", "claims", "papers")},
}


def store_papers(store: Store) -> None:
    run = store.run("0.1.0", "first", {})
    slots = {"benchmark": BENCHMARK, "metric": METRIC, "confidence": 0.95}
    for number, (id, values) in enumerate(
        {f"=id {TERMINAL}{PAGE}": ("81.3", "79.0"), f"+id {SQL}": ("88.1", "60.2")}.items()
    ):
        of = paper(
            id,
            f"{METHOD} reaches {METRIC} {values[0]} on {BENCHMARK}, {OTHER} {values[1]}. It is 3x faster.",
            title=f"@{TERMINAL}\u2028{PAGE}",
            url=f"https://e.example/{PAGE}",
            authors=(f"=cmd {TERMINAL}",),
            date=f"2025-0{number + 1}",
        )
        found = [
            claim(of, value, number=float(value), method=method, **slots)
            for value, method in zip(values, (METHOD, OTHER), strict=True)
        ]
        speed = claim(
            of, "3x", number=3.0, unit="x", kind="ratio", direction="up", metric=METRIC, method=METHOD
        )
        store.record(of, [*found, speed], run, tags=[TAG])
    store.record(paper(GONE, f"We lost {METHOD}.", title=f"={TERMINAL}"), [], run, tags=[TAG])


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("attacked") / "claims.db"
    with runner.open_store(f"sqlite:///{file}") as store:
        store_papers(store)
    return file


@pytest.fixture
def db(attacked: Path, tmp_path: Path, run: Run) -> Path:
    """A store with two such papers, with a log of names that quotes them."""
    file = tmp_path / "claims.db"
    shutil.copy(attacked, file)
    tables = tmp_path / "tables.json"
    tables.write_text(json.dumps(CURATED))
    for command in (
        ("import", "pwc", str(tables)),
        ("metric", "set", "--direction", "up", "--as", f"=who {PAGE}", "--", METRIC),
        ("names", "alias", "method", METHOD, f"{FORMULAS[0]} {PAGE}"),
        ("papers", "remove", f"+id {SQL}", "--why", f"{TERMINAL}{PAGE}"),
        ("papers", "restore", f"+id {SQL}"),
        ("papers", "remove", GONE, "--why", f"=why {PAGE}"),
    ):
        done = run(*said(command, "--db", file))
        assert (done.code, is_harmless(done.err)) == (0, True), done.err
    return file


def is_harmless(text: str) -> bool:
    return text.replace("\n", "").replace("\t", "").isprintable()


@pytest.mark.parametrize("command", SHOWING.values(), ids=SHOWING)
def test_nothing_that_a_paper_says_is_obeyed_where_it_is_shown(
    command: tuple[str, ...], db: Path, run: Run
) -> None:
    for form in FORMATS[2:] if command[0] == "export" else FORMATS:
        result = run(*said(command, "--format", form, "--db", db))
        assert result.code == 0, result.err
        assert is_harmless(result.err)
        assert is_harmless(result.out.replace("\r\n", "\n") if form == "csv" else result.out), form
        if form == "md":
            assert not re.search(r"(?<!\\)[<>*`\[]|(?<!\\)&(?!amp;|lt;|gt;)", result.out)
        if form in ("csv", "tsv"):
            assert run_as_formulas(result.out, form) == []
        if form == "json":
            assert json.loads(result.out)["version"] == 1
        if form == "jsonl":
            assert all(map(json.loads, result.out.splitlines()))
    assert len(table(run("papers", "--db", db).out)) == 2  # the tables are still there


def said(command: tuple[str, ...], *options: object) -> tuple[object, ...]:
    """The words of a command, with options before its names, which may begin with a dash."""
    inner = command[0] in ("import", "names", "metric", "papers") and command[1:2] not in ((), ("--tag",))
    count = 2 if inner else 1
    return (*command[:count], *options, *command[count:])


def run_as_formulas(text: str, form: str) -> list[str]:
    delimiter = {"csv": ",", "tsv": "\t"}[form]
    quoting = csv.QUOTE_MINIMAL if form == "csv" else csv.QUOTE_NONE
    cells = [
        cell
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
        for cell in row
    ]
    return [cell for cell in cells if cell[:1] in tuple("=+-@") and not re.fullmatch(r"-?[\d.]+", cell)]


def test_an_explanation_shows_the_whole_text_and_obeys_nothing_in_it(db: Path, run: Run) -> None:
    ids = "\n".join(row["claim"] for row in table(run("claims", "--db", db).out))
    for form in ("text", "json", "jsonl"):
        result = run("explain", "-", "--format", form, "--db", db, stdin=ids.encode())
        assert (result.code, is_harmless(result.out), is_harmless(result.err)) == (0, True, True)
    assert "\x1b" in json.loads(result.out.splitlines()[0])["text"]  # JSON says what is stored


@pytest.mark.parametrize(
    "command",
    [
        ("show", f"{TERMINAL}\n{PAGE}"),
        ("claims", "--method", f"Moths {TERMINAL}"),
        ("claims", "--paper", TERMINAL),
        ("claims", "--tag", SQL),
        ("claims", "--search", f"moths {SQL}"),
        ("explain", TERMINAL),
        ("names", "show", "method", TERMINAL),
        ("names", "rename", "method", "Moth", TERMINAL),
        ("papers", "--tag", f"list {TERMINAL}"),
        ("papers", "remove", f"id {TERMINAL}"),
        ("boards", "--since", TERMINAL),
        ("claims", "--sort", TERMINAL),
        ("claims", "--kind", TERMINAL),
        ("claims", f"--{TERMINAL}"),
        ("add", f"{TERMINAL}.jsonl"),
    ],
    ids=lambda command: command[0],
)
def test_an_error_that_quotes_what_was_asked_for_is_harmless(
    command: tuple[str, ...], db: Path, run: Run
) -> None:
    result = run(*command, *([] if command[0] == "add" else ["--db", db]))
    assert result.code in (1, 2, 3)
    assert is_harmless(result.err)
    assert "Traceback" not in result.err
    assert len(table(run("papers", "--db", db).out)) == 2


def test_problems_of_a_file_are_said_in_a_line_each_whatever_they_quote(run: Run, tmp_path: Path) -> None:
    file = tmp_path / f"papers {TERMINAL[:3]}\nclaimboard: all is well.jsonl"
    file.write_text(
        json.dumps({"id": f"x{TERMINAL}", "title": 3}) + "\n{" + TERMINAL.replace("\u2028", "") + "\n"
    )
    problems = [each for each in read_papers(str(file)) if isinstance(each, Problem)]
    result = run("add", file, "--db", tmp_path / "claims.db")
    assert (result.code, is_harmless(result.err)) == (3, True)
    assert len(problems) == 2
    assert not [line for line in result.err.splitlines() if line.startswith("claimboard: all is well")]


def test_a_name_that_a_paper_gives_is_data_for_the_database(store: Store) -> None:
    store_papers(store)
    for slot, name in (("method", OTHER), ("benchmark", BENCHMARK)):
        meant = find(store, name, (slot,)).canonical
        assert len(list(claim_rows(store, Filters(**{slot: meant})))) in (2, 4)
    assert len(list(claim_rows(store, Filters(search='; -- "%_')))) == 6  # as it stands, and no pattern
    assert not list(claim_rows(store, Filters(search="%x_%")))

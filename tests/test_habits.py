"""The command line has the habits of its kind in every command: formats, order, colour, examples, pipes."""

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from extractor import ingest, papers, pipeline
from extractor.engines import local
from migrations import runner
from tests import manual
from tests.running import Run, table
from tests.terminal import to_the_end

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "extractor" / "sample" / "papers.jsonl"
COMMANDS = {each.words.removeprefix("claimboard "): each for each in manual.commands()}
FORMATS = {"table", "md", "tsv", "csv", "json", "jsonl"}
LISTING = {
    "boards": ("boards",),
    "boards of metrics": ("boards", "--by", "metric"),
    "claims": ("claims",),
    "papers": ("papers",),
    "conflicts": ("conflicts", "--min-confidence", "0"),
    "compare": ("compare", "BERT", "MobileBERT", "--min-confidence", "0"),
    "history": ("history", "GSM8K", "--min-confidence", "0"),
    "names": ("names", "list", "benchmark"),
    "log": ("names", "log"),
    "metrics": ("metric", "list"),
    "metric": ("metric", "show", "accuracy"),
    "resolve": ("resolve", "benchmark", "GSM8K", "nonesuch"),
    "review": ("review", "list"),
    "runs": ("runs",),
}
"""A listing by what its rows are."""
WHAT = {"boards of metrics": "metrics", "compare": "pairs", "history": "records", "log": "changes",
        "metric": "metrics", "resolve": "names", "review": "claims"}  # fmt: skip
SLOW = ("add", "demo", "extract", "evaluate", "train", "import pwc", "db", "reextract", "review")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the bundled sample, and one change of a name."""
    file = tmp_path_factory.mktemp("sample") / "claims.db"
    with runner.open_store(f"sqlite:///{file}") as store:
        ingest.add(papers.read_papers(str(SAMPLE)), local.Local(pipeline.load()), store, tags=["to read"])
    return file


@pytest.fixture(autouse=True)
def _usual_store(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMBOARD_DB", str(sample))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_that_it_takes(name: str) -> None:
    command = COMMANDS[name]
    assert command.command.help
    assert all(param.help for param in (*command.arguments, *command.options))
    calls = [words for example in command.examples for words in called(example)]
    assert any(words[: len(name.split())] == name.split() for words in calls)
    for words in calls:
        taken = next(
            each
            for each in sorted(COMMANDS, key=len, reverse=True)
            if words[: len(each.split())] == each.split()
        )
        COMMANDS[taken].command.make_context(taken, words[len(taken.split()) :]).close()


def called(example: str) -> list[list[str]]:
    """The words of each call of ours in a line of shell, without what is read and written otherwise."""
    calls: list[list[str]] = [[]]
    for word in shlex.split(example):
        if word == "|":
            calls.append([])
        else:
            calls[-1].append(word)
    bare = [words[: words.index("<")] if "<" in words else words for words in calls]
    return [words[1:] for words in bare if words[0] == "claimboard"]


@pytest.mark.parametrize("name", [name for name in COMMANDS if not name.startswith(SLOW)])
def test_the_examples_run(
    name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: Path
) -> None:
    monkeypatch.setenv("CLAIMBOARD_DB", str(tmp_path / "claims.db"))
    monkeypatch.chdir(tmp_path)
    for example in COMMANDS[name].examples:
        (tmp_path / "claims.db").write_bytes(sample.read_bytes())
        out = "GSM8K\n"
        for words in called(example):
            result = run(*words, stdin=out.encode())
            out = result.out
            assert result.code in (0, 1), result.err  # 1: the sample has no such name


@pytest.mark.parametrize("command", LISTING.values(), ids=LISTING)
def test_listings_come_in_every_format_and_are_tsv_in_a_pipe(command: tuple[str, ...], run: Run) -> None:
    out = {form: run(*command, "--format", form).out for form in FORMATS}
    assert run(*command).out == out["tsv"]
    assert len(set(out.values())) == len(FORMATS) or not table(out["tsv"])


@pytest.mark.parametrize("command", [*LISTING.values(), ("export", "papers"), ("doctor",)], ids=" ".join)
def test_a_file_has_the_format_that_its_name_ends_with_unless_another_is_asked_for(
    command: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    forms = {"tsv", "json"} if command == ("doctor",) else {"csv", "tsv", "json", "jsonl"}
    wanted = {form: run(*command, "--format", form).out for form in forms}
    for form, out in wanted.items():
        file = tmp_path / f"out.{form.upper()}"
        assert run(*command, "-o", file).out == ""
        assert file.read_bytes().decode() == out
        run(*command, "-o", file, "--format", "tsv")
        assert file.read_bytes().decode() == wanted["tsv"]
    usual = "csv" if command[0] == "export" else "tsv"
    run(*command, "-o", tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_bytes().decode() == wanted[usual]


def test_an_explanation_has_the_format_that_its_file_ends_with(run: Run, tmp_path: Path) -> None:
    claim = json.loads(run("claims", "--limit", "1", "--format", "jsonl").out)["claim"]
    for form, name in (("json", "out.json"), ("jsonl", "out.jsonl"), ("text", "out")):
        assert run("explain", claim, "-o", tmp_path / name).out == ""
        assert (tmp_path / name).read_text(encoding="utf-8") == run("explain", claim, "--format", form).out


def test_every_command_that_has_formats_has_all_of_them_or_says_which() -> None:
    lacking = {name for name, each in COMMANDS.items() for option in each.options
               if option.name == "format" and set(manual.choices(option)) != FORMATS}  # fmt: skip
    assert lacking == {"doctor", "extract", "evaluate", "explain", "export", "db status"}


@pytest.mark.parametrize("name", LISTING)
def test_json_says_its_version_and_what_it_holds(name: str, run: Run) -> None:
    document = json.loads(run(*LISTING[name], "--format", "json").out)
    assert list(document) == ["version", WHAT.get(name, name)]
    assert document["version"] == 1
    lines = [json.loads(line) for line in run(*LISTING[name], "--format", "jsonl").out.splitlines()]
    assert document[WHAT.get(name, name)] == lines


@pytest.mark.parametrize(
    "command",
    [
        ("show", "GSM8K"),
        ("explain", "-"),
        ("names", "show", "benchmark", "GSM8K"),
        ("export", "boards"),
        ("db", "status"),
        ("doctor",),
    ],
    ids=" ".join,
)
def test_other_json_says_its_version_too(command: tuple[str, ...], run: Run) -> None:
    claims = run("claims", "--limit", "1").out
    assert json.loads(run(*command, "--format", "json", stdin=claims.encode()).out)["version"] == 1


@pytest.mark.parametrize(
    ("command", "column"),
    [
        (("boards",), "papers"),
        (("boards",), "leader"),
        (("boards", "--by", "metric"), "greatest"),
        (("claims",), "confidence"),
        (("claims",), "method"),
        (("papers",), "title"),
        (("papers",), "claims"),
        (("names", "list", "method"), "claims"),
        (("claims",), "sentence"),
        (("metric", "list"), "metric"),
        (("export", "claims", "--format", "tsv"), "value"),
        (("export", "boards", "--format", "tsv"), "level"),
        (("export", "papers", "--format", "tsv"), "date"),
    ],
    ids=str,
)
def test_listings_are_sorted_by_a_column_with_what_is_unknown_last(
    command: tuple[str, ...], column: str, run: Run
) -> None:
    for sign in ("", "-"):
        cells = [row[column] for row in table(run(*command, "--sort", f"{sign}{column}").out)]
        known = [cell for cell in cells if cell]
        assert cells == known + [""] * (len(cells) - len(known))
        by = float if all(re.fullmatch(r"-?[\d.]+", cell) for cell in known) else str.casefold
        assert known == sorted(known, key=by, reverse=sign == "-")
        assert len(set(known)) > 1


def test_sorting_comes_before_the_limit_and_takes_several_columns(run: Run) -> None:
    rows = table(run("claims").out)
    values = sorted((float(row["value"]) for row in rows), reverse=True)
    first = table(run("claims", "--sort", "-value", "--limit", "3").out)
    assert [float(row["value"]) for row in first] == values[:3]
    both = [(row["kind"], float(row["value"])) for row in table(run("claims", "--sort", "kind,-value").out)]
    assert both == sorted(both, key=lambda pair: (pair[0], -pair[1]))


@pytest.mark.parametrize(
    "command", [("boards",), ("claims",), ("papers",), ("names", "list", "metric")], ids=" ".join
)
def test_a_column_that_is_not_there_lists_those_that_are(command: tuple[str, ...], run: Run) -> None:
    result = run(*command, "--sort", "beauty")
    assert (result.code, result.out) == (2, "")
    first, second = result.err.splitlines()
    assert "there is no column 'beauty' to sort by" in first
    assert ", ".join(table(run(*command).out)[0])[:30] in second.removeprefix("  the columns are: ")


def test_a_heading_of_the_table_names_its_column(run: Run) -> None:
    assert run("claims", "--sort", "-sure").out == run("claims", "--sort", "-confidence").out
    assert run("boards", "--sort", "reported by").out == run("boards", "--sort", "reported_by").out


@pytest.mark.parametrize(
    "command",
    [
        *LISTING.values(),
        ("show", "GSM8K", "--since", "2024"),
        ("names", "alias", "method", "BERT", "good old BERT"),
        ("metric", "set", "glow", "--direction", "up"),
        ("add", str(SAMPLE)),
        ("papers", "tag", "old", "1810.04805"),
        ("papers", "remove", "1810.04805"),
        ("db", "backup", "copy.db"),
    ],
    ids=lambda command: " ".join(command[:3]),
)
def test_quiet_says_nothing_beside_the_data(
    command: tuple[str, ...], run: Run, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = []
    has_quiet = "--quiet" in {opt for option in named(command).options for opt in option.opts}
    for quiet in ((), ("-q",) if has_quiet else ()):
        folder = tmp_path / str(len(results))
        folder.mkdir()
        (folder / "claims.db").write_bytes(sample.read_bytes())
        monkeypatch.chdir(folder)
        results.append(run(*command, *quiet, "--db", folder / "claims.db"))
    loud, still = results
    assert (still.out, still.code) == (loud.out, loud.code)
    assert not [line for line in still.err.splitlines() if not line.startswith("claimboard: ")]


def named(command: tuple[str, ...]) -> manual.Command:
    return next(
        COMMANDS[" ".join(command[:count])] for count in (2, 1) if " ".join(command[:count]) in COMMANDS
    )


def test_every_command_can_be_quiet_but_those_that_have_nothing_to_say() -> None:
    loud = {
        name for name, each in COMMANDS.items() if not any("-q" in option.opts for option in each.options)
    }
    assert loud == {
        *("demo", "doctor", "export", "db status", "metric list", "metric show"),
        *("names list", "names log", "names show", "papers log"),
        *("review", "review list", "review log"),
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_written_goes_to_a_file_or_to_stdout(name: str) -> None:
    opts = {opt for option in COMMANDS[name].options for opt in option.opts}
    assert ("--output" in opts) == ("-o" in opts)
    if "--format" in opts:
        assert "--output" in opts


def test_a_dash_is_stdout(run: Run, tmp_path: Path) -> None:
    out = run("boards").out
    assert run("boards", "-o", "-").out == out
    assert run("boards", "-o", tmp_path / "boards.tsv").out == ""
    assert (tmp_path / "boards.tsv").read_text() == out


def test_ids_go_from_one_command_to_the_next(run: Run) -> None:
    listed = run("claims", "--benchmark", "GSM8K")
    ids = [row["claim"] for row in table(listed.out)]
    assert len(ids) > 3
    for said in (listed.out, "\n".join(ids), "\r\n".join(ids) + "\r\n"):
        explained = run("explain", "-", "--format", "jsonl", stdin=said.encode())
        assert [json.loads(line)["claim"] for line in explained.out.splitlines()] == ids
    text = run("explain", *ids[:2]).out
    assert [line.split()[1] for line in text.splitlines() if line.startswith("claim ")] == ids[:2]


def test_claims_that_are_not_there_are_named_and_the_others_are_explained(run: Run, tmp_path: Path) -> None:
    claim = table(run("claims").out)[0]["claim"]
    result = run("explain", "zz1", claim, "zz2", "--format", "jsonl")
    assert (result.code, json.loads(result.out)["claim"]) == (1, claim)
    assert "no claim 'zz1'" in result.err
    assert "no claim 'zz2'" in result.err
    nothing = run("explain", "zz1", "-o", tmp_path / "none.json")
    assert (nothing.code, (tmp_path / "none.json").exists()) == (1, False)
    assert "stdin names no claim" in run("explain", "-", stdin=b"\n").err


def test_claims_are_searched_by_what_their_sentence_holds(run: Run) -> None:
    found = table(run("claims", "--search", "THAN").out)
    every = table(run("claims").out)
    assert found == [row for row in every if "than" in row["sentence"].casefold()]
    assert found
    percent = table(run("claims", "--search", "5%").out)
    assert percent == [row for row in every if "5%" in row["sentence"]]
    assert 0 < len(percent) < len(every)
    assert run("claims", "--search", "5_").code == 1


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            ("claims", "--kind", "rumour"),
            "invalid value for '--kind': 'rumour' is not one of 'score', 'change', 'ratio'",
        ),
        (("claims", "--limit", "0"), "invalid value for '--limit'"),
        (("claims", "--limit", "many"), "invalid value for '--limit'"),
        (("claims", "--min-confidence", "3"), "invalid value for '--min-confidence'"),
        (("claims", "--formt", "csv"), "no such option: --formt"),
        (("claims", "--limit"), "option '--limit' requires an argument"),
        (("show",), "missing argument 'BENCHMARK'"),
        (("show", "GSM8K", "MATH"), "got unexpected extra argument"),
        (("shwo",), "no such command 'shwo'"),
        (("metric", "set", "x", "--range", "1"), "option '--range' requires 2 arguments"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_use_is_one_clear_sentence_and_the_next_step(
    command: tuple[str, ...], said: str, run: Run
) -> None:
    result = run(*command)
    assert (result.code, result.out) == (2, "")
    sentence, step = result.err.splitlines()
    assert sentence.startswith(f"claimboard: {said}")
    assert "Value error" not in sentence
    assert "Input should" not in sentence
    assert re.fullmatch(r"  claimboard( \w+)* --help tells what it takes", step)


def on_terminal(*words: str, **environment: str) -> str:
    """What a command writes to a terminal, escape sequences and all."""
    master, slave = pty.openpty()
    plain = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    call = [sys.executable, "-m", "cli", *words]
    with subprocess.Popen(
        call,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=ROOT,
        env={**plain, "TERM": "xterm-256color", **environment},
    ):
        os.close(slave)
        return to_the_end(master)


COLOUR = re.compile(r"\x1b\[[\d;]*(3[0-7]|4[0-7]|9[0-7]|38|48)[;m]")


def test_colours_go_away_where_nobody_wants_them(run: Run) -> None:
    claim = table(run("claims", "--benchmark", "GSM8K").out)[0]["claim"]
    coloured = on_terminal("explain", claim)
    plain = on_terminal("explain", claim, "--no-color")
    assert COLOUR.search(coloured)
    assert not COLOUR.search(plain)
    assert ("{method}" in coloured, "{method}" in plain) == (False, True)  # what colours say is written out
    assert not COLOUR.search(on_terminal("explain", claim, NO_COLOR="1"))
    assert COLOUR.search(on_terminal("boards", "--help"))
    assert not COLOUR.search(on_terminal("--no-color", "boards", "--help"))


def test_no_color_after_two_dashes_is_a_name(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert table(run("resolve", "method", "--", "--no-color").out)[0]["name"] == "'--no-color"
    assert "NO_COLOR" not in os.environ

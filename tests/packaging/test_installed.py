"""The wheel alone, in an empty environment away from the checkout, without a network: `make wheel-test`.

With `PYTHONS="3.11 3.12 3.13"` it does so under each of these; without, under the Python that runs the tests.
"""

import csv
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import terminal
from tests.curated import dataset, row, task
from tests.packaging import environments
from tests.packaging.environments import ROOT

pytestmark = pytest.mark.installed
VERSIONS = os.environ.get("PYTHONS", "{}.{}".format(*sys.version_info)).split()
SAMPLE = "extractor/sample/papers.jsonl"
PAPERS = [
    {
        "id": "2501.00009",
        "title": "Elm",
        "abstract": "We propose Elm. Elm attains an accuracy of 91.5% on GSM8K.",
    },
    {
        "id": "2502.00007",
        "title": "Oak",
        "abstract": "We propose Oak. Oak attains an accuracy of 92.5% on GSM8K, while Elm attains 91.5%.",
    },
]
TABLES = [task("Arithmetic", dataset("GSM8K", row("Ash", "Ash trees that count", accuracy="88.0")))]
STEPS = r"""
0 | --version                                                  | claimboard \d+\.\d+
1 | db status --db other.db                                    | state\tnew
1 | db status                                                  | database\t.*HOME.*claims.db
0 | add papers.jsonl --tag trees                               | 2 new
0 | add - < papers.jsonl                                       | nothing changed
0 | db status                                                  | state\tready
0 | boards                                                     | GSM8K\taccuracy\t%\t3
1 | boards --by metric                                         | no claim fits
0 | papers                                                     | 2501\.00009
0 | claims --benchmark GSM8K                                   | 92\.5
0 | claims --tag trees --format jsonl                          | "method": "Oak"
0 | show GSM8K --format md                                     | Oak
0 | show GSM8K --format json                                   | "version": 1
0 | explain CLAIM                                              | stands before "of" and the number
0 | export boards --format csv -o boards.csv                   |
0 | export claims --format csv -o claims.csv                   |
0 | export papers --format csv -o papers.csv                   |
0 | export claims --format jsonl                               | "method_written"
0 | history GSM8K                                              | Oak
0 | compare Oak Elm                                            | GSM8K
1 | conflicts                                                  | no
0 | names list method --new                                    | Oak
0 | names show method Oak                                      | Oak
0 | names merge method Oak Elm --dry-run                       | would differ
0 | names rename method Oak "Great Oak"                        | Great Oak
0 | names alias method Oak Oakling                             | Oakling
0 | names split method "Great Oak" Oak --as "Old Oak"            | Old Oak
0 | names merge method "Great Oak" Elm                         | Elm
0 | names log                                                  | Old Oak
0 | names undo 4                                               | undo change 4
0 | metric list                                                | accuracy
0 | metric show accuracy                                       | up
0 | metric set "pass rate" --direction up --scale share        | pass rate
0 | resolve benchmark AIME24 "SWE-bench (verified)"            | SWE-bench Verified
0 | import pwc tables.json                                     | 1
0 | show GSM8K                                                 | Ash
0 | export pwc -o tables-again.json                            |
0 | extract papers.jsonl                                       | "claims"
0 | evaluate SAMPLE GOLD --bootstrap 50                        | claim
0 | demo                                                       | Why is .* first on
0 | papers tag forest 2501.00009                               | forest
0 | papers untag forest 2501.00009                             | forest
0 | papers remove 2501.00009 --why "a tree too many"           | removed
0 | papers --removed                                           | a tree too many
0 | papers log                                                 | a tree too many
0 | papers restore 2501.00009                                  | back in view
2 | review --benchmark GSM8K                                   | needs a terminal
0 | review list                                                | Oak
0 | review export queue.csv                                    | claims to review
0 | review import queue.csv --dry-run                          | nothing
0 | review accept --min-confidence 0.5 --yes                   | accepted
0 | review log                                                 | accept
0 | review undo 1                                              | taken back
1 | calibrate --dry-run                                        | too few decisions
0 | reextract                                                  | has read all of it
0 | runs                                                       | texts
1 | diff                                                       | nothing to compare
1 | export gold -o gold.jsonl                                  | no paper is completely read
2 | train . papers.jsonl --part network                        | pip install .claimboard\[train\]
4 | boards --db postgresql://localhost/claims                  | pip install 'claimboard\[postgres\]'
0 | db backup kept.db                                          | kept.db
0 | db restore kept.db --db restored.db                        | restored.db
0 | db copy restored.db copied.db                              | copied.db
0 | claims --db copied.db                                      | Oak
0 | doctor                                                     | database
0 | db downgrade 0002 --yes                                    | revision 0002
4 | boards                                                     | claimboard db upgrade
1 | doctor                                                     | claimboard db upgrade
0 | db upgrade                                                 | revision \d{4}
0 | boards                                                     | GSM8K
"""
"""What is run one after the other: exit code, command, and what it has to say."""


@dataclass
class Installation:
    """The wheel in an environment of its own, and an empty folder to work in.

    `called` are the commands that were run.
    """

    version: str
    python: Path
    wheel: Path
    folder: Path
    called: set[str] = field(default_factory=set)

    @property
    def script(self) -> Path:
        return self.python.with_name("claimboard")

    @property
    def environment(self) -> dict[str, str]:
        return {**environments.bare(self.python, self.folder / "home")}

    def run(self, *command: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command in the folder, without a network."""
        words = environments.cut_off(self.python, command)
        return subprocess.run(
            words, input=stdin, capture_output=True, text=True, cwd=self.folder, env=self.environment
        )

    def claimboard(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run the program."""
        words = [each for each in arguments if re.fullmatch(r"[a-z]+", each)]
        self.called |= {" ".join(words[:1]), " ".join(words[:2])}
        return self.run(self.script, *arguments, stdin=stdin)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environments.build(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module", params=VERSIONS)
def installed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, wheel: Path
) -> Installation:
    version = request.param
    interpreter = environments.interpreter(version)
    if interpreter is None:
        pytest.skip(f"needs Python {version}, which is not on this machine")
    folder = tmp_path_factory.mktemp(f"python{version}")
    python = environments.empty(folder / "environment", interpreter)
    environments.install(python, wheel)
    at = Installation(version, python, wheel, folder / "work")
    (at.folder / "home").mkdir(parents=True)
    return at


def test_it_is_the_wheel_that_runs_and_there_is_no_network(installed: Installation) -> None:
    code = "import sys, cli, extractor, schema; print(sys.version, cli.__file__, *schema.__path__)"
    said = installed.run(installed.python, "-c", code).stdout
    assert said.startswith(f"{installed.version}.")
    assert str(ROOT) not in said
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 5); print('reached')"
        assert (
            subprocess.run([installed.python, "-c", code], capture_output=True, text=True).stdout
            == "reached\n"
        )
        reached = installed.run(installed.python, "-c", code)
    assert (reached.returncode, reached.stdout) == (1, "")


def test_the_session_is_that_of_the_readme(installed: Installation) -> None:
    sample = (
        installed.folder / SAMPLE
    )  # the session is that of a checkout: its sample lies in the package as well
    sample.parent.mkdir(parents=True)
    code = "from importlib.resources import files; print(files('extractor') / 'sample' / 'papers.jsonl')"
    shutil.copy(installed.run(installed.python, "-c", code).stdout.strip(), sample)
    command = environments.cut_off(installed.python, [installed.script])
    seen = terminal.session(
        command, installed.folder, {**installed.environment, "CLAIMBOARD_DB": "session.db"}
    )
    written = terminal.part("session")[2]
    assert terminal.VOLATILE.sub("", seen) == terminal.VOLATILE.sub("", written)


def test_every_command_does_its_work(installed: Installation) -> None:
    folder = installed.folder
    (folder / "papers.jsonl").write_text("\n".join(map(json.dumps, PAPERS)), encoding="utf-8")
    for name in ("train.papers.jsonl", "train.gold.jsonl"):
        (folder / name).write_text("", encoding="utf-8")
    (folder / "tables.json").write_text(json.dumps(TABLES), encoding="utf-8")
    code = "from importlib.resources import files; print(files('extractor') / 'sample')"
    sample = Path(installed.run(installed.python, "-c", code).stdout.strip())
    places = {"SAMPLE": str(sample / "papers.jsonl"), "GOLD": str(sample / "gold.jsonl")}
    failed = []
    for line in STEPS.strip().splitlines():
        code, command, expected = (part.strip() for part in line.split("|", 2))
        if "CLAIM" in command:
            listed = installed.claimboard("claims", "--method", "Oak", "--format", "jsonl").stdout
            places["CLAIM"] = json.loads(listed.splitlines()[0])["claim"]
        words = [places.get(word, word) for word in shlex.split(command)]
        stdin = ""
        if "<" in words:
            stdin = (folder / words[-1]).read_text(encoding="utf-8")
            words = words[: words.index("<")]
        done = installed.claimboard(*words, stdin=stdin)
        said = (done.stdout + done.stderr).replace(str(folder / "home"), "HOME")
        if done.returncode != int(code) or not re.search(expected, said) or "a bug of ours" in said:
            failed.append(f"claimboard {command}: exit {done.returncode}, not {code}\n{said}")
    assert not failed, "\n".join(failed)


def test_what_was_exported_is_what_the_readme_says(installed: Installation) -> None:
    listed = re.findall(r"^\| `(\w+)` \| ([a-z, ]+) \|", terminal.part("columns")[2], re.MULTILINE)
    for what in ("boards", "claims", "papers"):
        with (installed.folder / f"{what}.csv").open(newline="", encoding="utf-8") as file:
            first, *rows = csv.reader(file)
        assert set(first) == {name for name, where in listed if what in where.split(", ")}
        assert rows
    again = json.loads((installed.folder / "tables-again.json").read_text(encoding="utf-8"))
    assert again[0]["datasets"][0]["sota"]["rows"][0]["model_name"] == "Ash"


def test_every_command_of_the_readme_was_run(installed: Installation) -> None:
    listed = set(
        re.findall(
            r"`([a-z ]+)`", re.sub(r"\|[^|]*\|$", "", terminal.part("commands")[2], flags=re.MULTILINE)
        )
    )
    assert len(listed) > 20
    assert listed <= installed.called, f"add to STEPS: {sorted(listed - installed.called)}"


def test_with_the_extra_postgresql_works(installed: Installation, postgres_url: str) -> None:
    environments.install(installed.python, f"{installed.wheel}[postgres]")
    added = installed.claimboard("add", "papers.jsonl", "--db", postgres_url)
    assert "2 new" in added.stderr, added.stderr
    shown = installed.claimboard("show", "GSM8K", "--db", postgres_url, "--format", "json")
    assert json.loads(shown.stdout)["boards"][0]["rows"][0]["method"] == "Oak"

"""The program as a person at a terminal sees it, and the README's session made anew."""

import os
import pty
import re
import shlex
import subprocess
import termios
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
VOLATILE = re.compile(r"\(\d+\.\d s, [\d,]+ a second\)")
"""How long an `add` took: the one thing in the session that no two runs share."""
STYLE = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
SPINNER = re.compile(r"[\u2800-\u28ff]")


def part(name: str) -> re.Match[str]:
    """Find a marked part of the README: its group 2 is what stands between the marks."""
    pattern = re.compile(rf"(<!-- {name}: .*? -->\n)(.*?)(<!-- /{name} -->)", re.DOTALL)
    match = pattern.search(README.read_text(encoding="utf-8"))
    assert match, f"README.md has no part {name!r}"
    return match


def session(claimboard: Iterable[str | Path], folder: Path, environment: Mapping[str, str]) -> str:
    """Run the commands of the README's session in `folder`; return the part as it should be."""
    commands = re.findall(r"^\$ claimboard (.*)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) > 3
    seen = [
        f"$ claimboard {command}\n{on_terminal([*claimboard, *shlex.split(command)], folder, environment)}\n"
        for command in commands
    ]
    return "```console\n" + "\n".join(seen) + "```\n"


def on_terminal(words: Iterable[str | Path], folder: Path, environment: Mapping[str, str]) -> str:
    """Run a command as on a terminal of 110 columns without colour, and return what a person sees."""
    seen = sent(words, folder, environment)
    # what was overwritten, the progress, is gone for a person as well; styles are not for a README
    lines = [STYLE.sub("", line.rpartition("\x1b[2K")[2]).rstrip() for line in seen.splitlines()]
    return "\n".join(line for line in lines if not SPINNER.match(line)).strip()


def sent(words: Iterable[str | Path], folder: Path, environment: Mapping[str, str]) -> str:
    """Run a command as on a terminal of 110 columns without colour, and return all that it sends there."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (50, 110))
    plain = {**environment, "NO_COLOR": "1", "TERM": "xterm", "COLUMNS": "110"}
    process = subprocess.Popen([*words], cwd=folder, stdin=slave, stdout=slave, stderr=slave, env=plain)
    os.close(slave)
    seen = to_the_end(master)
    assert process.wait() == 0, seen
    return seen


def to_the_end(master: int) -> str:
    """Return what comes to a terminal until all that write to it are done, and close it."""
    seen = b""
    with suppress(OSError):  # how Linux says that the other end is closed
        while block := os.read(master, 4096):
            seen += block
    os.close(master)
    return seen.decode()

"""Wheels, empty environments to install them in, and a way to cut a command off from the network."""

import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
CUT_OFF = (("unshare", "--net"), ("unshare", "--user", "--map-current-user", "--net"))
"""Runs a command in a network of its own, in which there is nothing: as root, and as anybody else."""
GUARD = """\
import sys

def _refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        if event == "socket.getaddrinfo" or not isinstance(args[1], (str, bytes)):  # a path is no network
            raise OSError(f"{event}: the network is cut off")

sys.addaudithook(_refuse)
"""
"""What an environment runs first where the system cannot cut it off: Python itself refuses."""


def run(command: Iterable[str | Path], **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command that has to succeed; AssertionError with its words where it does not."""
    words = [*map(str, command)]
    done = subprocess.run(words, capture_output=True, text=True, **options)  # type: ignore[call-overload] # as given
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}{done.stderr}"
    return done


def build(source: Path, folder: Path) -> Path:
    """Build the wheel of a checkout, with the hatchling of this environment."""
    run([*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source])
    (wheel,) = folder.glob("claimboard-*.whl")
    return wheel


def interpreter(version: str) -> str | None:
    """Find Python of a version ("3.12"): on the PATH, or one that pyenv keeps. None: there is none here."""
    name = f"python{version}"
    found = [sys.executable] if sys.version.startswith(f"{version}.") else []
    found += [at] if (at := shutil.which(name)) else []
    if pyenv := shutil.which("pyenv"):
        kept = subprocess.run([pyenv, "whence", "--path", name], capture_output=True, text=True)
        found += kept.stdout.split()
    for each in found:
        code = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
        said = subprocess.run([each, "-c", code], capture_output=True, text=True)
        if said.stdout.strip() == version:
            return each
    return None


def empty(folder: Path, python: str = sys.executable) -> Path:
    """Make an environment without any package, not even pip; return its Python."""
    if python == sys.executable:
        venv.create(folder, with_pip=False)
    else:
        run([python, "-m", "venv", "--without-pip", folder])
    return folder / "bin" / "python"


def packages(python: Path) -> Path:
    """Return the folder that an environment's packages lie in."""
    return Path(run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).stdout.strip())


def install(python: Path, *wanted: str | Path) -> None:
    """Install into an environment, from wheels alone: nothing is compiled."""
    run([*PIP, "--python", python, "install", "--only-binary", ":all:", *wanted])


def install_alone(python: Path, wheel: Path) -> None:
    """Install a wheel without its dependencies, and lend it those of this environment: quick, and offline."""
    run([*PIP, "--python", python, "install", "--no-deps", "--no-index", wheel])
    # a folder named by a .pth file has its own .pth files ignored: the checkout's editable install stays out
    (packages(python) / "dependencies.pth").write_text(sysconfig.get_path("purelib"))


@cache
def without_network() -> tuple[str, ...]:
    """Return the words that run a command without a network on this system; none where it cannot."""
    for words in CUT_OFF if shutil.which("unshare") else ():
        if subprocess.run([*words, "true"], capture_output=True).returncode == 0:
            return words
    return ()


def cut_off(python: Path, command: Iterable[str | Path]) -> list[str | Path]:
    """Return the command as it runs without a network; `python` is that of its environment."""
    if not without_network():
        (packages(python) / "sitecustomize.py").write_text(GUARD)
    return [*without_network(), *command]


def bare(python: Path, home: Path) -> Mapping[str, str]:
    """Return the variables of somebody who has just installed the environment, and has nothing else."""
    return {"PATH": f"{python.parent}:/usr/local/bin:/usr/bin:/bin", "HOME": str(home)}

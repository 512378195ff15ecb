"""An installation: what belongs to it, whether all of that is there, and whether it is ours.

Nothing is imported here but Python's own library and, inside the checks, `packaging`: this module is to run
where half of the installation is broken, and cli.py loads it by its place where another `schema` hides it.
"""

import base64
import hashlib
import importlib
import importlib.metadata
import importlib.util
import json
import locale
import platform
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

HOME = Path(__file__).resolve().parents[1]
"""The folder that all of our names stand in."""
NAME = "claimboard"
NAMES = ("schema", "extractor", "leaderboards", "migrations", "cli")
"""What we are imported as."""
OFFERING = ("extractor.health", "migrations.health")
"""Modules with a function `checks(db, thorough)`, which returns (name, check) pairs."""
OK, PROBLEM, UNKNOWN = "ok", "problem", "unknown"
AGAIN = "pip install --force-reinstall --no-deps claimboard"
WITH_ALL = "pip install --force-reinstall claimboard"
BUILT = re.compile(r"extractor/(model/|rules/.*-weights\.yml|rules/thresholds\.yml)")
"""Files that `claimboard train` builds anew."""
SHOWN = 3
"""Files that a finding names, at most."""
VERSION = 1
"""Of the shape of JSON: keys may be added, never taken away."""


class Finding(NamedTuple):
    """What a check found: `state` is "ok", "problem" or "unknown", `next` the step to take, if any."""

    what: str
    state: str
    found: str
    next: str = ""


class _Needed(NamedTuple):
    """A package that is needed: its name, the version there, if any, what is wanted, and whether it fits."""

    name: str
    there: str | None
    wanted: str
    fits: bool


Check = Callable[[], Iterable[Finding]]


def examine(db: str | None = None, thorough: bool = False) -> Iterator[Finding]:
    """Yield what all checks find: those of this module, then those that the others offer (`OFFERING`).

    No check stops another: what it raises is what it found.
    """
    for name, check in checks():
        yield from find(name, check)
    for room in OFFERING:
        offered: Sequence[tuple[str, Check]] = ()
        try:
            offered = importlib.import_module(room).checks(db, thorough)
        except Exception as error:
            yield broken(room.partition(".")[0], error)
        for name, check in offered:
            yield from find(name, check)


def find(name: str, check: Check) -> Iterator[Finding]:
    """Yield what one check finds; what it raises is the last of it."""
    try:
        yield from check()
    except Exception as error:
        yield broken(name, error)


def checks() -> list[tuple[str, Check]]:
    """Return the checks of the installation itself."""
    return [
        ("Claimboard", version),
        ("Python", python),
        ("dependencies", dependencies),
        ("import names", names),
        ("installed files", files),
        ("extras", extras),
        ("terminal", terminal),
    ]


def version() -> Iterator[Finding]:
    """Say which version this is, and where it stands."""
    text = (HOME / "schema" / "version.py").read_text(encoding="utf-8")
    here = text.rpartition("=")[2].strip().strip('"')
    told = _metadata().version
    if told == here:
        yield Finding("Claimboard", OK, f"{here} in {HOME}")
    else:
        found = f"{HOME} is version {here}, pip knows it as {told}"
        yield Finding("Claimboard", PROBLEM, found, AGAIN)


def python() -> Iterator[Finding]:
    """Say whether this Python is one that we run on."""
    from packaging.specifiers import SpecifierSet

    here, needed = platform.python_version(), _metadata().metadata["Requires-Python"]
    if SpecifierSet(needed).contains(here, prereleases=True):
        yield Finding("Python", OK, f"{here} at {sys.executable}")
    else:
        hint = "install Claimboard into another Python"
        yield Finding("Python", PROBLEM, f"{here}, and {needed} is needed", hint)


def dependencies() -> Iterator[Finding]:
    """Say which of the packages that we need are missing, or too old or new."""
    needed = _needed("")
    for package in needed:
        if not package.fits:
            there = (
                f"is {package.there}, and {package.wanted} is needed" if package.there else "is not installed"
            )
            hint = f"pip install '{package.wanted}'"
            yield Finding("dependencies", PROBLEM, f"{package.name} {there}", hint)
    if all(package.fits for package in needed):
        yield Finding("dependencies", OK, f"{len(needed)} packages, none too old or too new")


def names() -> Iterator[Finding]:
    """Say whether what is imported under our names is ours, and whether another package has one of them."""
    owners = importlib.metadata.packages_distributions()
    fine = True
    for name in NAMES:
        for other in sorted({owner for owner in owners.get(name, ()) if owner.lower() != NAME}):
            fine = False
            yield Finding(
                "import names",
                PROBLEM,
                f"the package {other} has a module {name} as well, and one may hide or overwrite the other",
                f"pip uninstall {other}, then {AGAIN}; or an environment of its own for Claimboard",
            )
        place = _place(name)
        if place is None or place.parent != HOME:
            fine = False
            where = f"as {place}, not in {HOME}" if place else "nowhere"
            hint = f"rename {place} or take its folder off PYTHONPATH" if place else AGAIN
            yield Finding("import names", PROBLEM, f"Python finds {name} {where}", hint)
    if fine:
        yield Finding("import names", OK, f"{', '.join(NAMES)} are ours alone")


def files() -> Iterator[Finding]:
    """Say whether all installed files are there, as they were installed."""
    recorded = [file for file in _metadata().files or () if file.parts[0] in (*NAMES, "cli.py") and file.hash]
    if not recorded:
        yield Finding("installed files", OK, f"they are those of the checkout {HOME}")
        return
    gone = [str(file) for file in recorded if not Path(str(file.locate())).is_file()]
    other = [str(file) for file in recorded if str(file) not in gone and not _as_installed(file)]
    changed, built = ([file for file in other if bool(BUILT.match(file)) is both] for both in (False, True))
    if gone:
        yield Finding("installed files", PROBLEM, f"missing: {_some(gone)}", AGAIN)
    if changed:
        yield Finding("installed files", PROBLEM, f"not as installed: {_some(changed)}", AGAIN)
    if built:
        hint = f"all is well if `claimboard train` built them; otherwise {AGAIN}"
        yield Finding("installed files", UNKNOWN, f"weights that are not as installed: {_some(built)}", hint)
    if not gone and not other:
        yield Finding("installed files", OK, f"{len(recorded)}, all as installed")


def extras() -> Iterator[Finding]:
    """Say which optional parts are there: none of them has to be."""
    for extra in _metadata().metadata.get_all("Provides-Extra") or ():
        missing = ", ".join(package.name for package in _needed(extra) if not package.fits)
        found = f"{extra}: not there ({missing})" if missing else f"{extra}: there"
        yield Finding("extras", OK, found, f"to have it: pip install '{NAME}[{extra}]'" if missing else "")


def terminal() -> Iterator[Finding]:
    """Say whether what is written to a terminal is what that expects: we write UTF-8."""
    encoding = locale.getencoding()
    if encoding.lower().replace("-", "") == "utf8":
        yield Finding("terminal", OK, "UTF-8")
    else:
        found = f"this environment says that it reads {encoding}, and Claimboard writes UTF-8"
        yield Finding("terminal", PROBLEM, found, "export LC_ALL=C.UTF-8")


def lines(findings: Sequence[Finding], form: str) -> Iterator[str]:
    """Yield what to print of findings: "table" for people, "tsv" or "json" for programs."""
    if form == "json":
        document = {"version": VERSION, "checks": [finding._asdict() for finding in findings]}
        yield json.dumps(document, indent=1)
        return
    if form == "tsv":
        for row in (Finding._fields, *findings):
            yield "\t".join(map(_inert, row))
        return
    wide = max(len(finding.what) for finding in findings)
    for what, state, found, step in findings:
        yield f"{what:{wide}}  {state:{len(PROBLEM)}}  {_inert(found)}"
        if step:
            yield f"{'':{wide}}  {'':{len(PROBLEM)}}  next: {_inert(step)}"


def is_broken(findings: Iterable[Finding]) -> bool:
    """Say whether something is wrong."""
    return any(finding.state == PROBLEM for finding in findings)


def broken(name: str, error: Exception) -> Finding:
    """Return what an exception says of the part that raised it."""
    if isinstance(error, importlib.metadata.PackageNotFoundError):
        return Finding(name, UNKNOWN, f"{NAME} is not installed: pip does not know it", "pip install .")
    if isinstance(error, ImportError):
        return Finding(name, PROBLEM, f"cannot be imported: {error}", WITH_ALL)
    message = getattr(error, "message", None) or f"{type(error).__name__}: {error}"
    hint = getattr(error, "hint", "") or f"{AGAIN}; where that does not help, report it as a bug"
    return Finding(name, UNKNOWN if hint.startswith("wait") else PROBLEM, message, hint)


def _metadata() -> importlib.metadata.Distribution:
    return importlib.metadata.distribution(NAME)


def _needed(extra: str) -> list[_Needed]:
    """Return the packages that we need, or that one of our extras does."""
    from packaging.requirements import Requirement

    found = []
    for line in _metadata().requires or ():
        wanted = Requirement(line)
        if ("extra" in str(wanted.marker)) is not bool(extra):
            continue
        if wanted.marker and not wanted.marker.evaluate({"extra": extra}):
            continue
        try:
            there = importlib.metadata.version(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            there = None
        fits = there is not None and wanted.specifier.contains(there, prereleases=True)
        wanted.marker = None
        found.append(_Needed(wanted.name, there, str(wanted), fits))
    return found


def _place(name: str) -> Path | None:
    """Return the file or folder that Python imports under a name."""
    spec = importlib.util.find_spec(name)
    if spec is None:
        return None
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations))).resolve()
    return Path(spec.origin).resolve() if spec.origin else None


def _as_installed(file: importlib.metadata.PackagePath) -> bool:
    if file.hash is None:
        return True
    digest = hashlib.new(file.hash.mode, Path(str(file.locate())).read_bytes()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=") == file.hash.value


def _some(all_of_them: Sequence[str]) -> str:
    more = f" and {len(all_of_them) - SHOWN} more" if len(all_of_them) > SHOWN else ""
    return ", ".join(all_of_them[:SHOWN]) + more


def _inert(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)

"""Say what is known of every package that Claimboard needs, from what is installed here: no network is used.

python -m tests.packaging.dependencies

A line a package, those that pyproject.toml names first and then what these bring along: version, licence as
the package says, who keeps it, how many files of machine code it has, and with which modules its own code
could open a connection (that it can is no fault: see DEPENDENCIES.md).
"""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
EXTRAS = ("postgres", "dask")
"""What users may install besides; the extras for development and training never come with Claimboard."""
NETWORK = re.compile(
    r"^\s*(?:import|from)\s+(socket|ssl|http\.client|http\.server|urllib\.request|urllib3|requests|httpx|aiohttp|"
    r"tornado|ftplib|smtplib)\b",
    re.MULTILINE,
)
NATIVE = (".so", ".pyd", ".dylib", ".dll")


class Package(NamedTuple):
    """What an installed package says of itself, and what is seen in its files."""

    name: str
    version: str
    licence: str
    keepers: str
    native: int
    network: tuple[str, ...]


def wanted() -> dict[str, Requirement]:
    """Return the packages that pyproject.toml names for users, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = project["optional-dependencies"]
    texts = [*project["dependencies"], *(text for extra in EXTRAS for text in groups[extra])]
    return {canonicalize_name((each := Requirement(text)).name): each for text in texts}


def needed() -> Iterator[tuple[str, bool]]:
    """Yield every package that is needed on this machine, by name, and whether pyproject.toml names it."""
    named = wanted()
    todo, seen = list(named.values()), set()
    while todo:
        each = todo.pop(0)
        name = canonicalize_name(each.name)
        if name in seen:
            continue
        seen.add(name)
        yield name, name in named
        try:
            texts = distribution(name).requires or ()
        except PackageNotFoundError:
            continue
        extras = {"extra": "", **{}}
        for other in map(Requirement, texts):
            chosen = [extras, *({"extra": extra} for extra in each.extras)]
            if other.marker is None or any(other.marker.evaluate(part) for part in chosen):
                todo.append(other)


def examined(name: str) -> Package | None:
    """Return what is known of an installed package; None where it is not installed."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    files = [each for each in found.files or () if each.suffix in (*NATIVE, ".py")]
    own = [each for each in files if each.suffix == ".py" and not {"tests", "test"} & set(each.parts)]
    opens: set[str] = set()
    for each in own:
        path = Path(str(found.locate_file(each)))
        opens.update(
            NETWORK.findall(path.read_text(encoding="utf-8", errors="replace")) if path.exists() else ()
        )
    native = sum(each.suffix in NATIVE for each in files)
    return Package(name, found.version, _licence(found), _keepers(found), native, tuple(sorted(opens)))


def _licence(found: Distribution) -> str:
    told = found.metadata
    classes = [
        each.rpartition(" :: ")[2] for each in told.get_all("Classifier", []) if each.startswith("License")
    ]
    plain = str(told.get("License") or "").splitlines()[:1]
    return str(told.get("License-Expression") or ", ".join(classes) or "".join(plain) or "not said")[:50]


def _keepers(found: Distribution) -> str:
    told = found.metadata
    names = [str(told.get(key) or "") for key in ("Maintainer", "Author", "Maintainer-email", "Author-email")]
    return re.sub(
        r"\s*<[^>]*>", "", next((" ".join(each.split()) for each in names if each.strip()), "not said")
    )[:60]


def main() -> None:
    """Print a line a package, with tabs."""
    print("package", "version", "licence", "kept by", "machine code", "may open connections with", sep="\t")
    for name, direct in sorted(needed(), key=lambda pair: (not pair[1], pair[0])):
        package = examined(name)
        if package is None:
            print(name, "not installed here", sep="\t")
        else:
            shown = (f"{name}" if direct else f"  {name}", package.version, package.licence, package.keepers)
            print(*shown, package.native or "none", ", ".join(package.network) or "none", sep="\t")


if __name__ == "__main__":
    main()

"""What can be said of Pythons and systems that this machine is not: `make versions`.

For each Python that pyproject.toml names: mypy with that target, and whether every dependency has a wheel for
each system, so that nothing has to be compiled. (What a dependency needs on another system alone is not seen:
pip asks this machine.) Prints a line each; exits with 1 where one fails.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator

from packaging.specifiers import SpecifierSet

from tests.packaging.environments import PIP, ROOT

SYSTEMS = {
    "Linux on x86-64": [f"manylinux{glibc}_x86_64" for glibc in ("_2_28", "_2_27", "_2_17", "2014")],
    "Linux on ARM": [f"manylinux{glibc}_aarch64" for glibc in ("_2_28", "_2_27", "_2_17", "2014")],
    "macOS on ARM": [f"macosx_{macos}_0_arm64" for macos in (14, 13, 12, 11)],
    "Windows": ["win_amd64"],
}
"""The tags that a wheel may have for each system."""


def project() -> dict[str, object]:
    """Return what pyproject.toml says of the project."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]


def versions(of: dict[str, object]) -> list[str]:
    """Return the Pythons that the project is for: 3.11, 3.12 and so on."""
    allowed = SpecifierSet(str(of["requires-python"]))
    return [f"3.{minor}" for minor in range(50) if f"3.{minor}" in allowed]


def types(version: str) -> str:
    """Check the types for a Python; return what mypy objects to."""
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--python-version", version], cwd=ROOT, capture_output=True, text=True
    )
    return "" if checked.returncode == 0 else checked.stdout + checked.stderr


def wheels(wanted: list[str], version: str, tags: list[str]) -> str:
    """Look for a set of wheels for a Python and a system; return what is missing."""
    platforms = [word for tag in tags for word in ("--platform", tag)]
    report = [*PIP, "install", "--dry-run", "--ignore-installed", "--report", "-", "--target", "nowhere"]
    target = ["--only-binary", ":all:", "--python-version", version, "--implementation", "cp", *platforms]
    found = subprocess.run([*report, *target, *wanted], capture_output=True, text=True)
    if found.returncode == 0:
        names = [each["metadata"]["name"] for each in json.loads(found.stdout)["install"]]
        return "" if len(names) >= len(wanted) else "pip found fewer packages than are wanted"
    return "\n".join(re.findall(r"ERROR: .*", found.stderr))


def checks() -> Iterator[tuple[str, str]]:
    """Yield what was checked, and what is wrong with it."""
    of = project()
    wanted = [*of["dependencies"], *of["optional-dependencies"]["postgres"]]
    for version in versions(of):
        yield f"Python {version}: mypy", types(version)
        for system, tags in SYSTEMS.items():
            yield f"Python {version}: wheels of all dependencies for {system}", wheels(wanted, version, tags)


if __name__ == "__main__":
    failed = False
    for what, wrong in checks():
        print(f"{what}: {'no' if wrong else 'yes'}", flush=True)
        if wrong:
            failed = True
            print(wrong)
    sys.exit(failed)

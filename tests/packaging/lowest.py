"""Write pip constraints: every dependency of pyproject.toml at its lower bound (`make test-lowest`)."""

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
EXTRAS = ("postgres", "dask", "dev")


def constraints(project: dict[str, object]) -> list[str]:
    """Return a line `NAME==BOUND` for each dependency of the project and of the extras that its tests need.

    Raises ValueError for a dependency without a lower bound: nobody could say what was tested.
    """
    groups = project["optional-dependencies"]
    lines = []
    for text in [*project["dependencies"], *(each for extra in EXTRAS for each in groups[extra])]:
        wanted = Requirement(text)
        if wanted.name == project["name"]:  # an extra that holds another
            continue
        bounds = [part.version for part in wanted.specifier if part.operator in (">=", "==")]
        if len(bounds) != 1:
            raise ValueError(f"{text}: needs one lower bound")
        lines.append(f"{wanted.name}=={bounds[0]}")
    return sorted(set(lines))


if __name__ == "__main__":
    with (ROOT / "pyproject.toml").open("rb") as file:
        print("\n".join(constraints(tomllib.load(file)["project"])))

"""Every package that users need was looked at, and is what the review says."""

import re
from pathlib import Path

from tests.packaging.dependencies import examined, needed, wanted

REVIEW = Path(__file__).parents[1] / "DEPENDENCIES.md"
ROW = re.compile(
    r"^\| (?P<name>[a-z][a-z0-9-]*) \| .* \| (?P<licence>[^|]*) \| [^|]* \| [^|]* \| [^|]* \|$", re.M
)
PERMISSIVE = re.compile(r"MIT|BSD|Apache|ISC|PSF|MPL|Mozilla|LGPL|not said")


def test_every_package_that_users_need_is_in_the_review() -> None:
    rows = {row["name"] for row in ROW.finditer(REVIEW.read_text(encoding="utf-8"))} - {"package"}
    assert rows == set(wanted())


def test_whatever_comes_along_may_be_used_as_it_is() -> None:
    found = [package for name, _ in needed() if (package := examined(name)) is not None]
    assert len(found) > len(wanted())
    assert {
        package.name: package.licence for package in found if not PERMISSIVE.search(package.licence)
    } == {}

"""What the records of arXiv's metadata snapshot say in fields of their own: authors, and dates of versions.

A record has `authors_parsed` ([["Last", "First", "Jr."], ...]) and `versions` ([{"version": "v1", "created":
"Mon, 2 Apr 2007 19:18:42 GMT"}, ...]).
"""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

LONGEST_DATE = 100


def authors(parsed: object) -> list[str]:
    """Return the names as people write them: "First Last Jr.". Raises ValueError for any other shape."""
    if not isinstance(parsed, list) or not all(isinstance(parts, list) for parts in parsed):
        raise ValueError('the authors_parsed are no list of ["Last", "First", "Jr."]')
    return [_name(parts[:3]) for parts in parsed]  # behind these stand affiliations


def dates(versions: object) -> tuple[str | None, str | None]:
    """Return when the first version was made, and the newest. Raises ValueError for any other shape."""
    if not isinstance(versions, list) or not all(isinstance(version, Mapping) for version in versions):
        raise ValueError('the versions are no list of {"version", "created"}')
    made = sorted(_created(version) for version in versions)
    return (made[0], made[-1]) if made else (None, None)


def _name(parts: list[object]) -> str:
    if not parts or not all(isinstance(part, str) for part in parts):
        raise ValueError('the authors_parsed are no list of ["Last", "First", "Jr."]')
    last, first, suffix = (*map(str, parts), "", "")[:3]
    return " ".join(" ".join((first, last, suffix)).split())


def _created(version: Mapping[str, object]) -> str:
    created = version.get("created")
    try:
        if not isinstance(created, str) or len(created) > LONGEST_DATE:
            raise ValueError
        made = parsedate_to_datetime(created)
        return (made.astimezone(UTC) if made.tzinfo else made).date().isoformat()
    except (ValueError, TypeError, OverflowError) as error:
        raise ValueError(f"a version's date {str(created)[:LONGEST_DATE]!r} cannot be read") from error

"""Who says something, and why: without what no database can keep."""

from schema.errors import UsageError
from schema.identity import evened
from schema.lookup import UNSTORABLE


def name(text: str) -> str:
    """Return a person's name as it is stored. Raises UsageError where nothing is left of it."""
    who = evened(UNSTORABLE.sub("", text))
    if not who:
        raise UsageError("a decision needs a name: who made it?", "give one with --as")
    return who


def reason(text: str | None) -> str | None:
    """Return a reason as it is stored, None where there is none."""
    return evened(UNSTORABLE.sub("", text or "")) or None

"""What to say of a decision that could not be stored, in words that name the claim."""

from leaderboards.review.desk import Said
from leaderboards.review.items import Item, named
from schema.errors import ClaimboardError, ConflictError
from schema.inert import inert
from schema.review.judged import PAST


def why(said: Said, now: Item | None, error: ClaimboardError) -> str:
    """Say why what was said of a claim is not stored; `now` is the claim as it stands, if that is known."""
    if isinstance(error, ConflictError) and now is not None and (by := now.decided):
        done = PAST.get(by.action, by.action)
        return f"{inert(by.who)} {done} {named(now.claim)} at {by.when[11:16]} UTC"
    return sentence(error).replace(f"claim {said.item.id}", named(said.item.claim))


def sentence(error: ClaimboardError) -> str:
    """Return an error and what to do about it."""
    return f"{error.message} ({error.hint})" if error.hint else error.message

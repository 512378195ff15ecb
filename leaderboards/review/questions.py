"""What the reviewer is asked when they change a field or add a claim, and what is offered them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from leaderboards.review import adding, completion, edits, guide
from leaderboards.review.items import perhaps
from leaderboards.review.session import Session
from schema.inert import inert
from schema.records import Evidence


class Question(NamedTuple):
    """What is asked, what stands in the line at first, and what is offered for what is typed there."""

    asks: str
    typed: str
    offer: Callable[[str], Sequence[str]]


def of_field(session: Session, field: str) -> Question | None:
    """Ask for a field of the claim on the screen; None where there is none.

    Offered first is what the extractor thinks may belong there instead.
    """
    item, claim = session.item, session.claim
    if item is None or claim is None:
        return None
    text = item.sheet.text
    choices = next(each.choices for each in edits.FIELDS if each.name == field)
    doubted = None if session.adding else perhaps(item.claim, field)
    mentions = [doubted] if doubted else []
    mentions += [mention.text for mention in session.mentions(field)]
    known = session.known(field)

    def offer(typed: str) -> Sequence[str]:
        if choices:
            return completion.among(typed, choices)
        if field == "value":
            return ()
        return completion.completions(typed, text, list(map(inert, mentions)), known)

    return Question(guide.ASKS[field], edits.written(claim, field), offer)


def of_number(session: Session, numbers: Sequence[Evidence], width: int) -> Question | None:
    """Ask which number of the text is claimed; those that are claimed already say so."""
    if (item := session.item) is None:
        return None
    claims = [other.claim for other in session.others() if other.status != "rejected"]
    lines = adding.offered(item.sheet.text, numbers, claims, width)
    return Question(
        guide.ASKS["number"], "", lambda typed: [line for line in lines if line.startswith(typed)]
    )

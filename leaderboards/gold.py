"""Papers that a person read completely, as gold: to learn from, and to score by.

A line a paper: id, title, abstract and claims, so that one file serves as papers and as their claims.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from schema.records import Claim, Kind, Mention
from schema.review.judged import MACHINE
from schema.review.sheets import WAITING, Sheet, completely_read, sheets
from schema.store import Store

SPEED = ("speed", "speed-up", "speedup")
"""Wordings that are as right as another where a text only says that something is faster."""
AT_ONCE = 200
"""Papers that are held in memory together."""


class Read(NamedTuple):
    """A paper that was read completely: its gold record, or the reason why it makes none."""

    paper: str
    record: dict[str, Any] | None
    reason: str = ""


def read_papers(store: Store) -> Iterator[Read]:
    """Yield the papers in view whose newest text a person read completely."""
    keys = completely_read(store)
    for at in range(0, len(keys), AT_ONCE):
        for sheet in sheets(store, keys[at : at + AT_ONCE]).values():
            yield _read(sheet)


def _read(sheet: Sheet) -> Read:
    held = [shown for shown in sheet.shown if shown.status != WAITING]  # the human word holds meanwhile
    if undecided := [shown.claim_id for shown in held if shown.status == MACHINE]:
        return Read(sheet.paper, None, f"nobody has decided on claim {undecided[0]}, which was read since")
    for shown in held:
        if shown.claim.kind is not Kind.SCORE and shown.claim.direction is None:
            return Read(sheet.paper, None, f"claim {shown.claim_id} says neither up nor down")
    claims = [_claim(shown.claim) for shown in held]
    record = {"id": sheet.paper, "title": sheet.title, "abstract": sheet.abstract, "claims": claims}
    return Read(sheet.paper, record)


def _claim(claim: Claim) -> dict[str, Any]:
    slots = claim.slots
    high = {} if claim.number_high is None else {"number_high": claim.number_high}
    return {
        "value": claim.value.text,
        "start": claim.value.start,
        "end": claim.value.end,
        "number": claim.number,
        **high,
        "unit": claim.unit,
        "kind": claim.kind.value,
        "direction": claim.direction and claim.direction.value,
        "bound": claim.bound and claim.bound.value,
        "quote": claim.sentence.text,
        "method": _names(slots.get("method")),
        "benchmark": _names(slots.get("benchmark", slots.get("hardware"))),
        "metric": _names(slots.get("metric")),
        "baseline": _names(slots.get("baseline")),
        "role": claim.role.value,
        "setting": [setting.text for setting in claim.setting],
    }


def _names(mention: Mention | None) -> list[str]:
    """Return the names that are right, the best first: none where nothing is named."""
    if mention is None:
        return []
    if mention.inferred and mention.text in SPEED:
        return [mention.text, *(word for word in SPEED if word != mention.text)]
    return list(dict.fromkeys(filter(None, (mention.text, mention.other_form))))

"""Papers as they lie before a reviewer: all their claims, each as it stands now; and what is said of one."""

from collections.abc import Iterable
from dataclasses import replace

from leaderboards.review.desk import Said
from leaderboards.review.items import Decided, Item, Sheet
from schema import choosing
from schema.records import Claim, Evidence, Kind
from schema.review import sheets
from schema.review.deciding import Judgement
from schema.review.judged import Decision
from schema.review.sheets import WAITING, Shown
from schema.store import Store


def items(store: Store, papers: Iterable[int], rejected: bool = False) -> dict[int, list[Item]]:
    """Return all claims of papers as they stand, by the papers' keys; of two with one id, that which waits.

    With `rejected`, those too that people said are none. Papers that are not stored are left out.
    """
    return {key: _items(sheet, rejected) for key, sheet in sheets.sheets(store, papers).items()}


def first(store: Store, paper: str) -> Item | None:
    """Return the first claim of a paper, given by any id or address, whatever was decided of it.

    A paper without claims is a blank item. None where it is not stored, or not in view.
    """
    key = choosing.key_of(store, paper)
    sheet = sheets.sheets(store, [] if key is None else [key]).get(key or 0)
    if sheet is None:
        return None
    return next(iter(_items(sheet, rejected=True)), None) or _blank(sheet)


def judgement(said: Said, stood: int | None) -> Judgement:
    """Return what a reviewer says as it goes into the log; `stood` is the decision that they know of."""
    item, claim = said.item, said.claim
    action: str = said.action
    text = item.sheet.text_id
    if action == "read":
        return Judgement("read", text)
    if action == "add":
        return Judgement("add", text, said=claim)
    if action == "keep":
        claim = item.against if item.stood is not None else None
        again = "accept" if item.decided and item.decided.action == "accept" else "edit"
        action = "reject" if claim is None else again
    chance = None if item.drawn == "other" else item.chance
    return Judgement(action, text, item.id, item.seen, claim, stood, drawn=item.drawn, chance=chance)


def _blank(sheet: sheets.Sheet) -> Item:
    text = f"{sheet.title}\n{sheet.abstract}"
    whole = Evidence(start=0, end=len(text), text=text)
    nothing = Claim(value=whole, sentence=whole, number=0, kind=Kind.SCORE, confidence=0)
    return Item("", nothing, _card(sheet), status="none", drawn="other")


def _card(sheet: sheets.Sheet) -> Sheet:
    return Sheet(
        sheet.paper_key,
        sheet.text_id,
        sheet.paper,
        sheet.title,
        sheet.abstract,
        sheet.date,
        sheet.url,
        sheet.read.who if sheet.read else None,
    )


def _items(sheet: sheets.Sheet, rejected: bool) -> list[Item]:
    card = _card(sheet)
    found = {shown.claim_id: _item(card, shown) for shown in sheet.shown}
    if rejected:
        gone = [_rejected(card, decision) for decision in sheet.rejected]
        found = {item.id: item for item in gone if item is not None} | found
    made = tuple(sorted(found.values(), key=lambda item: (item.claim.value.start, item.id)))
    return [replace(item, others=made) for item in made]


def _item(sheet: Sheet, shown: Shown) -> Item:
    return Item(
        shown.claim_id,
        shown.claim,
        sheet,
        status=shown.status,
        drawn="other",
        decided=_decided(shown.decision),
        seen=shown.seen,
        stood=shown.stood,
        against=shown.against if shown.status == WAITING else None,
    )


def _rejected(sheet: Sheet, decision: Decision) -> Item | None:
    if decision.seen is None or decision.claim_id is None or decision.text_id != sheet.text_id:
        return None
    return Item(
        decision.claim_id,
        decision.seen,
        sheet,
        status="rejected",
        drawn="other",
        decided=_decided(decision),
        seen=decision.seen,
        stood=decision.id,
    )


def _decided(decision: Decision | None) -> Decided | None:
    if decision is None:
        return None
    return Decided(decision.id, decision.who, decision.recorded_at, decision.action, decision.sheet)

"""What a reviewer types into a field to a changed claim. Pure: nothing is stored here.

A wording that stands in the paper's text gets the offsets of the place nearest to the value; one that does
not is an inferred mention, which has none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from leaderboards.figures import ARROWS, HEDGES, amount_text
from leaderboards.review import numerals
from schema.columns import NAMES_LONGEST
from schema.identity import evened
from schema.inert import inert
from schema.records import (
    SLOTS,
    Basis,
    Claim,
    Direction,
    Evidence,
    Kind,
    Mention,
    Role,
    Setting,
    SettingKind,
)


class Field(NamedTuple):
    """What a reviewer may change of a claim: its key on the screen, what may be chosen, if not free."""

    key: str
    name: str
    choices: tuple[str, ...] = ()


KINDS = (
    "score",
    "change up",
    "change down",
    "change up relative",
    "change up absolute",
    "change down relative",
    "change down absolute",
    "ratio up",
    "ratio down",
)
FIELDS = (
    Field("v", "value"),
    Field("k", "kind", KINDS),
    Field("m", "method"),
    Field("b", "benchmark"),
    Field("t", "metric"),
    Field("l", "baseline"),
    Field("h", "hardware"),
    Field("s", "setting"),
    Field("o", "role", tuple(Role)),
)
BY_KEY = {field.key: field for field in FIELDS}
EMPTY = ("", "none", "-", "–", "—")
"""What is typed to mean that a field is to be empty."""


class EditError(Exception):
    """What was typed cannot be meant: one clear sentence that says what can."""


def shown(claim: Claim, field: str) -> str:
    """Return what stands in a field, as it is typed; an empty text where nothing does."""
    match field:
        case "value":
            return f"{HEDGES[claim.bound]}{amount_text(claim.number, claim.unit, claim.number_high)}"
        case "kind":
            return f"{claim.kind}{ARROWS[claim.direction]}" + (f" {claim.basis}" if claim.basis else "")
        case "role":
            return claim.role
        case "setting":
            return "; ".join(
                f"{each.kind}: {inert(each.text)}" if each.kind else inert(each.text)
                for each in claim.setting
            )
        case _:
            mention: Mention | None = getattr(claim, field)
            return "" if mention is None else inert(mention.text)


def written(claim: Claim, field: str) -> str:
    """Return what stands in a field on the screen: as `shown`, but a share as the text writes it: 42/54."""
    if field == "value" and numerals.SHARE.fullmatch(claim.value.text):
        meant = numerals.read(claim.value.text)
        if meant == (claim.number, claim.number_high, claim.unit, claim.bound):
            return claim.value.text
    return shown(claim, field)


def is_as_written(claim: Claim) -> bool:
    """Say whether the claim's number is what the text writes there; of what cannot be read it is."""
    meant = numerals.read(claim.value.text.replace("$", ""))
    if meant is None:
        return True
    return (meant.number, meant.high) == (claim.number, claim.number_high)


def changed(claim: Claim, text: str, field: str, typed: str, known: Iterable[Mention] = ()) -> Claim:
    """Return the claim with what was typed in a field; `text` is the paper's, title, newline, abstract.

    `known` are other mentions of the paper: one with the same wording tells the wording's other form. Raises
    EditError with one sentence where it cannot be meant.
    """
    typed = typed.strip()
    if typed == shown(claim, field):
        return claim
    match field:
        case "value":
            update = _value(claim, typed)
        case "kind":
            update = _kind(typed)
        case "role":
            update = {"role": Role(_chosen(typed, tuple(Role)))}
        case "setting":
            update = {"setting": _settings(typed, text, claim.value)}
        case _:
            update = {field: _mention(typed, text, claim.value, known)}
    return _made(claim, text, update)


def occurrences(text: str, wording: str) -> Iterator[tuple[int, int]]:
    """Yield where a wording stands in a text as whole words, however the text is wrapped.

    In its own case; where it stands nowhere so, in any. A blank wording stands nowhere.
    """
    words = wording.split()
    if not words:
        return
    pattern = r"\s+".join(map(re.escape, words))
    if _spaced(words[0][0]):
        pattern = rf"(?<!\w){pattern}"
    if _spaced(words[-1][-1]):
        pattern = rf"{pattern}(?!\w)"
    found = list(re.finditer(pattern, text)) or list(re.finditer(pattern, text, re.IGNORECASE))
    yield from (match.span() for match in found)


def _spaced(letter: str) -> bool:
    """Say whether a letter is of a script that parts its words."""
    return letter.isalnum() and unicodedata.east_asian_width(letter) not in ("W", "F")


def _mention(typed: str, text: str, value: Evidence, known: Iterable[Mention]) -> Mention | None:
    if typed.lower() in EMPTY:
        return None
    span = _nearest(typed, text, value)
    wording = text[span[0] : span[1]] if span else typed
    forms = [each.other_form for each in known if evened(each.text) == evened(wording) and each.other_form]
    start, end = span or (None, None)
    return Mention(text=wording, start=start, end=end, other_form=forms[0] if forms else None)


def _nearest(typed: str, text: str, value: Evidence) -> tuple[int, int] | None:
    """Return the place of a wording that is nearest to the value; within the value none counts."""
    if len(typed) > NAMES_LONGEST:
        raise EditError(f"no name has more than {NAMES_LONGEST} characters")
    apart = [
        (max(start - value.end, value.start - end), (start, end))
        for start, end in occurrences(text, typed)
        if start >= value.end or end <= value.start
    ]
    return min(apart)[1] if apart else None


def _value(claim: Claim, typed: str) -> dict[str, Any]:
    meant = numerals.read(typed)
    if meant is None:
        raise EditError("a value is a number, with hedge, range and unit where it has them: ≤ 8–24x")
    if meant.high is not None and meant.high == meant.number:
        raise EditError("the two numbers of a range differ")
    return {
        "number": meant.number,
        "number_high": meant.high,
        "unit": meant.unit,
        "bound": meant.bound,
    }


def _kind(typed: str) -> dict[str, Any]:
    words = set(typed.lower().split())
    groups: tuple[type[Kind] | type[Direction] | type[Basis], ...] = (Kind, Direction, Basis)
    chosen = [[each for each in group if each in words] for group in groups]
    strange = words - {each for group in groups for each in group}
    if strange or len(chosen[0]) != 1 or any(len(each) > 1 for each in chosen):
        raise EditError(
            "a kind is score, change or ratio, of the latter two with up or down: change up relative"
        )
    kind, direction, basis = (next(iter(each), None) for each in chosen)
    return {"kind": kind, "direction": direction, "basis": basis}


def _settings(typed: str, text: str, value: Evidence) -> tuple[Setting, ...]:
    found = []
    if typed.lower() in EMPTY:
        return ()
    for part in filter(None, map(str.strip, typed.split(";"))):
        name, colon, rest = part.partition(":")
        kind = name.strip().lower()
        is_kind = bool(colon) and kind in tuple(SettingKind)
        wording = rest.strip() if is_kind else part
        if not wording:
            raise EditError(f"a {kind} needs words behind the colon: {kind}: Llama 3 8B")
        mention = _mention(wording, text, value, ())
        if mention is None:
            raise EditError("leave the field empty for no setting")
        fields = mention.model_dump()
        found.append(Setting(**fields, kind=SettingKind(kind) if is_kind else None))
    return tuple(found)


def _chosen(typed: str, choices: Sequence[str]) -> str:
    likely = [choice for choice in choices if choice.startswith(typed.lower())] if typed else []
    exact = [choice for choice in likely if choice == typed.lower()]
    if len(exact or likely) != 1:
        raise EditError(f"choose {', '.join(choices[:-1])} or {choices[-1]}")
    return (exact or likely)[0]


def _made(claim: Claim, text: str, update: dict[str, Any]) -> Claim:
    fields = {name: getattr(claim, name) for name in Claim.model_fields}
    try:
        made = Claim(**{**fields, **update})
    except ValidationError as error:
        raise EditError(_sentence_of(error)) from error
    made.check_against(text)
    return made


def _sentence_of(error: ValidationError) -> str:
    said = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
    return {
        "a score has no direction": "a score goes neither up nor down: make it a change or a ratio",
        "only a change is relative or absolute": "only a change is relative or absolute",
    }.get(said, said)


def mentioned(claims: Iterable[Claim], slot: str) -> list[Mention]:
    """Return what claims of a paper name in a slot, each wording once; baselines are methods."""
    slots = ("method", "baseline") if slot in ("method", "baseline") else (slot,)
    found: dict[str, Mention] = {}
    for claim in claims:
        for name in slots:
            if name in SLOTS and (mention := claim.slots.get(name)) is not None:
                found.setdefault(evened(mention.text), mention)
        if slot == "setting":
            for each in claim.setting:
                found.setdefault(evened(each.text), each)
    return list(found.values())

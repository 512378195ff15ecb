"""A claim that was missed: which number of the text it is, and the claim that is made of it. Pure."""

import re
from collections.abc import Iterable, Sequence

from leaderboards.review import numerals
from leaderboards.review.edits import EditError, occurrences
from leaderboards.review.items import named
from leaderboards.review.lines import cut
from schema.inert import inert
from schema.records import Claim, Evidence, Kind

END = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])|\n")
"""Where a sentence ends, for a claim that is added in one of which no other claim tells the ends."""
ROOM = 32
"""Letters on either side of a number, at most, that show where it stands."""
NAMED = 12
"""Letters for the claims of a number, at least."""


def added(text: str, value: Evidence, others: Sequence[Claim] = ()) -> Claim:
    """Return a new claim of a number in a text, its slots still empty, for a reviewer to fill.

    `others` are the claims that are there: where the number stands in a sentence of theirs, it is that one.
    """
    meant = numerals.read(value.text.replace("$", ""))
    number = numerals.Numeral(1.0, None, None, None) if meant is None else meant
    return Claim(
        value=value,
        number=number.number,
        number_high=number.high,
        unit=number.unit,
        kind=Kind.SCORE,
        sentence=_sentence(text, value, [other.sentence for other in others]),
        confidence=1.0,
    )


def numbers(text: str, typed: str, choices: Sequence[Evidence]) -> Evidence:
    """Return the number that a reviewer chooses: by its place among the choices, or by its own wording.

    Raises EditError where there is none.
    """
    typed = typed.strip()
    if typed.isdecimal() and 1 <= int(typed) <= len(choices):
        return choices[int(typed) - 1]
    if found := next(occurrences(text, typed), None) if typed else None:
        start, end = found
        return Evidence(start=start, end=end, text=text[start:end])
    raise EditError(
        f"{inert(typed)!r} does not stand in the abstract: type a mark, 1 to {len(choices)}, or words of it"
        if typed
        else f"type a number's mark, 1 to {len(choices)}, or words of the abstract"
    )


def offered(text: str, numbers: Sequence[Evidence], claims: Iterable[Claim], width: int) -> list[str]:
    """Return a line of `width` letters or fewer for each number: its mark, where it stands, who claims it."""
    of: dict[int, list[str]] = {}
    for claim in claims:
        for at, number in enumerate(numbers):
            if claim.value.start < number.end and number.start < claim.value.end:
                of.setdefault(at, []).append(named(claim))
                break
    lines = []
    for at, number in enumerate(numbers):
        most = max(NAMED, width - len(f"{at + 1}  claimed: : [{number.text}]    ") - ROOM // 2)
        said = cut(", ".join(of.get(at, ())), most)
        claimed = f"claimed: {said}: " if said else ""
        rest = width - len(f"{at + 1}  {claimed}[{number.text}]  ")
        lines.append(f"{at + 1}  {claimed}{in_context(text, number, max(0, min(ROOM, rest // 2)))}")
    return lines


def in_context(text: str, number: Evidence, room: int = ROOM) -> str:
    """Return a number amid the words that find room on either side: "… average score of [81.3], while …"."""
    before, after = text[: number.start].split("\n")[-1], text[number.end :].split("\n")[0]
    if room == 0:
        return f"[{inert(number.text)}]"
    left, right = inert(before)[-room:], inert(after)[:room]
    if len(left) == room:
        left = "… " + left.partition(" ")[2]
    if len(right) == room:
        right = right.rpartition(" ")[0] + " …"
    gap_before, gap_after = before[-1:].isspace(), after[:1].isspace()
    return f"{left}{' ' * gap_before}[{inert(number.text)}]{' ' * gap_after}{right}"


def _sentence(text: str, value: Evidence, known: Sequence[Evidence]) -> Evidence:
    for sentence in known:
        if sentence.start <= value.start and value.end <= sentence.end:
            return sentence
    ends = [0, *(match.end() for match in END.finditer(text)), len(text)]
    start = max(end for end in ends if end <= value.start)
    end = min(end for end in ends if end >= value.end)
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return Evidence(start=start, end=start + len(part.strip()), text=part.strip())

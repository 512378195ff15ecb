"""Claims with all that speaks for each: its fields, how sure each is, its reasons, and its text marked."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from leaderboards.figures import figure
from leaderboards.render import write_json
from schema.evidence import ClaimDetail, SlotRow
from schema.inert import inert, inert_json, inert_lines
from schema.records import SLOTS

if TYPE_CHECKING:
    from rich.text import Text

STYLES = {
    "value": "bold reverse",
    "method": "bold green",
    "benchmark": "bold cyan",
    "metric": "bold yellow",
    "baseline": "magenta",
    "hardware": "bold blue",
    "setting": "underline",
}
"""How value and slots are marked on a terminal; without colour, brackets and the slot's name say the same."""

ROLES = {"own": "own: the paper's own method", "other": "other: a baseline, or a method under study"}
PARTS = (*SLOTS, "setting")
EMPTY = "not stated"
DOUBT = "doubt: "
"""How a reason begins that speaks against the claim."""


def to_dict(detail: ClaimDetail) -> dict[str, object]:
    """Return the claim as JSON data; spans are offsets in code points into `text`."""
    row = detail.row
    return {
        **{name: getattr(row, name) for name in row._fields if name != "paper_key"},
        "slots": [slot._asdict() for slot in detail.slots],
        "reasons": list(detail.reasons),
        "sentence_start": detail.sentence_start,
        "sentence_end": detail.sentence_end,
        "text": detail.text,
        "slot_confidence": dict(detail.slot_confidence),
        "extractor": detail.extractor and detail.extractor._asdict(),
        "decisions": [
            {
                "decision": said.decision.id,
                "action": said.decision.action,
                "who": said.decision.who,
                "when": said.decision.recorded_at,
                "why": said.decision.why,
                "differs": [each._asdict() for each in said.differs],
            }
            for said in detail.said
        ],
        "waiting": [[each._asdict() for each in differs] for differs in detail.waiting],
    }


def write(file: TextIO, form: str, details: Iterable[ClaimDetail], width: int | None = None) -> None:
    """Write explanations as they come: "json", "jsonl", or "text", coloured where a terminal wants it."""
    match form:
        case "json":
            write_json(file, "claims", map(to_dict, details))
        case "jsonl":
            for detail in details:
                file.writelines((*inert_json(to_dict(detail)), "\n"))
        case _:
            for detail in details:
                _write_text(file, detail, width)


def _write_text(file: TextIO, detail: ClaimDetail, width: int | None) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from leaderboards.terminal import Terminal

    console = Terminal(file=file, width=width or (None if file.isatty() else 100), highlight=False)
    for name, value in _fields(detail):
        console.print(Text.assemble((f"{name:<11}", STYLES.get(name, "bold")), inert(value)), soft_wrap=True)
    console.print()
    plain = console.color_system is None or console.no_color
    for part in _marked(detail, plain).split("\n"):
        console.print(Padding(part, (0, 0, 1, 2)))


def _fields(detail: ClaimDetail) -> Iterator[tuple[str, str]]:
    row, sure = detail.row, detail.slot_confidence
    yield "claim", row.claim
    yield "value", _noted(figure(row), f"written: {row.written}", _sure(sure.get("number")))
    yield "kind", _noted(row.kind, _sure(sure.get("kind")))
    for slot in detail.slots:
        yield slot.slot, _noted(slot.name or slot.written, *_said(slot), _sure(sure.get(slot.slot)))
    filled = {slot.slot for slot in detail.slots}
    always = ("method", "benchmark", "metric")
    for name in (*always, *(slot for slot in PARTS if slot in sure and slot not in always)):
        if name not in filled:
            yield name, _noted(EMPTY, _sure(sure.get(name)))
    yield "role", _noted(ROLES[row.role], _sure(sure.get("role")))
    for name in ("unit", "direction", "bound"):
        if name in sure:
            yield name, _noted(getattr(row, name) or EMPTY, _sure(sure[name]))
    yield "paper", " ".join(filter(None, (row.paper, row.date and f"({row.date})", row.url)))
    yield "confidence", f"{row.confidence:.2f}"
    for name, said in zip(("decided", *("before" for _ in detail.said)), detail.said, strict=False):
        told = "; ".join(map(str, said.differs))
        yield name, _noted(f"{said.decision.told}{': ' if told else ''}{told}", said.decision.why or "")
    for differs in detail.waiting:
        yield "waiting", f"a newer reading differs: {'; '.join(map(str, differs))}"
    for reason in _reasons(detail.reasons):
        yield "", f"- {reason}"
    by = detail.extractor
    yield (
        "read by",
        f"claimboard {by.version}, extractor {by.fingerprint[:12]}, {by.read_at[:19]}Z"
        if by
        else "no extractor now: a person's word",
    )


def _said(slot: SlotRow) -> Iterator[str]:
    """Say of a slot what its name leaves open: the kind of a setting, and the text's own words."""
    if slot.kind is not None:
        yield slot.kind
    if slot.start is None:
        yield "inferred"
    elif slot.name not in (None, slot.written):
        yield f"written: {slot.written}"


def _sure(confidence: float | None) -> str:
    return "" if confidence is None else f"{confidence:.2f}"


def _noted(value: str, *notes: str) -> str:
    """Write a value with what there is to note of it: "GSM8K  (written: gsm8k; 0.93)"."""
    noted = "; ".join(filter(None, notes))
    return f"{value}  ({noted})" if noted else value


def _reasons(reasons: Iterable[str]) -> Iterator[str]:
    """Yield the reasons; a doubt about what filled one slot, and no other, says which.

    It is known where the doubt's words are those that say what filled the slot: "metric: the nearest in the
    sentence" and "doubt: the nearest in the sentence".
    """
    found = list(reasons)
    for reason in found:
        words = reason.removeprefix(DOUBT)
        slots = [slot for slot in PARTS if f"{slot}: {words}" in found]
        yield f"{DOUBT}{slots[0]}: {words}" if reason != words and len(slots) == 1 else reason


def _marked(detail: ClaimDetail, plain: bool) -> "Text":
    """Mark value and slots in the text: by style, or, without colour, as [80.65]{value}."""
    from rich.text import Text

    spans = [("value", detail.row.start, detail.row.end)]
    spans += [(s.slot, s.start, s.end) for s in detail.slots if s.start is not None and s.end is not None]
    text, done = Text(), 0
    for slot, start, end in sorted(spans, key=lambda span: (span[1], -span[2])):
        if start < done:  # within one that is marked already; the fields above name it all the same
            continue
        text.append(inert_lines(detail.text[done:start]))
        piece = inert_lines(detail.text[start:end])
        text.append(f"[{piece}]{{{slot}}}" if plain else piece, None if plain else STYLES[slot])
        done = end
    text.append(inert_lines(detail.text[done:]))
    return text

"""A reviewer's desk without a database, and the claims of a paper in our own words on it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from leaderboards.review.aliases import Alias
from leaderboards.review.desk import Elsewhere, Progress, Said
from leaderboards.review.edits import occurrences
from leaderboards.review.items import Item, Place, Sheet
from schema.records import Claim, Evidence, Kind, Mention, Setting, SettingKind
from tests.storing import span

TITLE = "Lantern: pruning by moonlight"
FIRST = (
    "On GLUE, Lantern reaches an average score of 81.3, while Candle stays at 79.0 with the same budget "
    "of weights."
)
SECOND = (
    "On one H100 it is 2.5x faster than Candle, and with Llama 3 8B as its backbone it needs 64ms a token."
)
ABSTRACT = (
    "Large models are slow where memory is short, and most of what they hold is never used. We present "
    "Lantern, a sparse tuner that looks at a network in the dark and keeps what still glows. "
    f"{FIRST} {SECOND} We close with what Lantern cannot see: tables, and anything that moves."
)
GLUE, CANDLE, FASTER = "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"
"""The ids of the claims of `items`, by what they are of."""
SHEET = Sheet(7, 70, "2409.00001", TITLE, ABSTRACT, "2024-09", "https://arxiv.org/abs/2409.00001")


def claim(sheet: Sheet, value: str, sentence: str, **fields: Any) -> Claim:
    """A claim whose slots are given as text, tied to its place in the sheet where it stands there."""
    text, at = sheet.text, sheet.text.index(value)
    for slot in ("method", "benchmark", "metric", "baseline", "hardware"):
        if isinstance(wording := fields.get(slot), str):
            there = min(occurrences(text, wording), key=lambda span: abs(span[0] - at), default=(None, None))
            fields[slot] = Mention(text=wording, start=there[0], end=there[1])
    start = text.index(sentence)
    defaults = {
        "value": Evidence(**span(text, value)),
        "sentence": Evidence(start=start, end=start + len(sentence), text=sentence),
        "kind": Kind.SCORE,
        "number": 1.0,
        "confidence": 0.5,
    }
    return Claim(**{**defaults, **fields})


def items(sheet: Sheet = SHEET) -> list[Item]:
    """Three claims of one paper."""
    made = [
        Item(
            GLUE,
            claim(
                sheet, "81.3", FIRST, number=81.3, method="Lantern", benchmark="GLUE", metric="average score",
                confidence=0.43,
                slot_confidence={
                    "number": 0.98, "kind": 0.97, "method": 0.91, "benchmark": 0.88, "metric": 0.41,
                    "baseline": 0.93, "hardware": 0.99, "role": 0.95,
                },
                reasons=(
                    "method: named right before the number",
                    "benchmark: named earlier in the sentence",
                    "metric: the nearest in the sentence",
                    "doubt: metric: perhaps score",
                ),
            ),
            sheet,
            place=Place(
                "GLUE, score", 2, 7, reason="confidence 0.43 is below 0.7892", means=(("metric", "score"),)
            ),
        ),
        Item(
            CANDLE,
            claim(
                sheet, "79.0", FIRST, number=79.0, method="Candle", benchmark="GLUE", metric="average score",
                role="other", confidence=0.81,
            ),
            sheet,
            place=Place("GLUE, score", 5, 7, now=True),
        ),
        Item(
            FASTER,
            claim(
                sheet, "2.5x", SECOND, number=2.5, unit="x", kind=Kind.RATIO, direction="up",
                method="Lantern", metric="faster", baseline="Candle", hardware="H100", confidence=0.66,
                setting=(Setting(text="Llama 3 8B", kind=SettingKind.BACKBONE, **_at(sheet, "Llama 3 8B")),),
            ),
            sheet,
            place=Place("faster", reason="a ratio is no level"),
        ),
    ]  # fmt: skip
    return [replace(item, others=tuple(made)) for item in made]


def _at(sheet: Sheet, wording: str) -> dict[str, int]:
    start = sheet.text.index(wording)
    return {"start": start, "end": start + len(wording)}


class Pile:
    """A desk that holds a list of items, and remembers what was said in `log`.

    `refusing` are exceptions that the next calls of `decide` raise.
    """

    who = "ada"

    def __init__(self, pile: Iterable[Item]) -> None:
        self.pile = list(pile)
        self.all = {item.key: item for item in self.pile}
        self.log: list[tuple[str, str, Said | None]] = []
        self.undone: list[int] = []
        self.kept: set[tuple[int, str]] = set()
        self.refusing: list[Exception] = []
        self.aliases: list[Alias] = []

    def next(self) -> Item | None:
        if not self.pile:
            return None
        self.kept.add(self.pile[0].key)
        return self.pile.pop(0)

    def look(self, item: Item) -> Item | None:
        return self.all.get(item.key)

    def place(self, item: Item) -> Place:
        benchmark = item.claim.benchmark.text if item.claim.benchmark else "no benchmark"
        return Place(f"{benchmark}, anew", 3, 9)

    def decide(self, said: Sequence[Said]) -> list[int]:
        if self.refusing:
            raise self.refusing.pop(0)
        ids = []
        for each in said:
            self.log.append((each.action, each.item.id, each))
            self.kept.discard(each.item.key)
            ids.append(len(self.log))
        return ids

    def undo(self, ids: Sequence[int]) -> None:
        self.undone += ids

    def followers(self, alias: Alias) -> int:
        return 12 if alias.wording == "average score" else 0

    def make_alias(self, alias: Alias) -> int:
        self.aliases.append(alias)
        return 7

    def undo_alias(self, change: int) -> None:
        assert change == 7
        self.aliases.pop()

    def progress(self) -> Progress:
        return Progress(12, 340)

    def names(self, slot: str) -> Sequence[str]:
        return {
            "benchmark": ["GSM8K", "GLUE", "SWE-bench Verified", "SWE-bench Lite"],
            "metric": ["accuracy", "score", "F1"],
        }.get(slot, [])

    def elsewhere(self) -> Sequence[Elsewhere]:
        return ()

    def keep(self, items: Iterable[Item]) -> None:
        self.kept |= {item.key for item in items}

    def leave(self, items: Iterable[Item]) -> None:
        self.kept -= {item.key for item in items}

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was said and not taken back, as (action, claim)."""
        return [(action, claim) for at, (action, claim, _) in enumerate(self.log, 1) if at not in self.undone]

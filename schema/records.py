"""What the data is: frozen, validated records that all rooms share.

Papers come in, claims come out. The fields of a claim are those of the gold guidelines; offsets are code
points into `Paper.text`, start inclusive, end exclusive, and a span whose text differs from the paper's at
its offsets cannot be stored (`Claim.check_against`).
"""

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Kind(StrEnum):
    """Whether a number is a level reached, a difference, or a multiple or share of something else."""

    SCORE = "score"
    CHANGE = "change"
    RATIO = "ratio"


class Direction(StrEnum):
    """Whether the metric of a change or ratio goes up or down."""

    UP = "up"
    DOWN = "down"


class Bound(StrEnum):
    """A hedge: the value is not exactly what was reached."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    APPROX = "approx"


class Basis(StrEnum):
    """Whether a change is counted in parts of the level before, or in points of the metric."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"


class Role(StrEnum):
    """Whether the method is what the paper proposes, or one that it only compares with or studies."""

    OWN = "own"
    OTHER = "other"


class SettingKind(StrEnum):
    """What a setting says of how a number came about.

    The model that was built upon, the machine, how many examples a prompt held, what there was to learn from.
    """

    BACKBONE = "backbone"
    HARDWARE = "hardware"
    SHOTS = "shots"
    DATA = "data"


SLOTS = ("method", "benchmark", "metric", "baseline", "hardware")
"""The named slots of a claim, each a `Mention` or None."""
NAMES_LONGEST = 500
"""Characters of an identifier or a slot, at most: an index of PostgreSQL holds no longer ones."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Paper(_Record):
    """One paper as it was read.

    `id` is the id as given (`number_id`: as a bare number), or `text:` and hex digits where none was given.
    `date` is that of this text, `published` when the paper was first published, where that is told apart:
    ISO 8601 dates of day, month or year precision ("2024-09-05", "2024-09", "2024"), or None. `categories`
    are those of arXiv, the primary one first ("cs.CL"). `file` and `line` say where the record came from.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    date: str | None = None
    published: str | None = None
    categories: tuple[str, ...] = ()
    url: str | None = None
    id_given: bool = True
    number_id: bool = False
    file: str = ""
    line: int = 0

    @property
    def text(self) -> str:
        """Title, newline, abstract: what every offset points into."""
        return f"{self.title}\n{self.abstract}"


class Evidence(_Record):
    """A stretch of a paper's text."""

    start: int = Field(ge=0)
    end: int
    text: str = Field(min_length=1)

    @model_validator(mode="after")
    def _length_fits(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(f"span {self.start}:{self.end} cannot hold {self.text!r}")
        return self


class Mention(_Record):
    """What fills a slot: the text's own wording with its offsets, or an inferred wording with none.

    `other_form` is what the text itself says that the wording stands for, or is shortened to: "Massive Text
    Embedding Benchmark" of "MTEB", and the other way round. None where the text introduces no such pair.
    """

    text: str = Field(min_length=1)
    start: int | None = None
    end: int | None = None
    other_form: str | None = None

    @model_validator(mode="after")
    def _both_offsets_or_none(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("a mention has both offsets or none")
        if self.start is not None and self.end is not None and self.end - self.start != len(self.text):
            raise ValueError(f"span {self.start}:{self.end} cannot hold {self.text!r}")
        return self

    @property
    def inferred(self) -> bool:
        """True where the wording is not the text's own."""
        return self.start is None


class Setting(Mention):
    """A condition that qualifies a number; `kind` is None where it is none of the known kinds."""

    kind: SettingKind | None = None


class Claim(_Record):
    """One claimed result, as the extractor reads it in one text.

    `value` is the number as written; `number` what it means (a percentage stays as written: 17% is 17),
    `number_high` the upper end of a range; `unit` is "%", "x", "points", the unit as written, or None;
    `basis` is what a change is counted in, where the text says so. `sentence` is the sentence that proves
    the claim. `confidence` in [0, 1] is how sure the extractor is of the whole claim, `reasons` say why,
    and name the rules that made it. `slot_confidence` is how sure it is of each part ("number", "kind",
    "method", ...), of an empty slot that nothing belongs there; parts that it does not judge are left out.
    """

    value: Evidence
    number: float
    number_high: float | None = None
    unit: str | None = None
    kind: Kind
    direction: Direction | None = None
    bound: Bound | None = None
    basis: Basis | None = None
    role: Role = Role.OWN
    method: Mention | None = None
    benchmark: Mention | None = None
    metric: Mention | None = None
    baseline: Mention | None = None
    hardware: Mention | None = None
    setting: tuple[Setting, ...] = ()
    sentence: Evidence
    confidence: float = Field(ge=0, le=1)
    slot_confidence: Mapping[str, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    reasons: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fields_agree(self) -> Self:
        if not math.isfinite(self.number) or not math.isfinite(self.number_high or 0.0):
            raise ValueError("a number is finite")
        if self.kind is Kind.SCORE and self.direction is not None:
            raise ValueError("a score has no direction")
        if self.kind is not Kind.CHANGE and self.basis is not None:
            raise ValueError("only a change is relative or absolute")
        if not self.sentence.start <= self.value.start < self.value.end <= self.sentence.end:
            raise ValueError("the value does not stand in its sentence")
        return self

    @property
    def slots(self) -> dict[str, Mention]:
        """The filled named slots, by name, in the order of `SLOTS`."""
        return {name: mention for name in SLOTS if (mention := getattr(self, name)) is not None}

    @property
    def inferred(self) -> list[str]:
        """Names of the slots whose wording is not the text's own."""
        return [name for name, mention in self.slots.items() if mention.inferred]

    @property
    def factor(self) -> float | None:
        """Of a ratio: the metric's level after over before, so that ratios can be compared and sorted.

        "10x fewer" is 0.1, "0.46 times" 0.46, "by half" 0.5, "2.5x faster" 2.5 of speed, "83% of" 0.83.
        None for other kinds, and where the text leaves it open: a range, no direction, zero, or a multiple
        below one that is said to go up.
        """
        if self.kind is not Kind.RATIO or self.number_high is not None or self.direction is None:
            return None
        size = abs(self.number) / (100 if self.unit == "%" else 1)
        if size == 0:
            return None
        if self.direction is Direction.UP:
            return size if size >= 1 else None
        return size if size < 1 or self.unit == "%" else 1 / size

    def check_against(self, text: str) -> None:
        """Raise ValueError where a span's text is not the paper's text at its offsets."""
        spans: list[Evidence | Mention] = [self.value, self.sentence, *self.slots.values(), *self.setting]
        for span in spans:
            if span.start is not None and text[span.start : span.end] != span.text:
                raise ValueError(f"[{span.start}:{span.end}] is not {span.text!r}")


class PaperClaims(_Record):
    """A paper and the claims that were found in it, in the order of the text."""

    paper: Paper
    claims: tuple[Claim, ...] = ()

"""Whether two claims say the same, and in what they differ. Pure."""

from typing import NamedTuple

from schema.identity import evened
from schema.records import SLOTS, Claim

FACTS = ("number", "number_high", "unit", "kind", "direction", "bound", "basis", "role")
"""The fields by which two claims say the same, beside the words of their values, slots and settings."""


class Difference(NamedTuple):
    """A field of a claim, before and after, as people read it; None where it is empty."""

    field: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        return f"{self.field} {self.before or 'nothing'} → {self.after or 'nothing'}"


def agree(one: Claim, other: Claim) -> bool:
    """Say whether two claims say the same, wherever in a text they stand, and however sure they are."""
    return _facts(one) == _facts(other)


def differences(before: Claim, after: Claim) -> list[Difference]:
    """Return the fields in which two claims differ."""
    these, those = _facts(before), _facts(after)
    return [
        Difference(name, _text(value), _text(those[name]))
        for name, value in these.items()
        if value != those[name]
    ]


def _facts(claim: Claim) -> dict[str, object]:
    return {
        "value": evened(claim.value.text),
        **{name: getattr(claim, name) for name in FACTS},
        **{slot: (mention := getattr(claim, slot)) and evened(mention.text) for slot in SLOTS},
        "setting": frozenset(
            f"{setting.kind}: {evened(setting.text)}" if setting.kind else evened(setting.text)
            for setting in claim.setting
        ),
    }


def _text(value: object) -> str | None:
    if isinstance(value, frozenset):
        return "; ".join(sorted(value)) or None
    return None if value is None else str(value).removesuffix(".0")

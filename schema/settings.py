"""What a claim's settings are called: one text that is the same wherever the settings are the same."""

import re
from collections.abc import Iterable

from schema.identity import evened
from schema.records import SettingKind
from schema.registry import Registry, fold

NAMED = {SettingKind.BACKBONE: "method", SettingKind.HARDWARE: "hardware"}
"""The kinds of settings whose names a vocabulary knows, and the slot of that."""
COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SEVERAL = re.compile(r"\s*([2-9]|[1-9]\d+)(?:\s|\s?[x×*]\s?(?=\D))")
"""How many machines there are: no part of their name (`Registry.resolve`), but of a setting."""
SHOTS = re.compile(rf"\b({'|'.join(COUNTS)}|few|many|\d+)[\s-]?shots?\b", re.IGNORECASE)


def canonical(settings: Iterable[tuple[str | None, str]], registry: Registry) -> str | None:
    """Return a claim's settings, (kind, wording) each, in one text, or None where it has none.

    Each is written "backbone: Llama 3 8B", one without a kind as its wording alone; they are sorted, and one
    said twice counts once. Two texts mean the same settings where `fold` makes the same of them.
    """
    parts = [f"{kind}: {_name(kind, text, registry)}" if kind else evened(text) for kind, text in settings]
    different = {fold(part): part for part in reversed(parts)}  # of two spellings the first
    return "; ".join(different[key] for key in sorted(different)) or None


def _name(kind: str, text: str, registry: Registry) -> str:
    if (slot := NAMED.get(SettingKind(kind))) is not None:
        count = SEVERAL.match(text) if kind == SettingKind.HARDWARE else None
        return (f"{count[1]} " if count else "") + registry.resolve(slot, text).canonical
    return SHOTS.sub(_counted, evened(text)) if kind == SettingKind.SHOTS else evened(text)


def _counted(shots: re.Match[str]) -> str:
    count = shots[1].lower()
    return f"{COUNTS.index(count) if count in COUNTS else count}-shot"

"""What kind of setting a phrase is: the model built upon, the machine, the shots or the data regime."""

import functools
import re
from collections.abc import Iterable
from typing import NamedTuple

from extractor import rules
from extractor.names import words
from schema.records import SettingKind
from schema.registry import Surface, registry


class Rule(NamedTuple):
    """A rule by which a phrase is a setting of a kind."""

    name: str
    kind: SettingKind
    pattern: re.Pattern[str]


def kind_of(text: str) -> SettingKind | None:
    """Say what kind of setting a phrase is, by the first rule that is found in it; None where none is."""
    return next((rule.kind for rule in kinds() if rule.pattern.search(text)), None)


@functools.cache
def kinds() -> tuple[Rule, ...]:
    """Return the rules of the rule file `settings`, in the order in which they are tried."""
    data = rules.load("settings")
    families = (words("families") | set(data["families"].split())) - set(data["no_models"].split())
    parts = {
        **data["parts"],
        "family": _either(re.escape(name).replace(r"\-", "[ -]") + r"(?![a-z])" for name in families),
        "hardware": _either(map(_spelling, registry().lexicon("hardware"))),
    }

    def whole(pattern: str) -> str:
        # only the names of parts stand in braces: {0,3} is a count
        return re.sub(r"\{([a-z]+)\}", lambda part: whole(parts[part[1]]), pattern)

    return tuple(
        Rule(rule["name"], SettingKind(rule["kind"]), re.compile(whole(rule["pattern"])))
        for rule in data["rules"]
    )


def _either(patterns: Iterable[str]) -> str:
    return "|".join(sorted(patterns, key=lambda pattern: (-len(pattern), pattern)))


def _spelling(surface: Surface) -> str:
    pattern = re.escape(surface.text).replace(r"\ ", r"[\s-]")
    return pattern if surface.exact else f"(?i:{pattern})"

"""What one line of a pasted page is, by the rules of `pages.yml`: text, or something around a paper."""

import functools
import re
from pathlib import Path
from typing import NamedTuple

import yaml

RULES = Path(__file__).parent / "pages.yml"
LONGEST_RULED = 2000
"""Characters; a longer line is text."""
HEADING = re.compile(r"#{1,6} ")
"""Markdown's mark of a heading."""


class LineRule(NamedTuple):
    """One entry of `pages.yml`; the group `text` of `pattern` is what is kept of a line."""

    name: str
    what: str
    pattern: re.Pattern[str]
    fires: list[str]
    silent: list[str]


@functools.cache
def line_rules() -> tuple[LineRule, ...]:
    """Return the rules, in the order in which they are tried."""
    entries = yaml.safe_load(RULES.read_text(encoding="utf-8"))["rules"]
    return tuple(LineRule(**{**entry, "pattern": re.compile(entry["pattern"])}) for entry in entries)


def line_rule(line: str) -> tuple[str, str]:
    """Say what a line is, and what of it is kept; "text", the line stripped, where no rule holds.

    Rules see white space evened out, which also keeps their matching linear.
    """
    line = line.strip()
    if len(line) > LONGEST_RULED:
        return "text", line
    evened = " ".join(line.split())
    if mark := HEADING.match(evened):
        what, text = line_rule(evened[mark.end() :])
        return ("title" if what in ("text", "names", "name") else what), text
    for rule in line_rules():
        if match := rule.pattern.fullmatch(evened):
            return rule.what, match["text"] if "text" in rule.pattern.groupindex else line
    return "text", line

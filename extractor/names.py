"""How names look in running text: runs of capitalised, mixed-case or numbered tokens, with offsets."""

import functools
import re
from typing import NamedTuple

from extractor import rules

TOKEN = re.compile(
    r"(?=[^\s,;()]{0,48}?[A-Z\d$])(?:"
    r"\$\\?[A-Za-z]{1,12}(?:[_^](?:\w|\{\w{1,8}\}))?\$-\w+(?:-\w+)*"  # $\tau$-bench
    r"|(?<![\w\\$])\w+(?:(?:[-.@+*&]|['’](?=\d))\w+|/\d+|\$\\?[^$\s]{1,14}\$\w+)*\+{0,2})"  # A$^2$LC
    r"|\b(?:mini|nano|turbo|preview)\b"
)
PLURAL = re.compile(r"[A-Z]{2,}s")
OWN_SHAPE = re.compile(r"[^\W_][A-Z]|[A-Z]\w*-?\d|\d[A-Z]|^[a-z]+\d\w*[a-z]|[a-z]-[A-Z]{2}|\$")
AMOUNT = re.compile(r"[\d.]+[A-Za-z]{1,3}|[A-Za-zµ]")
JOINT = re.compile(r" |\s?\n ?| ['’](?=\d)")
SIZE = re.compile(r"\d+(?:\.\d+)?[BM](?:-\w+)?")
LONGEST = 48
"""Characters of the longest token that can be (part of) a name."""


class Name(NamedTuple):
    """A run of name tokens. `strong`: its very shape says that it is a name, wherever it stands."""

    start: int
    end: int
    text: str
    strong: bool


@functools.cache
def words(key: str) -> frozenset[str]:
    """Return a word list of the rule file `mentions`."""
    return frozenset(rules.load("mentions")[key].split())


@functools.cache
def pattern(key: str) -> re.Pattern[str]:
    """Return a pattern of the rule file `mentions`."""
    return re.compile(rules.load("mentions")["patterns"][key]["pattern"])


@functools.lru_cache(maxsize=1 << 13)
def is_class(name: str) -> bool:
    """Say whether a name is only that of a class of systems, a field or a format ("LLMs")."""
    return all(word in words("classes") or PLURAL.fullmatch(word) for word in name.split())


@functools.lru_cache(maxsize=1 << 13)
def is_family(name: str) -> bool:
    """Say whether a name belongs to a known family of models or training methods ("Llama-3-8B")."""
    first = name.split()[0]
    return any(
        part in words("families") for part in (first, *re.split(r"[-\d.]", first, maxsplit=1)[:1])
    ) or any(SIZE.fullmatch(part) for part in re.split(r"[\s-]", name))


@functools.lru_cache(maxsize=256)
def name_runs(text: str, start: int, end: int) -> tuple[Name, ...]:
    """Return the names between two offsets, which begin and end a sentence, in order.

    A lone capitalised word at its beginning is none, unless a version follows ("Claude 3.5").
    """
    found: list[Name] = []
    run: list[tuple[int, int, bool]] = []

    def close() -> None:
        if run and (name := _name(text, start, run)) is not None:
            found.append(name)
        run.clear()

    for match in TOKEN.finditer(text, start, end):
        first, last = match.span()
        token = match[0]
        if run and not JOINT.fullmatch(text, run[-1][1], first):
            close()
        if len(token) > LONGEST:
            close()
            continue
        base, glued = _unglued(token)
        if run and pattern("versions").fullmatch(token):
            run.append((first, last, run[-1][2]))
        elif (shape := _shape(base)) is not None and token not in words("openers"):
            run.append((first, first + len(base), shape))
            if glued:
                close()
        else:
            close()
    close()
    return tuple(found)


def _name(text: str, start: int, run: list[tuple[int, int, bool]]) -> Name | None:
    first, last = run[0][0], run[-1][1]
    strong = any(part[2] for part in run)
    if first == start and len(run) == 1 and not strong:
        return None
    return Name(first, last, text[first:last], strong)


def _unglued(token: str) -> tuple[str, bool]:
    base, hyphen, tail = token.rpartition("-")
    return (base, True) if hyphen and base and tail in words("suffixes") else (token, False)


def _shape(token: str) -> bool | None:
    """Return True for a name's own shape, False for a capitalised word, None for any other token."""
    if AMOUNT.fullmatch(token):
        return None
    if not (token[0].isalpha() or token[0] == "$" or any(c.isupper() for c in token)):
        return None
    if OWN_SHAPE.search(token):
        return True
    return False if token[0].isupper() else None

"""How names are spelled: markup is taken off, and a key made that is equal where spelling alone differs."""

import functools
import logging
import re
import unicodedata
from collections.abc import Callable
from itertools import accumulate

from schema.identity import evened
from schema.records import NAMES_LONGEST

KEPT = frozenset("+@.%/&#*∞")
"""Signs that tell names apart: HumanEval and HumanEval+, pass@1, v1.5, A*."""
YEAR = re.compile(r"['’‘`](\d\d)(?!\d)")
LONE_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
HALF = re.compile(r"(?:(?<=[@:=(\[\s])|^)\.(?=\d)")
"""The point of ".5" where a number begins: mAP@.5 is mAP@0.5, and not mAP@5."""
LOOSE_BLANK = re.compile(r"(?<!\d) | (?!\d)")
TIMES = re.compile(r"(?<=\d)\s?[×*]\s?(?=\d)|×(?=\d)|(?<=\d)×")
"""The sign beside a number that others write as an x: 8×7B."""
APOSTROPHES = re.compile(r"['’‘`]")
ATOM = re.compile(r"\d+(?:\.\d+)*|[+@./%&#*]|[^\d\s+@./%&#*]+")
ASCII = {
    code: None
    if chr(code) in "'`"
    else chr(code).lower()
    if chr(code).isalnum() or chr(code) in KEPT
    else " "
    for code in range(128)
}

MARKUP = re.compile(r"[\\${}^]")
MATH = re.compile(r"\$([^$]*)\$")
SCRIPT = re.compile(r"(?<!\\)(?:\^|_(?=\{))")
FONT = re.compile(r"\\(?:text[a-z]*|math[a-z]+|emph|operatorname)\s*(?=\{)")
BARE_SIGN = re.compile(r"(?<!\\)(?=[%&#])")
LONGEST_MARKED = 300
"""Characters of a name with markup."""
DEEPEST = 8
"""Brackets within brackets. A text with markup that is longer, or has more of them open, is no name and only
loses the signs: the time that pylatexenc takes doubles with each one that is not closed."""
EMPHASIS = re.compile(r"^(\*{1,2}|_{1,2})(?=\S)(.+)(?<=\S)\1$")
"""Markdown's signs around a whole name."""
QUOTES = re.compile(r"^(?:[\s\"“”‘`,;:]|['’](?!\d\d(?!\d)))+|[\s\"'“”‘’`,;:]+$")
"""What stands around a name; the apostrophe of "'24 AIME" belongs to it."""
CLOSING = {")": "(", "]": "[", "}": "{"}
BRACKETS = re.compile(r"[()\[\]{}]")


@functools.lru_cache(maxsize=1 << 14)
def clean(surface: str) -> str:
    r"""Return a surface without LaTeX, and without quotes and loose brackets around and in it.

    "L$^2$ViT" is "L2ViT", "$\tau$-bench" is "τ-bench", "Oracle}" is "Oracle". What nothing is left of
    stands as it is.
    """
    if len(surface) > NAMES_LONGEST:  # no name: it stands as it is
        return evened(surface)
    text = EMPHASIS.sub(r"\2", evened(surface))
    text = _bare(evened(_unmarked(text)) if MARKUP.search(text) else text)
    return text or evened(surface)


@functools.lru_cache(maxsize=1 << 14)
def spaced(name: str) -> str:
    """Return a name's words in one case, without the signs that tell nothing apart, one blank between them.

    An apostrophe year is written out: "AIME '24" is "aime 2024".
    """
    if "*" in name:
        name = TIMES.sub("x", name)
    if name.isascii():
        text = _numbers(name) if "'" in name or "`" in name or "." in name else name
        return " ".join(text.translate(ASCII).split())
    text = _numbers(unicodedata.normalize("NFKC", name).casefold())
    text = TIMES.sub("x", APOSTROPHES.sub("", text))
    text = "".join(c if c in KEPT or unicodedata.category(c)[0] in "LMN" else " " for c in text)
    return " ".join(text.split())


@functools.lru_cache(maxsize=1 << 14)
def fold(name: str) -> str:
    """Return the key that names are compared by: equal where only case, hyphens and blanks differ.

    An apostrophe year is written out ("AIME '24" is "aime2024"). Digits that meet stay apart ("Llama 3 8B"
    is "llama3 8b", "Llama 38B" is "llama38b"), and so do names that differ in one of `KEPT`.
    """
    text = LOOSE_BLANK.sub("", spaced(name))
    if name.isascii() and text:
        return text
    return unicodedata.normalize("NFKC", text) or evened(name).casefold()  # a mark may have met its letter


def met(left: str, right: str) -> str:
    """Return the key of two names written one behind the other, from their keys."""
    return f"{left} {right}" if left[-1:].isdecimal() and right[:1].isdecimal() else left + right


class Run:
    """A name's atoms, each a word, a number or a sign, and the keys of their stretches.

    Names and their parts begin and end at atoms only: "24" is one of "AIME24", "COCO" is none of "cocoa".
    """

    __slots__ = ("_ends", "_starts", "atoms", "key")

    def __init__(self, name: str, words: Callable[[str], str] = str) -> None:
        self.atoms = ATOM.findall(spaced(name))
        if len(self.atoms) > 1:  # "REC" alone need not be an abbreviation of recall
            self.atoms = list(map(words, self.atoms))
        self._starts: list[int] = []
        self._ends: list[int] = []
        key = ""
        for atom in self.atoms:
            key = met(key, atom)
            self._starts.append(len(key) - len(atom))
            self._ends.append(len(key))
        self.key = key

    def __len__(self) -> int:
        return len(self.atoms)

    def part(self, start: int, end: int) -> str:
        """Return the key of the atoms from `start` to before `end`."""
        return self.key[self._starts[start] : self._ends[end - 1]]


def _numbers(text: str) -> str:
    text = YEAR.sub(lambda year: f" {'19' if year[1] >= '70' else '20'}{year[1]}", text)
    return LONE_DOT.sub(" ", HALF.sub("0.", APOSTROPHES.sub("", text)))


def _unmarked(text: str) -> str:
    """Return a text as LaTeX would set it, in plain characters."""
    if len(text) <= LONGEST_MARKED and _depth(text) <= DEEPEST:
        text = _converted(text) or text
    return MARKUP.sub("", text)


def _depth(text: str) -> int:
    """Return how many brackets are open at most."""
    return max(accumulate((sign in "{[") - (sign in "}]") for sign in text), default=0)


def _converted(text: str) -> str:
    text = MATH.sub(lambda math: f"${re.sub('[_^]', '', math[1])}$", text)
    text = FONT.sub("", SCRIPT.sub("", text))
    try:
        found: str = _latex()(BARE_SIGN.sub(r"\\", text), tolerant_parsing=True)
    except (
        Exception
    ):  # whatever it stumbles over ("frac[" behind a backslash is a KeyError): no LaTeX after all
        return ""
    return evened(found)


@functools.cache
def _latex() -> Callable[..., str]:
    # imported here: most surfaces hold no markup
    from pylatexenc.latex2text import LatexNodes2Text

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # it warns of what is no LaTeX
    convert: Callable[..., str] = LatexNodes2Text(math_mode="text").latex_to_text
    return convert


def _bare(text: str) -> str:
    before = None
    while text != before:
        before, text = text, _without_loose_brackets(QUOTES.sub("", text))
    return text


def _without_loose_brackets(text: str) -> str:
    """Drop the brackets that have no partner, and the pair that holds all of a text."""
    if not BRACKETS.search(text):
        return text
    opened: list[int] = []
    pairs: dict[int, int] = {}
    loose: set[int] = set()
    for bracket in BRACKETS.finditer(text):
        if bracket[0] not in CLOSING:
            opened.append(bracket.start())
        elif opened and text[opened[-1]] == CLOSING[bracket[0]]:
            pairs[opened.pop()] = bracket.start()
        else:
            loose.add(bracket.start())
    loose.update(opened)
    if pairs.get(0) == len(text) - 1:
        loose |= {0, len(text) - 1}
    return "".join(c for i, c in enumerate(text) if i not in loose)

"""Texts that are made to break whoever reads them. All words are our own."""

import contextlib
import json
import random
import signal
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

UNITS = {
    "digits": "7",
    "thousands": "1,000,",
    "zeros": ",000",
    "points": "1.",
    "small": "0.",
    "ranges": "1-",
    "to": "1 to ",
    "fractions": "1/",
    "times": "1x",
    "exponents": "1e",
    "scientific": "10^{",
    "percent": "%",
    "percentages": "1% ",
    "dollars": "$",
    "math": "$1$ ",
    "scripts": "$^{",
    "fractions in LaTeX": "\\frac{",
    "bold": "\\textbf{1}",
    "backslashes": "\\",
    "braces": "{",
    "closing": "}",
    "brackets": "(",
    "square": "[",
    "explained": "(AB) ",
    "plus or minus": "±",
    "deviations": "$\\pm$1",
    "blanks": " ",
    "lines": "\n",
    "hard blanks": "\u00a0",
    "commas": ",",
    "hyphens": "-",
    "underscores": "_",
    "quotes": '"',
    "apostrophes": "'",
    "stars": "*",
    "tildes": "~",
    "colons": ": ",
    "stops": ". ",
    "letters": "a",
    "capitals": "A",
    "hyphened": "A-",
    "dotted": "A.",
    "words": "lorem ",
    "Words": "Lorem ",
    "sentences": "We see. ",
    "numbers in words": "one to ",
    "articles": "a ",
    "factors": "factor of ",
    "levels": "from 5 to ",
    "called": "called ",
    "proposed": "We propose ",
    "known": "GLUE, ",
    "models": "GPT-4 ",
    "lists": "1 and 2 on A and B, ",
    "claims": "accuracy of 5% on ImageNet, ",
    "units": "5 ms ",
    "rates": "5 tokens per second per second ",
    "invisible": "\u200b",
    "marks": "e\u0301\u0301",
    "emoji": "\U0001f600",
    "other digits": "٣²½",
}
"""What a text repeats, by a name for it."""
PIECES = (
    *UNITS.values(),
    "GLUE",
    "Lantern",
    "accuracy",
    "\\pm",
    "İ",
    "ﬁ",
    "\x1b[31m",
    "\u202e",
    "&lt;",
    "= ",
)
"""What is put into a text that was whole."""


def repeated(unit: str, size: int) -> str:
    """A text of `size` characters that is one and the same again and again."""
    return (unit * (size // len(unit) + 1))[:size]


def mixed(size: int, seed: int = 7) -> str:
    """A text of `size` characters of all pieces, as chance has it."""
    draw = random.Random(seed)
    return "".join(draw.choices(PIECES, k=size))[:size]


def texts(size: int) -> Iterator[tuple[str, str]]:
    """Every text of a size, with its name."""
    for name, unit in UNITS.items():
        yield name, repeated(unit, size)
    yield "mixed", mixed(size)


def abstracts() -> list[str]:
    """Whole abstracts: our own, the bundled sample's, and, where they are at hand, the gold papers'."""
    here = Path(__file__).parent
    lines = (here / "abstracts.jsonl").read_text(encoding="utf-8").splitlines()
    lines += (files("extractor") / "sample" / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    gold = here.parents[1] / "shared" / "gold" / "train.papers.jsonl"
    if gold.exists():
        lines += gold.read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["abstract"]) for line in lines]


class HangsError(BaseException):
    """Work takes too long; no work catches this by chance."""


@contextlib.contextmanager
def no_hang(seconds: float) -> Iterator[None]:
    """End what takes more CPU time than that: far more than linear work takes, on any machine."""

    def stop(_signal: int, _frame: object) -> None:
        raise HangsError(f"it took {seconds} s of CPU time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)

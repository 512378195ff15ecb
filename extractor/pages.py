"""Pasted pages: titles and abstracts as plain text, among whatever else a site puts around them.

Blank lines part a page into blocks. A paper is a short block, its title, with one or more blocks of prose
below it; short blocks with no prose below are headers, buttons and footers, and no papers. What a line is
besides (`pages.yml`: dates, counts, ids, authors, buttons) is kept with the paper beside which it stands, or
passed over. The lines of a block are joined by a blank, the paragraphs of an abstract by a newline.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import yaml

from extractor.source import Source
from schema.errors import Problem
from schema.identity import identifier

RULES = Path(__file__).parent / "pages.yml"
PROSE_WORDS = 30
"""A block of this many words is prose: of 61,758 arXiv titles one in a thousand has more than 24."""
PROSE_LENGTH = 300
SENTENCE_WORDS = 4
"""A shorter block of this many words is a sentence, and prose below a title, where it ends in a full stop."""
TITLE_WORDS = 3
"""One line of names below a title of this many words names its authors."""
LONGEST_BLOCK = 200_000
"""Characters of a block or abstract that are held: more than any abstract may have."""
LONGEST_RULED = 2000
SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*$")
FULL_STOP = re.compile(r"\.[\"'”’)\]]*$|\.\s+[A-Z]")

Record = tuple[int, dict[str, object]]
"""The line on which a paper's title begins, and its fields as a JSON record would give them."""


class LineRule(NamedTuple):
    """One entry of `pages.yml`."""

    name: str
    what: str
    pattern: re.Pattern[str]
    fires: list[str]
    silent: list[str]


@functools.cache
def line_rules() -> tuple[LineRule, ...]:
    """Return the rules for lines, in the order in which they are tried."""
    entries = yaml.safe_load(RULES.read_text(encoding="utf-8"))["rules"]
    return tuple(LineRule(**{**entry, "pattern": re.compile(entry["pattern"])}) for entry in entries)


def line_rule(line: str) -> tuple[str, str]:
    """Say what a stripped line is, and what of it is kept; "text" where no rule holds."""
    if len(line) <= LONGEST_RULED:
        for rule in line_rules():
            if match := rule.pattern.fullmatch(line):
                return rule.what, match["text"] if "text" in rule.pattern.groupindex else line
    return "text", line


@dataclass
class _Found:
    """A title, and what has been found of its paper so far."""

    line: int
    title: str
    fields: dict[str, object] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)

    @property
    def words(self) -> int:
        return len(self.title.split())

    def extend(self, paragraph: str) -> None:
        if sum(map(len, self.paragraphs)) <= LONGEST_BLOCK:
            self.paragraphs.append(paragraph)

    def record(self) -> Record:
        return self.line, {"title": self.title, "abstract": "\n".join(self.paragraphs), **self.fields}


@dataclass
class _Block:
    """Lines of text that stand together; `label` where one said that it is a title or an abstract."""

    line: int
    lines: list[str]
    label: str = ""
    size: int = 0

    def add(self, line: str) -> None:
        if self.size <= LONGEST_BLOCK:
            self.lines.append(line)
            self.size += len(line)

    @property
    def unfinished(self) -> bool:
        """True within a wrapped paragraph, where a line of digits or of one word is a part of it."""
        return not SENTENCE_END.search(self.lines[-1]) and self.size > 80


def page_records(source: Source) -> Iterator[Record | Problem]:
    """Yield every paper of a page; a stretch of prose that has no title above it is a problem."""
    page = _Page(source.name)
    for number, line in source.lines():
        yield from page.read(number, line)
    yield from page.end()


class _Page:
    """The state between two lines: the open block, the title that waits for prose, the paper that goes on."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.block: _Block | None = None
        self.title: _Found | None = None
        self.paper: _Found | None = None
        self.ahead: dict[str, object] = {}  # ids that stand above their title
        self.leading: bool | None = None  # whether ids stand before their paper's abstract on this page
        self.dotted = False  # whether titles end in a full stop on this page
        self.labelled = False  # whether the last line had a label, so that an indented one goes on with it

    def read(self, number: int, line: str) -> Iterator[Record | Problem]:
        bare = line.strip()
        what, text = line_rule(bare)
        if not bare:
            yield from self.close()
            self.labelled = False
        elif self.labelled and line[0].isspace():
            return
        elif self.is_text(what):
            self.labelled = False
            if self.block is None:
                self.block = _Block(number, [])
            self.block.add(bare)
        else:
            yield from self.close()
            if what in ("title", "abstract"):
                self.block = _Block(number, [text], label=what, size=len(text))
            else:
                self.labelled = ":" in bare
                self.note(what, text)

    def is_text(self, what: str) -> bool:
        """Whether a line is text all the same: within a paragraph, or a name with no title above it."""
        if what == "text":
            return True
        if what in ("title", "abstract", "authors", "id"):
            return False
        if self.block and (self.block.unfinished or self.block.label == "abstract"):
            return True
        if what in ("names", "name"):
            above = self.above
            return above is None or above < TITLE_WORDS + (what == "name")
        return what == "link" and self.paper is not None and self.title is None and self.block is None

    @property
    def above(self) -> int | None:
        """Words of the title right above, which may still be the open block."""
        if self.block:
            return len(" ".join(self.block.lines).split())
        return self.title.words if self.title else None

    def note(self, what: str, text: str) -> None:
        """Keep an id, date or authors with their paper."""
        fields: dict[str, object] = {}
        if what in ("id", "url"):
            fields = {"id": text} if what == "id" else {"url": text, "id": text}
            if what == "url" and identifier(text).scheme != "arxiv":
                fields.pop("id")
            if self.leading is None:
                self.leading = self.paper is None or self.title is not None
        elif what in ("authors", "names", "name"):
            fields = {"authors": text}
        elif what == "date":
            fields = {"date": text}
        owner = self.title or (None if self.leading else self.paper)
        kept = owner.fields if owner else self.ahead
        if not owner and what not in ("id", "url"):
            return  # a date or name above all titles is the page's own
        for name, value in fields.items():
            kept.setdefault(name, value)

    def close(self) -> Iterator[Record | Problem]:
        """Part the open block where it holds both a title and prose, and take its pieces in."""
        block, self.block = self.block, None
        if block is None:
            return
        for line, text in _pieces(block, untitled=self.title is None):
            yield from self.take(line, text, block.label)

    def take(self, line: int, text: str, label: str) -> Iterator[Record | Problem]:
        """Take in a block of text: as a title that waits, or as prose."""
        words = len(text.split())
        long = words >= PROSE_WORDS or len(text) >= PROSE_LENGTH
        sentence = words >= SENTENCE_WORDS and bool(FULL_STOP.search(text))
        goes_on = self.title is not None or (self.paper is not None and not self.dotted)
        if label == "title" or not (label == "abstract" or long or (sentence and goes_on)):
            carried = self.title.fields if self.title and "id" in self.title.fields else {}
            self.title = _Found(
                line, text, {**{k: v for k, v in carried.items() if k in ("id", "url")}, **self.ahead}
            )
            self.ahead = {}
        elif self.title:
            if self.paper:
                yield self.paper.record()
            self.dotted = self.dotted or bool(FULL_STOP.search(self.title.title))
            self.paper, self.title = self.title, None
            self.paper.extend(text)
        elif self.paper:
            self.paper.extend(text)
        else:
            yield Problem(
                self.name, line, "an abstract without a title above it", "put the title on a line of its own"
            )

    def end(self) -> Iterator[Record | Problem]:
        yield from self.close()
        if self.paper:
            yield self.paper.record()


def _pieces(block: _Block, untitled: bool) -> Iterator[tuple[int, str]]:
    """Yield the parts of a block with their lines.

    A line that is prose by itself is a paragraph. In a wrapped block the title may stand on top: a line is
    its end where the next line's first word would have fitted behind it.
    """
    lines = block.lines
    long = [len(line.split()) >= PROSE_WORDS for line in lines]
    cuts = {i for i in range(1, len(lines)) if long[i] or long[i - 1]}
    if untitled and not block.label and not any(long) and len(" ".join(lines).split()) >= PROSE_WORDS:
        width = max(map(len, lines)) * 0.8
        for i, line in enumerate(lines[:3], 1):
            if (
                i < len(lines)
                and len(line) + 1 + len(lines[i].split()[0]) <= width
                and line[-1] not in ".,;:"
            ):
                cuts.add(i)
                break
    first = 0
    for cut in [*sorted(cuts), len(lines)]:
        yield block.line + first, " ".join(lines[first:cut])
        first = cut

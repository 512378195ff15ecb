"""Pasted pages: titles and abstracts as plain text, among whatever else a site puts around them.

Blank lines part a page into blocks. A paper is a short block, its title, with one or more blocks of prose
below it; short blocks with no prose below are headers, buttons and footers, and no papers. What a line is
besides (`extractor.page_lines`: dates, counts, ids, authors, buttons) is kept with the paper beside which it
stands, or passed over. Lines of a block are joined by a blank, paragraphs of an abstract by a newline.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.page_lines import line_rule
from extractor.source import Source
from schema.errors import Problem
from schema.identity import identifier

PROSE_WORDS = 30
"""A block of this many words is prose: of 61,758 arXiv titles one in a thousand has more than 24."""
PROSE_LENGTH = 300
"""So is one of this many characters."""
SENTENCE_WORDS = 3
"""A shorter block of this many words is a sentence, and prose below a title, where it ends in a full stop."""
ONE_NAME_BELOW = 4
"""One name alone is the author below a title of this many words; below a shorter one it is a title."""
LONGEST_BLOCK = 200_000
"""Characters of a block or abstract that are held: more than any abstract may have."""
SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*$")
GOES_ON = re.compile(r"(?:,|\b(?:the|an?|of|and|or|to|in|on|by|with|for|from|at|than|is|are|was|were))$")
FULL_STOP = re.compile(r"\.[\"'”’)\]]*$|\.\s+[A-Z]")

Record = tuple[int, dict[str, object]]
"""The line on which a paper's title begins, and its fields as a JSON record would give them."""


@dataclass
class _Found:
    """A title and what has been found of its paper; `borrowed` where the id stood below another title."""

    line: int
    title: str
    fields: dict[str, object] = field(default_factory=dict)
    borrowed: bool = False
    paragraphs: list[str] = field(default_factory=list)
    size: int = 0

    def extend(self, paragraph: str) -> None:
        if self.size <= LONGEST_BLOCK:
            self.paragraphs.append(paragraph)
            self.size += len(paragraph)

    def record(self) -> Record:
        return self.line, {"title": self.title, "abstract": "\n".join(self.paragraphs), **self.fields}


@dataclass
class _Block:
    """Lines of text that stand together; `label` where one said that it is a title or an abstract."""

    line: int
    label: str = ""
    lines: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, line: str) -> None:
        if self.size <= LONGEST_BLOCK:
            self.lines.append(line)
            self.size += len(line)

    @property
    def words(self) -> int:
        return sum(len(line.split()) for line in self.lines)

    @property
    def unfinished(self) -> bool:
        """True within a wrapped paragraph, where a line of digits or of one word is a part of it."""
        if self.label == "abstract" or GOES_ON.search(self.lines[-1]):
            return True
        return len(self.lines) > 1 and not SENTENCE_END.search(self.lines[-1])


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
        self.ahead: dict[str, object] = {}  # an id, and what follows it, above their title
        self.leading: bool | None = None  # whether ids stand before their paper's abstract on this page
        self.dotted = False  # whether titles end in a full stop on this page
        self.labelled = False  # whether the last line was a labelled remark, which indented lines go on with

    def read(self, number: int, line: str) -> Iterator[Record | Problem]:
        what, text = line_rule(line)
        indented = line[:1].isspace()
        if not text:
            self.labelled = False
            yield from self.close()
        elif self.labelled and indented:
            return
        elif self.is_text(what) or (indented and self.block and self.block.label == "title"):
            self.labelled = False
            self.block = self.block or _Block(number, "abstract" if what == "link" else "")
            self.block.add(line.strip())
        else:
            yield from self.close()
            self.labelled = what in ("authors", "remark")
            if what in ("title", "abstract"):
                self.block = _Block(number, what)
                self.block.add(text)
            else:
                self.note(what, text)

    def is_text(self, what: str) -> bool:
        """Whether a line is text all the same: within a paragraph, or a name with no title above it."""
        match what:
            case "text":
                return True
            case "title" | "abstract" | "authors" | "id" | "break":
                return False
        if self.block and self.block.unfinished:
            return True
        match what:
            case "names":
                return self.words_above() == 0
            case "name":
                return self.words_above() < ONE_NAME_BELOW
            case "link":  # the last words of an abstract
                return self.paper is not None and self.title is None and self.block is None
        return False

    def words_above(self) -> int:
        """Words of the title right above, which may still be the open block; 0 where there is none."""
        if self.block:
            return self.block.words if self.block.words < PROSE_WORDS else 0
        return len(self.title.title.split()) if self.title else 0

    def note(self, what: str, text: str) -> None:
        """Keep an id, address, date or authors with their paper; those above all titles are the page's."""
        owner = self.title or (None if self.leading else self.paper)
        if what in ("id", "url"):
            if self.leading is None:
                self.leading = self.paper is None or self.title is not None
                owner = self.title or (None if self.leading else self.paper)
            known = str(owner.fields.get("id", "")) if owner else ""
            if owner and owner.borrowed:
                owner.fields, owner.borrowed = {}, False
            elif (
                known
                and identifier(known).scheme == identifier(text).scheme
                and identifier(known) != identifier(text)
            ):
                owner = None  # another paper's
            fields = {"id": text} if what == "id" else {"id": text, "url": text}
        elif what in ("date", "authors", "names", "name") and (owner or self.ahead):
            fields = {"date" if what == "date" else "authors": text}
        else:
            return
        kept = owner.fields if owner else self.ahead
        for name, value in fields.items():
            kept.setdefault(name, value)

    def close(self) -> Iterator[Record | Problem]:
        """Part the open block where it holds both a title and prose, and take its pieces in."""
        block, self.block = self.block, None
        if block:
            for line, text in _pieces(block, untitled=self.title is None):
                yield from self.take(line, text, block.label)

    def take(self, line: int, text: str, label: str) -> Iterator[Record | Problem]:
        """Take in a block of text: as a title that waits, or as prose."""
        words = len(text.split())
        long = words >= PROSE_WORDS or len(text) >= PROSE_LENGTH
        sentence = words >= SENTENCE_WORDS and bool(FULL_STOP.search(text))
        goes_on = self.title is not None or (self.paper is not None and not self.dotted)
        if label == "title" or not (label == "abstract" or long or (sentence and goes_on)):
            borrowed = (
                {k: v for k, v in self.title.fields.items() if k in ("id", "url")} if self.title else {}
            )
            self.title = _Found(
                line, text, self.ahead or borrowed, borrowed=bool(borrowed and not self.ahead)
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
            reason = "an abstract without a title above it"
            yield Problem(
                self.name, line, reason, "put its title above it", {"title": None, "abstract": text}
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
    prose = block.words >= PROSE_WORDS or FULL_STOP.search(lines[-1])
    if untitled and prose and not block.label and not any(long):
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

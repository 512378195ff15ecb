"""Papers with hand-read claims, to learn from.

Two sources: `papers.jsonl` and `gold.jsonl` side by side, and the project's own readings
(`extractor/training/gold.jsonl`), which hold claims with offsets and no text: the abstracts stand in the
arXiv corpus.
"""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from extractor import evaluation
from schema.errors import InputError

OWN = Path(__file__).with_name("gold.jsonl")
"""The project's own readings of papers of the corpus."""

REVIEWED = "such a file is made by claimboard export gold"

Gold = Mapping[str, Any]


class Read(NamedTuple):
    """A paper's id, its text (title, newline, abstract), and the claims that a person read in it.

    Each claim is a gold record with "start" and "end", the offsets of its value.
    """

    id: str
    text: str
    claims: Sequence[Gold]


def files(folder: Path, name: str) -> tuple[Path, Path]:
    """Return the paper file and the gold file of a part of the gold ("train", "dev", "seed")."""
    return folder / f"{name}.papers.jsonl", folder / f"{name}.gold.jsonl"


def beside(papers: Path, gold: Path) -> Iterator[Read]:
    """Yield the papers of one file with the claims of the other. Papers without a gold line are left out."""
    claims = {str(line["id"]): line["claims"] for line in _lines(gold)}
    for paper in _lines(papers):
        if (found := claims.get(str(paper["id"]))) is not None:
            text = _text(paper)
            yield Read(str(paper["id"]), text, [_placed(text, claim) for claim in found])


def reviewed(files: Iterable[str]) -> Iterator[Read]:
    """Yield papers that people read completely, from files of {"id", "title", "abstract", "claims"} a line.

    Of two with one id the first. Raises InputError for what is none, or where a value does not stand in its
    text.
    """
    taken = set()
    for file in files:
        evaluation.read(file)  # says what is wrong with claims
        for paper in _lines(Path(file)):
            where = f"{file}, paper {paper['id']}"
            if not all(isinstance(paper.get(name), str) for name in ("title", "abstract")):
                raise InputError(f"{where}: no title or no abstract", REVIEWED)
            text = _text(paper)
            claims = [_checked(text, claim, where) for claim in paper["claims"]]
            if paper["id"] not in taken:
                taken.add(paper["id"])
                yield Read(str(paper["id"]), text, claims)


def unknown(papers: Iterable[Read], known: Iterable[Read]) -> Iterator[Read]:
    """Yield the papers that are none of the known ones, nor one of them under another id."""
    ids, titles = set(), set()
    for one in known:
        ids.add(one.id)
        titles.add(_title(one))
    yield from (one for one in papers if one.id not in ids and _title(one) not in titles)


def own(corpus: Path, without: Iterable[str] = ()) -> Iterator[Read]:
    """Yield the project's own readings, their texts taken from a corpus file (JSONL, may be gzipped).

    `without` are ids that must not be learnt from. Raises InputError where a text is not the one that was
    read: a value does not stand at its offsets.
    """
    barred = set(without)
    claims = {line["id"]: line["claims"] for line in _lines(OWN) if line["id"] not in barred}
    for paper in _lines(corpus):
        if (found := claims.pop(paper["id"], None)) is None:
            continue
        text = _text(paper)
        for claim in found:
            if text[claim["start"] : claim["end"]] != claim["value"]:
                raise InputError(
                    f"{corpus}: {paper['id']} is another text than the one read", "use the corpus"
                )
        yield Read(paper["id"], text, found)


def unread(corpus: Path, known: Iterable[Read]) -> Iterator[Read]:
    """Yield the papers of a corpus that are none of the known ones."""
    return unknown((Read(paper["id"], _text(paper), ()) for paper in _lines(corpus)), known)


def same_number(quantity: Gold, claim: Gold) -> bool:
    """Say whether a found quantity and a gold claim mean the same number or range, signs aside."""
    for name in ("number", "number_high"):
        one, other = quantity.get(name), claim.get(name)
        if (one is None) != (other is None):
            return False
        if one is not None and other is not None and not np.isclose(abs(one), abs(other), rtol=1e-6):
            return False
    return True


def meant(quantity: Gold, claims: Sequence[Gold]) -> tuple[list[Gold], list[Gold]]:
    """Return the gold claims that a found quantity is, and those of the same number that stand elsewhere."""
    same = [claim for claim in claims if same_number(quantity, claim)]
    here = [c for c in same if quantity["start"] < c["end"] and c["start"] < quantity["end"]]
    return here, [claim for claim in same if claim not in here]


def _checked(text: str, claim: Gold, where: str) -> Gold:
    """Return a claim with its offsets, given or by its quote."""
    if not all(isinstance(claim.get(name), str) for name in ("value", "quote")):
        raise InputError(f"{where}: a claim without value or quote", REVIEWED)
    given = all(isinstance(claim.get(name), int) for name in ("start", "end"))
    placed = claim if given else _placed(text, claim)
    if not claim["value"] or text[placed["start"] : placed["end"]] != claim["value"]:
        raise InputError(f"{where}: {claim['value']!r} does not stand there in the text", REVIEWED)
    return placed


def _placed(text: str, claim: Gold) -> Gold:
    # no hit inside a longer number: "3%" does not stand in "53%"
    inside = re.search(rf"(?<![\d.,]){re.escape(claim['value'])}(?!\d|[.,]\d)", claim["quote"])
    start = text.find(claim["quote"]) + (inside.start() if inside else claim["quote"].find(claim["value"]))
    return {**claim, "start": start, "end": start + len(claim["value"])}


def _title(paper: Read) -> str:
    title = paper.text.partition("\n")[0]
    return "".join(letter for letter in title.casefold() if letter.isalnum())


def _text(paper: Mapping[str, Any]) -> str:
    return f"{paper['title']}\n{paper['abstract']}"


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    open_text = gzip.open if file.suffix == ".gz" else open
    with open_text(file, "rt", encoding="utf-8-sig") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)

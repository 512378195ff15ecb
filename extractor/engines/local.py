"""Reads papers in this process."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from extractor.engines.engine import Found
from extractor.fields import record_of
from extractor.pipeline import Extractor
from schema.errors import Problem
from schema.records import Paper, PaperClaims


class Local:
    """The engine that reads with an extractor of this process; see `Engine`."""

    workers = 1

    def __init__(self, extractor: Extractor) -> None:
        self.extractor = extractor
        self.fingerprint = extractor.fingerprint
        self.settings: Mapping[str, Any] = extractor.settings

    def read(self, batches: Iterable[Sequence[Paper]]) -> Iterator[list[Found]]:
        """Yield what was found in the papers of each batch, none of them taken ahead."""
        for batch in batches:
            yield read(self.extractor, batch)


def read(extractor: Extractor, papers: Sequence[Paper]) -> list[Found]:
    """Return what was found in each paper, or the problem where the extractor failed on it."""
    found: list[Found] = []
    try:
        found.extend(extractor.pipe(papers))
    except Exception:
        # one of them it was: each read alone, the others come through
        found = [_read(extractor, paper) for paper in papers]
    return found


def _read(extractor: Extractor, paper: Paper) -> Found:
    try:
        return PaperClaims(paper=paper, claims=extractor.claims(paper))
    except Exception as error:
        reason = f"the extractor failed on {paper.id}: {type(error).__name__}: {error}"
        hint = "a bug of ours: please report it with the paper"
        return Problem(paper.file, paper.line, reason, hint, record_of(paper))

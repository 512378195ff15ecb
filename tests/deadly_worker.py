"""Loaded into a Dask worker by --preload: there, reading a text with `DEADLY` in it kills the process."""

from collections.abc import Callable, Sequence

from extractor.engines import local
from extractor.engines.engine import Found
from extractor.pipeline import Extractor
from schema.records import Paper
from tests.deadly import DEADLY, killed


def deadly(read: Callable[[Extractor, Sequence[Paper]], list[Found]]) -> Callable[..., list[Found]]:
    def read_or_die(extractor: Extractor, papers: Sequence[Paper]) -> list[Found]:
        if any(DEADLY in paper.text for paper in papers):
            killed()
        return read(extractor, papers)

    return read_or_die


local.read = deadly(local.read)

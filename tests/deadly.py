"""Extractors that fare badly, as worker processes load them: by the name of what loads them."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.pipeline import Extractor, load

DEADLY = "deadly"
"""A text with this word kills the process that reads it."""


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Deadly:
    """Loads an extractor that dies over a text with `DEADLY`: once for each file in the folder `lives`."""

    lives: str

    def __call__(self) -> Extractor:
        @Language.component("tests_deadly")
        def dies(doc: Doc) -> Doc:
            if DEADLY in doc.text and (left := sorted(Path(self.lives).iterdir())):
                left[0].unlink()
                killed()
            return doc

        extractor = load()
        extractor.nlp.add_pipe("tests_deadly")
        return extractor


def dead_at_once() -> Extractor:
    killed()
    raise AssertionError("unreachable")


def unwell() -> Extractor:
    raise ImportError("no module named 'spacy'")

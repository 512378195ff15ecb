"""All parts of the training, in their order."""

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from extractor.network import FILE
from extractor.training import deciding, gold, sieve
from schema.errors import InputError, UsageError

FIGURES = FILE.with_name("figures.txt")
PARTS = ("sieve", "network", "deciding")


def train(folder: str, corpus: str, part: str, say: Callable[[str], None]) -> str:
    """Build the weights of one part, or of "all"; return the figures out of fold, "" where there are none.

    The figures are kept beside the network as well.

    Raises InputError where a file is missing, UsageError where the extra is not installed.
    """
    files = gold.files(Path(folder), "train")
    for file in (*files, Path(corpus)):
        if not file.is_file():
            raise InputError(f"{file} is not there", "name the folder of the gold files, and the corpus")
    parts = PARTS if part == "all" else (part,)
    network = _network() if "network" in parts else None  # what is missing is said before anything is written
    if "sieve" in parts:
        say(f"sieve: learnt from {sieve.fit(gold.beside(*files)):,} quantities")
    if network is not None:
        say("network: reading our own readings")
        network.train(Path(folder), Path(corpus), say)
    if "deciding" in parts:
        say("deciding: reading the training papers")
        figures = deciding.fit(deciding.prepare(gold.beside(*files)))
        FIGURES.write_text(figures + "\n", encoding="utf-8")
        return figures
    return ""


def _network() -> ModuleType:
    """Return the module that trains the network, where the extra for it is installed."""
    try:
        return importlib.import_module("extractor.training.network")
    except ImportError as error:
        raise UsageError(
            f"training the network needs {error.name}", "pip install 'claimboard[train]'"
        ) from error

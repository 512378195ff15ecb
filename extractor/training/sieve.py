"""Fits the first sieve: how probably a quantity is a claimed result, by the words around it."""

from collections.abc import Iterable
from pathlib import Path

from extractor import cues, rules
from extractor.components import quantities, results
from extractor.training import logistic
from extractor.training.gold import Read, meant
from extractor.training.logistic import Example


def fit(papers: Iterable[Read], folder: Path = rules.FOLDER) -> int:
    """Fit and write `results-weights`; return the number of quantities learnt from."""
    found = examples(papers)
    fitted = logistic.fit(found, [results.CLAIMED])
    logistic.write(fitted, folder / f"{results.WEIGHTS}.yml", "which numbers are claimed results")
    return len(found)


def examples(papers: Iterable[Read]) -> list[Example]:
    """Return every quantity of some papers, and whether it is a gold claim.

    Left out are quantities on which readers differ, and those that repeat a gold figure elsewhere.
    """
    found = []
    for paper in papers:
        candidates = quantities.find(paper.text)
        for one, features in zip(candidates, cues.read(paper.text, candidates), strict=True):
            here, elsewhere = meant(one, paper.claims)
            if not (here[0].get("optional") if here else elsewhere):
                found.append(Example(features, {results.CLAIMED: bool(here)}))
    return found

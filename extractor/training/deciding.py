"""Fits what decides over the network's word: the choice of names, the confidence, and two thresholds.

All of it on papers that the network never saw, and judged out of fold: five folds by paper.
"""

import itertools
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from extractor import features, matching, rules
from extractor.components import binding, choice, confidence, mentions, quantities, reading, results
from extractor.evaluation import evaluate, render
from extractor.network import SLOTS
from extractor.training import logistic
from extractor.training.gold import Gold, Read, meant
from extractor.training.logistic import Example
from extractor.weights import Weights

FOLDS = 5
PRECISION = 0.90
"""What the boards' threshold is chosen for."""
BOOTSTRAP = 1000
CURVE = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
FEWEST = 100
"""Claims that a threshold must leave: with fewer, its precision is a matter of luck."""
SMOOTH = 50.0
"""Penalty of the confidence: the strictest of 4, 16 and 50 had the least calibration error out of fold."""
SLACK = 0.003
"""F1 that may be given up to report more claims."""
RIGHT = "right"

Claim = dict[str, Any]


class Prepared(NamedTuple):
    """A hand-read paper as it stands before the choice: its quantities and the rules' proposals."""

    read: Read
    quantities: list[dict[str, Any]]
    proposals: list[Claim]

    @property
    def given(self) -> tuple[str, list[dict[str, Any]], list[Claim]]:
        """The text, its quantities and proposals: what a choice is made of."""
        return self.read.text, self.quantities, self.proposals

    def chosen(self, table: Weights) -> list[Claim]:
        """Return its claims, their names chosen by a table of weights."""
        return choice.choose(*self.given, table)


class Level(NamedTuple):
    """A confidence, how many claims have it or more, and how many of those are right as a whole."""

    confidence: float
    claims: int
    right: int


class Threshold(NamedTuple):
    """A confidence, the precision and the recall of the claims above it, and their number."""

    confidence: float
    precision: float
    recall: float
    claims: int


def prepare(papers: Iterable[Read]) -> list[Prepared]:
    """Run the components before the choice."""
    made = []
    for read in papers:
        found = results.rated(read.text, quantities.find(read.text))
        found = reading.judge(read.text, found)
        proposals = binding.bind(read.text, found, mentions.find(read.text, found))
        made.append(Prepared(read, found, proposals))
    return made


def fit(papers: Sequence[Prepared], folder: Path = rules.FOLDER) -> str:
    """Fit and write the weights of choice and confidence, and thresholds; return figures out of fold.

    `folder` is where the rule files stand.
    """
    claims = out_of_fold(papers)
    limit = best(claims, papers)
    sure = threshold(claims, papers, PRECISION)
    chosen = logistic.fit(choice_examples(papers), SLOTS)
    logistic.write(chosen, folder / f"{choice.WEIGHTS}.yml", "which candidate fills a slot")
    trusted = logistic.fit(confidence_examples(claims, papers), [RIGHT], SMOOTH)
    logistic.write(trusted, folder / f"{confidence.WEIGHTS}.yml", "how sure a claim is")
    (folder / "thresholds.yml").write_text(
        "# Made by claimboard train, out of fold: the confidence from which on a claim is reported (best\n"
        "# claim F1), and from which on it may lead a board. Don't edit by hand.\n"
        + yaml.safe_dump({"report": limit, "rank": sure.confidence}, sort_keys=False),
        encoding="utf-8",
    )
    gold = {one.read.id: [dict(claim) for claim in one.read.claims] for one in papers}
    predicted = {i: list(map(plain, found)) for i, found in claims.items()}
    lines = [render(evaluate(predicted, gold, limit, BOOTSTRAP))]
    for precision in CURVE:
        one = threshold(claims, papers, precision)
        lines.append(
            f"precision {precision:.2f}: confidence {one.confidence:.3f} and above, recall {one.recall:.3f},"
            f" {one.claims} claims"
        )
    return "\n".join(lines)


def fold_of(paper: str) -> int:
    """Return which fold a paper belongs to."""
    return zlib.crc32(paper.encode()) % FOLDS


def out_of_fold(papers: Sequence[Prepared]) -> dict[str, list[Claim]]:
    """Return every paper's claims, chosen and judged by weights fitted on the other folds' papers."""
    claims: dict[str, list[Claim]] = {}
    for fold in range(FOLDS):
        others = [one for one in papers if fold_of(one.read.id) != fold]
        table = logistic.fit(choice_examples(others), SLOTS)
        held = [one for one in papers if fold_of(one.read.id) == fold]
        claims |= {one.read.id: one.chosen(table) for one in held}
    examples = {one.read.id: confidence_examples(claims, [one]) for one in papers}
    for fold in range(FOLDS):
        rest = [example for i, several in examples.items() if fold_of(i) != fold for example in several]
        table = logistic.fit(rest, [RIGHT], SMOOTH)
        for i in claims:
            if fold_of(i) == fold:
                claims[i] = confidence.judge(claims[i], 0.0, table)
    return claims


def choice_examples(papers: Iterable[Prepared]) -> list[Example]:
    """Return every candidate of every gold claim that was found, and whether it is right."""
    examples = []
    for one in papers:
        view = features.View(*one.given)
        for asked in view.asked:
            golds, _ = meant(asked.quantity, one.read.claims)
            if not golds or golds[0].get("optional"):
                continue
            for slot in SLOTS:
                several = features.candidates(asked, slot)
                for candidate, found in zip(several, features.of(view, asked, slot, several), strict=True):
                    right = any(matching.same(candidate["text"], gold[slot], slot) for gold in golds)
                    examples.append(Example(found, {slot: right}))
    return examples


def confidence_examples(claims: Mapping[str, Sequence[Claim]], papers: Iterable[Prepared]) -> list[Example]:
    """Return every claim of some papers, and whether it is right as a whole; optional ones are left out."""
    return [
        Example(confidence.features(claim), {RIGHT: right})
        for one in papers
        for claim, right in judged(claims[one.read.id], one.read.claims)
    ]


def judged(found: Sequence[Claim], golds: Sequence[Gold]) -> Iterator[tuple[Claim, bool]]:
    """Yield the claims of one paper, and whether each is right as a whole; optional ones are left out."""
    pairs = {pair.predicted: pair for pair in matching.pair([plain(claim) for claim in found], golds)}
    for i, claim in enumerate(found):
        pair = pairs.get(i)
        if pair is None or not golds[pair.gold].get("optional"):
            yield claim, pair is not None and matching.reaches(pair.agreement, "claim")


def best(claims: Mapping[str, Sequence[Claim]], papers: Sequence[Prepared]) -> float:
    """Return the confidence from which on claims are to be reported.

    The lowest that comes within `SLACK` of the best F1 of whole claims: what costs nothing is shown.
    """
    levels, gold = _levels(claims, papers)
    scores = [(2 * one.right / (one.claims + gold), one.confidence) for one in levels]
    peak = max(score for score, _ in scores)
    return min(sure for score, sure in scores if score >= peak - SLACK)


def threshold(
    claims: Mapping[str, Sequence[Claim]], papers: Sequence[Prepared], precision: float
) -> Threshold:
    """Return the lowest confidence above which claims are right as often as `precision` says."""
    levels, gold = _levels(claims, papers)
    enough = [one for one in levels if one.claims >= FEWEST and one.right / one.claims >= precision]
    if not enough:
        return Threshold(1.0, 0.0, 0.0, 0)
    last = enough[-1]
    return Threshold(last.confidence, last.right / last.claims, last.right / gold, last.claims)


def _levels(claims: Mapping[str, Sequence[Claim]], papers: Sequence[Prepared]) -> tuple[list[Level], int]:
    """Return, by falling confidence, how many claims are there and how many right; and how many gold has."""
    marks: list[tuple[float, bool]] = []
    gold = 0
    for one in papers:
        gold += sum(not claim.get("optional") for claim in one.read.claims)
        of_paper = judged(claims[one.read.id], one.read.claims)
        marks += [(claim["confidence"], right) for claim, right in of_paper]
    levels: list[Level] = []
    count = right = 0
    for sure, several in itertools.groupby(sorted(marks, reverse=True), key=lambda mark: mark[0]):
        goods = [good for _, good in several]  # claims that are equally sure are above a threshold together
        count, right = count + len(goods), right + sum(goods)
        levels.append(Level(sure, count, right))
    return levels, gold


def plain(claim: Claim) -> Claim:
    """Return a claim with the text of each slot, as the scorer reads it."""
    slots = {slot: claim[slot] and claim[slot]["text"] for slot in matching.SLOTS}
    if slots["benchmark"] is None and claim.get("hardware"):
        slots["benchmark"] = claim["hardware"]["text"]
    return {**claim, **slots, "setting": [setting["text"] for setting in claim["setting"]]}

"""Whether new predictions beat old ones: the difference in claim F1 over papers drawn anew, in pairs.

claimboard extract PAPERS -o OLD.jsonl    (with the old weights; and again with the new ones)
python tests/benchmarks/paired.py OLD.jsonl NEW.jsonl GOLD.jsonl [DRAWS=1000]
"""

import json
import random
import sys
from pathlib import Path

from extractor.evaluation import read
from extractor.matching import pair, reaches

Counts = tuple[int, int, int]


def main(old: str, new: str, gold: str, draws: str = "1000") -> None:
    """Print both F1s, their difference with its 95% interval, and how often the new ones are better."""
    golds = read(gold)
    sides = [_counts(_predictions(file), golds) for file in (old, new)]
    papers = list(golds)
    chance = random.Random(0)
    gains = []
    for _ in range(int(draws)):
        drawn = chance.choices(papers, k=len(papers))
        before, after = (_f1([side[paper] for paper in drawn]) for side in sides)
        gains.append(after - before)
    gains.sort()
    before, after = (_f1(list(side.values())) for side in sides)
    print(f"claim F1 {before:.3f} before, {after:.3f} after, {after - before:+.3f}")
    least, most = _at(gains, 0.025), _at(gains, 0.975)
    print(f"95% of {len(gains)} draws of {len(papers)} papers: {least:+.3f} to {most:+.3f}")
    print(f"better in {sum(gain > 0 for gain in gains) / len(gains):.1%} of them")


def _predictions(file: str) -> dict[str, list[dict]]:
    lines = map(json.loads, Path(file).read_text(encoding="utf-8").splitlines())
    return {str(line["id"]): line["claims"] for line in lines}


def _counts(predicted: dict[str, list[dict]], golds: dict[str, list[dict]]) -> dict[str, Counts]:
    """Return by paper how many claims are right as a whole, predicted, in the gold; optional ones aside."""
    found = {}
    for paper, gold in golds.items():
        pairs = pair(predicted.get(paper, []), gold)
        sure = [one for one in pairs if not gold[one.gold].get("optional")]
        right = sum(reaches(one.agreement, "claim") for one in sure)
        given = len(predicted.get(paper, [])) - (len(pairs) - len(sure))
        found[paper] = right, given, sum(not claim.get("optional") for claim in gold)
    return found


def _f1(counts: list[Counts]) -> float:
    right, predicted, gold = (sum(column) for column in zip(*counts, strict=True))
    return 2 * right / max(1, predicted + gold)


def _at(ordered: list[float], share: float) -> float:
    return ordered[int(share * (len(ordered) - 1))]


if __name__ == "__main__":
    main(*sys.argv[1:])

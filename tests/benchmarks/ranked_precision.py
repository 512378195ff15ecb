"""How many of the claims that boards would rank are right, by the confidence that is asked of them.

python tests/benchmarks/ranked_precision.py PAPERS.jsonl GOLD.jsonl
"""

import sys

from extractor import interchange
from extractor.evaluation import read
from extractor.matching import pair, reaches
from extractor.papers import read_papers
from extractor.pipeline import load
from leaderboards.eligibility import judge
from schema.records import Claim, Paper
from schema.registry import registry
from schema.rows import ClaimRow
from schema.units import measured

STEPS = [step / 100 for step in range(0, 95, 5)]


def main(papers: str, gold: str) -> None:
    """Print a line a confidence: how many claims are ranked, and the share of them that is right."""
    answers = read(gold)
    ranked: list[tuple[float, bool]] = []
    for found in load().pipe(record for record in read_papers(papers) if isinstance(record, Paper)):
        golds = answers[found.paper.id]
        pairs = {i: (golds[j], got) for i, j, got in pair(interchange.record(found)["claims"], golds)}
        for i, claim in enumerate(found.claims):
            answer, got = pairs.get(i, ({}, None))
            if _rankable(claim) and not answer.get("optional"):
                ranked.append((claim.confidence, got is not None and reaches(got, "claim")))
    print("confidence  ranked  right")
    for step in STEPS:
        kept = [right for confidence, right in ranked if confidence >= step]
        if kept:
            print(f"{step:10.2f} {len(kept):7} {sum(kept) / len(kept):6.3f}")


def _rankable(claim: Claim) -> bool:
    if claim.kind != "score" or claim.benchmark is None or claim.metric is None:
        return False
    known = registry()
    benchmark = known.resolve("benchmark", claim.benchmark.text).canonical
    metric = known.resolve("metric", claim.metric.text, benchmark).canonical
    empty: dict[str, object] = dict.fromkeys(ClaimRow._fields)
    row = ClaimRow(**{
        **empty, "metric": metric, "benchmark": benchmark, "value": claim.number, "unit": claim.unit,
        "value_high": claim.number_high, "bound": claim.bound, "inferred": ",".join(claim.inferred),
        "confidence": claim.confidence, **measured(claim.number, claim.number_high, claim.unit),
    })  # type: ignore[arg-type] # the fields that eligibility does not read stay empty  # fmt: skip
    return judge(row, known.metric(metric, benchmark), 0.0) is None


if __name__ == "__main__":
    main(*sys.argv[1:])

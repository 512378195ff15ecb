"""Writes the weights of the confidence component, and prints its figures out of fold.

python tests/benchmarks/fit_confidence.py PAPERS.jsonl GOLD.jsonl [--dry-run]

The components before are fitted to the same papers, so their own probabilities look too good there: for each
fold they are fitted anew to the other folds, and the claims of the fold are those that a pipeline with these
weights finds.
"""

import json
import sys
import zlib
from collections import Counter
from pathlib import Path
from unittest.mock import patch

import yaml

from extractor import fitting, interchange, pipeline, rules, weights
from extractor.components import confidence
from extractor.evaluation import evaluate
from extractor.matching import pair, reaches
from schema.records import Paper

FOLDS = 5
TASKS = {"results-weights": fitting.results_decisions(), "comparison-weights": fitting.comparison_decisions()}
RIGHT = {"right": lambda claim: claim is not None}
FLAT = weights.Weights(("right",), (0.0,), {})


def main(papers_file: str, gold_file: str, *options: str) -> None:
    papers = [Paper(id=p["id"], title=p["title"], abstract=p["abstract"]) for p in _lines(papers_file)]
    gold = {line["id"]: line["claims"] for line in _lines(gold_file)}
    found = [example for fold in range(FOLDS) for example in _out_of_fold(papers, gold, fold)]
    _cross_validate(found, gold)
    if "--dry-run" not in options:
        data = fitting.fit([example for example, _ in found], RIGHT)
        rows = "".join(f"  {json.dumps(k)}: {v}\n" for k, v in data["features"].items())
        head = "# Made by tests/benchmarks/fit_confidence.py: is a claim right? Don't edit by hand.\n"
        head += yaml.safe_dump(
            {k: data[k] for k in ("decisions", "bias")}, default_flow_style=None, sort_keys=False
        )
        (rules.FOLDER / f"{confidence.WEIGHTS}.yml").write_text(f"{head}features:\n{rows}", encoding="utf-8")


def _fold(paper: str) -> int:
    return zlib.crc32(paper.encode()) % FOLDS


def _out_of_fold(papers: list[Paper], gold: dict, fold: int) -> list[tuple[fitting.Example, dict]]:
    """The claims of one fold's papers as (features and whether right, predicted record)."""
    others = {p.id: p.text for p in papers if _fold(p.id) != fold}
    examples = fitting.examples(others, gold)
    tables = {confidence.WEIGHTS: FLAT}
    for name, decisions in TASKS.items():
        data = fitting.fit(examples, decisions)
        tables[name] = weights.Weights(tuple(data["decisions"]), tuple(data["bias"]), data["features"])
    out = []
    with patch.object(weights, "load", tables.__getitem__):
        extractor = pipeline.load()
        for paper in papers:
            if _fold(paper.id) == fold:
                out += _judged(extractor, paper, gold[paper.id])
    return out


def _judged(extractor: pipeline.Extractor, paper: Paper, gold: list) -> list[tuple[fitting.Example, dict]]:
    doc = extractor.nlp(paper.text)
    claims = sorted(doc._.claimboard_claims, key=lambda claim: (claim["start"], claim["end"]))
    crowds = Counter(claim["sentence"] for claim in claims)
    records = interchange.record(next(extractor.pipe([paper])))["claims"]
    pairs = {i: (j, got) for i, j, got in pair(records, gold)}
    out = []
    for i, (claim, record) in enumerate(zip(claims, records, strict=True)):
        j, got = pairs.get(i, (None, None))
        if j is None or not gold[j].get("optional"):
            right = got is not None and reaches(got, "claim")
            example = fitting.Example(
                paper.id, confidence.features(claim, crowds[claim["sentence"]]), {} if right else None
            )
            out.append((example, record))
    return out


def _cross_validate(found: list[tuple[fitting.Example, dict]], gold: dict) -> None:
    predicted: dict[str, list] = {}
    for fold in range(FOLDS):
        data = fitting.fit([e for e, _ in found if _fold(e.paper) != fold], RIGHT)
        table = weights.Weights(tuple(data["decisions"]), tuple(data["bias"]), data["features"])
        for example, record in found:
            if _fold(example.paper) == fold:
                chance = weights.probability(table.logits(example.features)["right"])
                predicted.setdefault(example.paper, []).append({**record, "confidence": chance})
    figures = evaluate(predicted, gold)
    for name in ("number", "typed", "triple", "claim", "board"):
        print(f"{name:7} F1 {figures[name]['f1']:.3f}")
    print({name: round(value, 3) for name, value in figures["slots_of_paired"].items()})
    print({name: figures[name] for name in ("ece", "auroc", "recall_at_precision_0.90")})


def _lines(file: str) -> list[dict]:
    return [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main(*sys.argv[1:])

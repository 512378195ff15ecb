"""Writes the weights of the results and comparison components from gold, and prints figures out of fold.

python tests/benchmarks/fit_weights.py PAPERS.jsonl GOLD.jsonl [--dry-run]
"""

import json
import sys
import zlib
from pathlib import Path

import yaml

from extractor import fitting, rules
from extractor.weights import Weights

FOLDS = 5
TASKS = {
    "results-weights": (fitting.results_decisions(), "which numbers are claimed results"),
    "comparison-weights": (fitting.comparison_decisions(), "kind, direction and bound of a claimed result"),
}


def main(papers_file: str, gold_file: str, *options: str) -> None:
    papers = {p["id"]: p["title"] + "\n" + p["abstract"] for p in _lines(papers_file)}
    found = fitting.examples(papers, {line["id"]: line["claims"] for line in _lines(gold_file)})
    print(f"{len(papers)} papers, {len(found)} quantities, {sum(e.claim is not None for e in found)} claims")
    for name, (decisions, what) in TASKS.items():
        _cross_validate(found, decisions)
        if "--dry-run" not in options:
            data = fitting.fit(found, decisions)
            rows = "".join(f"  {json.dumps(k)}: {v}\n" for k, v in data["features"].items())
            head = f"# Made by tests/benchmarks/fit_weights.py: {what}. Don't edit by hand.\n"
            head += yaml.safe_dump(
                {k: data[k] for k in ("decisions", "bias")}, default_flow_style=None, sort_keys=False
            )
            (rules.FOLDER / f"{name}.yml").write_text(f"{head}features:\n{rows}", encoding="utf-8")


def _cross_validate(found: list[fitting.Example], decisions: dict) -> None:
    answers = {name: [0, 0, 0, 0] for name in decisions}  # right, all, said yes, rightly
    yes = dict.fromkeys(decisions, 0)
    for fold in range(FOLDS):
        held = [e for e in found if zlib.crc32(e.paper.encode()) % FOLDS == fold]
        data = fitting.fit([e for e in found if zlib.crc32(e.paper.encode()) % FOLDS != fold], decisions)
        weights = Weights(tuple(data["decisions"]), tuple(data["bias"]), data["features"])
        for example in held:
            logits = weights.logits(example.features)
            for name, decide in decisions.items():
                if (truth := decide(example.claim)) is not None:
                    said = logits[name] > 0
                    yes[name] += truth
                    for i, add in enumerate((said == truth, True, said, said and truth)):
                        answers[name][i] += add
    for name, (right, every, said, rightly) in answers.items():
        print(
            f"{name:10} accuracy {right / every:.3f}  precision {rightly / said:.3f}"
            f"  recall {rightly / yes[name]:.3f}"
        )


def _lines(file: str) -> list[dict]:
    return [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main(*sys.argv[1:])

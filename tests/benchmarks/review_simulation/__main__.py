"""What review brings, gold as the reviewer: how soon first places are right, and what decisions teach.

python -m tests.benchmarks.review_simulation GOLD [CACHE] [PART...]     (parts: places, calibration, training)

The machine is the extractor out of fold on the training papers (`extractor.training.deciding`): its claims
of a paper were chosen and judged by weights that never saw that paper. CACHE is a folder that keeps what
takes minutes. Three parts:

places: all training papers in one store. Decisions in the order of the queue, against random orders of the
claims. With the first claim of a paper the reviewer also adds what the machine missed in it, a decision each;
papers in which it found nothing come last. A first place is wrong where the leader of a board, or its number,
is not the one that there is when everything is decided.
calibration: the machine's confidence on papers that were not reviewed (each fold in turn), before and after
so many decisions on the others, as `claimboard calibrate` takes them; also for a machine that is made too
sure of itself (its log-odds doubled), which stands for papers of another kind.
training: claim F1 on papers that were not reviewed, with the choice of names refitted on that many decisions'
worth of completely read papers: held near what the known papers taught (`claimboard train --reviewed FILE`),
and fitted anew beside them (`claimboard train GOLD CORPUS --reviewed FILE`); also where few are known.
"""

import pickle
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from extractor.training import deciding, gold
from extractor.training.deciding import Prepared
from tests.benchmarks.review_simulation import calibration, places, training
from tests.benchmarks.review_simulation.reviewer import Found, Review


def main(folder: str, cache: str = "", *parts: str) -> None:
    """Run the parts, all by default, and print their tables."""
    keep = Path(cache) if cache else Path(tempfile.mkdtemp(prefix="claimboard-simulation-"))
    keep.mkdir(parents=True, exist_ok=True)
    papers: list[Prepared] = kept(
        keep / "prepared.pkl", lambda: deciding.prepare(gold.beside(*gold.files(Path(folder), "train")))
    )
    found: Found = kept(keep / "oof.pkl", lambda: deciding.out_of_fold(papers))
    limit = deciding.best(found, papers)
    reported = {name: [one for one in claims if one["confidence"] >= limit] for name, claims in found.items()}
    wanted = parts or ("places", "calibration", "training")
    if {"places", "calibration"} & set(wanted):
        with tempfile.TemporaryDirectory() as place:
            review = Review(f"sqlite:///{place}/claims.db", papers, reported)
            if "calibration" in wanted:
                calibration.show(review)
            if "places" in wanted:
                places.show(review)
    if "training" in wanted:
        examples = kept(
            keep / "examples.pkl", lambda: {one.read.id: deciding.choice_examples([one]) for one in papers}
        )
        training.show(papers, found, examples, limit)


def kept(file: Path, make: Callable[[], Any]) -> Any:
    """Return what a file keeps, made where it is not there yet."""
    if not file.is_file():
        made = make()
        file.write_bytes(pickle.dumps(made))
        return made
    return pickle.loads(file.read_bytes())


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What review brings, gold as the reviewer: how soon first places are right, and what decisions teach.

python tests/benchmarks/review_simulation.py GOLD [CACHE] [PART...]     (parts: places, calibration, training)

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
import random
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from extractor.components import choice, confidence
from extractor.matching import pair, reaches, same
from extractor.network import SLOTS
from extractor.pipeline import claim_of
from extractor.training import deciding, gold, logistic, reviewed
from extractor.training.deciding import Prepared, fold_of, plain
from leaderboards import calibration
from leaderboards.boards import default_confidence
from leaderboards.pages import page
from leaderboards.review import places, queue
from migrations import runner
from schema import queries
from schema.errors import ConflictError
from schema.records import Claim, Evidence, Mention, Paper
from schema.review.deciding import Judgement
from schema.review.lessons import Lesson
from schema.review.sheets import candidates, sheets
from schema.rows import ClaimRow
from schema.store import Store

SIZES = (25, 50, 100, 200)
ORDERS = 20
STEPS = (0, 25, 50, 100, 200, 400, 800, 1600, 3200)
FOLDS = 5
REPEATS = 20
DRAWS = 4
BOOTSTRAP = 1000
BINS = 10
Found = dict[str, list[dict[str, Any]]]
Key = tuple[int, str]


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
                teach_calibration(review)
            if "places" in wanted:
                first_places(review)
    if "training" in wanted:
        teach_choice(keep, papers, found, limit)


def kept(file: Path, make: Callable[[], Any]) -> Any:
    """Return what a file keeps, made where it is not there yet."""
    if not file.is_file():
        made = make()
        file.write_bytes(pickle.dumps(made))
        return made
    return pickle.loads(file.read_bytes())


class Judged(NamedTuple):
    """One claim of the machine: its paper (as gold knows it), how sure it is, and whether it is right."""

    paper: str
    confidence: float
    right: bool


class Review:
    """A store of all papers, and what a reviewer who knows the gold says of each claim in it.

    `rows` are the claims as the machine reads them, `said` as they are when all is decided (rejected ones are
    not in it), `missed` those that the reviewer adds, by paper.
    """

    def __init__(self, url: str, papers: Sequence[Prepared], found: Found) -> None:
        runner.upgrade(url)
        self.store = Store.open(url)
        self.judged: dict[Key, Judged] = {}
        self.papers: dict[int, Prepared] = {}
        run = self.store.run("0", "out of fold", {})
        for one in papers:
            title, _, abstract = one.read.text.partition("\n")
            claims = [claim_of(one.read.text, each) for each in found[one.read.id]]
            self.store.record(Paper(id=one.read.id, title=title, abstract=abstract), claims, run)
        keys = {row.name: row.paper_key for row in self._papers()}
        self.papers = {keys[one.read.id]: one for one in papers if one.read.id in keys}
        self.rows = {(row.paper_key, row.claim): row for row in queries.claim_rows(self.store)}
        self.ranks = places.ranks(self.store)
        self.queue = [
            queue.Candidate(each.paper_key, each.claim_id, each.confidence,
                            self.ranks.get((each.paper_key, each.claim_id)))
            for each in candidates(self.store)
        ]  # fmt: skip
        self._decide(found)
        after = {(row.paper_key, row.claim): row for row in queries.claim_rows(self.store)}
        self.said = {key: row for key, row in after.items() if key in self.rows}
        self.missed: dict[int, list[ClaimRow]] = defaultdict(list)
        for key, row in after.items():
            if key not in self.rows:
                self.missed[key[0]].append(row)

    def _papers(self) -> Iterator[Any]:
        class Named(NamedTuple):
            name: str
            paper_key: int

        with self.store.engine.connect() as connection:
            for name, key in connection.exec_driver_sql("SELECT name, id FROM paper"):
                yield Named(name, key)

    def _decide(self, found: Found) -> None:
        """Say of each claim what gold says, and add what is missing."""
        for key, one in self.papers.items():
            sheet = sheets(self.store, [key])[key]
            by_place = {(shown.claim.value.start, shown.claim.number, shown.claim_id): shown
                        for shown in sheet.shown}  # fmt: skip
            predicted = found[one.read.id]
            pairs = {
                each.predicted: each for each in pair([plain(each) for each in predicted], one.read.claims)
            }
            judgements = []
            for shown in by_place.values():
                at = next((i for i, each in enumerate(predicted) if _is(each, shown.claim)), None)
                got = pairs.get(at) if at is not None else None
                answer = one.read.claims[got.gold] if got else None
                optional = bool(answer and answer.get("optional"))
                right = optional or (got is not None and reaches(got.agreement, "claim"))
                self.judged[key, shown.claim_id] = Judged(one.read.id, shown.claim.confidence, right)
                if optional or (got is not None and reaches(got.agreement, "board")):
                    judgements.append(sheet.judgement(shown, "accept"))
                elif answer is None:
                    judgements.append(sheet.judgement(shown, "reject"))
                else:
                    judgements.append(sheet.judgement(shown, "edit", said(sheet.text, answer, shown.claim)))
            taken = {each.gold for each in pairs.values()}
            for i, answer in enumerate(one.read.claims):
                if i not in taken and not answer.get("optional"):
                    judgements.append(Judgement("add", sheet.text_id, said=said(sheet.text, answer, None)))
            self._put(judgements)

    def _put(self, judgements: Sequence[Judgement]) -> None:
        for each in judgements:
            try:
                self.store.decide([each], "gold")
            except ConflictError:  # two claims of gold on one number and benchmark: one of them is enough
                if each.action != "add":
                    self.store.decide([each._replace(action="reject", said=None)], "gold")


def _is(found: dict[str, Any], claim: Claim) -> bool:
    benchmark = found["benchmark"] and found["benchmark"]["text"]
    return (found["start"], found["end"], benchmark) == (
        claim.value.start, claim.value.end, claim.benchmark and claim.benchmark.text,
    )  # fmt: skip


def said(text: str, answer: gold.Gold, seen: Claim | None) -> Claim:
    """Return a gold claim as a person would say it who has seen what the machine made of it."""
    start, end = answer["start"], answer["end"]
    first = text.find(answer["quote"])
    sentence = Evidence(start=first, end=first + len(answer["quote"]), text=answer["quote"])
    slots: dict[str, Mention] = {}
    for slot in ("method", "benchmark", "metric", "baseline"):
        own = seen and getattr(seen, slot)
        if same(own.text if own else "", answer[slot], slot):
            slots |= {slot: own} if own else {}
        elif named := next(filter(None, answer[slot]), None):
            at = text.find(named)
            span = {"start": at, "end": at + len(named)} if at >= 0 else {}
            slots[slot] = Mention(text=named, **span)
    facts = {name: answer.get(name) for name in ("number_high", "unit", "direction", "bound")}
    return Claim(
        value=Evidence(start=start, end=end, text=text[start:end]),
        sentence=sentence if sentence.start <= start and end <= sentence.end else seen.sentence if seen
        else Evidence(start=start, end=end, text=text[start:end]),
        number=answer["number"], kind=answer["kind"], role=answer["role"], confidence=1.0, **facts, **slots,
    )  # fmt: skip


# -- places ---------------------------------------------------------------------------------------


class Boards:
    """Who leads the boards, page by page; only pages that something changed on are made anew."""

    def __init__(self, review: Review) -> None:
        self.names = review.store.names
        self.pages: dict[str, dict[Key, ClaimRow]] = defaultdict(dict)
        self.leads: dict[str, dict[tuple[str, ...], tuple[Any, ...]]] = {}
        for key, row in review.rows.items():
            self.put(key, None, row)

    def put(self, key: Key, old: ClaimRow | None, new: ClaimRow | None) -> None:
        """Put a claim where it stands now."""
        if old is not None and old.benchmark:
            self.pages[old.benchmark].pop(key, None)
            self.leads.pop(old.benchmark, None)
        if new is not None and new.benchmark:
            self.pages[new.benchmark][key] = new
            self.leads.pop(new.benchmark, None)

    def leaders(self) -> dict[tuple[str, ...], tuple[Any, ...]]:
        """Return who leads each board: the paper, the number's place, and the number."""
        for name, rows in self.pages.items():
            if name not in self.leads:
                made = page(name, rows.values(), self.names, default_confidence())
                self.leads[name] = {
                    (board.name, board.metric or "", board.family or ""): (
                        lead.paper_key, lead.start, lead.value, lead.method
                    )
                    for board in made.boards
                    if board.rows
                    for lead in [board.rows[0].claim]
                }  # fmt: skip
        return {board: lead for leads in self.leads.values() for board, lead in leads.items()}


def first_places(review: Review) -> None:
    """Print how many first places are wrong after so many decisions, by the queue and by chance."""
    final = Boards(review)
    for key, row in review.rows.items():
        final.put(key, row, review.said.get(key))
    for rows in review.missed.values():
        for row in rows:
            final.put((row.paper_key, row.claim), None, row)
    right = final.leaders()
    ours = [(turn.paper, turn.claim) for turn in queue.turns(review.queue, "simulation")]
    by_queue = wrong_after(review, ours, right)
    total = decisions_of(review)
    by_chance = []
    for seed in range(ORDERS):
        order = list(review.rows)
        random.Random(seed).shuffle(order)
        by_chance.append(wrong_after(review, order, right))
    print(
        f"\nFirst places: {len(review.rows):,} claims of {len(review.papers):,} papers, {total:,} decisions"
    )
    print(f"in all, {len(right):,} boards with a first place when all is decided")
    print(f"decisions  queue  random (mean of {ORDERS}, sd)  least  most   gone by the queue: by chance")
    for i, step in enumerate(_steps(total)):
        several = [each[i] for each in by_chance]
        mean, spread = statistics.mean(several), statistics.stdev(several)
        gone = by_queue[0] - by_queue[i], by_chance[0][0] - mean
        ratio = f"{gone[0] / gone[1]:.1f}" if gone[1] > 0 else "-"
        print(
            f"{step:9,} {by_queue[i]:6} {mean:10.1f} ± {spread:4.1f} {min(several):18} {max(several):5} "
            f"{ratio:>10}"
        )


def decisions_of(review: Review) -> int:
    """Return how many decisions there are in all."""
    return len(review.rows) + sum(map(len, review.missed.values()))


def _steps(total: int) -> list[int]:
    return [*(step for step in STEPS if step < total), total]


def wrong_after(
    review: Review, order: Sequence[Key], right: dict[tuple[str, ...], tuple[Any, ...]]
) -> list[int]:
    """Return how many first places are wrong at each step of `STEPS`, and at the end."""
    boards, counts, done = Boards(review), [], 0
    steps = iter(_steps(decisions_of(review)))
    step = next(steps)

    def look() -> None:
        nonlocal step
        while step is not None and done >= step:
            now = boards.leaders()
            counts.append(sum(now.get(board) != right.get(board) for board in now.keys() | right.keys()))
            step = next(steps, None)

    look()
    open_papers = set(review.papers)
    rest = [(key, "") for key in review.papers]
    for paper, claim in (*order, *rest):
        if claim:
            row = review.rows[paper, claim]
            boards.put((paper, claim), row, review.said.get((paper, claim)))
            done += 1
            look()
        if paper in open_papers:
            open_papers.discard(paper)
            for row in review.missed.get(paper, ()):
                boards.put((paper, row.claim), None, row)
                done += 1
                look()
    return counts


# -- calibration ----------------------------------------------------------------------------------


def teach_calibration(review: Review) -> None:
    """Print the calibration error on papers that were not reviewed, before and after so many decisions."""
    print(f"\nCalibration on papers not reviewed: mean of {FOLDS} folds x {REPEATS} draws (sd over draws)")
    for what, scale in (("the machine as it is", 1.0), ("a machine too sure of itself (log-odds x 2)", 2.0)):
        print(f"{what}\ndecisions   drawn by   calibrated   ECE before   ECE after (sd)   log loss (after)")
        for size in SIZES:
            for how in ("the queue", "chance"):
                print(_calibrated(review, size, how, scale))


def _calibrated(review: Review, size: int, how: str, scale: float) -> str:
    before, after, losses, fitted = [], [], [], 0
    for fold in range(FOLDS):
        held = [one for one in review.judged.values() if fold_of(one.paper) == fold]
        sure = _scaled(np.array([one.confidence for one in held]), scale)
        right = np.array([float(one.right) for one in held])
        pool = [each for each in review.queue if fold_of(review.papers[each.paper].read.id) != fold]
        for repeat in range(REPEATS):
            lessons = list(_lessons(review, pool, size, how, f"{fold} {repeat}", scale))
            model = _model(calibration.sample(lessons))
            fitted += model is not None
            then = sure if model is None else calibration.applied(model, sure)
            before.append(_ece(sure, right))
            after.append(_ece(then, right))
            losses.append([float(calibration.losses(each, right).mean()) for each in (sure, then)])
    shares = fitted / (FOLDS * REPEATS)
    loss = [statistics.mean(each) for each in zip(*losses, strict=True)]
    return (
        f"{size:9}   {how:9} {shares:11.0%} {statistics.mean(before):12.3f} {statistics.mean(after):11.3f} "
        f"({statistics.stdev(after):.3f}) {loss[0]:10.3f} ({loss[1]:.3f})"
    )


def _model(chosen: calibration.Sample) -> calibration.Calibration | None:
    """Return what `claimboard calibrate` would make of it: None where it changes nothing."""
    if not chosen.enough:
        return None
    model = calibration.learnt(chosen)
    return model if calibration.helps(chosen, model, calibration.out_of_fold(chosen)) else None


def _lessons(
    review: Review, pool: Sequence[queue.Candidate], size: int, how: str, seed: str, scale: float
) -> Iterator[Lesson]:
    if how == "chance":
        drawn = random.Random(seed).sample(list(pool), size)
        turns: Iterable[queue.Turn] = [queue.Turn(each.paper, each.claim, "random", size / len(pool))
                                       for each in drawn]  # fmt: skip
    else:
        turns = _first(queue.turns(pool, seed), size)
    for turn in turns:
        one = review.judged[turn.paper, turn.claim]
        sure = float(_scaled(np.array([one.confidence]), scale)[0])
        yield Lesson(turn.paper, turn.claim, 1, sure, one.right, turn.drawn, turn.chance)


def _first(turns: Iterator[queue.Turn], size: int) -> list[queue.Turn]:
    return [turn for turn, _ in zip(turns, range(size), strict=False)]


def _scaled(sure: calibration.Floats, scale: float) -> calibration.Floats:
    return calibration.applied(calibration.Calibration(0.0, scale, 0), sure)


def _ece(sure: calibration.Floats, right: calibration.Floats) -> float:
    """Ten bins of as many claims each, as `score.py` has it."""
    parts = np.array_split(np.argsort(sure, kind="stable"), BINS)
    return float(sum(abs(sure[part].sum() - right[part].sum()) for part in parts) / len(sure))


# -- training -------------------------------------------------------------------------------------


class Counts(NamedTuple):
    """Of one paper: how many claims are right, how many were given, and how many gold has."""

    right: int
    given: int
    wanted: int


def teach_choice(keep: Path, papers: Sequence[Prepared], found: Found, limit: float) -> None:
    """Print claim F1 on papers that were not reviewed, the choice refitted with decisions on others."""
    examples = kept(
        keep / "examples.pkl", lambda: {one.read.id: deciding.choice_examples([one]) for one in papers}
    )
    folds = [[one for one in papers if fold_of(one.read.id) == fold] for fold in range(FOLDS)]
    print(
        f"\nClaim F1 on papers not reviewed: each fold in turn, of the next {DRAWS} draws are reviewed, the"
    )
    print("others are known. Gain, its sd over draws, and 95% of a paired bootstrap over papers")
    print("known  learnt          decisions (papers)   F1 before   gain (sd)          95%")
    for known in (100, None):
        before: list[Counts] = []
        gained: dict[tuple[int, str], list[list[Counts]]] = defaultdict(lambda: [[] for _ in range(DRAWS)])
        read: dict[int, list[int]] = defaultdict(list)
        for fold in range(FOLDS):
            held, pool = folds[fold], folds[(fold + 1) % FOLDS]
            rest = [
                one for at, other in enumerate(folds) if at not in (fold, (fold + 1) % FOLDS) for one in other
            ]
            base = rest[:known]
            mine = [each for one in base for each in examples[one.read.id]]
            stands = logistic.fit(mine, SLOTS)
            trusted = logistic.fit(
                deciding.confidence_examples(found, base), [deciding.RIGHT], deciding.SMOOTH
            )
            before += _counts(held, stands, trusted, limit)
            for draw in range(DRAWS):
                order = random.Random(f"{fold} {draw}").sample(pool, len(pool))
                for size in SIZES:
                    chosen = list(_worth(order, found, size))
                    read[size].append(len(chosen))
                    more = [each for one in chosen for each in examples[one.read.id]]
                    for how, table in (
                        ("held near", reviewed.learn(more, stands)),
                        ("fitted anew", logistic.fit([*mine, *more], SLOTS)),
                    ):
                        gained[size, how][draw] += _counts(held, table, trusted, limit)
        for (size, how), draws in sorted(gained.items(), key=lambda each: (each[0][1], each[0][0])):
            gains = [_f1(each) - _f1(before) for each in draws]
            low, high = _bootstrap(before, draws)
            print(
                f"{len(base):5}  {how:14} {size:10} {statistics.mean(read[size]):8.0f} {_f1(before):11.3f} "
                f"{statistics.mean(gains):+9.4f} ({statistics.stdev(gains):.4f})   {low:+.4f} to {high:+.4f}",
                flush=True,
            )


def _worth(pool: Sequence[Prepared], found: Found, size: int) -> Iterator[Prepared]:
    """Yield completely read papers until so many decisions are used up; a missed claim costs one, too."""
    left = size
    for one in pool:
        pairs = pair([plain(each) for each in found[one.read.id]], one.read.claims)
        cost = len(found[one.read.id]) + len(one.read.claims) - len(pairs)
        if cost and cost <= left:
            left -= cost
            yield one


def _counts(held: Sequence[Prepared], table: Any, trusted: Any, limit: float) -> list[Counts]:
    counts = []
    for one in held:
        chosen = choice.choose(one.read.text, one.quantities, one.proposals, table)
        judged = [
            good for _, good in deciding.judged(confidence.judge(chosen, limit, trusted), one.read.claims)
        ]
        wanted = sum(not claim.get("optional") for claim in one.read.claims)
        counts.append(Counts(sum(judged), len(judged), wanted))
    return counts


def _f1(counts: Iterable[Counts]) -> float:
    right, given, wanted = (sum(column) for column in zip(*counts, strict=True))
    return 2 * right / max(1, given + wanted)


def _bootstrap(before: Sequence[Counts], draws: Sequence[Sequence[Counts]]) -> tuple[float, float]:
    """Return the middle 95% of the mean gain over papers drawn with replacement."""
    were = np.array(before, np.float64)
    are = np.array(draws, np.float64)
    chance = np.random.default_rng(0)
    gains = []
    for _ in range(BOOTSTRAP):
        picked = chance.integers(len(were), size=len(were))
        old, new = were[picked].sum(axis=0), are[:, picked].sum(axis=1)
        gains.append(np.mean(2 * new[:, 0] / (new[:, 1] + new[:, 2])) - 2 * old[0] / (old[1] + old[2]))
    return float(np.quantile(gains, 0.025)), float(np.quantile(gains, 0.975))


if __name__ == "__main__":
    main(*sys.argv[1:])

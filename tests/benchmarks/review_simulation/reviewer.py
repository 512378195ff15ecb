"""A reviewer who knows the gold: all papers in one store, and what such a one says of each claim there."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from extractor.matching import pair, reaches, same
from extractor.pipeline import claim_of
from extractor.training import gold
from extractor.training.deciding import Prepared, plain
from leaderboards.review import places, queue
from migrations import runner
from schema import queries
from schema.errors import ConflictError
from schema.records import Claim, Evidence, Mention, Paper
from schema.review.deciding import Judgement
from schema.review.sheets import candidates, sheets
from schema.rows import ClaimRow
from schema.store import Store

Found = dict[str, list[dict[str, Any]]]
"""The claims that the machine read in each paper, by the paper's name."""
Key = tuple[int, str]
"""A claim of the store: its paper's key, and its id."""


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
        with self.store.engine.connect() as connection:
            keys = dict(connection.exec_driver_sql("SELECT name, id FROM paper").tuples().all())
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

    def _decide(self, found: Found) -> None:
        """Say of each claim what gold says, and add what is missing."""
        for key, one in self.papers.items():
            sheet = sheets(self.store, [key])[key]
            predicted = found[one.read.id]
            pairs = {
                each.predicted: each for each in pair([plain(each) for each in predicted], one.read.claims)
            }
            judgements = []
            for shown in sheet.shown:
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

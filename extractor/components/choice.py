"""Chooses what fills the slots of each claim, among what the network and the rules put forward.

A logistic model over `extractor.features` says of every candidate how probably it is right; the best is
taken. Its weights, `choice-weights.yml`, are made by `claimboard train` from the training papers.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from spacy.tokens import Doc

from extractor import features, weights
from extractor.answers import NOTHING, Candidate, key_of
from extractor.components.mentions import known_names
from extractor.features import Asked, View
from extractor.network import SLOTS
from extractor.settings import kind_of
from extractor.tokenizer import text_of
from extractor.weights import Weights
from extractor.widening import widened

WEIGHTS = "choice-weights"
NETWORK = "network"
"""Named as the rule where the network's word won over the rules'."""

Claim = dict[str, Any]


class Pick(NamedTuple):
    """The candidate that fills a slot, how probably it is right, and the next best."""

    chosen: Candidate
    chance: float
    next: Candidate | None


def pick(view: View, asked: Asked, slot: str, table: Weights, only: str | None = None) -> Pick:
    """Choose among the candidates of a slot; with `only`, a name evened out, that one is taken."""
    several = features.candidates(asked, slot)
    chances = [
        weights.probability(table.logit(found, slot)) for found in features.of(view, asked, slot, several)
    ]
    ranked = sorted(zip(chances, range(len(several)), strict=True), key=lambda pair: (-pair[0], pair[1]))
    if only is not None:
        ranked.sort(key=lambda pair: several[pair[1]]["key"] != only)
    best = ranked[0]
    return Pick(several[best[1]], best[0], several[ranked[1][1]] if len(ranked) > 1 else None)


def choose(
    text: str,
    quantities: Sequence[Mapping[str, Any]],
    proposals: Sequence[Claim],
    table: Weights | None = None,
) -> list[Claim]:
    """Return the proposed claims with their slots filled anew by the weights, in the same order.

    Each gets "slot_confidence", the probability that each part is right; "next", by slot the text of the next
    best candidate; "rules" names what chose it. Where the rules found one number claimed of each of several
    benchmarks, those stay.
    """
    if not proposals:
        return []
    table = table or weights.load(WEIGHTS)
    view = View(text, quantities, proposals)
    asked = {(one.quantity["start"], one.quantity["end"]): one for one in view.asked}
    shared = [(claim["start"], claim["end"]) for claim in proposals]
    return [
        _filled(view, asked[span]._replace(proposal=claim), claim, table, several=shared.count(span) > 1)
        for span, claim in zip(shared, proposals, strict=True)
        if span in asked
    ]


def _filled(view: View, asked: Asked, claim: Claim, table: Weights, several: bool) -> Claim:
    classes = asked.answer["classes"]
    filled = {
        **claim,
        "role": asked.quantity["role"],
        "slot_confidence": {
            "number": classes["claimed"]["yes"],
            "kind": classes["kind"][claim["kind"]],
            "bound": classes["bound"][claim["bound"] or "exact"],
            "role": classes["role"][asked.quantity["role"]],
        },
        "rules": {},
        "next": {},
    }
    if claim["direction"] is not None:
        filled["slot_confidence"]["direction"] = classes["direction"][claim["direction"]]
    for slot in SLOTS:
        if slot == "baseline" and claim["kind"] == "score":
            continue
        mention = claim[slot]
        proposed = key_of(mention["text"], slot) if mention else NOTHING
        found = pick(view, asked, slot, table, only=proposed if several and slot == "benchmark" else None)
        one = found.chosen
        named = one["text"] is not None
        filled[slot] = {key: one[key] for key in ("start", "end", "text")} if named else None
        filled["slot_confidence"][slot] = found.chance
        filled["rules"][slot] = claim["rules"].get(slot, slot) if one["key"] == proposed else NETWORK
        filled["next"][slot] = found.next["text"] if found.next else None
    benchmark = filled["benchmark"]
    if benchmark and benchmark["start"] is not None:
        start, end = widened(view.text, benchmark["start"], benchmark["end"])
        benchmark = filled["benchmark"] = {"start": start, "end": end, "text": view.text[start:end]}
    if benchmark and any(kind == "hardware" for kind, *_ in known_names(benchmark["text"])):
        filled |= {"hardware": benchmark, "benchmark": None}  # to run on a machine is no test collection
    filled["setting"] = _settings(view, asked, filled)
    return filled


def _settings(view: View, asked: Asked, claim: Claim) -> list[dict[str, Any]]:
    """Return what qualifies the number, in whole words.

    What fills a slot is no setting of it; a lone small word of no kind is mostly a slip of the network.
    """
    taken = {claim[slot]["text"].lower() for slot in SLOTS if claim.get(slot)}
    found = []
    for first, last in asked.answer["settings"]:
        start, end = _whole(view.text, first, last)
        text = view.text[start:end]
        told = " " in text or "-" in text or text[:1].isupper() or kind_of(text) is not None
        if told and text.lower() not in taken:
            taken.add(text.lower())
            found.append({"start": start, "end": end, "text": text})
    return found


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span drawn out to the hyphenated words that it cuts."""
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "-"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "-"):
        end += 1
    return start, end


class Choice:
    """Fills the slots of `doc._.claimboard_claims` anew."""

    def __call__(self, doc: Doc) -> Doc:
        """Choose and write."""
        doc._.claimboard_claims = choose(text_of(doc), doc._.claimboard_quantities, doc._.claimboard_claims)
        return doc

"""Small texts in our own words, and what may be read in them and said of it, for the tests of decisions."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from schema.queries import claim_rows
from schema.records import Claim, Evidence, Mention, Paper, Setting
from schema.review.judged import STATUS, Decision, Reading, id_of
from schema.review.sheets import Sheet, Shown, sheets
from schema.store import Store
from tests.storing import span

SENTENCES = (
    "On GLUE and MMLU, Lantern scores 81.3 in accuracy.",
    "Candle stays at 79.0 on MMLU.",
    "Wick is 2.5x faster than Candle.",
    "Moth needs 64 ms and 3.1 GB.",
)
VALUES = {"81.3": 0, "79.0": 1, "2.5x": 2, "64 ms": 3, "64": 3, "3.1": 3}
"""What may be a value, each with its sentence; two of them overlap."""
BENCHMARKS = (None, "GLUE", "MMLU", "Night School")
METRICS = (None, "accuracy", "speed")
METHODS = (None, "Lantern", "Candle")


def said_of(
    text: str,
    value: str,
    benchmark: str | None = None,
    metric: str | None = None,
    method: str | None = None,
    number: float | None = None,
    setting: Sequence[Setting] = (),
    confidence: float = 0.5,
) -> Claim:
    """A score claim in the first sentence of a text that holds its value, with spans where it can."""
    sentence = span(text, SENTENCES[VALUES[value]])
    inside = span(sentence["text"], value)
    start = sentence["start"] + inside["start"]
    end = sentence["start"] + inside["end"]
    slots = {
        slot: Mention(**(span(text, words) if words in text else {"text": words}))
        for slot, words in (("benchmark", benchmark), ("metric", metric), ("method", method))
        if words is not None
    }
    return Claim(
        value=Evidence(start=start, end=end, text=text[start:end]),
        number=float(value.strip("x ms")) if number is None else number,
        kind="score",
        sentence=Evidence(**sentence),
        setting=tuple(setting),
        confidence=confidence,
        **slots,
    )


TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5).map(" ".join)


@st.composite
def claims_in(draw: st.DrawFn, text: str) -> Claim:
    """Something that may be read in a text, or said of it."""
    there = [value for value, at in VALUES.items() if SENTENCES[at] in text]
    chosen = {"benchmark": BENCHMARKS, "metric": METRICS, "method": METHODS}
    slots = {slot: draw(st.sampled_from(values)) for slot, values in chosen.items()}
    return said_of(text, draw(st.sampled_from(there)), number=draw(st.sampled_from([None, 1.0])), **slots)


@st.composite
def readings_of(draw: st.DrawFn, text: str) -> list[Reading]:
    """What one run may read in a text: claims with ids that differ."""
    found = {id_of(claim, text): claim for claim in draw(st.lists(claims_in(text), max_size=5))}
    return [Reading(at, key, claim) for at, (key, claim) in enumerate(found.items(), 1)]


@st.composite
def logs(draw: st.DrawFn, texts: Sequence[str]) -> list[Decision]:
    """A log of decisions on some of these texts, whose ids are their places; and undos of earlier ones."""
    log: list[Decision] = []
    for id in range(1, draw(st.integers(0, 8)) + 1):
        open_ = [each.id for each in log if each.action != "undo" and each.id not in {e.undoes for e in log}]
        if open_ and draw(st.integers(0, 4)) == 0:
            of = log[draw(st.sampled_from(open_)) - 1]
            log.append(Decision(id, "2026", "Bo", "undo", of.text_id, undoes=of.id))
            continue
        text_id = draw(st.integers(0, len(texts) - 1))
        seen = draw(claims_in(texts[text_id]))
        action = draw(st.sampled_from([*STATUS, "reject", "skip"]))
        key = id_of(seen, texts[text_id])
        before = [each.id for each in log if each.claim_id == key]
        stood = draw(st.sampled_from([None, *before]))
        said = draw(claims_in(texts[text_id])) if action == "edit" else seen if action in STATUS else None
        log.append(Decision(id, "2026", "Bo", action, text_id, key, seen, said, stood=stood))
    return log


TITLE = "Candles at night"


def paper_of(*sentences: str, id: str = "2409.00001", **fields: Any) -> Paper:
    """A paper whose abstract is these sentences."""
    return Paper(**{"id": id, "title": TITLE, "abstract": " ".join(sentences or SENTENCES), **fields})


def read(store: Store, paper: Paper, *claims: Claim, run: str = "first") -> str:
    """Let a run read claims in a paper; what changed."""
    return store.record(paper, claims, store.run("0.1.0", run, {})).change


def sheet(store: Store, key: int = 1) -> Sheet:
    """What a reviewer sees of a paper."""
    return sheets(store, [key])[key]


def shown(store: Store, value: str, key: int = 1, status: str | None = None) -> Shown:
    """The one claim with this value that a reviewer sees."""
    (found,) = (
        each
        for each in sheet(store, key).shown
        if each.claim.value.text == value and status in (None, each.status)
    )
    return found


def decide(
    store: Store,
    value: str,
    action: str,
    said: Claim | None = None,
    who: str = "Bo",
    key: int = 1,
    status: str | None = None,
    **how: Any,
) -> int:
    """Say something of the claim with a value, as a reviewer does who sees the paper; the log's entry."""
    judgement = sheet(store, key).judgement(shown(store, value, key, status), action, said, **how)
    return store.decide([judgement], who)[0]


def held(store: Store, key: int = 1) -> list[tuple[str, str, str | None, str | None]]:
    """The current claims of a paper: value, status, benchmark and metric as written."""
    return [
        (row.written, row.status, row.benchmark_written, row.metric_written)
        for row in claim_rows(store)
        if row.paper_key == key
    ]

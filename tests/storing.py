"""Papers and claims in our own words for the tests of the store, and what the tables hold as plain rows."""

import re
from typing import Any

from sqlalchemy import text

from schema.database import reading
from schema.records import Claim, Evidence, Kind, Mention, Paper, Setting, SettingKind
from schema.store import Store

TITLE = "Pruning by moonlight"
ABSTRACT = (
    "We present Lantern, a sparse tuner. On GLUE, Lantern reaches an average score of 81.3, "
    "while Candle stays at 79.0. On one H100 it is 2.5x faster than Candle."
)


def paper(id: str = "2409.00001", abstract: str = ABSTRACT, **fields: Any) -> Paper:
    """A paper with an id of its own, unless the fields say otherwise."""
    return Paper(**{"id": id, "title": TITLE, "abstract": abstract, **fields})


def span(text: str, part: str) -> dict[str, Any]:
    """Where `part` stands first in the text, however that is wrapped."""
    match = re.search(r"\s+".join(map(re.escape, part.split())), text)
    assert match, f"{part!r} is not in {text!r}"
    return {"start": match.start(), "end": match.end(), "text": match[0]}


def claim(of: Paper, value: str, **fields: Any) -> Claim:
    """A claim whose slots are given as text: of the paper where they stand in it, else inferred."""
    evened = " ".join(of.text.split())
    for slot in ("method", "benchmark", "metric", "baseline", "hardware"):
        if isinstance(wording := fields.get(slot), str):
            fields[slot] = Mention(**(span(of.text, wording) if wording in evened else {"text": wording}))
    found = Evidence(**span(of.text, value))
    sentence = Evidence(start=0, end=len(of.text), text=of.text)
    defaults = {"number": 1.0, "kind": Kind.SCORE, "sentence": sentence, "confidence": 0.5}
    return Claim(**{**defaults, "value": found, **fields})


def claims(of: Paper) -> list[Claim]:
    """The two scores and the ratio of a paper with `ABSTRACT`'s words."""
    scores = {"benchmark": "GLUE", "metric": "average score"}
    speed = {
        "metric": "tuning speed",
        "hardware": "H100",
        "baseline": "Candle",
        "kind": "ratio",
        "direction": "up",
    }
    setting = (Setting(**span(of.text, "one H100"), kind=SettingKind.HARDWARE), Setting(text="fp16"))
    why = ("stands beside its metric",)
    sure = {"number": 0.95, "metric": 0.8, "baseline": 0.9}
    return [
        claim(
            of,
            "81.3",
            number=81.3,
            method="Lantern",
            confidence=0.9,
            reasons=why,
            slot_confidence=sure,
            **scores,
        ),
        claim(of, "79.0", number=79.0, method="Candle", confidence=0.7, role="other", **scores),
        claim(of, "2.5x", number=2.5, unit="x", method="Lantern", confidence=0.6, setting=setting, **speed),
    ]


def add(store: Store, *papers: Paper, run: str = "first") -> list[str]:
    """Read papers as `claims` does, where they hold its numbers, and record them; what changed, by record."""
    run_id = store.run("0.1.0", run, {"rules": run})
    return [
        store.record(each, claims(each) if "81.3" in each.abstract else [], run_id).change for each in papers
    ]


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    """The rows of a plain SQL query."""
    with reading(store.engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def derived(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that can be made anew, with names in place of the keys of `resolution`."""
    named = ", ".join(
        f"(SELECT scope || '|' || surface || '|' || canonical FROM resolution WHERE id = current.{slot}_id)"
        for slot in ("benchmark", "metric", "method", "baseline", "hardware")
    )
    values = (
        "paper_id, claim_id, text_id, reading_id, decision_id, value_start, value_text, number, confidence"
    )
    return {
        "current": rows(
            store,
            f"SELECT {values}, inferred, status, setting, {named} FROM current ORDER BY paper_id, claim_id",
        ),
        "resolution": rows(
            store, "SELECT slot, scope, surface, key, canonical, known FROM resolution ORDER BY id"
        ),
    }


def read_anew(store: Store) -> None:
    """A newer run reads another method for the first value of the first paper."""
    of = paper()
    other = claim(of, "81.3", number=81.3, method="Candle", benchmark="GLUE", metric="average score")
    run = store.run("0.2.0", "second", {"rules": "second"})
    store.record(of, [other, *claims(of)[1:]], run)

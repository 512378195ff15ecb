"""What is stored is read again by another extractor, as far as that has not read it; decisions hold on."""

import pytest

from extractor.engines.local import Local
from extractor.ingest import reextract
from extractor.pipeline import load
from schema.queries import claim_rows
from schema.records import Claim, Evidence, Mention, Paper
from schema.review.sheets import sheets
from schema.store import Change, Store
from tests.storing import derived, paper, rows, span

ABSTRACT = "We present Lantern, a sparse tuner. Lantern reaches an accuracy of {}% on GLUE."
PAPERS = [paper(f"2409.{number:05}", ABSTRACT.format(number)) for number in range(11, 18)]


@pytest.fixture(scope="module")
def engine() -> Local:
    return Local(load())


def misread(of: Paper) -> Claim:
    """The one claim of a paper, as an extractor of no worth reads it."""
    sentence = span(of.text, of.abstract.split(". ")[1])
    value = span(of.text, of.abstract.split("of ")[1].split(" ")[0])
    return Claim(
        value=Evidence(**value),
        number=1.0,
        kind="score",
        benchmark=Mention(**span(of.text, "GLUE")),
        sentence=Evidence(**sentence),
        confidence=0.5,
    )


@pytest.fixture
def filled(store: Store) -> Store:
    """A store whose papers an extractor of no worth has read."""
    run = store.run("0.0.1", "of no worth", {})
    for each in PAPERS:
        store.record(each, [misread(each)], run)
    return store


def numbers(store: Store) -> list[float]:
    """The numbers of all current claims, in the order of their papers."""
    return [row.value for row in claim_rows(store)]


def test_every_text_is_read_anew_and_what_was_decided_stays(filled: Store, engine: Local) -> None:
    page = sheets(filled, [1])[1]
    (one,) = page.shown
    filled.decide([page.judgement(one, "edit", one.claim.model_copy(update={"number": 110.0}))], "Bo")
    told: list[int] = []
    summary = reextract(engine, filled, told.append, told.append, batch=3)
    assert told == [7, 3, 6, 7]
    assert (summary.papers, summary.changes, summary.problem_count) == (7, {Change.REREAD: 7}, 0)
    assert numbers(filled) == [110.0, *(float(number) for number in range(12, 18))]
    assert {row.status for row in claim_rows(filled)} == {"edited", "machine"}
    before = derived(filled)
    filled.rebuild()
    assert derived(filled) == before
    assert reextract(engine, filled).papers == 0


def test_what_was_interrupted_goes_on_from_there(filled: Store, engine: Local) -> None:
    def interrupt(done: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reextract(engine, filled, progress=interrupt, batch=2)
    begun: list[int] = []
    summary = reextract(engine, filled, begun.append)
    assert (begun, summary.papers) == ([3], 3)
    assert numbers(filled) == [float(number) for number in range(11, 18)]
    assert rows(filled, "SELECT count(*) FROM scan") == [(14,)]


def test_removed_papers_and_older_texts_are_left_alone(filled: Store, engine: Local) -> None:
    filled.remove([PAPERS[0].id], "Bo")
    newer = PAPERS[1].model_copy(update={"abstract": ABSTRACT.format(99), "date": "2026"})
    filled.record(newer, [misread(newer)], filled.run("0.0.1", "of no worth", {}))
    assert reextract(engine, filled).papers == 6
    assert numbers(filled) == [99.0, *(float(number) for number in range(13, 18))]
    filled.restore([PAPERS[0].id], "Bo")
    assert numbers(filled)[0] == 1.0
    assert reextract(engine, filled).papers == 1
    assert numbers(filled)[0] == 11.0


def test_a_text_that_another_process_has_read_meanwhile_is_not_read_twice(
    filled: Store, engine: Local
) -> None:
    assert reextract(engine, filled).changes == {Change.REREAD: 7}
    run = filled.run("", engine.fingerprint, {})
    before = derived(filled)
    (outcome,) = filled.reread_all([(1, [misread(PAPERS[0])])], run)
    assert (outcome.change, outcome.paper) == (Change.UNCHANGED, PAPERS[0].id)
    assert derived(filled) == before


def test_claims_that_do_not_fit_a_stored_text_are_refused_whole(filled: Store) -> None:
    run = filled.run("0.0.2", "of less worth", {})
    (outcome,) = filled.reread_all([(1, [misread(PAPERS[0]), misread(PAPERS[1])])], run)
    assert outcome.change is Change.REFUSED
    assert "does not fit its text" in outcome.reason
    assert rows(filled, f"SELECT count(*) FROM scan WHERE run_id = {run}") == [(0,)]

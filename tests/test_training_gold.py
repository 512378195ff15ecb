"""Hand-read papers to learn from: texts and claims put together, and nothing learnt from the wrong text."""

import gzip
import json
from pathlib import Path

import pytest

from extractor import matching
from extractor.training import gold
from schema.errors import InputError

SHARED = Path(__file__).parents[2] / "shared"
TITLE, ABSTRACT = "Elm: Trees", "Elm has an accuracy of 53% on FooQuiz and loses 3% elsewhere."


def write(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def read_beside(tmp_path, abstract, *claims, title=TITLE):
    papers = write(tmp_path / "papers.jsonl", {"id": "1", "title": title, "abstract": abstract})
    (read,) = gold.beside(papers, write(tmp_path / "gold.jsonl", {"id": "1", "claims": list(claims)}))
    return read, [read.text[claim["start"] : claim["end"]] for claim in read.claims]


def test_a_value_is_placed_where_its_quote_says(tmp_path):
    quote = "loses 3% elsewhere"
    read, found = read_beside(tmp_path, ABSTRACT, {"value": "3%", "quote": quote, "number": 3})
    assert found == ["3%"]
    assert read.text == f"{TITLE}\n{ABSTRACT}"
    assert read.claims[0]["start"] == read.text.find("3% elsewhere")
    assert read.claims[0]["number"] == 3


@pytest.mark.parametrize(
    ("quote", "value", "before"),
    [
        ("53% on FooQuiz and loses 3%", "3%", "loses "),
        ("1.5 and then 5 points", "5", "then "),
        ("30 runs and 3 wins", "3", "and "),
        ("5.2 points, then 5 points", "5", "then "),
        ("1,300 images and 300 words", "300", "and "),
        ("3,000 trees and 3 woods", "3", "and "),
    ],
)
def test_a_value_is_not_found_inside_a_longer_number(tmp_path, quote, value, before):
    read, found = read_beside(tmp_path, f"Elm has {quote}.", {"value": value, "quote": quote})
    assert found == [value]
    start = read.claims[0]["start"]
    assert read.text[start - len(before) : start] == before


def test_a_value_with_signs_is_placed_as_it_is_written(tmp_path):
    quote = "gains +4.5\\% (2.5$\\times$)"
    _, found = read_beside(
        tmp_path,
        f"Elm {quote} 😀.",
        {"value": "+4.5\\%", "quote": quote},
        {"value": "2.5$\\times$", "quote": quote},
    )
    assert found == ["+4.5\\%", "2.5$\\times$"]


def test_a_claim_of_the_title_is_placed_in_the_title(tmp_path):
    read, found = read_beside(
        tmp_path, "It is fast.", {"value": "2x", "quote": "Elm: 2x Faster"}, title="Elm: 2x Faster"
    )
    assert found == ["2x"]
    assert read.claims[0]["start"] == 5


def test_papers_that_nobody_read_are_left_out(tmp_path):
    papers = write(tmp_path / "p.jsonl", *({"id": i, "title": "T", "abstract": "A"} for i in ("1", "2", "3")))
    read = gold.beside(
        papers, write(tmp_path / "g.jsonl", {"id": "2", "claims": []}, {"id": "9", "claims": []})
    )
    assert [(one.id, list(one.claims)) for one in read] == [("2", [])]


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """A corpus of three papers, two of which were read."""
    text = f"{TITLE}\n{ABSTRACT}"
    start = text.find("53%")
    claim = {"value": "53%", "start": start, "end": start + 3, "number": 53}
    readings = [{"id": "1", "claims": [claim]}, {"id": "2", "claims": []}]
    monkeypatch.setattr(gold, "OWN", write(tmp_path / "own.jsonl", *readings))
    papers = [{"id": i, "title": TITLE, "abstract": ABSTRACT} for i in ("3", "2", "1")]
    return write(tmp_path / "corpus.jsonl", *papers)


def test_own_readings_take_their_texts_from_the_corpus(corpus):
    read = {one.id: one for one in gold.own(corpus)}
    assert read.keys() == {"1", "2"}
    (claim,) = read["1"].claims
    assert read["1"].text[claim["start"] : claim["end"]] == "53%"


def test_a_corpus_may_be_gzipped(corpus, tmp_path):
    packed = tmp_path / "corpus.jsonl.gz"
    packed.write_bytes(gzip.compress(corpus.read_bytes()))
    assert list(gold.own(packed)) == list(gold.own(corpus))


def test_barred_papers_are_left_out(corpus):
    assert [one.id for one in gold.own(corpus, ["1"])] == ["2"]
    assert list(gold.own(corpus, {"1", "2", "4"})) == []


@pytest.mark.parametrize("abstract", [f"So: {ABSTRACT}", ABSTRACT.replace("53%", "54%"), ""])
def test_another_text_than_the_one_read_is_refused(corpus, tmp_path, abstract):
    other = write(tmp_path / "other.jsonl", {"id": "1", "title": TITLE, "abstract": abstract})
    with pytest.raises(InputError, match="1 is another text than the one read"):
        list(gold.own(other))
    assert list(gold.own(other, ["1"])) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"number": 5.0}, {"number": 5}, True),
        ({"number": -5.0}, {"number": 5}, True),
        ({"number": 5.0}, {"number": 5.1}, False),
        ({"number": 5.0, "number_high": 7}, {"number": 5}, False),
        ({"number": 5.0, "number_high": None}, {"number": 5}, True),
        ({"number": 5.0, "number_high": 7}, {"number": 5, "number_high": 7.0}, True),
    ],
)
def test_the_same_number_is_meant_whatever_its_sign(one, other, same):
    assert gold.same_number(one, other) is same
    assert gold.same_number(other, one) is same


def test_of_a_corpus_the_papers_that_nobody_has_read_are_those_under_no_known_id_or_title(tmp_path):
    titles = {"1": "Elm: Trees", "2": "Oak", "3": "ELM - trees", "4": "Birch"}
    records = [{"id": i, "title": title, "abstract": "..."} for i, title in titles.items()]
    known = [gold.Read("1", "Elm: Trees\nAnother abstract.", ()), gold.Read("2", "Oaks\n", ())]
    found = list(gold.unread(write(tmp_path / "corpus.jsonl", *records), known))
    assert found == [gold.Read("4", "Birch\n...", ())]


SHIPPED = [json.loads(line) for line in gold.OWN.read_text(encoding="utf-8").splitlines()]


def test_the_projects_own_readings_are_well_formed():
    assert len(SHIPPED) > 5000
    assert len({record["id"] for record in SHIPPED}) == len(SHIPPED)
    for record in SHIPPED:
        assert record.keys() == {"id", "claims"}
        for claim in record["claims"]:
            assert claim["end"] - claim["start"] == len(claim["value"]) > 0, record["id"]
            assert claim["kind"] in {"score", "change", "ratio"}
            assert claim["direction"] in ({None} if claim["kind"] == "score" else {"up", "down"}), record[
                "id"
            ]
            assert claim["bound"] in {None, "at_most", "at_least", "approx"}
            assert claim["role"] in {"own", "other"}
            for slot in (*matching.SLOTS, "setting"):
                assert all(isinstance(name, str) for name in claim.get(slot, [])), record["id"]
            assert all(slot in claim for slot in matching.SLOTS)


@pytest.mark.parametrize("name", ["dev", "seed", "train"])
def test_no_paper_that_figures_are_measured_on_is_among_the_own_readings(name):
    file = SHARED / "gold" / f"{name}.gold.jsonl"
    if not file.exists():
        pytest.skip(f"needs {file.name} in ../shared/gold")
    measured = {json.loads(line)["id"] for line in file.read_text(encoding="utf-8").splitlines()}
    assert not measured & {record["id"] for record in SHIPPED}

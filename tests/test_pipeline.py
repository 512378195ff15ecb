"""The spaCy pipeline: sound, savable, replaceable part by part, and streaming."""

import json
import subprocess
import sys

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractor import interchange, pipeline, rules
from extractor.tokenizer import Words
from schema.records import Claim, Evidence, Mention, Paper, PaperClaims

PAPER = Paper(
    id="2409.00001v2",
    title="FastNet: Inference in Half the Time",
    abstract="We propose FastNet. It reaches an accuracy of 91.3% on ImageNet"
    " and is 2.5x faster than ResNet-50.",
)


@pytest.fixture(scope="module")
def extractor():
    return pipeline.load()


def test_the_shipped_order_has_no_problem(extractor):
    assert extractor.nlp.pipe_names == list(pipeline.COMPONENTS)
    analysis = extractor.nlp.analyze_pipes()
    assert not any(analysis["problems"].values()), analysis["problems"]


def test_a_component_in_the_wrong_place_is_a_problem():
    nlp = spacy.blank("en")
    nlp.add_pipe("claimboard_results")
    nlp.add_pipe("claimboard_quantities")
    assert nlp.analyze_pipes()["problems"]["claimboard_results"]


def test_claims_are_grounded_in_the_text(extractor):
    claims = extractor.claims(PAPER)
    assert {claim.value.text for claim in claims} >= {"91.3%", "2.5x"}
    for claim in claims:
        claim.check_against(PAPER.text)


def test_a_saved_pipeline_finds_the_same(extractor, tmp_path):
    extractor.nlp.to_disk(tmp_path / "model")
    again = pipeline.Extractor(spacy.load(tmp_path / "model"))
    assert again.claims(PAPER) == extractor.claims(PAPER)
    assert again.fingerprint == extractor.fingerprint


def test_a_read_document_survives_bytes(extractor):
    doc = extractor.nlp(PAPER.text)
    again = Doc(extractor.nlp.vocab).from_bytes(doc.to_bytes())
    assert again.text == PAPER.text
    assert again._.claimboard_quantities == doc._.claimboard_quantities != []
    assert json.dumps(again._.claimboard_claims) == json.dumps(doc._.claimboard_claims) != "[]"


@Language.component("nothing_claimed")
def nothing_claimed(doc):
    doc._.claimboard_quantities = [
        {**q, "claimed": False, "result_probability": 0.0} for q in doc._.claimboard_quantities
    ]
    return doc


@pytest.mark.parametrize("name", ["claimboard_results", "claimboard_reading"])
def test_one_component_can_be_replaced(extractor, name):
    other = pipeline.load({name: {"factory": "nothing_claimed"}})
    assert other.claims(PAPER) == ()
    assert other.settings[name]["factory"] == "nothing_claimed"
    assert other.fingerprint != extractor.fingerprint


def test_a_replacement_for_a_component_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no component 'claimboard_verdicts'"):
        pipeline.load({"claimboard_verdicts": {"factory": "nothing_claimed"}})


@pytest.mark.parametrize("what", ["extractor.rules.fingerprint", "extractor.network.fingerprint"])
def test_the_fingerprint_is_stable_and_follows_rules_and_network(extractor, monkeypatch, what):
    assert pipeline.load().fingerprint == extractor.fingerprint
    monkeypatch.setattr(what, lambda: "another")
    assert pipeline.load().fingerprint != extractor.fingerprint


def test_a_claim_says_how_sure_each_of_its_parts_is(extractor):
    for claim in extractor.claims(PAPER):
        parts = {"number", "kind", "bound", "role", "method", "benchmark", "metric"}
        parts |= {"direction", "baseline"} if claim.kind != "score" else set()
        assert claim.slot_confidence.keys() == parts
        assert all(0 <= sure <= 1 for sure in claim.slot_confidence.values())
        assert [reason.split(":")[0] for reason in claim.reasons[:3]] == ["method", "benchmark", "metric"]


def test_all_that_is_claimed_is_as_sure_as_is_reported(extractor):
    least = rules.load("thresholds")["report"]
    assert all(claim.confidence >= least - 1e-4 for claim in extractor.claims(PAPER))


SETTING_PAPER = PAPER.model_copy(
    update={
        "abstract": "We propose FastNet. With ResNet-50 as the backbone, FastNet reaches an accuracy of"
        " 91.3% on ImageNet in a 5-shot setting, trained on 10% of the data."
    }
)


def test_a_read_document_with_settings_survives_bytes(extractor):
    doc = extractor.nlp(SETTING_PAPER.text)
    again = Doc(extractor.nlp.vocab).from_bytes(doc.to_bytes())
    assert json.dumps(again._.claimboard_quantities) == json.dumps(doc._.claimboard_quantities) != "[]"
    assert json.dumps(again._.claimboard_claims) == json.dumps(doc._.claimboard_claims) != "[]"


def test_papers_stream_in_order_without_reading_ahead_of_a_batch(extractor):
    taken = []

    def papers():
        for i in range(10 * pipeline.BATCH):
            taken.append(i)
            yield PAPER.model_copy(update={"id": str(i)})

    found = extractor.pipe(papers())
    first = [next(found).paper.id for _ in range(3)]
    assert first == ["0", "1", "2"]
    assert len(taken) <= pipeline.BATCH
    assert next(iter(found)).paper.id == "3"


def test_a_paper_without_a_number_has_no_claims(extractor):
    assert extractor.claims(Paper(id="1", title="On Style", abstract="Nothing is measured here.")) == ()


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n 5%", "tabs\t5 %  \u00a0 twice", "😀 5% \u2028 next", "a\r\nb  c"]
)
def test_the_tokenizer_loses_no_character(extractor, text):
    assert extractor.nlp.make_doc(text).text == text
    assert isinstance(extractor.nlp.tokenizer, Words)


@pytest.mark.parametrize("sign", ["(", "$", "%", "1", "5% ", "\\"])
def test_a_huge_odd_text_is_read(extractor, sign):
    paper = Paper(id="1", title="T", abstract=sign * (20_000 // len(sign)))
    for claim in extractor.claims(paper):
        claim.check_against(paper.text)


@pytest.mark.parametrize("unit", ["1% ", "accuracy of 5% on ImageNet, ", "improves by 3.2x. ", "(91.5 "])
def test_the_longest_abstract_does_not_hang(extractor, unit, within_a_minute):
    paper = Paper(id="1", title="T", abstract=unit * (100_000 // len(unit)))
    for claim in extractor.claims(paper):
        claim.check_against(paper.text)


def test_the_factories_are_light_to_import():
    code = (
        "import sys, spacy; before = set(sys.modules); import extractor.factories;"
        "print(sorted(m for m in set(sys.modules) - before))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert set(json.loads(out.replace("'", '"'))) <= {"extractor", "extractor.factories"}


def claim(**fields):
    return Claim(
        value=Evidence(start=2, end=4, text="5%"),
        number=5,
        unit="%",
        kind="score",
        sentence=Evidence(start=2, end=10, text="5% on GPU"[:8]),
        confidence=0.5,
        **fields,
    )


def test_the_interchange_line_fills_benchmark_from_hardware_only_where_none_is_named():
    paper = Paper(id="arXiv:1", title="T", abstract="5% on GPU")
    gpu, data = Mention(text="GPU", start=8, end=11), Mention(text="5%", start=2, end=4)
    found = PaperClaims(
        paper=paper, claims=(claim(hardware=gpu), claim(hardware=gpu, benchmark=data), claim())
    )
    record = json.loads(interchange.line(found))
    assert record["id"] == "arXiv:1"
    assert [(c["benchmark"], c["hardware"]) for c in record["claims"]] == [
        ("GPU", "GPU"),
        ("5%", "GPU"),
        (None, None),
    ]
    assert record["claims"][0]["kind"] == "score"


def test_the_interchange_line_names_inferred_slots():
    paper = Paper(id="1", title="T", abstract="5% on GPU")
    found = PaperClaims(
        paper=paper, claims=(claim(metric=Mention(text="speed"), hardware=Mention(text="H100")),)
    )
    (record,) = interchange.record(found)["claims"]
    assert record["inferred"] == ["metric", "hardware", "benchmark"]
    assert interchange.record(PaperClaims(paper=paper)) == {"id": "1", "claims": []}


@pytest.mark.parametrize(
    "benchmark",
    ["A" * 600 + " dataset", "ImageNet" + " " * 600 + "256x256", "SWE-bench\n" + "\t" * 600 + "Lite"],
)
def test_what_is_too_long_for_a_name_fills_no_slot_and_costs_no_claim(extractor, store, benchmark):
    abstract = (
        f"We propose FastNet. FastNet reaches an accuracy of 91.3% on {benchmark}, while ResNet has 80%."
    )
    paper = PAPER.model_copy(update={"title": "FastNet", "abstract": abstract})
    found = extractor.claims(paper)
    assert [claim.number for claim in found] == [91.3, 80]
    assert {claim.benchmark for claim in found} == {None}
    assert store.record(paper, found, store.run("0.1.0", "first", {})).claims == 2

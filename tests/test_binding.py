"""How claimed numbers are tied to names, in our own words, by the real components before."""

import re

import pytest

from extractor import rules
from extractor.components import binding, mentions, quantities

DATA = rules.load("binding")
LINKS = [(key, link) for key in ("tight_method", "tight_benchmark", "right_benchmark") for link in DATA[key]]


def compiled(pattern):
    return re.compile(pattern.replace("{hedge}", DATA["hedge"]))


@pytest.mark.parametrize("name", DATA["patterns"])
def test_a_pattern_fires_where_it_says_and_not_where_it_must_not(name):
    rule = DATA["patterns"][name]
    pattern = compiled(rule["pattern"])
    look = {"start": pattern.match, "whole": pattern.fullmatch}.get(rule["at"], pattern.search)
    assert rule["fires"]
    assert rule["silent"]
    assert [text for text in rule["fires"] if not look(text)] == []
    assert [text for text in rule["silent"] if look(text)] == []


@pytest.mark.parametrize(("key", "link"), LINKS, ids=[f"{key}-{link['name']}" for key, link in LINKS])
def test_a_link_fires_where_it_says_and_not_where_it_must_not(key, link):
    pattern = compiled(link.get("left") or link["right"])
    assert [text for text in link["fires"] if not pattern.fullmatch(text)] == []
    assert [text for text in link["silent"] if pattern.fullmatch(text)] == []


def bound(text, kind="score"):
    """The claims of an abstract all of whose numbers are claimed as one kind."""
    figures = [
        {**q, "claimed": True, "kind": kind, "direction": None if kind == "score" else "up", "bound": None}
        for q in quantities.find(text)
    ]
    return text, binding.bind(text, figures, mentions.find(text, figures))


def slots(sentence, *names, kind="score", before="GadgetNet: Parsing With Care\n"):
    """Of each claim its value and what fills the named slots."""
    text, claims = bound(before + sentence, kind)
    return [(text[c["start"] : c["end"]], *(c[name] and c[name]["text"] for name in names)) for c in claims]


def test_respectively_ties_numbers_to_names_one_by_one():
    found = slots(
        "GadgetNet gains 4.9%, 5.2% and 12.9% on FooQuiz, BarQuiz and BazQuiz, respectively.", "benchmark"
    )
    assert found == [("4.9%", "FooQuiz"), ("5.2%", "BarQuiz"), ("12.9%", "BazQuiz")]


def test_lists_of_one_length_side_by_side_need_no_respectively():
    assert slots("GadgetNet gains 4.9% and 5.2% on FooQuiz and BarQuiz.", "benchmark") == [
        ("4.9%", "FooQuiz"),
        ("5.2%", "BarQuiz"),
    ]


def test_names_may_come_before_their_numbers():
    assert slots("On FooQuiz and BarQuiz, GadgetNet reaches 4.9% and 5.2%, respectively.", "benchmark") == [
        ("4.9%", "FooQuiz"),
        ("5.2%", "BarQuiz"),
    ]


def test_slash_lists_are_lists():
    assert slots("GadgetNet gains 0.4/0.6 BLEU on IWSLT14/WMT14.", "metric", "benchmark") == [
        ("0.4", "BLEU", "IWSLT14"),
        ("0.6", "BLEU", "WMT14"),
    ]


def test_metrics_are_lists_too():
    assert slots("GadgetNet reaches a precision and recall of 81% and 82%, respectively.", "metric") == [
        ("81%", "precision"),
        ("82%", "recall"),
    ]


def test_each_number_takes_the_benchmark_behind_it_and_shares_the_metric():
    assert slots(
        "GadgetNet has an accuracy of 63.3% on FooQuiz and 51.2% on BarQuiz.", "metric", "benchmark"
    ) == [
        ("63.3%", "accuracy", "FooQuiz"),
        ("51.2%", "accuracy", "BarQuiz"),
    ]


def test_numbers_in_brackets_belong_to_the_names_before_them():
    assert slots("GadgetNet does well on FooQuiz (81.1%) and BarQuiz (82.2%).", "benchmark") == [
        ("81.1%", "FooQuiz"),
        ("82.2%", "BarQuiz"),
    ]


def test_a_number_on_several_sets_is_one_claim_of_the_joined_name():
    assert slots("GadgetNet reaches 81% on average on FooQuiz and BarQuiz.", "benchmark") == [
        ("81%", "FooQuiz and BarQuiz")
    ]


def test_a_number_on_each_of_several_sets_is_a_claim_of_each():
    assert slots("GadgetNet reaches 81% on FooQuiz and BarQuiz each.", "benchmark") == [
        ("81%", "FooQuiz"),
        ("81%", "BarQuiz"),
    ]


@pytest.mark.parametrize("said", ["Our method", "It", "The proposed approach"])
def test_the_paper_means_its_named_method(said):
    _, (claim,) = bound(f"GadgetNet: Parsing With Care\nWe care. {said} reaches an accuracy of 81%.")
    assert claim["method"] == {"start": 0, "end": 9, "text": "GadgetNet"}
    assert claim["role"] == "own"


def test_nobody_is_named_where_no_name_is():
    text = "Parsing With Care\nOur method reaches an accuracy of 81% on three public datasets."
    _, (claim,) = bound(text)
    assert (claim["method"], claim["benchmark"]) == (None, None)
    assert claim["rules"]["benchmark"] == "unnamed"


def test_a_rival_owns_its_number_and_is_the_baseline_of_a_difference():
    _, claims = bound("GadgetNet: Parsing\nGadgetNet reaches an accuracy of 81%, beating LoRA (79%) clearly.")
    assert [(c["method"]["text"], c["role"]) for c in claims] == [("GadgetNet", "own"), ("LoRA", "other")]
    _, (claim,) = bound("GadgetNet: Parsing\nGadgetNet improves accuracy by 2.1% over LoRA.", "change")
    assert (claim["method"]["text"], claim["baseline"]["text"]) == ("GadgetNet", "LoRA")


def test_the_first_number_of_a_from_to_pair_is_nobodys_own():
    _, (first, second) = bound("GadgetNet: Parsing\nGadgetNet raises accuracy from 36.2% to 40.7%.")
    assert (first["method"], first["role"], first["metric"]["text"]) == (None, "other", "accuracy")
    assert (second["method"]["text"], second["role"], second["metric"]["text"]) == (
        "GadgetNet",
        "own",
        "accuracy",
    )


def test_speed_is_inferred_and_has_no_offsets():
    _, (claim,) = bound("GadgetNet: Parsing\nGadgetNet is 2.5x faster than LoRA.", "ratio")
    assert claim["metric"] == {"start": None, "end": None, "text": "speed"}


def test_a_data_set_and_hardware_are_both_kept():
    _, (claim,) = bound("GadgetNet: Parsing\nOn FooQuiz, GadgetNet has a latency of 64ms on an H100.")
    assert (claim["benchmark"]["text"], claim["hardware"]["text"]) == ("FooQuiz", "H100")


def test_a_benchmark_paper_reports_of_others_on_its_own_benchmark():
    _, (claim,) = bound("FooBench: A Benchmark of Parsers\nWe care. The best parser has an accuracy of 12%.")
    assert (claim["benchmark"]["text"], claim["method"], claim["role"]) == ("FooBench", None, "other")


def test_the_benchmark_of_the_sentence_before_holds_on():
    assert slots("We test on the FooQuiz dataset. GadgetNet has an accuracy of 81%.", "benchmark") == [
        ("81%", "FooQuiz")
    ]


def test_a_known_model_and_the_shots_are_settings():
    text, claims = bound(
        "GadgetNet: Parsing\nGadgetNet has an accuracy of 81% with Llama-3-8B in a 5-shot try."
    )
    claim = next(c for c in claims if text[c["start"] : c["end"]] == "81%")
    assert claim["method"]["text"] == "GadgetNet"
    assert [m["text"] for m in claim["setting"]] == ["5-shot", "Llama-3-8B"]


def test_a_table_in_a_sentence_is_tied_to_nothing():
    _, claims = bound("GadgetNet: Parsing\nGadgetNet: " + "81% on FooQuiz, " * (binding.MANY + 1) + "so far.")
    assert len(claims) == binding.MANY + 1
    assert {(c["method"], c["benchmark"], c["metric"]) for c in claims} == {(None, None, None)}


def test_every_claim_stands_in_its_sentence_and_every_slot_in_the_text():
    text, claims = bound(
        "GadgetNet: Parsing\nOn FooQuiz (“hard” naïve trees), GadgetNet reaches 89.5\\% accuracy. "
        "It lowers the memory usage of LoRA by 12% on 2$\\times$ H100."
    )
    assert len(claims) >= 2
    for claim in claims:
        first, last = claim["sentence"]
        assert first <= claim["start"] < claim["end"] <= last
        for name in ("method", "benchmark", "metric", "baseline", "hardware"):
            if claim[name] and claim[name]["start"] is not None:
                assert text[claim[name]["start"] : claim[name]["end"]] == claim[name]["text"]

"""Names and metrics in running text, in our own words, and the rules that find them."""

import re

import pytest

from extractor import measures, rules
from extractor.components import mentions, quantities
from extractor.own import abbreviations, own_names

DATA = rules.load("mentions")["patterns"]
METRICS = rules.load("metrics")
BUILT = [*METRICS["constructions"], *METRICS["inferred"]]


def found(rule, text):
    pattern = re.compile(rule["pattern"])
    if rule["at"] == "start":
        return pattern.match(text) is not None
    return pattern.search(text) is not None


@pytest.mark.parametrize("name", DATA)
def test_a_pattern_fires_where_it_says_and_not_where_it_must_not(name):
    rule = DATA[name]
    assert rule["fires"]
    assert rule["silent"]
    assert [text for text in rule["fires"] if not found(rule, text)] == []
    assert [text for text in rule["silent"] if found(rule, text)] == []


def measured(text, rule):
    return [
        m["text"]
        for q in quantities.find(text)
        for m in measures.measured(text, 0, len(text), q["start"], q["end"])
        if m["rule"] == rule
    ]


@pytest.mark.parametrize("rule", BUILT, ids=[rule["name"] for rule in BUILT])
def test_a_construction_finds_its_phrase_and_is_silent_in_its_counterexample(rule):
    expected = rule.get("metric") or rule["phrase"]
    assert [measured(text, rule["name"]) for text in rule["fires"]] == [[expected]] * len(rule["fires"])
    assert [measured(text, rule["name"]) for text in rule["silent"]] == [[]] * len(rule["silent"])


def named(text, slot):
    """The mentions of a slot in an abstract whose last sentence claims a number."""
    text = f"A Plain Title\n{text}"
    figures = [{**q, "claimed": True} for q in quantities.find(text)]
    return [m["text"] for m in mentions.find(text, figures) if m["slot"] == slot]


@pytest.mark.parametrize(
    ("text", "slot", "expected"),
    [
        ("A tuned GadgetNet reaches 80% on FooQuiz.", "method", ["GadgetNet"]),
        ("A tuned GadgetNet reaches 80% on FooQuiz.", "benchmark", ["FooQuiz"]),
        ("It reaches 80% on FooQuiz, BarQuiz and BazQuiz.", "benchmark", ["FooQuiz", "BarQuiz", "BazQuiz"]),
        ("With FooQuiz and BarQuiz datasets it reaches 80%.", "benchmark", ["FooQuiz", "BarQuiz"]),
        ("It reaches 80% on Llama-3-8B.", "benchmark", []),
        ("It reaches 80% on AIME 2024.", "benchmark", ["AIME 2024"]),
        ("Most LLMs stay below 80%.", "method", []),
        ("It takes 5% of the time on an H100.", "hardware", ["H100"]),
        ("It takes 5% of the time on NVIDIA H100 GPUs.", "hardware", ["NVIDIA H100 GPUs"]),
        ("It takes 5% of the time on NVIDIA H100 GPUs.", "benchmark", []),
        ("A model based on FooTheory reaches 80%.", "benchmark", []),
        ("The BLEU score is 31.4% in a 5-shot setting.", "setting", ["5-shot"]),
        ("The Odd Word Rate (OWR) is 80%.", "method", []),
    ],
)
def test_names_are_found_in_their_slot(text, slot, expected):
    assert named(text, slot) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The top-1 accuracy is 80%.", ["top-1 accuracy"]),
        ("It lowers optimizer memory usage by 80%.", ["optimizer memory usage"]),
        ("It reaches a macro F1 of 80%.", ["macro F1"]),
        ("The performance is good at 80%.", []),
    ],
)
def test_metrics_are_names_and_phrases_with_a_known_last_word(text, expected):
    assert [m["text"] for m in measures.find(text, 0, len(text))] == expected


@pytest.mark.parametrize(
    ("title", "abstract", "methods", "benchmarks"),
    [
        ("GadgetNet: Parsing With Care", "GadgetNet parses.", ("GadgetNet",), ()),
        ("Parsing With Care", "We propose GadgetNet, a parser of trees.", ("GadgetNet",), ()),
        ("Parsing With Care", "We present a new parser called Gadget Net.", ("Gadget Net",), ()),
        ("FooBench: A Benchmark of Parsers", "We try many on FooBench.", (), ("FooBench",)),
        ("Parsing With Care", "We introduce FooQuiz, a dataset of hard trees.", (), ("FooQuiz",)),
        ("Parsing With Care", "We propose a method for LLMs that relies on GRPO.", (), ()),
        ("Parsing With Care", "We introduce the Odd Word Rate (OWR), a metric of ours.", (), ()),
    ],
)
def test_what_a_paper_names_its_own(title, abstract, methods, benchmarks):
    own = own_names(f"{title}\n{abstract}")
    assert own.methods == methods
    assert own.benchmarks == benchmarks


def test_the_short_form_of_an_introduced_name_comes_first():
    own = own_names("Parsing With Care\nWe propose Careful Gadget Parsing (CGP), which parses.")
    assert own.methods == ("CGP", "Careful Gadget Parsing")


def test_an_abbreviation_is_explained_by_the_words_that_hold_its_letters():
    text = "The mean answer rate (MAR) of the board (XYZ) is high."
    assert abbreviations(text) == {"MAR": "mean answer rate"}


def test_every_mention_is_a_span_of_the_text():
    text = (
        "GadgetNet: Parsing With $\\tau$-Trees\nWe propose GadgetNet (GN).\n"
        "It reaches 80\\% accuracy on $\\tau$-bench and 2\\times speed, over A$^2$LC (“quoted” naïve)."
    )
    figures = [{**q, "claimed": True} for q in quantities.find(text)]
    there = mentions.find(text, figures)
    assert {"GadgetNet", "$\\tau$-bench", "A$^2$LC"} <= {m["text"] for m in there}
    assert [m for m in there if text[m["start"] : m["end"]] != m["text"]] == []


def test_nothing_is_looked_for_without_a_claimed_number():
    text = "GadgetNet: Parsing\nGadgetNet parses FooQuiz with 80% accuracy."
    unclaimed = [{**q, "claimed": False} for q in quantities.find(text)]
    assert mentions.find(text, unclaimed) == []

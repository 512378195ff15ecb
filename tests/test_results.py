"""Which numbers may be claimed results: everyday cases of both sides, in our own words.

The quick sieve must let every result through; what the network then says decides.
"""

import pytest

from extractor import pipeline
from extractor.components import quantities, results
from schema.records import Paper


@pytest.fixture(scope="module")
def extractor():
    return pipeline.load()


def worth_reading(text):
    found = results.rated(text, quantities.find(text))
    return [text[q["start"] : q["end"]] for q in found if q["result_probability"] >= results.WORTH_READING]


def abstract(sentence):
    return f"A Plain Title\nWe propose a method for hard cases. {sentence} The code will be open."


def claimed(extractor, text):
    title, _, rest = text.partition("\n")
    return [claim.value.text for claim in extractor.claims(Paper(id="1", title=title, abstract=rest))]


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("Our method reaches an accuracy of 91.3% on ImageNet.", ["91.3%"]),
        ("It achieves a BLEU score of 31.4 on WMT14.", ["31.4"]),
        ("Inference is 2.5x faster than the baseline.", ["2.5x"]),
        ("It reduces memory by up to 89.5\\% without loss.", ["89.5\\%"]),
        (
            "Experiments show gains of 6.9%, 8.1% and 8.4% over prior work on VOC07, VOC12 and COCO20K.",
            ["6.9%", "8.1%", "8.4%"],
        ),
        ("It improves the accuracy from 36.2% to 40.7%.", ["36.2%", "40.7%"]),
        ("The model is twice as fast as the best baseline.", ["twice"]),
        ("It matches full training with only 10% of the data.", ["10%"]),
        ("The F1 score rises to 0.87 on the test set.", ["0.87"]),
        ("Latency drops to 64 ms per query.", ["64 ms"]),
    ],
)
def test_a_reported_result_is_worth_reading_and_then_claimed(extractor, sentence, values):
    assert worth_reading(abstract(sentence)) == values
    assert claimed(extractor, abstract(sentence)) == values


@pytest.mark.parametrize(
    "sentence",
    [
        "The dataset contains 1,400 prompts in 56 tasks.",
        "We train a model with 7B parameters for 3 epochs.",
        "We collect 12,000 images of 40 classes from the web.",
        "We evaluate 20 models on 8 benchmarks.",
        "It was published in 2021 and revised in 2023.",
        "In Section 3 we describe the 12 layers of the encoder.",
        "We interview 24 participants in 2 rounds.",
    ],
)
def test_sizes_settings_and_dates_are_not_claimed(extractor, sentence):
    assert claimed(extractor, abstract(sentence)) == []


def test_of_plain_text_without_results_nothing_is_claimed(extractor):
    text = abstract(
        "It was published in 2021 in Section 3, and the dataset contains 1,400 prompts in 56 tasks."
    )
    assert claimed(extractor, text) == []


def test_a_rating_adds_a_probability_and_changes_nothing_else():
    text = abstract("On 3,000 images it reaches an accuracy of 91.3%.")
    found = quantities.find(text)
    rated = results.rated(text, found)
    assert [{k: v for k, v in one.items() if k != "result_probability"} for one in rated] == found
    images, accuracy = (one["result_probability"] for one in rated)
    assert 0 <= images < 0.5 < accuracy <= 1


@pytest.mark.parametrize("unit", ["1% ", "accuracy 1% ", "1, ", "error ", "91% and "])
def test_a_long_text_of_one_phrase_does_not_hang(unit, within_a_minute):
    text = unit * (100_000 // len(unit))
    found = quantities.find(text)
    assert len(results.rated(text, found)) == len(found)

"""Which numbers are claimed results: everyday cases of both sides, in our own words."""

import pytest

from extractor.components import quantities, results


def claimed(text):
    found = quantities.find(text)
    verdicts = results.judge(text, found)
    return [
        text[q["start"] : q["end"]] for q, verdict in zip(found, verdicts, strict=True) if verdict.claimed
    ]


def abstract(sentence):
    return f"A Plain Title\nWe propose a method for hard cases. {sentence} The code will be open."


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
def test_a_reported_result_is_claimed(sentence, values):
    assert claimed(abstract(sentence)) == values


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
def test_sizes_settings_and_dates_are_not_claimed(sentence):
    assert claimed(abstract(sentence)) == []


def test_every_verdict_names_what_decided_it():
    text = abstract("On 3,000 images it reaches an accuracy of 91.3%.")
    verdicts = results.judge(text, quantities.find(text))
    assert [verdict.claimed for verdict in verdicts] == [False, True]
    assert all(verdict.rule for verdict in verdicts)
    assert all((verdict.probability >= results.THRESHOLD) == verdict.claimed for verdict in verdicts)


def test_a_figure_of_the_title_that_the_abstract_claims_again_is_claimed_once():
    text = "Inference That Is 2.5x Faster\nWe propose a kernel. It makes inference 2.5x faster than before."
    assert claimed(text) == ["2.5x"]
    assert claimed("Inference That Is 2.5x Faster\nWe propose a kernel.") == ["2.5x"]


@pytest.mark.parametrize("unit", ["1% ", "accuracy 1% ", "1, ", "error ", "91% and "])
def test_a_long_text_of_one_phrase_does_not_hang(unit, within_a_minute):
    text = unit * (100_000 // len(unit))
    found = quantities.find(text)
    assert len(results.judge(text, found)) == len(found)

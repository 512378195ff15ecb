"""What the network says of a number, in words: candidates that stand in the text, and settings."""

import numpy as np
import pytest

from extractor import answers, inputs, network
from extractor.components import reading
from extractor.inputs import WIDEST
from tests.asking import asked, rated

TEXT = (
    "GadgetNet: Parsing With Care\nWe test on the FooQuiz benchmark. On FooQuiz, GadgetNet has an accuracy of"
    " 81.2% in a 5-shot setting with Llama-3-8B, and is fast."
)
VALUE = "81.2%"


def place(context, text, name, after=0):
    """First piece and width (less one) of a name in a context."""
    start = text.find(name, after)
    assert start >= 0
    first, last = context.span(start, start + len(name))
    return first, last - first - 1


def answered(names=(), virtual=(), settings=(), text=TEXT, value=VALUE):
    """The answer to made-up probabilities: `names` are (slot, name, first offset, chance)."""
    start = text.find(value)
    context, span = next(
        (context, span)
        for context, spans in asked(text)
        for span in spans
        if context.offsets[span[0]][0] == start
    )
    length, slots = len(context.ids), network.SLOTS
    outputs = network.Outputs(
        {name: np.full((1, count), 1 / count, np.float32) for name, count in network.HEADS.items()},
        np.zeros((1, len(slots), length, WIDEST), np.float32),
        np.zeros((1, len(slots), len(network.VIRTUAL)), np.float32),
        np.zeros((1, length, 2), np.float32),
    )
    for slot, name, after, chance in names:
        first, width = place(context, text, name, after)
        outputs.names[0, slots.index(slot), first, width] = chance
    for slot, name, chance in virtual:
        outputs.virtual[0, slots.index(slot), network.VIRTUAL.index(name)] = chance
    for name in settings:
        first, width = place(context, text, name)
        outputs.setting[0, first, 0] = 0.9
        outputs.setting[0, first : first + width + 1, 1] = 0.9
    return answers.answer(outputs, 0, context, text, span)


def chances(answer, slot):
    return {key: pytest.approx(chance) for key, chance in answers.chances_of(answer, slot).items()}


def test_spellings_of_one_name_are_one_candidate_and_their_chances_add_up():
    later = TEXT.find("On FooQuiz,")
    answer = answered(
        [
            ("benchmark", "FooQuiz benchmark", 0, 0.25),
            ("benchmark", "FooQuiz", 0, 0.15),
            ("benchmark", "FooQuiz", later, 0.4),
            ("benchmark", "Llama-3-8B", 0, 0.1),
        ],
        [("benchmark", "none", 0.1)],
    )
    first = answer["candidates"]["benchmark"][0]
    assert chances(answer, "benchmark") == {"fooquiz": 0.8, "llama3_8b": 0.1, "none": 0.1}
    assert (first["text"], first["start"]) == ("FooQuiz", later + 3)  # where it is most probable


def test_nothing_is_always_a_candidate_and_stands_nowhere():
    words = ["GadgetNet", "Parsing", "Care", "FooQuiz", "accuracy", "Llama-3-8B", "fast", "test"]
    answer = answered([("method", word, 0, 0.12) for word in words], [("method", "none", 0.001)])
    several = answer["candidates"]["method"]
    assert len(several) == answers.MOST + 1
    nothing = next(one for one in several if one["key"] == answers.NOTHING)
    assert (nothing["text"], nothing["start"], nothing["end"]) == (None, None, None)
    assert [one["chance"] for one in several] == sorted((one["chance"] for one in several), reverse=True)


def test_speed_that_stands_nowhere_is_inferred_for_metrics_alone():
    answer = answered(virtual=[("metric", "speed", 0.7), ("metric", "none", 0.3)])
    best = answer["candidates"]["metric"][0]
    assert (best["key"], best["text"], best["start"]) == ("speed", "speed", None)
    for slot in ("method", "benchmark", "baseline"):
        assert [one["key"] for one in answered()["candidates"][slot]] == ["none"]


def test_speed_that_stands_in_the_text_is_taken_from_there():
    text = "Elm: Fast Trees\nElm has a speed-up of 2.5x and more speed."
    answer = answered(
        [("metric", "speed-up", 0, 0.5), ("metric", "speed", text.find("more"), 0.2)],
        [("metric", "speed", 0.2)],
        text=text,
        value="2.5x",
    )
    best = answer["candidates"]["metric"][0]
    assert (best["key"], best["text"], best["chance"]) == ("speed", "speed-up", pytest.approx(0.9))


def test_words_that_name_nothing_count_as_nothing():
    text = "Elm: Trees\nOur method has an accuracy of 81.2%."
    answer = answered([("method", "Our method", 0, 0.6)], [("method", "none", 0.3)], text=text)
    assert chances(answer, "method") == {"none": 0.9}
    assert answer["candidates"]["method"][0]["start"] is None


def test_settings_are_phrases_of_the_text():
    answer = answered(settings=["5-shot", "Llama-3-8B"])
    assert [TEXT[slice(*span)] for span in answer["settings"]] == ["5-shot", "Llama-3-8B"]


def test_a_setting_neither_begins_in_the_number_nor_leaves_its_sentence_nor_ends_in_a_sign():
    assert answered(settings=[VALUE])["settings"] == []
    text = "Elm: Trees\nElm has an accuracy of 81.2% in five shots. Llama was the backbone."
    answer = answered(settings=["five shots. Llama was"], text=text)
    assert text[slice(*answer["settings"][0])] == "five shots"


def test_a_setting_that_is_unsure_is_none():
    assert answered()["settings"] == []


def test_the_likeliest_class_is_told():
    answer = answered()
    assert answers.likeliest(answer, "kind") in network.CLASSES["kind"]
    answer["classes"]["bound"] = {"exact": 0.2, "at_most": 0.5, "at_least": 0.2, "approx": 0.1}
    assert answers.likeliest(answer, "bound") == "at_most"
    assert {name: len(each) for name, each in answer["classes"].items()} == network.HEADS


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "GadgetNet: Naïve $\\tau$-Trees 😀\nOn $\\tau$-bench (“hard”), GadgetNet gains 4.9\\% and 2$\\times$ "
        "speed\twith 5 shots on Łódź-QA.",
    ],
)
def test_what_the_network_says_stands_in_the_text(text):
    found = reading.read(text, rated(text))
    assert found
    for quantity, answer in found:
        for slot in network.SLOTS:
            several = answer["candidates"][slot]
            assert len({one["key"] for one in several}) == len(several)
            assert sum(one["chance"] for one in several) <= 1 + 1e-4
            for one in several:
                assert one["key"] == answers.key_of(one["text"] or "", slot)
                if one["start"] is not None:
                    assert text[one["start"] : one["end"]] == one["text"]
                    assert one["end"] <= quantity["start"] or one["start"] >= quantity["end"]
        for first, last in answer["settings"]:
            assert 0 <= first < last <= len(text)


def test_an_answer_is_plain_data():
    import json

    (_, answer), *_ = reading.read(TEXT, rated(TEXT))
    assert json.loads(json.dumps(answer))["classes"] == answer["classes"]


def test_a_batch_row_is_the_number_that_it_says():
    several = asked("Elm: Trees\nElm has an accuracy of 81.2% on FooQuiz. It takes 3 days.")
    assert inputs.batch(several).owner.tolist() == [0, 1]

"""What the network learns from: which numbers are claimed, and where the right names stand."""

import pytest

from extractor import network
from extractor.training import questions
from extractor.training.gold import Read

TEXT = (
    "GadgetNet: Parsing With Care\nWe propose Gadget Net (GN), tested on the FooQuiz benchmark. On FooQuiz,"
    " GadgetNet reaches 81.2% accuracy in a 5-shot setting, against 79.1% of LoRA. It took 40 epochs."
)


def claim(text=TEXT, value="81.2%", number=81.2, **fields):
    start = text.find(value)
    return {
        "value": value,
        "start": start,
        "end": start + len(value),
        "number": number,
        "kind": "score",
        "direction": None,
        "bound": None,
        "role": "own",
        "method": ["GadgetNet"],
        "benchmark": ["FooQuiz"],
        "metric": ["accuracy"],
        "baseline": [],
        **fields,
    }


def ask(*claims, text=TEXT):
    """By value, the question and its context."""
    found = {}
    for context, several in questions.ask([Read("1", text, claims)]):
        for one in several:
            first, last = one.value
            found[text[context.offsets[first][0] : context.offsets[last - 1][1]]] = one, context
    return found


def names(asked, slot, text=TEXT):
    question, context = asked
    places, virtual = question.names[slot]
    return [text[context.offsets[a][0] : context.offsets[a + w][1]] for a, w in places], virtual


def test_a_gold_number_is_claimed_and_another_is_not():
    found = ask(claim())
    assert found["81.2%"][0].claimed is True
    assert found["79.1%"][0].claimed is False
    assert not found["79.1%"][0].names


def test_what_is_hardly_a_result_is_asked_about_only_where_it_is_one():
    text = "Elm: Trees\nIt was published in 2021 and found 3 of 40."
    assert ask(text=text) == {}
    gold = claim(text, "2021", 2021)
    assert [value for value, (one, _) in ask(gold, text=text).items() if one.claimed] == ["2021"]


def test_a_gold_name_is_found_wherever_it_stands():
    asked = ask(claim())["81.2%"]
    assert names(asked, "method") == (["GadgetNet", "Gadget Net", "GadgetNet"], [])
    found, virtual = names(asked, "benchmark")
    assert found.count("FooQuiz") == 2
    assert "FooQuiz benchmark" in found
    assert (virtual, names(asked, "metric")) == ([], (["accuracy"], []))


def test_every_gold_name_is_as_right_as_the_others():
    asked = ask(claim(method=["GadgetNet", "GN"]))["81.2%"]
    assert {"GadgetNet", "Gadget Net", "GN"} <= set(names(asked, "method")[0])


def test_where_gold_names_nothing_nothing_is_right():
    asked = ask(claim(benchmark=[], metric=["", "accuracy"]))["81.2%"]
    assert names(asked, "benchmark") == ([], ["none"])
    assert names(asked, "metric") == (["accuracy"], ["none"])
    assert names(asked, "baseline") == ([], ["none"])


@pytest.mark.parametrize("metric", ["speed", "speed-up", "speedup"])
def test_speed_may_be_inferred(metric):
    text = "Elm: Trees\nElm is 2.5x faster than Birch on FooQuiz."
    gold = claim(text, "2.5x", 2.5, kind="ratio", direction="up", metric=[metric], method=["Elm"])
    assert names(ask(gold, text=text)["2.5x"], "metric", text)[1] == ["speed"]


def test_no_name_overlaps_the_number_or_begins_with_an_article():
    text = "Elm: Trees\nElm has an 81.2% accuracy of the FooQuiz in all."
    asked = ask(claim(text, benchmark=["FooQuiz"]), text=text)["81.2%"]
    assert names(asked, "benchmark", text)[0] == ["FooQuiz"]
    assert names(asked, "metric", text)[0] == ["accuracy"]


def test_the_places_are_names_that_the_network_may_answer_with():
    from extractor import inputs

    asked = ask(claim(), claim(value="79.1%", number=79.1, method=["LoRA"]))
    for question, context in asked.values():
        (allowed,) = inputs.batch([(context, [question.value])]).allowed
        for slot in network.SLOTS:
            places, _ = question.names.get(slot, ([], []))
            assert all(allowed[place] for place in places)


def test_settings_are_found_as_they_are_written():
    question, context = ask(claim(setting=["5-Shot", "nowhere said"]))["81.2%"]
    ((first, width),) = question.settings
    assert TEXT[context.offsets[first][0] : context.offsets[first + width][1]] == "5-shot"


def test_a_number_that_readers_differ_on_teaches_nothing():
    question, _ = ask(claim(optional=True))["81.2%"]
    assert question.claimed is None
    assert not question.names


def test_a_figure_that_repeats_a_gold_one_elsewhere_teaches_nothing():
    text = "Elm: 81.2% Trees\nWe propose Elm. Elm reaches an accuracy of 81.2% on FooQuiz."
    start = text.rfind("81.2%")
    gold = claim(text, method=["Elm"], start=start, end=start + 5)
    found = [
        (context.sentence, one.claimed)
        for context, several in questions.ask([Read("1", text, [gold])])
        for one in several
    ]
    assert found == [(0, None), (2, True)]


def test_one_number_of_two_claims_has_the_names_of_both():
    asked = ask(claim(benchmark=["FooQuiz"]), claim(benchmark=["LoRA"]))["81.2%"]
    assert {"FooQuiz", "LoRA"} <= set(names(asked, "benchmark")[0])


def test_a_paper_without_numbers_asks_nothing():
    assert ask(text="Elm: Trees\nNothing is measured.") == {}

"""What is read of the numbers that may be results, by the real network."""

import subprocess
import sys

import pytest

from extractor import network
from extractor.components import reading
from extractor.components.results import WORTH_READING
from tests.asking import rated

LATER = ("answer", "kind", "direction", "bound", "role")


def judged(text):
    return {text[q["start"] : q["end"]]: q for q in reading.judge(text, rated(text))}


def claimed(text):
    return [text[q["start"] : q["end"]] for q in reading.judge(text, rated(text)) if q["claimed"]]


def test_a_claimed_number_has_kind_direction_bound_and_role():
    found = judged(
        "Elm: Trees\nElm reaches an accuracy of 91.3% on FooQuiz, improves recall by up to 4.5% and is 2.5x"
        " faster than Birch."
    )
    assert {value: (q["kind"], q["direction"], q["bound"], q["role"]) for value, q in found.items()} == {
        "91.3%": ("score", None, None, "own"),
        "4.5%": ("change", "up", "at_most", "own"),
        "2.5x": ("ratio", "up", None, "own"),
    }


def test_a_number_that_is_not_claimed_has_nothing_more():
    found = judged("Elm: Trees\nWe train Elm on 3 sets of 12,000 images for 40 epochs in 2021.")
    assert len(found) >= 3
    for quantity in found.values():
        assert quantity["claimed"] is False
        assert not quantity.keys() & set(LATER)


def test_what_is_hardly_a_result_is_not_read():
    text = "Elm: Trees\nIt was published in 2021. It reaches an accuracy of 91.3%."
    read = reading.read(text, rated(text))
    assert [text[q["start"] : q["end"]] for q, _ in read] == ["91.3%"]
    assert all(q["result_probability"] >= WORTH_READING for q, _ in read)


def test_the_size_of_a_change_is_its_number_and_the_direction_its_sign():
    found = judged("Elm: Trees\nElm changes the error rate by -4.5% and has a log-likelihood of -3.2 nats.")
    change = found["-4.5%"]
    assert (change["kind"], change["number"]) == ("change", 4.5)
    assert found["-3.2"]["number"] == -3.2
    assert not found["-3.2"]["claimed"] or found["-3.2"]["kind"] == "score"


def test_a_figure_of_the_title_that_the_abstract_claims_again_is_claimed_once():
    text = "Inference That Is 2.5x Faster\nWe propose a kernel. It makes inference 2.5x faster than before."
    first, second = reading.judge(text, rated(text))
    assert (first["claimed"], second["claimed"]) == (False, True)
    assert claimed("Inference That Is 2.5x Faster\nWe propose a kernel.") == ["2.5x"]


def test_another_figure_of_the_title_stays():
    text = "Inference That Is 2.5x Faster\nWe propose a kernel. It makes inference 3.5x faster than before."
    assert claimed(text) == ["2.5x", "3.5x"]


def test_a_sentence_that_is_a_table_is_not_read_and_the_others_are():
    table = "It has " + ", ".join(f"an accuracy of {n}.5% on Foo{n}" for n in range(10, 90)) + "."
    assert claimed(f"Elm: Trees\n{table} It reaches a precision of 7.5%.") == ["7.5%"]


def test_numbers_far_apart_and_in_no_order_are_read_as_they_stand():
    text = "Elm: Trees\n" + "Elm reaches an accuracy of 91.3% on FooQuiz. It was made in 2021. " * 20
    found = reading.judge(text, rated(text))
    starts = [q["start"] for q in found]
    assert starts == sorted(starts)
    assert [q["claimed"] for q in found] == [True, False] * 20


class Recorder:
    """The real session, which notes how many numbers it is given at a time, and in how many pieces."""

    def __init__(self, session):
        self.session = session
        self.numbers = []
        self.pieces = []

    def run(self, names, given):
        self.numbers.append(len(given["marks"]))
        self.pieces += [given["marks"].size, given["ids"].size]
        assert len(given["owner"]) == len(given["value"]) == len(given["marks"])
        return self.session.run(names, given)


@pytest.fixture
def session(monkeypatch):
    recorder = Recorder(network._session())
    monkeypatch.setattr(network, "_session", lambda: recorder)
    return recorder


def test_of_two_thousand_numbers_the_most_promising_are_read_a_few_at_a_time(session):
    text = "Elm: Trees\n" + " ".join(f"It reaches an accuracy of {n / 10}% on Foo{n}." for n in range(2000))
    found = rated(text)
    assert len(found) >= 2000
    read = reading.read(text, found)
    assert len(read) == reading.MOST
    least = min(q["result_probability"] for q, _ in read)
    assert sum(q["result_probability"] > least for q in found) <= reading.MOST
    assert max(session.pieces) <= network.TOGETHER
    assert sum(session.numbers) == reading.MOST


def test_many_numbers_of_one_sentence_are_read_a_few_at_a_time(session):
    numbers = ", ".join(f"{n}.5%" for n in range(10, 60))
    text = f"Elm: Trees\nIt reaches an accuracy of {numbers} in fifty tries."
    assert len(reading.read(text, rated(text))) == 50
    assert max(session.pieces) <= network.TOGETHER
    assert sum(session.numbers) == 50


@pytest.mark.parametrize(
    "text",
    [
        '" ".join(f"It reaches an accuracy of {n / 10}% on Foo{n}." for n in range(2000))',
        '"It reaches an accuracy of " + " ".join(f"{n}%" for n in range(10, 140)) + " at last."',
        '"It reaches an accuracy of " + " ".join(f"{n}%" for n in range(10, 2010)) + " at last."',
    ],
    ids=["many sentences", "one sentence", "a table"],
)
def test_a_text_of_numbers_does_not_take_the_memory(text):
    code = (
        "import resource; from extractor import pipeline; from schema.records import Paper;"
        f"abstract = {text};"
        "claims = pipeline.load().claims(Paper(id='1', title='Elm: Trees', abstract=abstract));"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(ran.stdout) < 1200  # MB; a text of ordinary length takes 200


@pytest.mark.parametrize("title", ["\u200b", "\ufffd", "\x00", "\u00ad", "\ufeff", "😀", "́"])
def test_a_title_that_is_no_words_does_not_matter(title):
    assert claimed(f"{title}\nElm reaches an accuracy of 91.3% on FooQuiz.") == ["91.3%"]


@pytest.mark.parametrize("text", ["", "\n", "No number.", "Elm\nNo number.", "5%", "5%\n", "\n5%"])
def test_a_text_with_little_in_it_is_read(text):
    assert len(reading.judge(text, rated(text))) == text.count("5%")

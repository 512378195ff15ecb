"""Sentence spans on the raw text."""

import pytest

from extractor.sentences import sentence_spans


def pieces(text):
    return [text[start:end] for start, end in sentence_spans(text)]


def test_the_title_is_a_sentence_of_its_own():
    assert pieces("A Title Without a Stop\nFirst one. Second one.") == [
        "A Title Without a Stop",
        "First one.",
        "Second one.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "It gains 2.5 points, i.e. More than before.",
        "We compare with Smith et al. Their model is larger.",
        "See Fig. 3 for it.",
        "It beats A vs. B by far.",
        "J. Doe did it.",
    ],
)
def test_a_full_stop_of_an_abbreviation_ends_nothing(sentence):
    assert pieces(f"T\n{sentence}")[1:] == [sentence]


def test_a_decimal_point_ends_nothing_and_a_question_mark_does():
    assert pieces("T\nIs it 3.5 or 4? It is 4.")[1:] == ["Is it 3.5 or 4?", "It is 4."]


def test_a_line_break_inside_a_sentence_ends_nothing():
    assert pieces("T\nIt runs\nover lines. Then on.")[1:] == ["It runs\nover lines.", "Then on."]


@pytest.mark.parametrize("text", ["", "\n", " \n ", "one", "one\n", "\none."])
def test_odd_texts_give_spans_inside_them(text):
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in sentence_spans(text))


def test_spans_cover_all_but_white_space():
    text = "T  \n One.  Two!   (Three.) Four"
    kept = "".join(pieces(text))
    assert kept.replace(" ", "") == "".join(text.split())

"""A text as word pieces: their offsets point into the text as it was written."""

import unicodedata

import pytest

from extractor import pieces

TEXTS = [
    "GadgetNet reaches 91.3% on FooQuiz.",
    "It gains 2.5$\\times$ with $\\mathcal{O}(n^{2})$ and 12\\% on $\\tau$-bench.",
    "A naïve café for Łódź, Ångström and Ærø: 5 %",
    "nai\u0308ve cafe\u0301: combining marks, 5%",
    "😀 5% 👩‍👩‍👧 up 🇩🇪 7x",
    "tabs\tand\t\tnew\nlines\r\n5\u00a0%\u2009twice\u2003so",
    "“quoted” – dashed — 5×–7×, ≥ 3 μs, ½ of it, ﬁne",
    "模型达到 91.3% 的准确率",
    "İstanbul K ß ſ Ω",
    "zero\u200bwidth so\u00adft 5%",
]


def plain(text):
    """A text as the vocabulary spells it: no case, no accents."""
    spread = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in spread if unicodedata.category(letter) not in ("Mn", "Cf"))


@pytest.mark.parametrize("text", TEXTS)
def test_every_piece_is_spelled_as_the_text_at_its_offsets(text):
    found = pieces.read(text, 0, len(text))
    spelled = [pieces.tokenizer().id_to_token(each).removeprefix("##") for each in found.ids]
    known = [(token, span) for token, span in zip(spelled, found.offsets, strict=True) if token != "[UNK]"]
    assert known
    assert [(plain(text[a:b]), token) for token, (a, b) in known if plain(text[a:b]) != token] == []


@pytest.mark.parametrize("text", TEXTS)
def test_pieces_come_in_order_and_leave_out_no_letter_and_no_digit(text):
    found = pieces.read(text, 0, len(text))
    assert all(0 <= first < last <= len(text) for first, last in found.offsets)
    assert found.offsets == sorted(found.offsets)
    covered = {i for first, last in found.offsets for i in range(first, last)}
    assert [text[i] for i in range(len(text)) if text[i].isalnum() and i not in covered] == []
    assert len(found.ids) == len(found.offsets) == len(found.starts) == len(found.ends)


@pytest.mark.parametrize("text", TEXTS)
def test_a_stretch_is_read_as_it_is_within_the_text(text):
    before, behind = "é😀\t\u0301 before: ", " (behind) 模"
    alone = pieces.read(text, 0, len(text))
    inside = pieces.read(before + text + behind, len(before), len(before) + len(text))
    assert inside.ids == alone.ids
    assert inside.offsets == [(first + len(before), last + len(before)) for first, last in alone.offsets]
    assert (inside.starts, inside.ends) == (alone.starts, alone.ends)


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u200b", "\ufeff\u00ad", "\x00", "\ufffd"])
def test_a_stretch_of_nothing_has_no_pieces(text):
    assert pieces.read(f"ab{text}cd", 2, 2 + len(text)) == ([], [], [], [])


def test_a_name_begins_and_ends_with_a_word_and_with_no_punctuation():
    text = "(hyperparametrization, GadgetNet-7B)."
    found = pieces.read(text, 0, len(text))
    words = [text[first:last] for first, last in found.offsets]
    assert len(words) > 8  # long words are several pieces
    starts = {word for word, can in zip(words, found.starts, strict=True) if can}
    ends = {word for word, can in zip(words, found.ends, strict=True) if can}
    assert not starts & {",", "-", ")", "."}
    assert not ends & {",", "-", "(", "."}
    assert "(" in starts
    assert ")" in ends
    for (first, last), can_start, can_end in zip(found.offsets, found.starts, found.ends, strict=True):
        assert not (can_start and first and text[first - 1].isalpha() and text[first].isalpha())
        assert not (can_end and text[last].isalpha() and text[last - 1].isalpha())


def test_latex_may_begin_and_end_a_name():
    text = "on $\\tau$-bench and A$^{2}$"
    found = pieces.read(text, 0, len(text))
    begins = {text[first:last] for (first, last), can in zip(found.offsets, found.starts, strict=True) if can}
    ends = {text[first:last] for (first, last), can in zip(found.offsets, found.ends, strict=True) if can}
    assert {"$", "\\"} <= begins
    assert {"$", "}"} <= ends


def test_every_input_begins_with_the_piece_that_stands_for_no_text():
    assert pieces.tokenizer().id_to_token(pieces.start_id()) == "[CLS]"


@pytest.mark.parametrize("unit", ["a", "5", "$", " ", "é", "\\frac{1}{2}"])
def test_a_long_text_does_not_hang(unit, within_a_minute):
    text = unit * (100_000 // len(unit))
    assert all(last <= len(text) for _, last in pieces.read(text, 0, len(text)).offsets)

"""The sentences that a number is read with."""

import re

import pytest

from extractor import contexts, pieces, rules
from extractor.contexts import BUDGET, LONGEST, Contexts

TITLE = "GadgetNet: Parsing With Care"
FILLER = "Some words that say nothing of note stand here to take up room in the text."
TEXT = f"{TITLE}\n" + " ".join(
    [
        "Trees are hard.",
        "We propose GadgetNet, a parser of trees.",
        *[FILLER] * 12,
        "We test it on three public datasets.",
        *[FILLER] * 12,
        "It reaches an accuracy of 81.2% there.",
        "The code is open.",
    ]
)


def sentences(context, text, spans):
    return [text[slice(*spans[i])] for i in sorted({*context.sentences} - {-1})]


def read(text, wanted):
    """The context of the sentence with the wanted words, and its sentences."""
    made = Contexts(text)
    (index,) = [i for i, span in enumerate(made.spans) if wanted in text[slice(*span)]]
    context = made.of(index)
    return context, sentences(context, text, made.spans)


def test_a_short_text_is_read_whole():
    text = f"{TITLE}\nTrees are hard. It reaches an accuracy of 81.2%. The code is open."
    _, found = read(text, "81.2%")
    assert found == [TITLE, "Trees are hard.", "It reaches an accuracy of 81.2%.", "The code is open."]


def test_of_a_long_text_the_sentences_that_tell_most_are_read():
    context, found = read(TEXT, "81.2%")
    assert "It reaches an accuracy of 81.2% there." in found
    assert found[0] == TITLE
    assert "We propose GadgetNet, a parser of trees." in found
    assert "We test it on three public datasets." in found
    assert found.count(FILLER) < 12
    assert len(context.ids) <= BUDGET


def test_every_context_of_a_text_holds_its_sentence_and_the_title_within_the_budget():
    made = Contexts(TEXT)
    for index in range(len(made.spans)):
        context = made.of(index)
        assert context.sentence == index
        assert {0, index} <= {*context.sentences}
        assert len(context.ids) <= BUDGET


def test_pieces_stand_in_the_order_of_the_text_behind_the_opening_one():
    context, _ = read(TEXT, "81.2%")
    assert context.ids[0] == pieces.start_id()
    assert (context.sentences[0], context.starts[0], context.ends[0]) == (-1, False, False)
    assert context.offsets[1:] == sorted(context.offsets[1:])
    assert context.sentences[1:] == sorted(context.sentences[1:])
    lengths = {len(each) for each in context if isinstance(each, list)}
    assert lengths == {len(context.ids)}


def test_a_long_sentence_is_read_whole_with_no_room_for_others():
    long = "It reaches " + "an even accuracy and " * 60 + "so 81.2% at last."
    assert BUDGET < len(pieces.read(long, 0, len(long)).ids) <= LONGEST
    _, found = read(f"{TITLE}\n{FILLER} {long} {FILLER}", "81.2%")
    assert found == [long]


def test_an_overlong_sentence_is_not_read_and_keeps_no_other_from_it():
    long = "It reaches " + "an even accuracy and " * 90 + "so 81.2% at last."
    text = f"{TITLE}\n{long} Then it has a precision of 7.5%."
    made = Contexts(text)
    assert made.of(1) is None
    assert made.of(2) is not None
    assert 1 not in made.of(2).sentences


def test_an_overlong_title_is_left_out():
    text = "GadgetNet " * 400 + "\nIt reaches an accuracy of 81.2%."
    _, found = read(text, "81.2%")
    assert found[-1] == "It reaches an accuracy of 81.2%."
    assert len(found) == 1


def test_a_span_is_every_piece_that_it_touches():
    text = f"{TITLE}\nIt reaches an accuracy of 81.2\\% on FooQuiz."
    context, _ = read(text, "81.2")
    first, last = context.span(text.find("81.2"), text.find(" on Foo"))
    assert text[context.offsets[first][0] : context.offsets[last - 1][1]] == "81.2\\%"
    inside = text.find("ooQ")
    first, last = context.span(inside, inside + 1)
    assert context.offsets[first][0] <= inside < context.offsets[last - 1][1]
    assert context.span(len(text) + 5, len(text) + 9) is None
    assert context.span(text.find(" on "), text.find(" on ") + 1) is None


@pytest.mark.parametrize("key", ["introduces", "evaluates"])
def test_a_pattern_fires_where_it_says_and_not_where_it_must_not(key):
    rule = rules.load("contexts")[key]
    pattern = re.compile(rule["pattern"])
    assert rule["fires"]
    assert rule["silent"]
    assert [text for text in rule["fires"] if not pattern.search(text)] == []
    assert [text for text in rule["silent"] if pattern.search(text)] == []


def test_each_sentence_is_cut_once_and_only_where_it_is_needed(monkeypatch):
    cut = []
    real = pieces.read

    def counted(text, start, end):
        cut.append((start, end))
        return real(text, start, end)

    monkeypatch.setattr(contexts.pieces, "read", counted)
    made = Contexts(f"{TITLE}\n" + f"{FILLER} " * 5000)
    made.of(2500)
    assert len(cut) < 100
    for index in range(2400, 2600):
        made.of(index)
    assert len(cut) == len(set(cut)) < 500


@pytest.mark.parametrize(
    "unit", ["It is 5% now. ", "we propose ", "we" + " " * 300, "5.", "We propose a set. ", "\u200b"]
)
def test_a_long_text_does_not_hang(unit, within_a_minute):
    made = Contexts(f"{TITLE}\n" + unit * (100_000 // len(unit)))
    for index in range(0, len(made.spans), max(1, len(made.spans) // 300)):
        made.of(index)

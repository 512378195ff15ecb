"""What the network is given of a number: marks, and where a name may stand."""

import numpy as np

from extractor import inputs
from extractor.inputs import EARLIER, IN_TITLE, LATER, OWN_SENTENCE, VALUE, WIDEST
from tests.asking import asked

TEXT = (
    "GadgetNet 7: Parsing With Care\nWe propose GadgetNet. On FooQuiz it has 36.2\\%, then 38%, then 40.7%."
    " It is 2.5$\\times$ faster than LoRA."
)


def test_a_number_is_marked_with_its_sentence_its_neighbours_and_the_title():
    (_, _), (context, values), _ = asked(TEXT)
    made = inputs.batch([(context, values)])
    assert len(values) == 3
    for row, value in enumerate(values):
        for i, mark in enumerate(made.marks[row]):
            inside = [other for other in values if other[0] <= i < other[1]]
            if value in inside:
                expected = VALUE
            elif inside:
                expected = EARLIER if inside[0] < value else LATER
            elif context.sentences[i] == context.sentence:
                expected = OWN_SENTENCE
            else:
                expected = IN_TITLE if context.sentences[i] == 0 else 0
            assert mark == expected
        assert np.flatnonzero(made.value[row]).tolist() == list(range(*value))


def test_a_number_of_the_title_stands_in_its_own_sentence():
    (context, values), *_ = asked(TEXT)
    made = inputs.batch([(context, values)])
    assert context.sentence == 0
    assert IN_TITLE not in made.marks
    assert OWN_SENTENCE in made.marks


def test_contexts_of_any_length_and_count_go_together():
    several = asked(TEXT)
    made = inputs.batch(several)
    assert made.owner.tolist() == [0, 1, 1, 1, 2]
    for i, (context, _) in enumerate(several):
        size = len(context.ids)
        assert made.ids[i, :size].tolist() == context.ids
        assert made.present[i].tolist() == [j < size for j in range(made.ids.shape[1])]
    for row, owner in enumerate(made.owner):
        assert not made.allowed[row, len(several[owner][0].ids) :].any()
        assert not made.marks[row, len(several[owner][0].ids) :].any()


def allowed(row=slice(None)):
    """(context, the number's pieces, first and last piece of a name that is allowed), for all of them."""
    several = asked(TEXT)
    made = inputs.batch(several)
    flat = [(context, value) for context, values in several for value in values]
    return [
        (*flat[number], int(first), int(first + width))
        for number, first, width in np.argwhere(made.allowed[row])
    ]


def test_no_name_overlaps_the_number():
    assert all(last < value[0] or first >= value[1] for _, value, first, last in allowed())


def test_no_name_crosses_a_sentence_or_begins_or_ends_within_a_word():
    for context, _, first, last in allowed():
        assert context.sentences[first] == context.sentences[last] >= 0
        assert context.starts[first]
        assert context.ends[last]
        assert 0 < first <= last < len(context.ids)
        assert last - first < WIDEST


def test_every_name_that_a_person_would_pick_is_allowed():
    names = {TEXT[context.offsets[a][0] : context.offsets[b][1]] for context, _, a, b in allowed()}
    assert {"GadgetNet", "FooQuiz", "LoRA", "faster", "Parsing With Care"} <= names
    assert not {name for name in names if name.endswith((",", ".")) or name.startswith((",", "."))}
    assert {"36.2\\%", "38%"} <= names  # of the other numbers

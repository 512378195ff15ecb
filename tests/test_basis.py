"""What a change is counted in: parts of the level before, points of the metric, or unknown."""

import pytest

from extractor import rules
from extractor.basis import basis_of
from schema.records import Basis

PHRASES = [
    (phrase, fires)
    for side in ("before", "after")
    for rule in rules.load("basis")[side]
    for fires, phrases in ((True, rule["fires"]), (False, rule["silent"]))
    for phrase in phrases
]


def read(sentence: str, unit: str | None = "%") -> Basis | None:
    """The basis of the number that stands for {N}."""
    text = sentence.replace("{N}", "4.5%")
    start = sentence.index("{N}")
    return basis_of(text, (start, start + 4), (0, len(text)), unit)


@pytest.mark.parametrize(("phrase", "fires"), PHRASES)
def test_every_phrase_of_the_rules_says_what_it_should(phrase: str, fires: bool) -> None:
    assert (read(f"Lantern brings {phrase}") is not None) == fires


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [
        ("a relative improvement of {N} over Candle", Basis.RELATIVE),
        ("{N} relative improvement", Basis.RELATIVE),
        ("improves by {N} (absolute)", Basis.ABSOLUTE),
        ("an absolute gain of {N} on GLUE", Basis.ABSOLUTE),
        ("Relative word error rate reductions of 3.1% and {N}", Basis.RELATIVE),
        ("improves accuracy by {N}", None),
        ("{N} higher accuracy on GLUE relative to Candle", None),
        ("cuts the mean absolute error by {N}", None),
    ],
)
def test_a_percentage_is_what_the_word_beside_it_says(sentence: str, basis: Basis | None) -> None:
    assert read(sentence) is basis


def test_points_are_absolute_and_other_units_have_no_basis() -> None:
    assert read("improves by {N}", "points") is Basis.ABSOLUTE
    assert read("a relative gain of {N}", "ms") is None


def test_what_stands_in_another_sentence_does_not_count() -> None:
    text = "A relative gain was hoped for. It was 4.5%. Relative to Candle it is small."
    start = text.index("4.5%")
    assert basis_of(text, (start, start + 4), (31, 43), "%") is None

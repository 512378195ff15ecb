"""Spans find their way from one wrapping of a text to another."""

from hypothesis import given
from hypothesis import strategies as st

from schema.identity import evened
from schema.records import Evidence, Mention
from schema.spans import Shift
from tests.storing import ABSTRACT, claims, paper

BLANKS = st.lists(st.sampled_from([" ", "\n", "\t\n ", "\u00a0"]), min_size=2, max_size=6)


@given(BLANKS, BLANKS, st.data())
def test_a_moved_span_holds_the_same_words(one: list[str], other: list[str], data: st.DataObject) -> None:
    words = ABSTRACT.split()

    def wrapped(blanks: list[str]) -> str:
        return "".join(word + blanks[place % len(blanks)] for place, word in enumerate(words))

    source, target = wrapped(one), wrapped(other)
    start = data.draw(st.integers(0, len(source) - 2))
    end = data.draw(st.integers(start + 1, len(source)))
    if not source[start:end].strip():
        return
    moved = Shift(source, target).evidence(Evidence(start=start, end=end, text=source[start:end]))
    assert target[moved.start : moved.end] == moved.text
    assert evened(moved.text) == evened(source[start:end])


def test_a_moved_claim_fits_its_new_text_and_says_the_same() -> None:
    source = paper()
    target = paper(abstract=ABSTRACT.replace(" ", "\n    "))
    shift = Shift(source.text, target.text)
    for before in claims(source):
        after = shift.claim(before)
        after.check_against(target.text)
        assert after.value.text == before.value.text
        assert after.inferred == before.inferred
        assert (after.number, after.confidence, after.reasons) == (
            before.number,
            before.confidence,
            before.reasons,
        )
        assert [(evened(each.text), each.kind) for each in after.setting] == [
            (each.text, each.kind) for each in before.setting
        ]


def test_an_inferred_mention_stays_as_it_is() -> None:
    assert Shift("a b", "a\nb").mention(Mention(text="speed")) == Mention(text="speed")

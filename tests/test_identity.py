"""Texts, papers and claims keep their identity however they are written down."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.identity import (
    Identifier,
    claim_id,
    evened,
    identifier,
    identifiers,
    shown,
    text_hash,
    text_id,
    url_of,
)

WORDS = st.lists(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1), min_size=1, max_size=8)
BLANKS = st.sampled_from([" ", "\n", "\t ", "  \n", "\u00a0", "\u2003"])


@pytest.mark.parametrize(
    "name",
    [
        "2409.04431",
        "2409.04431v2",
        "arXiv:2409.04431",
        "arxiv: 2409.04431v12",
        " https://arxiv.org/abs/2409.04431v2 ",
        "http://www.arxiv.org/pdf/2409.04431.pdf",
        "https://arxiv.org/pdf/2409.04431v1?download=1",
        "arxiv.org/html/2409.04431v1#S2",
        "https://export.arxiv.org/abs/2409.04431/",
        "10.48550/arXiv.2409.04431",
        "https://doi.org/10.48550/arXiv.2409.04431",
    ],
)
def test_every_spelling_of_an_arxiv_id_is_one(name: str) -> None:
    assert identifier(name) == Identifier("arxiv", "2409.04431")


@pytest.mark.parametrize(
    ("name", "scheme", "value"),
    [
        ("cs/0112017v1", "arxiv", "cs/0112017"),
        ("arXiv:math.GT/0309136", "arxiv", "math.gt/0309136"),
        ("0704.0001", "arxiv", "0704.0001"),
        ("https://doi.org/10.1000/ABC", "doi", "10.1000/abc"),
        ("doi:10.1000/abc(1)", "doi", "10.1000/abc(1)"),
        ("text:0123abcd", "text", "0123abcd"),
        ("text:", "id", "text:"),
        ("2409.044311", "id", "2409.044311"),
        ("12409.04431", "id", "12409.04431"),
        ("paper 7", "id", "paper 7"),
        ("https://example.org/2409.04431", "id", "https://example.org/2409.04431"),
    ],
)
def test_other_ids_keep_their_scheme(name: str, scheme: str, value: str) -> None:
    assert identifier(name) == Identifier(scheme, value)


@given(st.text())
def test_any_text_is_an_identifier_and_reading_it_again_changes_nothing(name: str) -> None:
    found = identifier(name)
    assert found.scheme in ("arxiv", "doi", "text", "id")
    assert identifier(shown(found)) == found


def test_an_address_adds_an_identifier_only_where_it_names_one() -> None:
    assert identifiers("ours-1", "https://arxiv.org/abs/2409.04431") == [
        Identifier("id", "ours-1"),
        Identifier("arxiv", "2409.04431"),
    ]
    assert identifiers("2409.04431", "https://arxiv.org/pdf/2409.04431v2") == [
        Identifier("arxiv", "2409.04431")
    ]
    assert identifiers("ours-1", "https://example.org/") == [Identifier("id", "ours-1")]


def test_public_addresses_are_those_of_arxiv_and_doi() -> None:
    assert url_of(identifier("arXiv:2409.04431v2")) == "https://arxiv.org/abs/2409.04431"
    assert url_of(identifier("doi:10.1000/abc")) == "https://doi.org/10.1000/abc"
    assert url_of(identifier("ours-1")) is None


@given(WORDS, BLANKS, BLANKS)
def test_white_space_does_not_change_a_text(words: list[str], one: str, other: str) -> None:
    assert text_hash(one.join(words)) == text_hash(other + other.join(words) + one)
    assert evened(one.join(words)) == " ".join(words)


def test_any_other_difference_changes_a_text() -> None:
    hashes = {
        text_hash(text) for text in ("A moth", "a moth", "A moth.", "Amoth", "A mоth")
    }  # the last: Cyrillic о
    assert len(hashes) == 5


def test_an_id_made_of_a_text_is_short_and_says_so() -> None:
    made = text_id("A moth")
    assert made == text_id("A  moth\n")
    scheme, _, digits = made.partition(":")
    assert (scheme, len(digits)) == ("text", 16)
    assert set(digits) <= set(string.hexdigits)


@given(st.data(), WORDS, BLANKS, BLANKS)
def test_a_claims_id_does_not_depend_on_how_the_text_is_wrapped(
    data: st.DataObject, words: list[str], one: str, other: str
) -> None:
    place = data.draw(st.integers(0, len(words) - 1))

    def of(blank: str, benchmark: str | None) -> str:
        start = len(blank.join([*words[:place], ""]))
        return claim_id(blank.join(words), start, start + len(words[place]), benchmark)

    assert of(one, "GLUE  dev") == of(other, "glue\ndev")
    assert of(one, "GLUE") != of(one, None)


def test_claims_with_another_place_length_text_or_benchmark_have_another_id() -> None:
    text = "81 and 81.5 on GLUE and MMLU"
    ids = {
        claim_id(text, 0, 2, "GLUE"),
        claim_id(text, 7, 9, "GLUE"),
        claim_id(text, 7, 11, "GLUE"),
        claim_id(text, 7, 11, "MMLU"),
        claim_id(text + ".", 7, 11, "MMLU"),
    }
    assert len(ids) == 5
    assert all(len(each) == 12 and set(each) <= set(string.ascii_lowercase + "234567") for each in ids)


def test_a_claims_id_never_changes() -> None:
    """It stands in other people's files: this one was made when ids were introduced."""
    assert claim_id("Moth reaches 81.3 on GLUE.", 13, 17, "GLUE") == "ao3upogx6e7y"

"""What is offered for the beginning of a name."""

from leaderboards.review.completion import Index, among, completions

TEXT = "Night light\nOn SWE-bench Verified (Hard) we reach 5. On GLUE, Lantern 7B is best; glue is not."
KNOWN = Index(["SWE-bench Verified", "SWE-bench Lite", "GSM8K", "GLUE", "SuperGLUE"])


def offered(typed: str, mentions: tuple[str, ...] = ("Lantern", "GLUE")) -> list[str]:
    return completions(typed, TEXT, mentions, KNOWN)


def test_with_nothing_typed_the_papers_own_mentions_are_offered() -> None:
    assert offered("  ") == ["Lantern", "GLUE"]


def test_mentions_go_before_words_of_the_text_and_those_before_known_names() -> None:
    assert offered("lan") == ["Lantern", "Lantern 7B"]
    assert offered("SWE")[:2] == ["SWE-bench", "SWE-bench Verified"]
    assert offered("gl")[0] == "GLUE"


WORDS = (
    "We report mean average precision on Grade School Math. Grade inflation aside, Bench of Small Things "
    "(BST) gives Lantern 7B a mean average precision of 81.3, Torch none."
)


def test_names_of_several_words_are_offered_up_to_their_end() -> None:
    assert completions("grade", WORDS, ()) == [
        "Grade", "Grade School", "Grade School Math", "Grade inflation", "Grade inflation aside",
    ]  # fmt: skip
    assert completions("bench", WORDS, ()) == ["Bench", "Bench of Small", "Bench of Small Things"]
    assert completions("lan", WORDS, ()) == ["Lantern", "Lantern 7B"]


def test_words_in_small_letters_are_offered_together_and_no_result_with_them() -> None:
    assert completions("mea", WORDS, ()) == ["mean", "mean average", "mean average precision"]


def test_nothing_that_is_offered_crosses_a_sentence_a_comma_or_a_bracket() -> None:
    for typed in ("ma", "thi", "81", "prec"):
        assert not [each for each in completions(typed, WORDS, ()) if len(each.split()) > 1]


def test_case_and_hyphens_do_not_matter_to_known_names() -> None:
    assert "SWE-bench Lite" in offered("swe bench l")
    assert "GSM8K" in offered("gsm-8")


def test_what_is_only_alike_comes_last() -> None:
    found = offered("bench lite")
    assert "SWE-bench Lite" in found
    assert offered("glue")[-1] == "SuperGLUE"


def test_what_stands_there_already_is_not_offered() -> None:
    assert "GLUE" not in offered("GLUE")


def test_no_more_are_offered_than_asked_for() -> None:
    many = Index(f"Board {at}" for at in range(1000))
    assert completions("board", "", (), many, limit=4) == ["Board 0", "Board 1", "Board 2", "Board 3"]


def test_what_would_drive_a_terminal_is_written_out() -> None:
    assert completions("", "", ("\x1b[31mred",)) == ["\\x1b[31mred"]


def test_choices_are_narrowed_by_their_beginning() -> None:
    assert among("ch", ("score", "change up", "change down")) == ["change up", "change down"]
    assert among("x", ("score", "ratio up")) == ["score", "ratio up"]

"""What may be ranked is ranked by what is declared: the best first, and everything else below it."""

from tests.claim_rows import made, only, placed, reasons, row


def test_scores_are_ranked_best_first_and_ties_share_a_rank() -> None:
    board = only(made([row(70, "A"), row(90, "B", 2), row(90, "C", 3), row(80, "D", 4)]))
    assert placed(board.rows) == [(1, "B", 90), (1, "C", 90), (3, "D", 80), (4, "A", 70)]
    assert (board.metric, board.unit, board.direction, board.unranked) == ("accuracy", "%", "up", ())


def test_where_less_is_better_the_least_is_first() -> None:
    board = only(made([row(9, "A", metric="WER"), row(4, "B", 2, metric="WER")]))
    assert placed(board.rows) == [(1, "B", 4), (2, "A", 9)]


def test_of_a_method_in_a_setting_the_best_row_stands_and_the_others_are_listed() -> None:
    rows = [
        row(70, "GPT-4", setting="shots: 5-shot"),
        row(75, "gpt4", 2, setting="Shots: 5 shot"),
        row(75, "GPT-4", 3, setting="shots: 5-shot"),
        row(60, "A", 4, setting="shots: 5-shot"),
    ]
    board = only(made(rows))
    assert placed(board.rows) == [(1, "gpt4", 75), (2, "A", 60)]
    assert reasons(board.unranked) == [
        "an equal row of the same method and setting stands above",
        "a better row of the same method and setting stands above",
    ]


def test_a_method_stands_once_in_every_setting() -> None:
    rows = [
        row(70, "A", setting="shots: 5-shot"),
        row(65, "A", 2, setting="shots: 0-shot"),
        row(60, "A", 3, setting="backbone: Llama 3 8B; shots: 5-shot"),
        row(68, "A", 4, setting="shots: 5-shot", hardware="H100"),
    ]
    board = only(made(rows))
    assert placed(board.rows) == [(1, "A", 70), (2, "A", 68), (3, "A", 65), (4, "A", 60)]
    assert board.unranked == ()


def test_an_unknown_setting_equals_no_other_and_not_itself() -> None:
    rows = [row(75, "A"), row(75, "A", 2), row(70, "A", 3), row(72, "A", 4, setting="shots: 5-shot")]
    board = only(made(rows))
    assert placed(board.rows) == [(1, "A", 75), (1, "A", 75), (3, "A", 72), (4, "A", 70)]
    assert board.unranked == ()


def test_a_claim_without_a_method_competes_as_its_papers_own_unnamed_entry() -> None:
    zero = {"setting": "shots: 0-shot"}
    rows = [
        row(70, None, **zero), row(65, None, **zero), row(60, None, role="other", **zero),
        row(90, None, 2, **zero),
    ]  # fmt: skip
    board = only(made(rows))
    assert placed(board.rows) == [(1, None, 90), (2, None, 70)]
    assert reasons(board.unranked) == [
        "a better row of the same method and setting stands above",
        "a baseline without a name",
    ]


def test_who_reports_a_row_is_told_from_what_stands_beside_it() -> None:
    rows = [row(80, "A"), row(70, "B", role="other"), row(60, "C", 2, role="other")]
    # an own claim in another metric is not on the same board
    other = [row(50, "D", 2, metric="F1")]
    found = {r.claim.method: r.reported_by for board in made(rows + other).boards for r in board.rows}
    assert found == {"A": "own", "B": "baseline", "C": "third party", "D": "own"}


def test_what_is_not_ranked_stands_best_first_too() -> None:
    rows = [row(70, "A", bound="approx"), row(90, "B", 2, confidence=0.1), row(80, "C", 3, value_high=99.0)]
    assert [r.claim.value for r in only(made(rows)).unranked] == [90, 80, 70]


def test_a_score_is_ranked_on_glue_where_it_is_declared() -> None:
    rows = [
        row(79.23, "LoRA", benchmark="GLUE", metric="average score", unit=None, role="other"),
        row(80.65, "GradNormLoRP", benchmark="GLUE", metric="average score", unit=None),
    ]
    board = only(made(rows, "GLUE"))
    assert [(r.rank, r.claim.method, r.reported_by) for r in board.rows] == [
        (1, "GradNormLoRP", "own"),
        (2, "LoRA", "baseline"),
    ]

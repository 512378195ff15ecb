"""The order in which claims come up for review."""

import itertools

from leaderboards.review.queue import Candidate, Turn, Wanted, turns, worth


def named(found: list[Turn]) -> list[str]:
    return [turn.claim for turn in found]


def many(count: int = 40) -> list[Candidate]:
    return [Candidate(at // 3, f"c{at:02}", at / count, at % 4 or None) for at in range(count)]


def test_what_is_in_doubt_near_the_top_of_a_board_comes_first() -> None:
    sure_first = Candidate(1, "sure and first", 0.99, rank=1)
    doubted_first = Candidate(1, "doubted and first", 0.5, rank=1)
    doubted_ninth = Candidate(1, "doubted and ninth", 0.5, rank=9)
    nowhere = Candidate(1, "on no board", 0.5)
    found = turns([nowhere, doubted_ninth, sure_first, doubted_first], "seed", drawing=False)
    assert named(list(found)) == ["doubted and first", "doubted and ninth", "sure and first", "on no board"]
    assert worth(doubted_first) == 1.02


def test_a_reading_that_waits_for_a_second_look_comes_before_everything() -> None:
    found = turns([Candidate(1, "worth much", 0.5, rank=1), Candidate(1, "waits", 1.0, waiting=True)], "seed")
    assert named(list(found)) == ["waits", "worth much"]


def test_every_fifth_is_drawn_at_random_and_marked_with_its_chance() -> None:
    found = list(turns(many(), "seed"))
    assert [at for at, turn in enumerate(found, 1) if turn.drawn == "random"] == list(range(5, 41, 5))
    assert found[4].chance == 1 / 36
    assert found[9].chance == 1 / 31
    assert {turn.chance for turn in found if turn.drawn == "queue"} == {1.0}


def test_what_is_drawn_where_only_some_could_be_speaks_for_no_others_and_has_no_chance() -> None:
    found = list(turns(many(), "seed", whole=False))
    assert [at for at, turn in enumerate(found, 1) if turn.drawn == "random"] == list(range(5, 41, 5))
    assert {(turn.drawn, turn.chance) for turn in found} == {("queue", 1.0), ("random", None)}


def test_each_claim_comes_up_once() -> None:
    assert sorted(named(list(turns(many(), "seed")))) == [one.claim for one in many()]


def test_the_order_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    assert list(turns(many(), "ada:2025-08-31")) == list(turns(reversed(many()), "ada:2025-08-31"))
    drawn = [
        [turn.claim for turn in turns(many(), seed) if turn.drawn == "random"]
        for seed in ("ada:2025-08-31", "bob:2025-08-31")
    ]
    assert drawn[0] != drawn[1]


def test_the_queue_goes_on_where_it_stopped() -> None:
    whole = list(turns(many(), "seed"))
    for done in (1, 3, 7, 12):
        decided = {turn.claim for turn in whole[:done]}
        left = [one for one in many() if one.claim not in decided]
        assert named(list(turns(left, "seed", gone=done))) == named(whole[done:])


def test_every_claim_is_as_likely_to_be_drawn_as_any_other() -> None:
    times = dict.fromkeys((one.claim for one in many()), 0)
    for seed in range(2000):
        first = next(turn for turn in turns(many(), str(seed), gone=4))
        assert first.drawn == "random"
        times[first.claim] += 1
    assert min(times.values()) > 20  # of 50 expected
    assert max(times.values()) < 85


def test_what_was_skipped_comes_last_and_is_never_drawn() -> None:
    skipped = [Candidate(9, f"s{at}", 0.5, rank=1, skipped=True) for at in range(20)]
    found = list(turns([*skipped, *many(8)], "seed"))
    assert {turn.claim[0] for turn in found[:8]} == {"c"}
    assert {(turn.claim[0], turn.drawn) for turn in found[8:]} == {("s", "queue")}


def test_a_sample_that_is_chosen_by_doubt_is_no_honest_one() -> None:
    assert not Wanted().doubtful
    assert Wanted(slot="metric").doubtful
    assert {turn.drawn for turn in turns(many(), "seed", drawing=False)} == {"queue"}


def test_filters_choose_by_doubt_of_a_slot_by_reason_and_by_confidence() -> None:
    one = Candidate(1, "one", 0.4, slots={"metric": 0.3}, reasons=("doubt: metric: perhaps F1",))
    other = Candidate(1, "other", 0.8, slots={"metric": 0.9}, reasons=("metric: named before",))
    silent = Candidate(1, "silent", 0.6)

    def chosen(wanted: Wanted) -> list[str]:
        return [each.claim for each in (one, other, silent) if wanted.takes(each)]

    assert chosen(Wanted()) == ["one", "other", "silent"]
    assert chosen(Wanted(slot="metric")) == ["one"]
    assert chosen(Wanted(reason="PERHAPS f1")) == ["one"]
    assert chosen(Wanted(least=0.5, most=0.7)) == ["silent"]
    assert chosen(Wanted(reason="metric", least=0.5)) == ["other"]


def test_a_hundred_thousand_claims_are_ordered_lazily() -> None:
    found = turns((Candidate(at, str(at), 0.5, at or None) for at in range(100_000)), "seed")
    assert named(list(itertools.islice(found, 4))) == ["1", "2", "3", "4"]

"""What names mean with the changes of a store: the vocabulary first, then the log, in its order."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.naming import Change, Names
from schema.registry import Resolution, fold, registry


def names(*entries: tuple[str, str, dict[str, Any]]) -> Names:
    """The vocabulary with these changes, whose ids are 1, 2 and so on."""
    return Names(registry(), [Change(id, "2026", "me", *entry) for id, entry in enumerate(entries, 1)])


def merge(source: str, into: str, slot: str = "method") -> tuple[str, str, dict[str, Any]]:
    return "merge", slot, {"from": source, "into": into}


def rename(old: str, new: str, slot: str = "method") -> tuple[str, str, dict[str, Any]]:
    return "rename", slot, {"from": old, "to": new}


def alias(name: str, *wordings: str, slot: str = "method") -> tuple[str, str, dict[str, Any]]:
    return "alias", slot, {"name": name, "wordings": list(wordings)}


def split(name: str, new: str, *wordings: str, slot: str = "method") -> tuple[str, str, dict[str, Any]]:
    return "split", slot, {"name": name, "wordings": list(wordings), "as": new}


def declare(name: str, benchmark: str | None = None, **facts: Any) -> tuple[str, str, dict[str, Any]]:
    return "metric", "metric", {"name": name, "benchmark": benchmark, **facts}


def undo(id: int, slot: str = "method") -> tuple[str, str, dict[str, Any]]:
    return "undo", slot, {"change": id}


def called(found: Names, surface: str, slot: str = "method", **more: str) -> str:
    return found.resolve(slot, surface, **more).canonical


def test_without_changes_the_vocabulary_speaks() -> None:
    plain = names()
    assert plain.fingerprint == registry().fingerprint
    assert plain.resolve("benchmark", "the GSM-8K dataset") == registry().resolve("benchmark", "GSM8K")


def test_a_merge_takes_every_spelling_of_a_name_along() -> None:
    found = names(merge("Lantern", "Candle Light"))
    assert {called(found, each) for each in ("Lantern", "LANTERN", "the lantern", "candle-light")} == {
        "Candle Light"
    }
    assert called(found, "Lantern 2") == "Lantern 2"
    assert called(found, "Lantern", "benchmark") == "Lantern"


def test_merges_are_followed_to_the_end_and_never_round_in_a_circle() -> None:
    found = names(merge("One", "Two"), merge("Two", "Three"))
    assert called(found, "One") == called(found, "Two") == "Three"
    back = names(merge("One", "Two"), merge("Two", "One"))
    assert called(back, "One") == called(back, "Two") == "One"


def test_a_name_that_the_vocabulary_knows_keeps_its_parts() -> None:
    found = names(merge("Our Checks", "SWE-bench Verified", "benchmark"))
    meaning = found.resolve("benchmark", "our checks")
    assert meaning == registry().resolve("benchmark", "SWE-bench Verified")
    assert (meaning.base, meaning.subset) == ("SWE-bench", "Verified")


def test_a_merge_of_a_benchmark_leaves_its_parts_alone() -> None:
    found = names(merge("SWE-bench", "Repo Repair", "benchmark"))
    assert called(found, "SWE-bench", "benchmark") == "Repo Repair"
    assert called(found, "SWE-bench Verified", "benchmark") == "SWE-bench Verified"


def test_a_rename_keeps_what_the_vocabulary_knows() -> None:
    found = names(rename("SWE-bench Verified", "SWEB-V", "benchmark"), rename("GLUE", "Glue!", "benchmark"))
    meaning = found.resolve("benchmark", "SWE-bench (verified)")
    assert meaning == Resolution("SWEB-V", fold("SWEB-V"), True, "SWE-bench", None, None, "Verified")
    assert found.resolve("benchmark", "sweb v") == meaning
    assert found.task("SWEB-V") == registry().task("SWE-bench Verified")
    assert found.scope("glue") == "GLUE"
    assert called(found, "GLUE benchmark", "benchmark") == "Glue!"


def test_a_rename_may_change_the_spelling_alone() -> None:
    found = names(rename("lantern", "LANTERN"), rename("GSM8K", "GSM-8k", "benchmark"))
    assert called(found, "the Lantern") == "LANTERN"
    assert found.resolve("benchmark", "gsm8k") == Resolution("GSM-8k", "gsm8k", True, "GSM-8k")


def test_an_alias_is_met_as_it_stands_in_other_words_and_as_another_form() -> None:
    found = names(alias("GSM8K", "schoolbook sums", slot="benchmark"))
    for surface in ("Schoolbook Sums", "the schoolbook-sums dataset"):
        assert called(found, surface, "benchmark") == "GSM8K"
    assert called(found, "SBS", "benchmark", other_form="schoolbook sums") == "GSM8K"
    assert called(found, "MMLU", "benchmark", other_form="schoolbook sums") == "MMLU"
    assert called(found, "schoolbook sums 2", "benchmark") == "schoolbook sums 2"


def test_a_split_gives_wordings_a_name_of_their_own_even_ones_that_the_vocabulary_knows() -> None:
    long = "Massive Multitask Language Understanding"
    found = names(split("MMLU", long, long, slot="benchmark"))
    assert found.resolve("benchmark", long.lower()) == Resolution(long, fold(long), False, long)
    assert called(found, "MMLU", "benchmark") == "MMLU"


@pytest.mark.parametrize(
    ("slot", "name", "wording", "surfaces", "others"),
    [
        ("metric", "F1", "F-measure", ("f measure", "F-measures", "the F-measure (%)"), ("F1", "F-score")),
        ("metric", "glow", "glow rate", ("Glow rates", "a glow-rate"), ("glow", "glow ratio")),
        ("benchmark", "Moth", "MATH", ("MATH dataset", "the Math test set"), ("GSM8K", "math problems")),
        ("benchmark", "Moth", "Wick", ("the WICK dataset", "wick corpus"), ("Wick-2",)),
    ],
)
def test_a_wording_takes_along_the_spellings_that_mean_the_same_wording(
    slot: str, name: str, wording: str, surfaces: tuple[str, ...], others: tuple[str, ...]
) -> None:
    for found in (names(split(name, "Torch", wording, slot=slot)), names(alias("Torch", wording, slot=slot))):
        assert {called(found, each, slot) for each in (wording, *surfaces)} == {"Torch"}
        for other in others:
            assert found.resolve(slot, other) == registry().resolve(slot, other)


def test_a_wording_in_other_words_can_be_taken_from_the_bare_one() -> None:
    found = names(split("MATH", "Torch", "MATH test set", slot="benchmark"))
    assert called(found, "the MATH test set", "benchmark") == "Torch"
    assert called(found, "MATH", "benchmark") == called(found, "MATH dataset", "benchmark") == "MATH"


def test_a_wording_may_be_split_off_in_its_own_case_alone() -> None:
    action, slot, detail = split("STaR", "Star of Bethlehem", "STAR")
    found = names((action, slot, {**detail, "cased": ["STAR"]}))
    assert called(found, "STAR") == called(found, "the STAR") == "Star of Bethlehem"
    assert called(found, "STaR") == "STaR"
    assert called(found, "star") == called(names(), "star")


def test_that_neither_direction_is_better_can_be_declared_and_taken_back() -> None:
    found = names(declare("accuracy", direction=None)).metric("accuracy")
    assert found is not None
    assert found.neither
    for more in (declare("accuracy", direction="up"), declare("accuracy", "GSM8K", direction="up")):
        there = names(declare("accuracy", direction=None), more).metric("accuracy", "GSM8K")
        assert there is not None
        assert (there.direction, there.neither) == ("up", False)
    plain = registry().metric("speedup")
    assert plain is not None
    assert not plain.neither


def test_what_comes_later_in_the_log_wins() -> None:
    assert called(names(alias("One", "lamp"), alias("Two", "lamp")), "lamp") == "Two"
    assert called(names(merge("lamp", "One"), alias("Two", "lamp")), "lamp") == "Two"
    assert called(names(alias("One", "lamp"), merge("One", "Three")), "lamp") == "Three"
    # a merge that was there before does not take what comes to have the name later
    assert called(names(merge("One", "Three"), alias("One", "lamp")), "lamp") == "One"


def test_an_undone_change_counts_as_if_it_had_never_been_made() -> None:
    found = names(merge("One", "Two"), merge("Two", "Three"), undo(1))
    assert (called(found, "One"), called(found, "Two")) == ("One", "Three")
    assert found.fingerprint != names(merge("One", "Two"), merge("Two", "Three")).fingerprint


def test_an_unknown_name_that_an_entry_leads_to_is_spelled_as_there() -> None:
    found = names(alias("Torch", "lamp"))
    assert called(found, "TORCH") == called(found, "lamp") == "Torch"
    assert not found.resolve("method", "TORCH").known


def test_declared_facts_go_before_the_vocabulary_and_add_up() -> None:
    found = names(
        declare("glow", direction="up"), declare("glow", scale="share"), declare("accuracy", range=[0, 50])
    )
    glow = found.metric("Glow")
    assert glow is not None
    assert (glow.direction, glow.scale, glow.low, glow.high) == ("up", "share", 0, 100)
    accuracy = found.metric("acc.")
    assert accuracy is not None
    assert (accuracy.direction, accuracy.high) == ("up", 50)
    assert names().metric("glow") is None
    assert names(declare("glow", direction="up"), undo(1, "metric")).metric("glow") is None


def test_facts_of_a_benchmark_hold_there_and_on_its_parts_alone() -> None:
    found = names(declare("glow", "SWE-bench", direction="down"), declare("glow", direction="up"))
    everywhere, there = found.metric("glow"), found.metric("glow", "SWE-bench Verified")
    assert everywhere is not None
    assert there is not None
    assert (everywhere.direction, there.direction) == ("up", "down")


def test_a_direction_can_be_taken_from_a_metric() -> None:
    found = names(declare("accuracy", direction=None)).metric("accuracy")
    assert found is not None
    assert found.direction is None


def test_a_headline_is_declared_for_a_benchmark() -> None:
    found = names(declare("glow", "Moth", headline=True), rename("glow", "Glow rate", "metric"))
    assert found.headline("Moth") == "Glow rate"
    assert found.headline("GSM8K") == registry().headline("GSM8K")
    renamed = names(rename("accuracy", "Acc", "metric"))
    assert renamed.headline("GSM8K") == "Acc"


def test_facts_go_along_with_a_new_name() -> None:
    for found, name in (
        (names(declare("glow", direction="down"), rename("glow", "Ember", "metric")), "Ember"),
        (names(declare("glow", direction="down"), merge("glow", "Ember", "metric")), "Ember"),
        (names(rename("error rate", "Misses", "metric")), "Misses"),
        (names(merge("error rate", "Misses", "metric")), "Misses"),
    ):
        metric = found.metric(name)
        assert metric is not None
        assert (metric.name, metric.direction) == (name, "down")


def test_facts_never_go_over_to_what_the_vocabulary_knows() -> None:
    found = names(declare("glow", direction="down"), merge("glow", "accuracy", "metric")).metric("accuracy")
    assert found == registry().metric("accuracy")


def test_a_renamed_benchmark_keeps_its_own_metrics() -> None:
    found = names(rename("GLUE", "Glue Suite", "benchmark"))
    scope = found.scope("GLUE")
    assert called(found, "score", "metric", scope=scope) == "average score"
    metric = found.metric("average score", "Glue Suite")
    assert metric is not None
    assert metric.direction == "up"


@pytest.mark.parametrize("slot", ["benchmark", "metric", "method", "hardware"])
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_has_a_meaning_whatever_was_changed(slot: str, surface: str, other: str) -> None:
    found = names(
        alias("Torch", surface or "-", slot=slot),
        rename("Torch", other or "-", slot),
        merge(surface or "-", "Ember", slot),
    )
    meaning = found.resolve(slot, surface, "", other)
    assert isinstance(meaning.canonical, str)

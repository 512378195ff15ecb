"""Names that differ in spelling only are one, others never are, and nothing is guessed."""

import gzip
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from schema.registry import FILES, OTHERS, VOCAB, fold, registry

SHARED = Path(__file__).parents[2] / "shared"
FACTS = {
    "benchmark": {"name", "aliases", "exact", "headline", "metrics"},
    "metric": {"name", "aliases", "exact", "direction", "scale", "range"},
    "hardware": {"name", "aliases", "exact"},
    "method": {"name", "aliases", "exact"},
}
APART = [
    ("benchmark", "AIME 2024", "AIME 2025"),
    ("benchmark", "AIME", "AIME 2024"),
    ("benchmark", "MMLU", "MMLU-Pro"),
    ("benchmark", "MMLU", "MMMU"),
    ("benchmark", "MATH", "MATH-500"),
    ("benchmark", "SWE-bench Verified", "SWE-bench Lite"),
    ("benchmark", "HumanEval", "HumanEval+"),
    ("benchmark", "ImageNet", "ImageNet-100"),
    ("benchmark", "CIFAR-10", "CIFAR-100"),
    ("benchmark", "GPQA", "GPQA Diamond"),
    ("benchmark", "GSM8K", "MMLU and GSM8K"),
    ("benchmark", "LongBench", "LongBench v2"),
    ("metric", "top-1 accuracy", "top-5 accuracy"),
    ("metric", "pass@1", "pass@10"),
    ("metric", "macro F1", "micro F1"),
    ("metric", "mAP@50", "mAP@50-95"),
    ("metric", "AUC", "AUROC"),
    ("method", "GPT-4", "GPT-4o"),
    ("method", "GPT-4o", "GPT-4o mini"),
    ("method", "Llama 3 8B", "Llama 3 70B"),
    ("method", "Llama 3 8B", "Llama 38B"),
    ("method", "Llama 3 8B", "Llama 3.1 8B"),
    ("method", "Qwen2.5-7B", "Qwen2.5-7B-Instruct"),
    ("hardware", "H100", "H200"),
    ("hardware", "L40", "L40S"),
]
TOGETHER = [
    ("benchmark", "GSM8K", ["gsm8k", "GSM-8K", "the GSM8K benchmark", "GSM8k test set", "“GSM8K”"]),
    ("benchmark", "AIME 2024", ["AIME24", "AIME'24", "AIME ’24", "aime-2024", "AIME 24"]),
    ("benchmark", "MATH-500", ["MATH500", "Math 500"]),
    ("benchmark", "ImageNet", ["ImageNet-1k", "the ImageNet dataset"]),
    ("benchmark", "SWE-bench Verified", ["SWE-Bench-Verified", "SWEBench Verified"]),
    ("benchmark", "The Pile", ["the Pile"]),
    ("metric", "F1", ["F1-score", "f1 scores", "F-1"]),
    ("metric", "macro F1", ["Macro-F1", "macro-averaged F1-score"]),
    ("metric", "error rate", ["error rates"]),
    ("metric", "R²", ["R2", "$R^2$"]),
    ("method", "Llama 3 8B", ["LLaMA-3-8B", "Llama3-8B", "llama 3 8b"]),
    ("method", "GPT-3.5 Turbo", ["GPT-3.5-turbo"]),
    ("hardware", "H100", ["NVIDIA H100 GPUs", "an H100", "Nvidia H100"]),
]


@pytest.mark.parametrize(("slot", "one", "other"), APART)
def test_names_of_different_things_never_join(slot: str, one: str, other: str) -> None:
    assert registry().resolve(slot, one).key != registry().resolve(slot, other).key


@pytest.mark.parametrize(("slot", "name", "surfaces"), TOGETHER)
def test_spellings_of_one_name_join(slot: str, name: str, surfaces: list[str]) -> None:
    found = {registry().resolve(slot, surface) for surface in (name, *surfaces)}
    assert found == {(name, fold(name), True)}


def test_an_unknown_name_stands_for_itself_without_the_words_around_it() -> None:
    found = registry().resolve("benchmark", "the Moonlight-7 dataset")
    assert found == ("Moonlight-7", "moonlight7", False)
    assert registry().resolve("benchmark", "dataset").canonical == "dataset"
    assert registry().resolve("setting", "the fp16 dataset") == ("the fp16 dataset", "thefp16dataset", False)


def test_a_baseline_is_named_as_a_method_is() -> None:
    assert registry().resolve("baseline", "gpt4") == registry().resolve("method", "GPT-4")


def test_a_score_means_the_average_on_glue_and_nothing_in_particular_elsewhere() -> None:
    for surface in ("score", "average score", "scores", "average"):
        assert registry().resolve("metric", surface, "GLUE").canonical == "average score"
        assert registry().direction(surface, "GLUE") == "up"
    assert registry().resolve("metric", "score", "GSM8K").canonical == "score"
    assert registry().direction("score", "GSM8K") is None
    assert registry().direction("score") is None
    assert registry().headline("glue") == "average score"
    assert registry().headline("Moonlight-7") is None


def test_only_a_benchmark_that_declares_metrics_makes_a_scope_for_metrics() -> None:
    assert registry().scope("metric", "the GLUE benchmark") == "GLUE"
    assert registry().scope("metric", "GSM8K") == ""
    assert registry().scope("metric", None) == ""
    assert registry().scope("method", "GLUE") == ""


@pytest.mark.parametrize("metric", ["win rate", "attack success rate", "speed", "FLOPs", "sharpness"])
def test_a_metric_whose_better_side_depends_has_no_direction(metric: str) -> None:
    assert registry().direction(metric) is None


def test_a_win_rate_has_a_direction_where_the_opponent_is_fixed() -> None:
    assert registry().direction("win rate", "AlpacaEval 2") == "up"
    assert registry().scale("win rate", "AlpacaEval 2") == "percent"


@pytest.mark.parametrize(
    ("metric", "direction", "scale", "low", "high"),
    [
        ("accuracy", "up", "percent", 0, 100),
        ("WER", "down", "percent", 0, float("inf")),
        ("AUROC", "up", "fraction", 0, 1),
        ("MCC", "up", "fraction", -1, 1),
        ("latency", "down", "time", 0, float("inf")),
    ],
)
def test_a_metric_declares_direction_scale_and_legal_range(
    metric: str, direction: str, scale: str, low: float, high: float
) -> None:
    found = registry().metric(metric)
    assert found is not None
    assert (found.direction, found.scale, found.low, found.high) == (direction, scale, low, high)


def test_names_that_are_plain_words_too_count_in_their_own_case_only() -> None:
    exact = {surface.text for slot in FILES for surface in registry().lexicon(slot) if surface.exact}
    assert {"GLUE", "MATH", "DROP", "RACE", "COCO", "CLIP", "EM", "BIRD"} <= exact
    assert exact.isdisjoint({"GSM8K", "exact match", "accuracy", "MS COCO"})


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    # apostrophes are gone after the first time, so no year can be written out twice
    assert fold(fold(name)) == fold(name)


@given(st.text(min_size=1), st.sampled_from(sorted(FILES)))
def test_any_surface_resolves_to_a_name_that_resolves_to_itself(surface: str, slot: str) -> None:
    found = registry().resolve(slot, surface)
    assert found.key == fold(found.canonical)
    if found.known:
        assert registry().resolve(slot, found.canonical) == found


def test_every_entry_holds_nothing_but_facts() -> None:
    documents = {slot: yaml.safe_load((VOCAB / file).read_bytes()) for slot, file in (FILES | OTHERS).items()}
    scales = {"percent", "fraction", *documents["units"]}
    for slot, facts in FACTS.items():
        for entry in documents[slot]:
            if isinstance(entry, str):
                continue
            assert set(entry) <= facts, entry
            for metric in [entry] if slot == "metric" else entry.get("metrics", ()):
                assert metric.get("direction", "up") in ("up", "down"), entry
                assert metric.get("scale", "percent") in scales, entry
            if isinstance(exact := entry.get("exact", True), list):
                assert set(exact) <= {entry["name"], *entry.get("aliases", ())}, entry


def test_a_headline_is_a_metric_that_its_benchmark_or_the_registry_knows() -> None:
    for name in registry().names("benchmark"):
        if headline := registry().headline(name):
            assert registry().metric(headline, name) is not None, name


@pytest.mark.parametrize("slot", FILES)
def test_no_two_entries_share_a_spelling(slot: str) -> None:
    owners: dict[str, set[str]] = {}
    for surface in registry().lexicon(slot):
        owners.setdefault(fold(surface.text), set()).add(surface.canonical)
    assert {key: names for key, names in owners.items() if len(names) > 1} == {}
    assert len(set(registry().names(slot))) == len(registry().names(slot))


def test_every_entry_occurs_in_real_abstracts_or_boards() -> None:
    corpus, boards = SHARED / "corpus" / "arxiv-2025.jsonl.gz", SHARED / "pwc"
    if not corpus.exists() or not boards.exists():
        pytest.skip("../shared is not here: no real abstracts to look names up in")
    evened = re.compile(r"[\s-]+")
    missing = {
        (slot, surface.canonical): [
            evened.sub("", spelling.text.casefold())
            for spelling in registry().lexicon(slot)
            if spelling.canonical == surface.canonical
        ]
        for slot in FILES
        for surface in registry().lexicon(slot)
    }

    def found_in(text: str) -> None:
        text = evened.sub("", text.casefold())
        for name in [name for name, spellings in missing.items() if any(s in text for s in spellings)]:
            del missing[name]

    for file in boards.glob("*.json"):
        found_in(file.read_text(encoding="utf-8"))
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        while missing and (chunk := lines.readlines(1 << 24)):
            found_in("".join(chunk).replace("\\n", " "))
    assert list(missing) == []

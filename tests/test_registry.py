"""Names that differ in spelling only are one, others never are, and nothing is guessed."""

import math

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from schema.names.spelling import clean
from schema.names.vocabulary import SLOTS, Documents
from schema.registry import Registry, fold, registry

SMALL = """
benchmark:
- {name: GLUE, exact: true, headline: average score, task: language understanding, metrics: [
    {name: average score, aliases: [score], direction: up, scale: share}]}
- {name: AIME, aliases: [American Mathematics Exam], versions: years, subsets: [I, II], headline: accuracy,
    task: mathematics}
- {name: SQuAD, versions: ["1.1", "2.0"]}
- {name: LongBench, versions: numbers, shown: "LongBench v{version}"}
- {name: LiveCodeBench, versions: numbers}
- {name: WMT, versions: years, shown: "WMT{yy}", subsets: language pairs}
- {name: MGSM, subsets: languages}
- {name: VOC, versions: ["2007", "2012"]}
- {name: GPQA, aliases: [GPQA-D: {subset: Diamond}], subsets: {Diamond: [diamond set]}}
- {name: SWE-bench, subsets: [Verified, Lite]}
- {name: LibriSpeech, splits: {test-clean: [clean test], test-other: []}}
- {name: MATH, exact: true, subsets: [Level 5]}
- MATH-500
- GSM8K
- MMLU
- MMLU-Pro
- A-OKVQA
- OKVQA
- CNN/DailyMail
- {name: Twin One, aliases: [Twin]}
- {name: Twin Two, aliases: [Twin]}
- {name: Ten, subsets: {Left: [side], Right: [side]}}
metric:
- {name: accuracy, aliases: [acc], direction: up, scale: share}
- {name: average accuracy, direction: up, scale: share}
- {name: "recall@{k}", aliases: ["R@{k}", "top-{k} recall"], direction: up, scale: share}
- {name: "mAP@{k}", aliases: ["mAP{k}"], direction: up, scale: share}
- {name: mAP@50, aliases: [mAP@0.5], direction: up, scale: share}
- {name: WER, aliases: [word error rate], direction: down, scale: percent, range: [0, .inf]}
- {name: MCC, direction: up, scale: fraction, range: [-1, 1]}
- {name: latency, direction: down, scale: time}
- score
hardware:
- A100
- {name: H100, memory: 80GB}
- {name: RTX 4090, aliases: ["4090"]}
- Raspberry Pi
- Raspberry Pi 4
method:
  names: [LoRA, o1, GPT-4V, Qwen3-8B-Instruct, Mistral-7B-Instruct-v0.2]
  variants: {Turbo: [], mini: [], Coder: [], Base: [], Instruct: [it], Sonnet: []}
  families:
  - {name: GPT, versions: ["3.5", "4", 4o], shown: "GPT-{version}"}
  - {name: Llama, aliases: [Meta Llama], versions: ["2", "3", "3.1"]}
  - {name: Qwen, versions: ["2.5", "3"], shown: "Qwen{version}"}
  - {name: Flow, shown: "{name}", versions: ["1.5"]}
  - {name: Mistral, versions: [v0.1, v0.2]}
  - {name: Claude, versions: ["3", "3.5"]}
  - {name: BERT, sizes: [base, large]}
"""
SHIPPED = Documents()
NAMES = Registry({name: SHIPPED[name] for name in ("trim", "parts", "languages")} | yaml.safe_load(SMALL))
WRITTEN = r"""
benchmark
AIME 2024 <- AIME24 | AIME'24 | 2024 AIME | AIME 24 | the AIME 2024 test set
AIME 2024 II <- AIME II 2024 | AIME'24 II | American Mathematics Exam (AIME) 2024 II
SQuAD 2.0 <- SQuAD v2 | SQuAD2 | SQuAD version 2.0 | squad-v2.0
LongBench v2 <- LongBench 2.0 | longbench-v2 | LongBench2
LiveCodeBench 6.0 <- LiveCodeBench v6 | LiveCodeBench-V6
WMT14 English-German <- WMT 2014 En-De | WMT'14 en→de | WMT14 English to German | wmt14 ende
MGSM Chinese <- MGSM-zh | Chinese MGSM | MGSM (Chinese subset)
VOC 2007 <- VOC07 | VOC2007 | VOC'07
GPQA Diamond <- GPQA-D | GPQA (Diamond) | diamond set of GPQA | GPQA Diamond (GPQA-D)
SWE-bench Verified <- SWE-bench\_Verified | Verified subset of SWE-bench | swebenchverified
LibriSpeech test-clean <- clean test of LibriSpeech | LibriSpeech (test-clean)
GSM8K <- GSM-8K | “gsm8k” | GSM8K test set | test split of the GSM8K dataset | \textbf{GSM8K}
GSM8K validation <- GSM8K dev set | validation split of GSM8K | GSM8K (val)
MATH <- math | Math dataset | MATH problems
GSM8K + MMLU <- GSM8K and MMLU | MMLU, GSM8K | MMLU/GSM8K | the MMLU & GSM8K benchmarks
AIME 2024 + AIME 2025 <- AIME 2024 and 2025 | AIME24/25 | AIME 2025, AIME 2024
WMT14 English-French + WMT14 English-German <- WMT14 En-De and En-Fr
metric
recall@10 <- R@10 | Recall@10 | top-10 recall | recall at 10 | recall@k=10 | R@10 (%)
recall@k <- R@k | recall@N
mAP@50 <- mAP50 | mAP@0.5 | mAP@.5
mAP@50:95 <- mAP@[.5:.95] | mAP50-95 | mAP@[0.5:0.05:0.95]
average accuracy <- Avg. Acc. | average accuracies | average accuracy (%)
WER <- word error rate (WER) | Word Error Rates
hardware
A100 80GB <- 8x A100 80GB | 8×A100 (80 GB) | four NVIDIA A100-80GB GPUs | A100s with 80GB memory
A100 SXM 80GB <- A100-SXM4-80GB | A100 80GB SXM
H100 <- H100 80GB | an NVIDIA H100 GPU | 8 H100s
Raspberry Pi 4 8GB <- Raspberry Pi 4 (8 GB)
method
GPT-4o mini <- gpt4o-mini | OpenAI's GPT-4o mini | the GPT-4o mini model
GPT-4o 2024-08-06 <- gpt-4o-2024-08-06 | GPT-4o (20240806)
GPT-3.5 Turbo 0613 <- gpt-3.5-turbo-0613
Llama 3.1 8B Instruct <- Llama-3.1-8B-Instruct | Meta Llama 3.1 Instruct 8B | LLaMA3.1 (8B, it)
Qwen2.5 7B Coder Instruct <- Qwen2.5-Coder-7B-Instruct | Qwen-2.5 Instruct 7B Coder
Qwen3 30B-A3B <- Qwen3-30B-A3B
Claude 3.5 Sonnet <- Claude Sonnet 3.5 | claude 3.5-sonnet
Mistral-7B-Instruct-v0.2 <- mistral-7b-v0.2-instruct | Mistral v0.2 Instruct (7B) | Mistral 0.2 7B Instruct
Flow 7B <- Flow-1.5-7B | Flow v1.5 (7B)
BERT base <- BERT-base | Base BERT
"""
UNKNOWN = """
benchmark: GSM8K subset | GSM8K-Zero | AIME 2024 2025 | SWE-bench Verified Lite
benchmark: math problems | math benchmarks | math and MMLU | GSM8K and Moonlight
benchmark: MMLU Zero | Twin | Ten side | MATH-501 | MMLU 2024
metric: recall@10 gap | error
hardware: A100 Ti | Raspberry Pi 3
method: LoRA 8B | Llama 5 | Llama-3-8B with LoRA
"""


def written() -> list[tuple[str, str, list[str]]]:
    found, slot = [], ""
    for line in WRITTEN.strip().splitlines():
        name, arrow, surfaces = line.partition(" <- ")
        if arrow:
            found.append((slot, name, surfaces.split(" | ")))
        else:
            slot = name
    return found


def unknown() -> list[tuple[str, str]]:
    lines = (line.split(": ") for line in UNKNOWN.strip().splitlines())
    return [(slot, surface) for slot, surfaces in lines for surface in surfaces.split(" | ")]


@pytest.mark.parametrize(("slot", "name", "surfaces"), written())
def test_a_name_is_read_with_its_parts_in_any_order(slot: str, name: str, surfaces: list[str]) -> None:
    found = {NAMES.resolve(slot, surface) for surface in (name, *surfaces)}
    assert {(meaning.canonical, meaning.known) for meaning in found} == {(name, True)}
    assert len(found) == 1


@pytest.mark.parametrize(("slot", "surface"), unknown())
def test_a_name_with_anything_over_or_with_two_meanings_is_a_new_one(slot: str, surface: str) -> None:
    assert NAMES.resolve(slot, surface) == (surface, fold(surface), False, surface, None, None, None)


def test_a_resolution_tells_the_base_and_the_parts() -> None:
    assert NAMES.resolve("benchmark", "AIME'24 II")[3:] == ("AIME", "2024", None, "II")
    assert NAMES.resolve("benchmark", "LibriSpeech clean test")[3:] == (
        "LibriSpeech",
        None,
        "test-clean",
        None,
    )
    assert NAMES.resolve("benchmark", "WMT14 En-De")[3:] == ("WMT", "2014", None, "English-German")
    assert NAMES.resolve("benchmark", "SWE-bench Verified and Lite")[3:] == ("SWE-bench", None, None, None)
    assert NAMES.resolve("benchmark", "MMLU and GSM8K").base == "GSM8K + MMLU"
    assert NAMES.resolve("method", "GPT-4o-mini")[3:] == ("GPT", "4o", None, None)
    assert NAMES.resolve("method", "Qwen3 8B Instruct")[:5] == (
        ("Qwen3-8B-Instruct", "qwen3 8binstruct", True, "Qwen", "3")
    )
    assert NAMES.resolve("metric", "R@10").base == "recall@10"
    assert NAMES.resolve("hardware", "A100 80GB").base == "A100"


def test_a_plain_name_goes_before_one_put_together_and_an_article_is_no_letter() -> None:
    assert NAMES.resolve("method", "GPT 4V").base == "GPT-4V"
    assert NAMES.resolve("benchmark", "A-OKVQA").canonical == "A-OKVQA"
    assert NAMES.resolve("benchmark", "A-GSM8K").known is False
    assert NAMES.resolve("benchmark", "MATH 500").canonical == "MATH-500"


def test_an_unknown_name_stands_for_itself_without_the_words_around_it() -> None:
    found = NAMES.resolve("benchmark", "the Moonlight-7 dataset")
    assert found == ("Moonlight-7", "moonlight7", False, "Moonlight-7", None, None, None)
    assert NAMES.resolve("benchmark", "foo bench dataset").key == NAMES.resolve("benchmark", "Foo-Bench").key
    assert NAMES.resolve("benchmark", "dataset").canonical == "dataset"
    assert NAMES.resolve("setting", "the fp16 dataset")[:3] == ("the fp16 dataset", "thefp16dataset", False)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("L$^2$ViT", "L2ViT"),
        (r"$\tau$-bench", "τ-bench"),
        ("Oracle}", "Oracle"),
        (r"\textbf{GSM8K}", "GSM8K"),
        (r"\texttt{gpt-4o}", "gpt-4o"),
        (r"SWE-bench\_Verified", "SWE-bench_Verified"),
        ("F$_1$", "F1"),
        (r"Llama$_{\text{8B}}$", "Llama8B"),
        (r"Fr\'echet", "Fréchet"),
        (r"89\% Acc $x$", "89% Acc x"),
        ("50% of $x$", "50% of x"),
        ("“GSM8K”,", "GSM8K"),
        ("(GSM8K)", "GSM8K"),
        ("GSM8K)", "GSM8K"),
        ("F1 (macro)", "F1 (macro)"),
        ("Foo [bar", "Foo bar"),
        ("'24 AIME", "'24 AIME"),
        ("snake_case", "snake_case"),
        ("$$", "$$"),
        ('""', '""'),
    ],
)
def test_markup_quotes_and_loose_brackets_are_taken_off(written: str, meant: str) -> None:
    assert clean(written) == meant


def test_a_baseline_is_named_as_a_method_is() -> None:
    assert NAMES.resolve("baseline", "gpt4") == NAMES.resolve("method", "GPT-4")


def test_a_score_means_the_average_on_glue_and_nothing_in_particular_elsewhere() -> None:
    for surface in ("score", "average score", "scores"):
        assert NAMES.resolve("metric", surface, "GLUE").canonical == "average score"
        assert NAMES.direction(surface, "GLUE") == "up"
    assert NAMES.resolve("metric", "score", "GSM8K").canonical == "score"
    assert NAMES.direction("score", "GSM8K") is None
    assert NAMES.direction("score") is None


def test_what_is_known_of_a_benchmark_holds_for_its_parts() -> None:
    assert NAMES.headline("glue") == "average score"
    assert NAMES.headline("AIME24") == "accuracy"
    assert NAMES.task("AIME 2024 II") == "mathematics"
    assert NAMES.headline("Moonlight-7") is None
    assert NAMES.task("GSM8K") is None


def test_only_a_benchmark_that_declares_metrics_makes_a_scope_for_metrics() -> None:
    assert NAMES.scope("metric", "the GLUE benchmark") == "GLUE"
    assert NAMES.scope("metric", "GLUE validation") == "GLUE"
    assert NAMES.scope("metric", "GSM8K") == ""
    assert NAMES.scope("metric", None) == ""
    assert NAMES.scope("method", "GLUE") == ""


@pytest.mark.parametrize(
    ("metric", "name", "direction", "scale", "low", "high"),
    [
        ("acc", "accuracy", "up", "share", 0, 100),
        ("R@7", "recall@7", "up", "share", 0, 100),
        ("WER", "WER", "down", "percent", 0, math.inf),
        ("MCC", "MCC", "up", "fraction", -1, 1),
        ("latency", "latency", "down", "time", 0, math.inf),
        ("score", "score", None, None, -math.inf, math.inf),
    ],
)
def test_a_metric_declares_direction_scale_and_legal_range(
    metric: str, name: str, direction: str | None, scale: str | None, low: float, high: float
) -> None:
    found = NAMES.metric(metric)
    assert found is not None
    assert found[:5] == (name, direction, scale, low, high)
    assert (NAMES.direction(metric), NAMES.scale(metric)) == (direction, scale)
    assert NAMES.metric("sharpness") is None


@pytest.mark.parametrize("metric", ["win rate", "attack success rate", "speed", "FLOPs", "sharpness"])
def test_a_metric_whose_better_side_depends_has_no_direction(metric: str) -> None:
    assert registry().direction(metric) is None


def test_a_win_rate_has_a_direction_where_the_opponent_is_fixed() -> None:
    assert registry().direction("win rate", "AlpacaEval 2") == "up"


def test_the_nearest_names_are_suggested() -> None:
    assert NAMES.nearest("benchmark", "GSM8", limit=1) == ["GSM8K"]
    assert NAMES.nearest("benchmark", "SWE-bench Verifed", limit=2)[0] == "SWE-bench Verified"
    assert len(NAMES.nearest("benchmark", "bench", limit=2)) == 2
    assert NAMES.nearest("hardware", "zzzzzz") == []


def test_the_lexicon_spells_out_parts_and_holds_no_place_for_a_number() -> None:
    spelled = {surface.text: surface.canonical for slot in SLOTS for surface in NAMES.lexicon(slot)}
    assert spelled["SWE-bench Verified"] == "SWE-bench Verified"
    assert spelled["GPQA-D"] == "GPQA Diamond"
    assert spelled["AIME24"] == spelled["AIME'24"] == "AIME 2024"
    assert spelled["WMT14"] == "WMT14"
    assert spelled["GPT-4o"] == "GPT-4o"
    assert spelled["R@10"] == "recall@10"
    assert not any("{" in text for text in spelled)
    exact = {surface.text for slot in SLOTS for surface in NAMES.lexicon(slot) if surface.exact}
    assert exact == {"GLUE", "MATH", "MATH Level 5"}


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    # apostrophes are gone after the first time, so no year can be written out twice
    assert fold(fold(name)) == fold(name)


PIECES = r"""
the AIME 2024 24 '24 of SWE-bench Verified GSM8K test set dev and , / + WMT14 En De MATH problems (val) x 8
Llama 3.1 8B Instruct gpt-4o mini 2024-08-06 A100 80GB SXM recall@10 mAP@.5 accuracy (%) $ }
\textbf{ ^ _ score
"""
WORDS = st.sampled_from(PIECES.split())
LOWER = "aime 2024 swe bench verified gsm8k val foo 7 llama 3 8b instruct a100 80gb"
SURFACES = st.text(min_size=1) | st.lists(WORDS, min_size=1, max_size=7).map(" ".join)


@given(SURFACES, st.sampled_from([*SLOTS, "baseline", "setting"]))
@example("the $$", "benchmark")
@example("\\", "metric")
def test_any_surface_resolves_to_a_name_that_resolves_to_itself(surface: str, slot: str) -> None:
    for names in (NAMES, registry()):
        found = names.resolve(slot, surface)
        assert found.key == fold(found.canonical)
        assert found.canonical or not surface.split()
        assert names.resolve(slot, found.canonical) == found
        assert found.known or found.base == found.canonical


@given(
    st.lists(st.sampled_from(LOWER.split())),
    st.data(),
    st.sampled_from(list(SLOTS)),
)
def test_case_hyphens_and_blanks_between_words_make_no_difference(
    words: list[str], data: st.DataObject, slot: str
) -> None:
    other = "".join(
        data.draw(st.sampled_from([word, word.upper(), word.title()]))
        + data.draw(st.sampled_from([" ", "-", "_", "  "]))
        for word in words
    )
    assert NAMES.resolve(slot, " ".join(words)).key == NAMES.resolve(slot, other).key


@pytest.mark.parametrize("unit", ["\\frac{", "\\sqrt[", "\\cite[", "{\\frac", "\\frac[", "$\\frac{", "{{}"])
def test_markup_that_is_none_only_loses_its_signs_and_says_nothing(
    unit: str, capfd: pytest.CaptureFixture[str], within_a_minute: None
) -> None:
    for times in (1, 7, 40):
        assert clean(f"GLUE {unit * times}").startswith("GLUE")
    assert capfd.readouterr() == ("", "")

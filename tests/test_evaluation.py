"""Scoring: own-words cases worked out by hand, and the same figures as the scorer beside the gold files."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractor import matching
from extractor.evaluation import evaluate, read, render
from schema.errors import InputError
from tests.running import Run

GOLD = Path(__file__).parent.parent.parent / "shared" / "gold"
SLOTS = ("method", "benchmark", "metric", "baseline")
EXAMPLES = yaml.safe_load(Path(matching.__file__).with_name("scoring.yml").read_text(encoding="utf-8"))[
    "examples"
]

Claims = dict[str, list[dict[str, Any]]]


def gold_claim(number: float, **fields: Any) -> dict[str, Any]:
    kind = fields.get("kind", "score")
    defaults = {
        "value": str(number),
        "number": number,
        "unit": None,
        "kind": kind,
        "direction": None if kind == "score" else "up",
        "bound": None,
        "role": "own",
        "method": ["Lantern"],
        "benchmark": ["TideBench"],
        "metric": ["accuracy"],
        "baseline": [],
    }
    return defaults | fields


def as_predicted(gold: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return gold | {slot: (gold[slot] or [None])[0] for slot in SLOTS} | fields


OWN_GOLD: Claims = {
    "tides": [
        gold_claim(81.3, metric=["accuracy", "Top-1 accuracy"]),
        gold_claim(79.0, method=["Candle"], role="other"),
        gold_claim(2.5, kind="ratio", unit="x", metric=["speed"], baseline=["Candle"], benchmark=["H100"]),
        gold_claim(12.0, optional=True),
    ],
    "buoys": [gold_claim(4.0, number_high=6.0, unit="points", kind="change", method=[], metric=["F1", ""])],
    "moons": [],
}
OWN_PREDICTED: Claims = {
    "tides": [
        as_predicted(OWN_GOLD["tides"][0], metric="the top-1 accuracy", confidence=0.9),
        as_predicted(OWN_GOLD["tides"][1], method="our method", confidence=0.6),  # a wrong method
        as_predicted(OWN_GOLD["tides"][2], number=-2.5, unit="times", bound="approx", confidence=0.8),
        as_predicted(OWN_GOLD["tides"][3], confidence=0.3),  # optional: neither right nor wrong
        as_predicted(gold_claim(33.0), confidence=0.5),  # no such claim
    ],
    "buoys": [as_predicted(OWN_GOLD["buoys"][0], metric=None, unit="pp", confidence=0.7)],
    "elsewhere": [as_predicted(gold_claim(1.0))],
}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e['slot']}: {e['named']} / {e['gold']}")
def test_names_agree_as_the_vocabulary_says(example: dict[str, Any]) -> None:
    assert matching.same(example["named"], example["gold"], example["slot"]) is example["same"]


def test_figures_are_those_worked_out_by_hand() -> None:
    figures = evaluate(OWN_PREDICTED, OWN_GOLD)
    assert (figures["papers"], figures["gold_claims"], figures["predicted_claims"]) == (3, 4, 5)
    assert figures["papers_not_in_gold"] == 1
    # of five predictions four have a gold claim's number, three are whole, one of these has no other bound
    for level, hits in {"number": 4, "typed": 4, "triple": 4, "claim": 3, "board": 2}.items():
        f1 = 2 * hits / (5 + 4)
        assert figures[level] == pytest.approx({"precision": hits / 5, "recall": hits / 4, "f1": f1}), level
    assert figures["slots_of_paired"] == {
        "method": 0.75,
        "benchmark": 1,
        "metric": 1,
        "baseline": 1,
        "kind": 1,
        "direction": 1,
        "role": 1,
        "bound": 0.75,
        "unit": 1,
    }
    # right at 0.9, 0.8, 0.7, wrong at 0.6, 0.5: a perfect order, and each prediction is a bin of its own
    assert figures["auroc"] == 1
    assert figures["ece"] == pytest.approx((0.1 + 0.2 + 0.3 + 0.6 + 0.5) / 5)
    assert figures["recall_at_precision_0.90"] == 0.75


def test_a_setting_is_read_where_a_predicted_one_says_the_same_in_fewer_or_more_words() -> None:
    settings = ["5-shot", "8 A100 GPUs", "Llama-3-8B", "before filtering"]
    golds = [
        gold_claim(81.3, setting=settings),
        gold_claim(79.0, setting=["zero-shot"]),
        gold_claim(60.0, setting=["low-resource"], optional=True),
        gold_claim(50.0, setting=["10% of labels"]),
        gold_claim(40.0),
    ]
    predicted = [
        as_predicted(golds[0], setting=["5 shot", "A100", "Llama 3 8B", "Llama 38B"]),
        as_predicted(golds[1], kind="change", setting=["zero-shot"]),  # of another kind: not judged
        as_predicted(golds[2], setting=[]),
        as_predicted(golds[4], setting=["zero-shot"]),
    ]
    figures = evaluate({"a": predicted}, {"a": golds})
    assert figures["setting_recall"] == 0.75
    assert "settings of claims of the right kind: recall 0.750" in render(figures).splitlines()
    assert evaluate({"a": [predicted[3]]}, {"a": golds})["setting_recall"] is None


def test_less_sure_claims_can_be_left_out() -> None:
    figures = evaluate(OWN_PREDICTED, OWN_GOLD, min_confidence=0.75)
    assert figures["predicted_claims"] == 2
    assert figures["claim"]["precision"] == 1
    assert figures["claim"]["recall"] == 0.5


def test_nothing_predicted_and_nothing_to_find_are_figures_too() -> None:
    nothing = evaluate({}, OWN_GOLD)
    assert nothing["claim"] == {"precision": 0, "recall": 0, "f1": 0}
    assert nothing["ece"] is None
    assert nothing["auroc"] is None
    assert evaluate(OWN_PREDICTED, {}, bootstrap=10)["recall_at_precision_0.90"] is None
    assert "auroc -" in render(nothing)


def test_the_pairing_finds_the_most_whole_claims() -> None:
    golds = [gold_claim(5.0, metric=["recall"]), gold_claim(5.0, metric=["accuracy"])]
    # the first prediction would do half for either, and must not take the place of the second
    predicted = [as_predicted(golds[1], metric=None), as_predicted(golds[1])]
    pairs = {(pair.predicted, pair.gold) for pair in matching.pair(predicted, golds)}
    assert pairs == {(0, 0), (1, 1)}


def test_an_absurdly_large_group_of_equal_numbers_is_paired_all_the_same() -> None:
    golds = [gold_claim(5.0, metric=[f"metric {i}"]) for i in range(40)]
    figures = evaluate({"a": [as_predicted(gold) for gold in reversed(golds)]}, {"a": golds})
    assert figures["claim"]["f1"] == 1


def test_the_text_holds_every_level_and_the_interval() -> None:
    text = render(evaluate(OWN_PREDICTED, OWN_GOLD, bootstrap=20))
    lines = text.splitlines()
    assert lines[0] == "3 papers, 4 gold claims, 5 predicted; 1 papers not in gold"
    assert lines[4] == "claim  precision 0.600  recall 0.750  f1 0.667"
    assert lines[-1].startswith("claim f1, 95% of resampled papers: ")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("oh no", "no JSON"),
        ("[]", "no object with an id"),
        ('{"claims": []}', "no object with an id"),
        ('{"id": "a", "claims": [1]}', "the claims are no list of objects"),
        (
            json.dumps({"id": "a", "claims": [gold_claim(1.0, metric="accuracy")]}),
            "metric is no list of strings",
        ),
        (json.dumps({"id": "a", "claims": [gold_claim(float("nan"))]}), "a number is missing or none"),
        (json.dumps({"id": "a", "claims": [gold_claim(10**400)]}), "a number is missing or none"),
        (json.dumps({"id": "a", "claims": [gold_claim(1.0, kind=None)]}), "the kind is missing"),
        (json.dumps({"id": "a", "claims": [gold_claim(1.0, unit=3)]}), "the unit is neither"),
        (
            json.dumps({"id": "a", "claims": [gold_claim(1.0, setting="OOD")]}),
            "setting is no list of strings",
        ),
    ],
)
def test_a_broken_gold_file_is_one_sentence_with_its_line(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "ok", "claims": []}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 3: .*" + words) as error:
        read(str(path))
    assert error.value.hint


def test_a_gold_file_is_read_by_paper(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(lines_of({**OWN_GOLD, 7: []}), encoding="utf-8")  # type: ignore[dict-item] # an integer id
    assert read(str(path)) == OWN_GOLD | {"7": []}
    with pytest.raises(InputError, match="cannot be read"):
        read(str(tmp_path / "none.jsonl"))


# -- against score.py ---------------------------------------------------------------------------


def lines_of(claims: Claims) -> str:
    return "".join(json.dumps({"id": paper, "claims": found}) + "\n" for paper, found in claims.items())


def perturbed(gold: Claims, seed: int) -> Claims:
    """Gold as a poor extractor would find it: claims lost, made up, with other slots and numbers."""
    draw = random.Random(seed)
    names = [name for claims in gold.values() for claim in claims for slot in SLOTS for name in claim[slot]]
    predicted: Claims = {}
    for paper, claims in gold.items():
        if draw.random() < 0.05:
            continue
        found = predicted.setdefault(paper, [])
        for claim in claims:
            if draw.random() < 0.2:
                continue
            changed = as_predicted(claim, confidence=round(draw.random(), 2))
            for slot in SLOTS:
                if draw.random() < 0.3:
                    changed[slot] = draw.choice([None, "our method", *claim[slot], draw.choice(names)])
            if draw.random() < 0.2:
                changed |= {
                    "kind": draw.choice(["score", "change", "ratio"]),
                    "unit": draw.choice([None, "%", "fold"]),
                }
                changed |= {"bound": draw.choice([None, "approx"]), "role": draw.choice(["own", "other"])}
            if draw.random() < 0.1:
                changed["number"] *= draw.choice([-1, 2])
            if draw.random() < 0.1:
                del changed["confidence"]
            found += [changed] * (2 if draw.random() < 0.1 else 1)
    predicted["made up"] = [as_predicted(gold_claim(1.0))]
    return predicted


CASES = [
    pytest.param(None, 0, id="own words"),
    *(pytest.param(name, 1, id=name) for name in ("dev", "seed", "train")),
    pytest.param("dev", 2, id="dev again"),
]


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_every_figure_is_that_of_the_scorer_beside_the_gold(
    tmp_path: Path, name: str | None, seed: int
) -> None:
    script = GOLD / "score.py"
    if not script.exists():
        pytest.skip("needs score.py in ../shared/gold")
    gold = OWN_GOLD if name is None else read(str(GOLD / f"{name}.gold.jsonl"))
    predicted = OWN_PREDICTED if name is None else perturbed(gold, seed)
    files = [tmp_path / "predicted.jsonl", tmp_path / "gold.jsonl"]
    for file, claims in zip(files, (predicted, gold), strict=True):
        file.write_text(lines_of(claims), encoding="utf-8")
    for least in (0.0, 0.5):
        options = ["--bootstrap", "40", "--min-confidence", str(least)]
        figures = evaluate(predicted, gold, least, bootstrap=40)
        shared = {name: figure for name, figure in figures.items() if name != "setting_recall"}
        assert json.loads(scored(script, *files, *options, "--json")) == shared
        lines = [line for line in render(figures).splitlines() if not line.startswith("settings ")]
        assert scored(script, *files, *options).splitlines() == lines
    if name:
        assert 0.1 < figures["claim"]["f1"] < 0.9  # neither perfect nor empty: there was something to compare
        assert 0 < figures["board"]["f1"] < figures["claim"]["f1"] < figures["number"]["f1"]


def scored(script: Path, *arguments: str | Path) -> str:
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout


def test_gold_papers_that_were_not_given_are_counted(run: Run, tmp_path: Path) -> None:
    papers, gold = tmp_path / "papers.jsonl", tmp_path / "gold.jsonl"
    papers.write_text('{"id": "1", "title": "Night", "abstract": "We sleep."}\n')
    gold.write_text('{"id": "1", "claims": []}\n{"id": "2", "claims": []}\n{"id": "3", "claims": []}\n')
    result = run("evaluate", papers, gold)
    assert (result.code, result.err) == (
        0,
        "2 of 3 gold papers were not given: their claims count as not found\n",
    )
    gold.write_text('{"id": "1", "claims": []}\n')
    assert run("evaluate", papers, gold).err == ""

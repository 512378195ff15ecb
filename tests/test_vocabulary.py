"""The shipped vocabulary holds facts only: each entry stands once and occurs in real texts."""

import functools
import gzip
import itertools
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from schema.names.entries import KINDS, K
from schema.names.spelling import clean, spaced
from schema.names.vocabulary import SLOTS, VOCAB, Documents
from schema.registry import Surface, fold, registry

SHARED = Path(__file__).parents[2] / "shared"
CORPUS, BOARDS = SHARED / "corpus" / "arxiv-2025.jsonl.gz", SHARED / "pwc"
NAMING = {"name", "aliases", "exact"}
FACTS = {
    "benchmark": NAMING | {"task", "headline", "metrics", "versions", "shown", "subsets", "splits"},
    "metric": NAMING | {"direction", "scale", "range", "unless"},
    "hardware": NAMING | {"memory"},
    "method": NAMING,
    "family": NAMING | {"versions", "shown", "sizes", "subsets", "variants"},
}
OWN_METRIC = FACTS["metric"]
CLASSES = {"years", "numbers", "languages", "language pairs"}
COMMON = {"benchmark": 50, "method": 50, "hardware": 50, "metric": 1000}
"""A spelling that this many abstracts hold in lower case is a plain word. Metrics are called so anyway."""
NUMBERS = ("1", "2", "3", "4", "5", "8", "10", "16", "20", "25", "32", "50", "64", "75", "100", "0.5", "k")
PLAIN_WORD = re.compile(r"(?<![\w-])[a-z]+(?![\w-])")


@functools.cache
def documents() -> Documents:
    return Documents()


def entries(kind: str) -> list[dict[str, Any]]:
    found = documents()["method" if kind == "family" else kind]
    if kind in ("method", "family"):
        found = found["names" if kind == "method" else "families"]
    return [{"name": entry} if isinstance(entry, str) else entry for entry in found]


def texts(entry: dict[str, Any]) -> list[str]:
    """Return an entry's name and aliases, those of its parts too."""
    return [
        next(iter(text)) if isinstance(text, dict) else text
        for text in [entry["name"], *entry.get("aliases", ())]
    ]


@functools.cache
def lexicon(slot: str) -> list[Surface]:
    return list(registry().lexicon(slot))


@pytest.mark.parametrize("kind", FACTS)
def test_every_entry_holds_nothing_but_facts(kind: str) -> None:
    dimensions = re.findall(r"= \[(\w+)\]", (VOCAB / "units.txt").read_text("utf-8"))
    scales = {"percent", "share", "fraction", "plain", "rate", "power", "money", *dimensions}
    wrong = []
    for entry in entries(kind):
        # a spelling in LaTeX is there to be found in running text
        plain = [text.replace(K, "7") for text in texts(entry) if "$" not in text]
        assert [fold(text) for text in plain] == [fold(clean(text)) for text in plain], entry
        exact = entry.get("exact", True)
        legal = [
            set(entry) <= FACTS[kind],
            exact is True or set(exact) <= set(texts(entry)),
            "shown" not in entry or "versions" in entry,
            all(
                declared in CLASSES if isinstance(declared := entry[fact], str) else len(declared) > 0
                for fact in KINDS
                if fact in entry
            ),
        ]
        for metric in [entry] if kind == "metric" else entry.get("metrics", ()):
            legal.append(set(metric) <= OWN_METRIC)
            legal.append(metric.get("direction", "up") in ("up", "down"))
            legal.append(metric.get("scale", "percent") in scales)
            legal.append(len(metric.get("range", (0, 1))) == 2)
        if not all(legal):
            wrong.append(entry)
    assert wrong == []


@pytest.mark.parametrize("kind", ["benchmark", "hardware", "method", "metric"])
def test_no_entry_stands_twice(kind: str) -> None:
    names = Counter(
        entry["name"] for entry in entries(kind) + (entries("family") if kind == "method" else [])
    )
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("slot", SLOTS)
def test_no_two_entries_share_a_spelling(slot: str) -> None:
    owners: dict[str, set[str]] = {}
    for surface in lexicon(slot):
        owners.setdefault(fold(surface.text), set()).add(surface.canonical)
    assert {key: names for key, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("slot", SLOTS)
def test_every_spelling_means_its_entry_and_every_canonical_name_itself(slot: str) -> None:
    names = registry()
    for surface in lexicon(slot):
        found = names.resolve(slot, surface.text)
        assert (found.canonical, found.known) == (surface.canonical, True), surface
        assert names.resolve(slot, found.canonical) == found, surface


@pytest.mark.parametrize("slot", SLOTS)
def test_case_hyphens_and_blanks_make_no_difference(slot: str) -> None:
    names = registry()
    for surface in lexicon(slot):
        if "$" in surface.text:
            continue  # LaTeX is told apart by case
        key = names.resolve(slot, surface.text).key
        for text in (surface.text.lower(), surface.text.upper(), surface.text.replace("-", " ")):
            if fold(text) == fold(surface.text):  # ß is SS
                assert names.resolve(slot, text).key == key, text


def test_a_headline_is_a_metric_that_its_benchmark_or_the_registry_knows() -> None:
    unknown = [
        entry["name"]
        for entry in entries("benchmark")
        if "headline" in entry and registry().metric(entry["headline"], entry["name"]) is None
    ]
    assert unknown == []


def test_a_task_is_written_in_lower_case_but_for_what_is_always_written_large() -> None:
    tasks = Counter(task for name in registry().names("benchmark") if (task := registry().task(name)))
    assert [task for task in tasks if task != " ".join(task.split()) or task[:1].isspace()] == []
    folded = Counter(map(fold, tasks))
    assert [task for task in tasks if folded[fold(task)] > 1] == []


@functools.cache
def abstracts() -> list[str]:
    if not CORPUS.exists() or not BOARDS.exists():
        pytest.skip("needs the real abstracts in ../shared/corpus and the boards beside them")
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        return [f"{paper['title']}. {paper['abstract']}" for paper in map(json.loads, lines)]


@pytest.mark.parametrize("slot", SLOTS)
def test_no_alias_is_a_plain_word_and_a_name_that_is_one_counts_in_its_own_case(slot: str) -> None:
    in_lower_case = plain_words()
    kinds = ("method", "family") if slot == "method" else (slot,)
    wrong = []
    for entry in [entry for kind in kinds for entry in entries(kind)]:
        exact = entry.get("exact", ())
        for text in texts(entry):
            if in_lower_case[text.lower()] >= COMMON[slot]:
                is_name = text == entry["name"]
                if not (is_name and (exact is True or text in exact or slot == "metric")):
                    wrong.append((text, in_lower_case[text.lower()]))
    assert wrong == []


@functools.cache
def plain_words() -> Counter[str]:
    found: Counter[str] = Counter()
    for text in abstracts():
        found.update(set(PLAIN_WORD.findall(text)))
    return found


def test_every_entry_occurs_in_real_abstracts_or_boards() -> None:
    boards = [text for file in sorted(BOARDS.glob("*.json")) for text in file.read_text("utf-8").splitlines()]
    missing = {(kind, entry["name"]): spelled(entry) for kind in FACTS for entry in entries(kind)}
    by_first: dict[str, dict[str, tuple[str, str]]] = {}
    for entry, names in missing.items():
        for name in names:
            by_first.setdefault(name.split(maxsplit=1)[0], {})[f" {name} "] = entry
    rest = []
    for text in itertools.chain(boards, abstracts()):
        words = f" {spaced(text)} "
        rest.append(words)
        for first in by_first.keys() & set(words.split()):
            for name, entry in by_first[first].items():
                if entry in missing and name in words:
                    del missing[entry]
    # what is left is written with other gaps between its words: "SWEbench"
    letters = "\n".join(rest).replace(" ", "")
    for entry, names in list(missing.items()):
        if any(name.replace(" ", "") in letters for name in names):
            del missing[entry]
    unseen = list(missing)
    assert unseen == []


def spelled(entry: dict[str, Any]) -> list[str]:
    """Return the words of an entry's name and aliases, with some numbers where these hold any."""
    return [
        spaced(text.replace(K, number))
        for text in texts(entry)
        for number in (NUMBERS if K in text else ("",))
    ]

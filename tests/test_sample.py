"""The bundled sample: well-formed gold, dense boards, own words, nothing that the evaluation files hold."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "extractor" / "sample"
SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus" / "arxiv-2025.jsonl.gz"
GOLD_FILES = [SHARED / "gold" / f"{name}.papers.jsonl" for name in ("seed", "dev", "train")]
LONGEST_RUN = 11
"""Names and figures in a row may be the paper's; a run of twelve words is a copied phrase."""

Record = dict[str, Any]

BOARDS = {
    "GSM8K": (r"GSM8K", "accuracy", 5),
    "AIME 2024": (r"AIME[ -]?(20)?24", "accuracy", 4),
    "AIME 2025": (r"AIME[ -]?(20)?25", "accuracy", 4),
    "ImageNet": (r"ImageNet(-1[Kk])?", "top-1 accuracy", 4),
    "SWE-bench Verified": (r"SWE-bench Verified", "resolve rate", 4),
    "GLUE": (r"GLUE", "glue score", 2),
}
"""Per board: how the gold writes the benchmark, its metric in lower case, the fewest methods with a score."""


def lines(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


PAPERS = {paper["id"]: paper for paper in lines(SAMPLE / "papers.jsonl")}
GOLD = {record["id"]: record["claims"] for record in lines(SAMPLE / "gold.jsonl")}
CLAIMS = [(paper, claim) for paper, claims in GOLD.items() for claim in claims]


def text_of(paper: str) -> str:
    return f"{PAPERS[paper]['title']}\n{PAPERS[paper]['abstract']}"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    """All stretches of the text that are one word longer than may be shared."""
    found, length = words(text), LONGEST_RUN + 1
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def shared_file(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"needs {path.relative_to(ROOT.parent)} beside this checkout")
    return path


def test_every_paper_has_its_line_of_gold() -> None:
    assert len(PAPERS) >= 25
    assert list(GOLD) == list(PAPERS)


def test_every_paper_is_complete_and_of_an_abstracts_length() -> None:
    for paper in PAPERS.values():
        assert set(paper) == {"id", "title", "abstract", "authors", "date", "url"}
        assert re.fullmatch(r"\d{4}\.\d{5}", paper["id"])
        assert paper["url"] == f"https://arxiv.org/abs/{paper['id']}"
        assert paper["date"].startswith(f"20{paper['id'][:2]}-{paper['id'][2:4]}")
        assert paper["authors"]
        assert all(author.strip() for author in paper["authors"])
        assert 80 <= len(paper["abstract"].split()) <= 160, paper["id"]


@pytest.mark.parametrize("paper", GOLD)
def test_claims_are_grounded_and_their_fields_agree(paper: str) -> None:
    for claim in GOLD[paper]:
        assert claim["quote"] in text_of(paper)
        assert claim["value"] in claim["quote"]
        assert claim["kind"] in {"score", "change", "ratio"}
        assert claim["direction"] in ({None} if claim["kind"] == "score" else {"up", "down"})
        assert claim["bound"] in {None, "at_most", "at_least", "approx"}
        assert claim["role"] in {"own", "other"}
        assert claim.get("number_high", claim["number"]) >= claim["number"]
        for slot in ("method", "benchmark", "metric", "baseline", "task", "setting"):
            assert isinstance(claim[slot], list), slot
            assert all(isinstance(name, str) for name in claim[slot]), slot


def number_of(value: str) -> list[float]:
    """What a value means, read anew: one number, or both ends of a range."""
    worded = {"half": 0.5, "twice": 2, "double": 2, "ten times": 10, "an order of magnitude": 10}
    if value in worded:
        return [worded[value]]
    scale = 10**6 if re.search(r"\dM\b| million", value) else 1
    return [float(digits) * scale for digits in re.findall(r"\d+(?:\.\d+)?", value)]


@pytest.mark.parametrize("paper", GOLD)
def test_numbers_are_what_the_values_say(paper: str) -> None:
    for claim in GOLD[paper]:
        numbers = [claim[name] for name in ("number", "number_high") if name in claim]
        assert number_of(claim["value"]) == pytest.approx(numbers)


@pytest.mark.parametrize("board", BOARDS)
def test_a_board_has_several_methods_with_a_score(board: str) -> None:
    benchmark, metric, fewest = BOARDS[board]
    methods = {
        claim["method"][0]
        for _, claim in CLAIMS
        if claim["kind"] == "score"
        and any(re.fullmatch(benchmark, name) for name in claim["benchmark"][:1])
        and any(name.casefold() == metric for name in claim["metric"])
        and claim["method"]
    }
    assert len(methods) >= fewest


def test_the_h100_has_speed_ups_throughputs_and_a_latency() -> None:
    found = [claim for _, claim in CLAIMS if "H100" in claim["benchmark"][:1]]
    assert {claim["kind"] for claim in found} == {"score", "change", "ratio"}
    assert {"throughput", "speed-up", "latency"} <= {name for claim in found for name in claim["metric"]}
    assert len({claim["method"][0] for claim in found}) >= 3


def test_the_sample_holds_every_form_that_it_promises() -> None:
    claims = [claim for _, claim in CLAIMS]
    assert {claim["kind"] for claim in claims} == {"score", "change", "ratio"}
    assert {claim["bound"] for claim in claims} == {None, "at_most", "at_least", "approx"}
    assert any(claim["role"] == "other" for claim in claims)
    assert sum("number_high" in claim for claim in claims) >= 2
    assert any("respectively" in claim["quote"] for claim in claims)
    assert any(re.search(r"\d/\d", claim["quote"]) for claim in claims)
    assert any(re.search(r"from \d[\d.]*%? to \d", claim["quote"]) for claim in claims)
    assert any(r"\%" in claim["value"] for claim in claims)
    assert any(r"\times" in claim["value"] for claim in claims)
    assert {"twice", "half", "double"} <= {claim["value"] for claim in claims}
    assert any(claim["quote"] == PAPERS[paper]["title"] for paper, claim in CLAIMS)


def test_papers_without_a_claim_still_have_numbers_to_trip_over() -> None:
    empty = [paper for paper, claims in GOLD.items() if not claims]
    assert len(empty) >= 6
    for paper in empty:
        assert len(re.findall(r"\b\d[\d,.]*", text_of(paper))) >= 2, paper


def test_a_copied_phrase_would_be_noticed() -> None:
    copied = "one two three four five six seven eight nine ten eleven twelve"
    assert runs(f"It says {copied}.") & runs(f"Here, too: {copied.upper()}!")
    assert not runs(copied.removesuffix(" twelve")) & runs(copied)


def test_no_summary_repeats_the_real_abstract() -> None:
    own = {paper: runs(record["abstract"]) for paper, record in PAPERS.items()}
    looked_up = 0
    with gzip.open(shared_file(CORPUS), "rt", encoding="utf-8") as stream:
        for line in stream:
            # the id comes first in a line: most of the 60,000 lines need no parsing
            head = re.match(r'\{"id": "([^"]+)"', line)
            if head and head[1] in own:
                looked_up += 1
                assert not own[head[1]] & runs(json.loads(line)["abstract"]), head[1]
    assert looked_up >= 30


@pytest.mark.parametrize("path", GOLD_FILES, ids=lambda path: path.name)
def test_no_evaluation_paper_and_none_of_its_phrases_is_in_the_sample(path: Path) -> None:
    titles = {" ".join(words(paper["title"])) for paper in PAPERS.values()}
    own = set().union(*(runs(paper["abstract"]) for paper in PAPERS.values()))
    for record in lines(shared_file(path)):
        assert record["id"] not in PAPERS
        assert " ".join(words(record["title"])) not in titles
        assert not own & runs(record["abstract"]), record["id"]

"""What is found in a fixed set of own-words abstracts: a change of model or rule is a diff to be read.

`make golden` writes the files anew. Confidences are not in them: only what is claimed.
"""

from pathlib import Path

import pytest

import extractor
from extractor import pipeline
from extractor.papers import read_papers
from schema.records import SLOTS, Paper

FILES = {
    "cases": Path(__file__).with_name("abstracts.jsonl"),
    "sample": Path(extractor.__file__).parent / "sample" / "papers.jsonl",
}
SIGNS = {"at_most": "≤ ", "at_least": "≥ ", "approx": "≈ ", None: ""}


@pytest.fixture(scope="module")
def shipped():
    return pipeline.load()


def papers(name):
    found = list(read_papers(str(FILES[name])))
    assert all(isinstance(paper, Paper) for paper in found)
    return found


def said(claim):
    """A claim in one line: value, kind and direction, role, and what fills each slot (* where inferred)."""
    what = f"{claim.kind} {claim.direction}" if claim.direction else claim.kind
    parts = [f"{SIGNS[claim.bound]}{claim.value.text!r}", what, claim.role]
    for slot in SLOTS:
        if (mention := getattr(claim, slot)) is not None:
            parts.append(f"{slot}: {mention.text}{'*' * (mention.start is None)}")
    parts += [f"{setting.kind}: {setting.text}" for setting in claim.setting]
    return " | ".join(parts)


@pytest.mark.parametrize("name", FILES)
def test_what_is_claimed_in_the_fixed_abstracts(name, shipped, file_regression):
    lines = []
    for found in shipped.pipe(papers(name)):
        lines += [
            f"{found.paper.id}: {found.paper.title}",
            *(f"  {said(claim)}" for claim in found.claims),
            "",
        ]
    file_regression.check("\n".join(lines), basename=name, encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_all_that_is_claimed_in_them_stands_in_their_text(name, shipped):
    for found in shipped.pipe(papers(name)):
        for claim in found.claims:
            claim.check_against(found.paper.text)


def test_the_cases_have_names_and_are_short():
    cases = papers("cases")
    assert len({case.id for case in cases}) == len(cases) >= 12
    assert all(20 <= len(case.abstract.split()) <= 80 for case in cases)

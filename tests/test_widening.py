"""A benchmark's name takes in the part that stands beside it, where the vocabulary knows that part."""

import pytest

from extractor.widening import widened


def read(text: str, name: str) -> str:
    """The benchmark that the name, where it stands first in the text, becomes."""
    start = text.index(name)
    first, last = widened(text, start, start + len(name))
    return text[first:last]


@pytest.mark.parametrize(
    ("text", "name", "whole"),
    [
        ("an FID of 1.02 on ImageNet 256x256, which", "ImageNet", "ImageNet 256x256"),
        (r"on ImageNet $256\times256$ it", "ImageNet", r"ImageNet $256\times256$"),
        ("reaches 61% on the BIRD dev set.", "BIRD", "BIRD dev"),
        ("gains on WMT23 English to Chinese and", "WMT23", "WMT23 English to Chinese"),
        ("46% on SWE-bench Verified.", "SWE-bench", "SWE-bench Verified"),
        ("46% on SWE-bench (Verified) with", "SWE-bench", "SWE-bench (Verified)"),
        ("80% on the 2024 AIME contest", "AIME", "2024 AIME"),
        ("2.1% on LibriSpeech test-clean and 4.9% on test-other", "LibriSpeech", "LibriSpeech test-clean"),
    ],
)
def test_a_part_beside_the_name_belongs_to_it(text: str, name: str, whole: str) -> None:
    assert read(text, name) == whole


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("top-1 accuracy of 84.4% on ImageNet with 22M parameters", "ImageNet"),
        ("we train ImageNet models", "ImageNet"),
        ("on ImageNet training takes two days", "ImageNet"),
        ("ImageNet validation accuracy of 80%", "ImageNet"),
        ("46% on SWE-bench. Verified results follow", "SWE-bench"),
        ("on GSM8K and MATH", "GSM8K"),
        ("on Glade 256x256", "Glade"),
        ("on AIME", "AIME"),
    ],
)
def test_what_is_no_part_of_it_stays_outside(text: str, name: str) -> None:
    assert read(text, name) == name

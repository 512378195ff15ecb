"""A claim's settings are one text, the same wherever the settings are the same."""

import pytest

from schema.records import SettingKind
from schema.registry import fold, registry
from schema.settings import canonical

BACKBONE, HARDWARE, SHOTS, DATA = (str(kind) for kind in SettingKind)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ([], None),
        ([(SHOTS, "5-shot"), (BACKBONE, "llama-3 8b")], "backbone: Llama 3 8B; shots: 5-shot"),
        ([(BACKBONE, "Moth-7B")], "backbone: Moth-7B"),
        ([(HARDWARE, "a single NVIDIA A100 GPU")], "hardware: A100"),
        ([(HARDWARE, "8 A100 GPUs")], "hardware: 8 A100"),
        ([(SHOTS, "Zero shot")], "shots: 0-shot"),
        ([(SHOTS, "4-way five shot")], "shots: 4-way 5-shot"),
        ([(SHOTS, "few-shot")], "shots: few-shot"),
        ([(DATA, "10%\n  of labels")], "data: 10% of labels"),
        ([(None, "out of distribution")], "out of distribution"),
        ([(None, "OOD"), (SHOTS, "one-shot"), (None, "ood")], "OOD; shots: 1-shot"),
    ],
)
def test_settings_are_named_by_their_kind_and_sorted(
    settings: list[tuple[str | None, str]], name: str | None
) -> None:
    assert canonical(settings, registry()) == name


def test_the_same_settings_in_other_words_are_the_same() -> None:
    one = canonical(
        [(BACKBONE, "Llama-3-8B"), (None, "out-of-distribution"), (SHOTS, "five-shot")], registry()
    )
    other = canonical(
        [(SHOTS, "5 shot"), (None, "Out of distribution"), (BACKBONE, "llama 3 8B")], registry()
    )
    assert one is not None
    assert other is not None
    assert fold(one) == fold(other)


def test_different_settings_are_different() -> None:
    pairs = [
        (BACKBONE, "Llama 3 8B"),
        (BACKBONE, "Llama 3.1 8B"),
        (SHOTS, "5-shot"),
        (SHOTS, "15-shot"),
        (DATA, "5"),
        (None, "5"),
    ]
    assert len({fold(canonical([pair], registry()) or "") for pair in pairs}) == len(pairs)

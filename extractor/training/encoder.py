"""The network as torch modules: a small student, which is shipped, and a large teacher with the same outputs.

The lower layers read a context once. A mark is then added to every piece that says what it is to the number
asked about, and the upper layers read the context once for each number. From their output come the classes
of the number, a score for every name and slot (Lee et al., "End-to-end Neural Coreference Resolution", 2017,
score spans by their ends in the same manner), and where its settings stand.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from extractor.inputs import MARKS, WIDEST
from extractor.network import HEADS, SLOTS, VIRTUAL

PIECES, POSITIONS = 30522, 512
PAIR = 64
"""Width of the space in which the first and last piece of a name are compared."""
FAR = -1e4
"""Log-probability of what cannot be."""
FARTHEST = 128
"""Pieces beyond which distances are no longer told apart, where there are `buckets`."""


class Shape(NamedTuple):
    """How large a network is.

    `shared` layers stand below the marks; `buckets` is how many distances the attention tells apart (0: none,
    only places do); `drop` is the share of values dropped out while it learns.
    """

    layers: int
    width: int
    heads: int
    inner: int
    shared: int
    epsilon: float
    buckets: int
    drop: float


SMALL = Shape(layers=6, width=384, heads=12, inner=1536, shared=2, epsilon=1e-12, buckets=0, drop=0.0)
LARGE = Shape(layers=12, width=768, heads=12, inner=3072, shared=0, epsilon=1e-5, buckets=32, drop=0.1)


def _linear(module: nn.Linear, x: Tensor) -> Tensor:
    return functional.linear(x, module.weight.to(x.dtype), module.bias.to(x.dtype))


def _norm(module: nn.LayerNorm, x: Tensor) -> Tensor:
    weight, bias = module.weight.to(x.dtype), module.bias.to(x.dtype)
    return functional.layer_norm(x, module.normalized_shape, weight, bias, module.eps)


class Layer(nn.Module):
    """One transformer layer, as in BERT, computed in the number type of its input."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        width, inner, epsilon = shape.width, shape.inner, shape.epsilon
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.inner, self.outer = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, epsilon), nn.LayerNorm(width, epsilon)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return [B, L, width]; `bias` [B, 1 or heads, 1 or L, L] is added to the attention."""
        rows, length, width = x.shape
        heads = self.shape.heads
        size = width // heads
        parts = _linear(self.qkv, x).view(rows, length, 3, heads, size).permute(2, 0, 3, 1, 4)
        query, key, value = parts.reshape(3, -1, length, size).unbind(0)
        scores = torch.bmm(query * size**-0.5, key.transpose(1, 2)).view(rows, heads, length, length)
        weights = self._drop(torch.softmax(scores + bias, -1)).view(-1, length, length)
        mixed = torch.bmm(weights, value).view(rows, heads, length, size)
        mixed = mixed.transpose(1, 2).reshape(rows, length, width)
        x = _norm(self.norm1, x + self._drop(_linear(self.out, mixed)))
        inner = functional.gelu(_linear(self.inner, x))
        return _norm(self.norm2, x + self._drop(_linear(self.outer, inner)))

    def _drop(self, x: Tensor) -> Tensor:
        return functional.dropout(x, self.shape.drop) if self.training and self.shape.drop else x


class Encoder(nn.Module):
    """Reads `extractor.inputs.Inputs` and gives the logits of `extractor.network.outputs`.

    `dtype` is the number type of the layers: bfloat16 is several times quicker where the processor has it.
    """

    def __init__(self, dtype: torch.dtype = torch.float32, shape: Shape = SMALL) -> None:
        super().__init__()
        self.dtype, self.shape = dtype, shape
        width = shape.width
        self.words, self.places = nn.Embedding(PIECES, width), nn.Embedding(POSITIONS, width)
        self.kind, self.norm = nn.Parameter(torch.zeros(width)), nn.LayerNorm(width, shape.epsilon)
        self.distances = nn.Embedding(shape.buckets, shape.heads) if shape.buckets else None
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.marks = nn.Embedding(MARKS, width)
        nn.init.normal_(self.marks.weight, std=0.02)
        self.heads = nn.Sequential(
            nn.Linear(3 * width, width), nn.GELU(), nn.Linear(width, sum(HEADS.values()))
        )
        self.first, self.last = nn.Linear(width, len(SLOTS) * PAIR), nn.Linear(width, len(SLOTS) * PAIR)
        self.begins, self.ends = nn.Linear(width, len(SLOTS)), nn.Linear(width, len(SLOTS))
        self.widths = nn.Parameter(torch.zeros(len(SLOTS), WIDEST))
        self.virtual = nn.Linear(3 * width, len(SLOTS) * len(VIRTUAL))
        self.setting = nn.Linear(width, 2)

    def forward(
        self, ids: Tensor, present: Tensor, owner: Tensor, marks: Tensor, value: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return logits: heads [V, classes], names [V, S, L, W], virtual [V, S, 2], settings [V, L, 2]."""
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]] + self.kind).to(self.dtype)
        bias = (~present).to(self.dtype)[:, None, None] * FAR
        if self.distances is not None:
            bias = bias + self.distances(self._buckets(ids.shape[1])).permute(2, 0, 1).to(self.dtype)
        for layer in self.layers[: self.shape.shared]:
            x = layer(x, bias)
        x, bias = x[owner] + self.marks(marks).to(self.dtype), bias[owner]
        for layer in self.layers[self.shape.shared :]:
            x = layer(x, bias)
        own = value.to(self.dtype)
        mean = (x * own[..., None]).sum(1) / own.sum(1, keepdim=True)
        rows = torch.arange(x.shape[0], device=x.device)
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

    def _buckets(self, length: int) -> Tensor:
        """Return [L, L]: how far apart two pieces stand, and on which side; coarser far off, as in T5."""
        places = torch.arange(length, device=self.widths.device)
        apart = places[:, None] - places[None]
        half = self.shape.buckets // 2
        exact = half // 2
        far = (apart.abs().clamp(min=1) / exact).log() / math.log(FARTHEST / exact) * (half - exact)
        bucket = torch.where(apart.abs() < exact, apart.abs(), (exact + far.long()).clamp(max=half - 1))
        return bucket + (apart < 0) * half

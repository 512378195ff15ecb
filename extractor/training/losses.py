"""How wrong a network is: against what readers found, and against what a teacher says."""

import torch
from torch import Tensor
from torch.nn import functional

from extractor import network
from extractor.training.batches import JUDGED, NAME_WEIGHTS, UNKNOWN, Batch
from extractor.training.encoder import FAR, Encoder

WEIGHTS = {"claimed": 1.0, "kind": 0.5, "direction": 0.5, "bound": 0.3, "role": 0.5}
SETTING_WEIGHT = 0.1
SMOOTHING = 0.02
READERS = 0.1
"""What the readers' word weighs where a teacher speaks as well."""

Outputs = tuple[Tensor, Tensor, Tensor, Tensor]


def read(encoder: Encoder, batch: Batch[Tensor]) -> Outputs:
    """Return what the network says of a batch.

    That is logits: heads [V, classes], answers [V, S, L * W + 2], settings [V, L, 2]; where text is [V, L].
    """
    heads, names, virtual, setting = encoder(batch.ids, batch.present, batch.owner, batch.marks, batch.value)
    masked = names.masked_fill(~batch.allowed[:, None], FAR).flatten(2)
    return heads, torch.cat([masked, virtual], -1), setting, batch.present[batch.owner].float()


def loss(encoder: Encoder, batch: Batch[Tensor]) -> Tensor:
    """Return the loss of a batch: by the readers' word, by the teacher's, or by both, each a claim's mean."""
    outputs = read(encoder, batch)
    total = outputs[0].sum() * 0
    if len(batch.clear):
        total = total + _by_readers(outputs, batch) * (READERS if len(batch.taught) else 1.0)
    if len(batch.taught):
        total = total + _by_teacher(outputs, batch)
    return total


def parts(heads: Tensor) -> dict[str, Tensor]:
    """Return the logits of the classes by their name."""
    return dict(zip(network.HEADS, heads.split(list(network.HEADS.values()), -1), strict=True))


def _by_readers(outputs: Outputs, batch: Batch[Tensor]) -> Tensor:
    """Return the loss against the gold.

    A slot's is the negative log of the probability that one of all right names, wherever it stands, fills it
    (marginal likelihood over the occurrences, as in Clark and Gardner, 2018); a claim's is summed over slots.
    """
    heads, answers, setting, there = outputs
    said = parts(heads)
    total = functional.cross_entropy(said["claimed"][batch.clear], batch.truth, label_smoothing=SMOOTHING)
    count = len(batch.claims)
    if not count:
        return total
    for name, truth in zip(JUDGED, batch.classes, strict=True):
        missed = functional.cross_entropy(
            said[name][batch.claims], truth, ignore_index=UNKNOWN, reduction="sum"
        )
        total = total + WEIGHTS[name] * missed / (truth != UNKNOWN).sum().clamp(min=1)
    flat = answers[batch.claims]
    likely = torch.logsumexp(flat.masked_fill(~batch.right, 10 * FAR), -1) - torch.logsumexp(flat, -1)
    total = total - (likely * batch.weight).sum() / count
    missed = functional.binary_cross_entropy_with_logits(
        setting[batch.claims], batch.wanted, reduction="none"
    ).sum(-1)
    return total + SETTING_WEIGHT * (missed * there[batch.claims]).sum() / count


def _by_teacher(outputs: Outputs, batch: Batch[Tensor]) -> Tensor:
    """Return the cross-entropy with the teacher's probabilities (Hinton et al., 2015).

    What holds only of a claim weighs as much as the teacher takes the number for one.
    """
    heads, answers, setting, there = (part[batch.taught] for part in outputs)
    said, told = parts(heads), parts(batch.heads)
    claimed = told["claimed"][:, 1]
    count = claimed.sum().clamp(min=1.0)
    total = heads.sum() * 0
    for name, weight in WEIGHTS.items():
        missed = -(told[name] * torch.log_softmax(said[name], -1)).sum(-1)
        total = total + weight * (missed.mean() if name == "claimed" else (missed * claimed).sum() / count)
    weights = torch.tensor([NAME_WEIGHTS[slot] for slot in network.SLOTS], device=heads.device)
    likely = torch.log_softmax(answers, -1).gather(-1, batch.places)
    total = total - ((likely * batch.chances).sum(-1) * weights * claimed[:, None]).sum() / count
    missed = functional.binary_cross_entropy_with_logits(setting, batch.told, reduction="none").sum(-1)
    return total + SETTING_WEIGHT * ((missed * there).sum(-1) * claimed).sum() / count

"""When a predicted and a gold claim agree, and which belongs to which, by the gold guidelines."""

import functools
import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Claim = Mapping[str, Any]
"""One claim of the interchange format; a slot of a gold claim holds a list of equally right names."""
Agreement = dict[str, bool]
"""By field, whether it agrees."""

SLOTS = ("method", "benchmark", "metric", "baseline")
PLAIN = ("kind", "direction", "role", "bound", "unit")
LEVELS: dict[str, tuple[str, ...]] = {
    "number": (),
    "typed": ("kind",),
    "triple": ("benchmark", "metric"),
    "claim": ("kind", "method", "benchmark", "metric"),
    "board": ("kind", "method", "benchmark", "metric", "direction", "role", "bound"),
}
"""What must agree besides the number, by level; `claim` is the headline, `board` a row that may be ranked."""
LARGEST_GROUP = 12
"""Predictions that share numbers, up to which the best pairing is searched for; beyond, it is greedy."""


class Words(NamedTuple):
    """The vocabulary of `scoring.yml`."""

    generic: frozenset[str]
    empty_metric: frozenset[str]
    filler: frozenset[str]
    metric_filler: frozenset[str]
    distinct: frozenset[str]
    synonyms: dict[str, str]
    units: dict[str, str]
    greek: frozenset[str]


@functools.cache
def words() -> Words:
    """Return the vocabulary, read once."""
    data = yaml.safe_load((Path(__file__).parent / "scoring.yml").read_text(encoding="utf-8"))
    sets = {name: frozenset(data[name]) for name in ("generic", "empty_metric", "distinct", "greek")}
    filler = frozenset(data["filler"])
    return Words(
        **sets,
        filler=filler | frozenset(data["hardware_filler"]),
        metric_filler=filler | frozenset(data["metric_filler"]),
        synonyms=data["synonyms"],
        units=data["units"],
    )


@functools.lru_cache(maxsize=1 << 13)
def tokens(text: str) -> tuple[str, ...]:
    """Return a name as comparable tokens: case, LaTeX, Greek, plurals and punctuation evened out."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda m: f" {m[1]} " if m[1].casefold() in words().greek else " ", text)
    text = "".join(_spelled(c) for c in text)
    text = re.sub(r"[’'](\d\d)\b", r" 20\1", text).casefold()
    text = text.replace("speed-up", "speedup").replace("f-score", "fscore")
    text = re.sub(r"^an? ", "", text).replace("average precision", "averageprecision")
    text = re.sub(r"\bf-?1(-?scores?)?\b", "f1", text)
    found = (_singular(token) for token in re.findall(r"f1|[^\W\d_]+|\d+(?:\.\d+)?|[@+#]", text))
    return tuple(words().synonyms.get(token, token) for token in found)


def _spelled(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return f" {name.split()[-1]} " if "GREEK" in name else letter


def _singular(token: str) -> str:
    plural = len(token) > 3 and token.isalpha() and token.endswith("s") and not token.endswith("ss")
    return token[:-1] if plural else token


def joined(parts: Sequence[str]) -> str:
    """Return tokens as one string; only digits that meet stay apart (Llama 3 8B is not Llama 38B)."""
    return re.sub(r"(?<=\d)\0(?=\d)", "_", "\0".join(parts)).replace("\0", "")


@functools.lru_cache(maxsize=1 << 13)
def core(text: str, slot: str) -> tuple[str, ...]:
    """Return the tokens of a name that carry identity; none where it names nothing."""
    if text.strip().casefold() in words().generic:
        return ()
    whole = tokens(text)
    filler = words().metric_filler if slot == "metric" else words().filler
    found = tuple(token for token in whole if token not in filler) or whole
    return () if slot == "metric" and words().empty_metric.issuperset(found) else found


def same(named: str | None, golds: Sequence[str], slot: str) -> bool:
    """Say whether a predicted string names the same thing as one of the gold strings.

    No name is right where gold has none, or holds "" (naming nothing is as right as the others).
    """
    one = core(named or "", slot)
    others = [core(gold, slot) for gold in golds]
    if not one:
        return not golds or () in others
    return any(
        other and (joined(one) == joined(other) or (slot == "metric" and _wordings(set(one), set(other))))
        for other in others
    )


def same_setting(named: str, gold: str) -> bool:
    """Say whether a predicted setting names what a gold one does, in as many words or in fewer or more."""
    one, other = core(named, "setting"), core(gold, "setting")
    if not one or not other:
        return False
    return joined(one) == joined(other) or set(one) <= set(other) or set(other) <= set(one)


def _wordings(one: set[str], other: set[str]) -> bool:
    """Say whether one is a longer or shorter wording of the same metric."""
    if not (one < other or other < one) or len(one & other) / len(one | other) <= 0.5:
        return False
    return all(len(t) > 1 and t.isalpha() and t not in words().distinct for t in one ^ other)


def same_unit(one: str | None, other: str | None) -> bool:
    """Say whether two units are the same but for spelling and plural."""
    return _unit(one) == _unit(other)


def _unit(text: str | None) -> str:
    text = (text or "").strip().casefold()
    text = words().units.get(text, text)
    return text[:-1] if len(text) > 3 and text.endswith("s") else text


def agreement(predicted: Claim, gold: Claim) -> Agreement | None:
    """Say which fields of a predicted and a gold claim agree; None where the numbers differ."""
    # the sign of a change or ratio is its direction
    size: Callable[[Any], float] = abs if gold["kind"] in ("change", "ratio") else float
    for name in ("number", "number_high"):
        one, other = predicted.get(name), gold.get(name)
        if one is None and other is None:
            continue
        if (
            one is None
            or other is None
            or not math.isclose(size(one), size(other), rel_tol=1e-6, abs_tol=1e-9)
        ):
            return None
    found = {slot: same(predicted.get(slot), gold[slot], slot) for slot in SLOTS}
    found |= {name: predicted.get(name) == gold.get(name) for name in PLAIN}
    found["unit"] = same_unit(predicted.get("unit"), gold.get("unit"))
    return found


def reaches(found: Agreement, level: str) -> bool:
    """Say whether all agrees that the level asks for."""
    return all(found[name] for name in LEVELS[level])


class Pair(NamedTuple):
    """Indices of a predicted and a gold claim that were paired, and what agrees between them."""

    predicted: int
    gold: int
    agreement: Agreement


_Edges = dict[int, dict[int, tuple[float, Agreement]]]


def pair(predicted: Sequence[Claim], golds: Sequence[Claim]) -> list[Pair]:
    """Pair the claims of one paper one to one, so that the most claims, then the most slots, agree."""
    edges: _Edges = {}
    for i, claim in enumerate(predicted):
        for j, gold in enumerate(golds):
            if (found := agreement(claim, gold)) is not None:
                worth = (
                    1.0 + 1000 * reaches(found, "claim") + 10 * sum(found[name] for name in LEVELS["claim"])
                )
                worth += sum(found.values()) / 10 - 0.05 * bool(gold.get("optional"))
                edges.setdefault(i, {})[j] = worth, found
    pairs: list[Pair] = []
    while edges:  # one group of claims that share a number after the other
        group: list[int] = []
        reach = set(next(iter(edges.values())))
        while more := [i for i in edges if i not in group and reach & edges[i].keys()]:
            group += more
            reach.update(*(edges[i] for i in more))
        pairs += _best({i: edges.pop(i) for i in group})
    return pairs


def _best(edges: _Edges) -> list[Pair]:
    """Return the pairing of greatest worth within one group; greedy where a group is absurdly large."""
    if len(edges) > LARGEST_GROUP:
        return _greedy(edges)
    order = list(edges)

    @functools.cache
    def best(k: int, used: frozenset[int]) -> tuple[float, tuple[tuple[int, int], ...]]:
        if k == len(order):
            return 0.0, ()
        options = [best(k + 1, used)]
        for j, (worth, _) in edges[order[k]].items():
            if j not in used:
                rest, pairs = best(k + 1, used | {j})
                options.append((rest + worth, ((order[k], j), *pairs)))
        return max(options, key=lambda option: option[0])

    return [Pair(i, j, edges[i][j][1]) for i, j in best(0, frozenset())[1]]


def _greedy(edges: _Edges) -> list[Pair]:
    flat = sorted((-worth, i, j) for i, row in edges.items() for j, (worth, _) in row.items())
    pairs: list[Pair] = []
    used: tuple[set[int], set[int]] = set(), set()
    for _, i, j in flat:
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append(Pair(i, j, edges[i][j][1]))
    return pairs

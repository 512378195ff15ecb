"""Makes a SQLite store of made-up papers with as many claims as are asked for, three a paper.

python tests/benchmarks/large_store.py FILE [CLAIMS=100000]

The benchmarks are as unevenly claimed on as real ones: a few have thousands of claims, most a handful.
"""

import random
import sys
from pathlib import Path

from migrations.runner import open_store
from schema.records import Claim, Evidence, Kind, Mention, Paper
from schema.registry import registry

FILLER = (
    "Models of this size are slow where memory is short, and most of what they hold is never used.",
    "Earlier work trains a new network for each task, which costs more than most groups can spend.",
    "We look at what a network keeps when it is asked the same thing in another order.",
    "A small set of probes is enough to tell which parts still matter after training.",
    "The recipe needs no labels beyond those that are there, and a day on one machine.",
    "Ablations show that neither part does it alone, and that the order of the two counts.",
    "Code, weights and the probes are available to everybody.",
)
METRICS = ("accuracy", "F1", "BLEU", "mIoU", "exact match", "success rate", "perplexity", "latency")


def main(file: str, claims: str = "100000") -> None:
    """Fill a new store."""
    chance = random.Random(3)
    names = [surface.canonical for surface in registry().lexicon("benchmark")]
    names = sorted(set(names))
    chance.shuffle(names)
    shares = [1 / (place + 5) for place in range(len(names))]
    with open_store(f"sqlite:///{Path(file).absolute()}") as store:
        run = store.run("0", "made up", {})
        for number in range(int(claims) // 3):
            paper, found = _paper(number, chance, chance.choices(names, shares, k=3))
            store.record(paper, found, run)
            if number % 1000 == 0:
                print(f"{number:,} papers", file=sys.stderr, flush=True)


def _paper(number: int, chance: random.Random, benchmarks: list[str]) -> tuple[Paper, list[Claim]]:
    name = f"{chance.choice(('Lantern', 'Candle', 'Torch', 'Beacon', 'Ember'))}-{number}"
    title = f"{name}: what is left of a network by night"
    sentences = list(chance.sample(FILLER, 5))
    sentences.insert(1, f"We present {name}, which looks at a network in the dark.")
    said = []
    for benchmark in benchmarks:
        metric, value = chance.choice(METRICS), f"{chance.uniform(20, 99):.1f}"
        said.append((benchmark, metric, value))
        sentences.insert(-2, f"On {benchmark}, {name} reaches {value}% {metric}.")
    abstract = " ".join(sentences)
    text = f"{title}\n{abstract}"
    found = []
    for benchmark, metric, value in said:
        sentence = f"On {benchmark}, {name} reaches {value}% {metric}."
        at = text.index(sentence)

        def mention(wording: str, at: int = at) -> Mention:
            start = text.index(wording, at)
            return Mention(text=wording, start=start, end=start + len(wording))

        where = mention(f"{value}%")
        sure = {
            part: round(chance.betavariate(5, 1), 3) for part in ("number", "method", "benchmark", "metric")
        }
        found.append(
            Claim(
                value=Evidence(start=where.start or 0, end=where.end or 0, text=where.text),
                number=float(value),
                unit="%",
                kind=Kind.SCORE,
                method=mention(name),
                benchmark=mention(benchmark),
                metric=mention(metric, at + len(benchmark) + len(name)),
                sentence=Evidence(start=at, end=at + len(sentence), text=sentence),
                confidence=round(min(sure.values()), 4),
                slot_confidence=sure,
                reasons=tuple(f"{slot}: named in the sentence" for slot in ("method", "benchmark", "metric")),
            )
        )
    date = f"20{chance.randint(18, 25)}-{chance.randint(1, 12):02}"
    paper = Paper(id=f"{date[2:4]}{date[5:]}.{number:05}", title=title, abstract=abstract, date=date)
    return paper, found


if __name__ == "__main__":
    main(*sys.argv[1:])

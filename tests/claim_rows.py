"""Claims as the store gives them to boards, for the tests of what is made of them."""

from collections.abc import Iterable
from typing import Any

from leaderboards.pages import Page, page
from leaderboards.ranking import Board, Row
from schema.naming import Names
from schema.registry import Metric, fold, registry
from schema.rows import ClaimRow
from schema.units import measured

SHARE = {"scale": "share", "low": 0.0, "high": 100.0}
FACTS = [
    Metric("accuracy", "up", **SHARE),
    Metric("F1", "up", **SHARE),
    Metric("win rate", None, **SHARE),
    Metric("WER", "down", "percent", 0.0, 100.0),
    Metric("SSIM", "up", "fraction", 0.0, 1.0),
    Metric("perplexity", "down", None, 1.0),
    Metric("R²", "up", None, high=1.0),
    Metric("BLEU", "up", None, 0.0, 100.0),
    Metric("latency", "down", "time", 0.0),
    Metric("memory", "down", "memory", 0.0),
    Metric("throughput", "up", "rate", 0.0),
    Metric("cost", "down", "money", 0.0),
    Metric("FID", "down", "plain", 0.0),
    Metric("MAE", "down", None, 0.0),
    Metric("success rate", "up", **SHARE, unless="attack|jailbreak"),
    Metric("PSNR", "up", "decibel", 0.0),
]
"""What is declared of metrics here, whatever the vocabulary says."""


DEFAULTS: dict[str, Any] = {
    "claim": "a",
    "paper": "2401.00001",
    "paper_key": 1,
    "title": "On lanterns",
    "url": None,
    "date": "2024-01",
    "benchmark": "GSM8K",
    "metric": "accuracy",
    "method": "Lantern",
    "baseline": None,
    "hardware": None,
    "benchmark_written": None,
    "metric_written": None,
    "method_written": None,
    "written": "",
    "value": 80.0,
    "value_high": None,
    "unit": "%",
    "kind": "score",
    "direction": None,
    "bound": None,
    "role": "own",
    "factor": None,
    "confidence": 0.9,
    "status": "machine",
    "inferred": "",
    "start": 0,
    "end": 1,
    "sentence": "Lantern reaches 80%.",
    "setting": None,
}


class Declared(Names):
    """The shipped names, with `FACTS` of metrics."""

    def metric(self, name: str, benchmark: str | None = None) -> Metric | None:
        own = {fold(metric.name): metric for metric in FACTS}
        return own.get(fold(name)) or super().metric(name, benchmark)


def row(value: float = 80.0, method: str | None = "Lantern", paper: int = 1, **fields: Any) -> ClaimRow:
    """A score claim of a paper of its own, unless the fields say otherwise."""
    own = {"value": float(value), "method": method, "paper_key": paper, "paper": f"2401.0000{paper}"}
    filled = DEFAULTS | own | {"claim": f"c{paper}{value}{method}"} | fields
    return ClaimRow(**(measured(filled["value"], filled["value_high"], filled["unit"]) | filled))


def made(rows: Iterable[ClaimRow], name: str = "GSM8K", slot: str = "benchmark", **rules: Any) -> Page:
    """The page that these claims make, by `FACTS`."""
    return page(name, rows, Declared(registry()), 0.5, slot, **rules)


def only(found: Page) -> Board:
    """The one board of a page."""
    (board,) = found.boards
    return board


def placed(rows: Iterable[Row]) -> list[tuple[int | None, str | None, float]]:
    """Rank, method and value as written of rows."""
    return [(row.rank, row.claim.method, row.claim.value) for row in rows]


def reasons(rows: Iterable[Row]) -> list[str | None]:
    """Why rows are not ranked."""
    return [row.reason for row in rows]

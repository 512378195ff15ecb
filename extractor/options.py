"""The options that commands share which read papers. Like cli.py this module knows Typer."""

from typing import Annotated, Literal

import typer

InputFormat = Annotated[
    Literal["auto", "page", "json", "jsonl", "csv", "tsv"],
    typer.Option(help="How the papers are written; recognised by default."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what is wrong.")]

Rejects = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Write there what was refused: JSON lines to mend and add again."),
]

Output = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is stdout.")]

EngineName = Annotated[
    Literal["local", "dask"],
    typer.Option("--engine", help="Who reads: this machine, or the workers of a Dask cluster."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Of the Dask cluster: tcp://HOST:PORT, or its scheduler file."),
]
Workers = Annotated[int, typer.Option(min=1, metavar="N", help="Read in N processes of this machine.")]

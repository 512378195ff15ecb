"""The commands that read papers and need no store. Like cli.py this module knows Typer."""

from typing import Annotated, Literal

import typer

from extractor.options import EngineName, InputFormat, Output, Quiet, Rejects, Scheduler, Workers
from extractor.talk import Problems, begun, progress, records, refused
from schema.errors import NotFoundError

app = typer.Typer()
BATCH = 100
"""Papers whose claims `extract` writes at once."""


@app.command(
    epilog="Examples:\n\nclaimboard extract papers.jsonl -o claims.jsonl\n\n"
    "claimboard extract - -q < reading-list.txt | jq -r '.claims[].quote'"
)
def extract(
    papers: Annotated[str, typer.Argument(metavar="PAPERS", help="A file of papers; - is stdin.")],
    format: Annotated[Literal["jsonl"], typer.Option(help="One line a paper.")] = "jsonl",
    output: Output = "-",
    input_format: InputFormat = "auto",
    rejects: Rejects = None,
    workers: Workers = 1,
    engine: EngineName = "local",
    scheduler: Scheduler = None,
    quiet: Quiet = False,
) -> None:
    """Find the claims of papers without a database: one JSON line a paper, in input order."""
    import itertools

    import extractor.interchange
    from extractor.engines.opening import open_engine
    from schema.output import open_output

    count = 0
    with refused(rejects, [papers]) as problems:
        good = problems.without(begun(records([papers], input_format))[1])
        batches = iter(lambda: list(itertools.islice(good, BATCH)), [])
        with (
            open_output(output) as file,
            progress(quiet) as done,
            open_engine(engine, workers, scheduler) as reader,
        ):
            for batch in reader.read(batches):
                for found in problems.without(batch):
                    file.write(extractor.interchange.line(found) + "\n")
                count += len(batch)
                done(count, workers=reader.workers)
    problems.end()


@app.command(
    epilog="Example:\n\nclaimboard evaluate dev.papers.jsonl dev.gold.jsonl --bootstrap 1000 --format json"
)
def evaluate(
    papers: Annotated[str, typer.Argument(metavar="PAPERS", help="A file of papers.")],
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="Their hand-read claims, a JSON line a paper.")],
    bootstrap: Annotated[int, typer.Option(min=0, metavar="N", help="Resample the papers N times.")] = 0,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, metavar="C", help="Leave out what is less sure.")
    ] = 0.0,
    format: Annotated[Literal["text", "json"], typer.Option(help="How to write the figures.")] = "text",
    output: Output = "-",
    quiet: Quiet = False,
) -> None:
    """Score the extractor against hand-read claims: precision, recall and F1 by level.

    A claim counts as right at the level number if its number is, at typed if its kind is as well, at triple
    if number, benchmark and metric are, at claim if number, kind, method, benchmark and metric are, at board
    if direction, role and bound are as well.

    GOLD holds a JSON object a line, {"id", "claims"}, whose claims are written as `extract` writes them, but
    with a list of right names for each of method, benchmark, metric and baseline: [] where none is named.
    """
    import extractor.evaluation
    import extractor.interchange
    import extractor.pipeline
    from schema.inert import inert_json
    from schema.output import open_output

    answers = extractor.evaluation.read(gold)
    problems = Problems()
    good = problems.without(begun(records([papers], "auto"))[1])
    predicted: extractor.evaluation.Claims = {}
    with progress(quiet) as done:
        for count, found in enumerate(extractor.pipeline.load().pipe(good), 1):
            predicted.setdefault(found.paper.id, []).extend(extractor.interchange.record(found)["claims"])
            done(count)
    if predicted.keys().isdisjoint(answers):
        raise NotFoundError(f"no paper of {papers} is in {gold}", "name the gold file of these papers")
    figures = extractor.evaluation.evaluate(predicted, answers, min_confidence, bootstrap)
    with open_output(output) as file:
        if format == "json":
            file.writelines(inert_json({"version": 1, **figures}, indent=1))
        else:
            file.write(extractor.evaluation.render(figures))
        file.write("\n")
    missing = len(answers.keys() - predicted.keys())
    told = f"{missing:,} of {len(answers):,} gold papers were not given: their claims count as not found"
    problems.end([told] if missing else [])


@app.command(
    epilog="Examples:\n\nclaimboard train ../shared/gold ../shared/corpus/arxiv-2025.jsonl.gz\n\n"
    "claimboard train ../shared/gold ../shared/corpus/arxiv-2025.jsonl.gz --part deciding "
    "--reviewed reviewed.jsonl\n\nclaimboard train --reviewed reviewed.jsonl"
)
def train(
    gold: Annotated[
        str | None,
        typer.Argument(
            metavar="GOLD", help="Folder of train, dev and seed papers and claims.", show_default=False
        ),
    ] = None,
    corpus: Annotated[
        str | None,
        typer.Argument(
            metavar="CORPUS", help="The abstracts that our own readings are of.", show_default=False
        ),
    ] = None,
    part: Annotated[
        Literal["all", "sieve", "network", "deciding"],
        typer.Option(help="Make only some of the weights, from those of the parts before."),
    ] = "all",
    reviewed: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE", help="Papers of `claimboard export gold` to learn from, too; may be given again."
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Build the weights anew, or let them learn from reviewed papers, and write them into this installation.

    With --reviewed alone, the weights that stand learn from papers that you read completely; the new ones are
    kept only where they are clearly better on papers that they did not learn from.

    With GOLD and CORPUS all weights are built anew (needs the extra "train"), in three parts: the sieve that
    looks for numbers that may be results (from train), the network that reads them (from our own readings of
    the corpus, and what large networks say of the rest of it), and what decides over both (from train, out of
    fold). About a quarter of an hour with a large GPU; without one, the network takes most of a day, the rest
    two minutes.

    Sieve and deciding learn from reviewed papers, too; not from those that are among the gold papers. The
    network, which has to be new to the papers of train, is made without them.
    """
    import extractor.training.command

    def say(text: str) -> None:
        if not quiet:
            typer.echo(text, err=True)

    if figures := extractor.training.command.train(gold, corpus, part, say, reviewed or ()):
        typer.echo(figures)

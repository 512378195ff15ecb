"""`claimboard db`: the database itself. Like cli.py this module may print and know Typer."""

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Look after the database: status, upgrade, downgrade.")

Database = Annotated[
    str | None,
    typer.Option(
        "--db",
        envvar="CLAIMBOARD_DB",
        metavar="URL",
        help="SQLite file or PostgreSQL URL; by default a file in your data folder.",
    ),
]


@app.command(epilog="Example: claimboard db status --db postgresql://localhost/claims")
def status(db: Database = None) -> None:
    """Show where the database is, and whether it is up to date (exit 1 where it is not)."""
    import migrations.runner

    found = migrations.runner.status(db)
    for name, value in found.lines():
        typer.echo(f"{name}\t{value}")
    raise typer.Exit(0 if found.up_to_date else 1)


@app.command(epilog="Example: claimboard db upgrade")
def upgrade(
    revision: Annotated[str, typer.Argument(help="The revision to reach.")] = "head", db: Database = None
) -> None:
    """Bring the database to this version of Claimboard, making it where there is none."""
    import migrations.runner

    migrations.runner.upgrade(db, revision)
    typer.echo(f"database is at revision {migrations.runner.status(db).revision or 'none'}", err=True)


@app.command(epilog="Example: claimboard db downgrade base --yes")
def downgrade(
    revision: Annotated[str, typer.Argument(help="The revision to go back to; base empties the database.")],
    db: Database = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Don't ask: what the newer revision added is lost.")
    ] = False,
) -> None:
    """Take the database back to an older revision. What the newer one added is lost."""
    import migrations.runner

    if not yes:
        typer.confirm(
            f"Going back to {revision} deletes what newer revisions added. Go on?", abort=True, err=True
        )
    migrations.runner.downgrade(db, revision)
    typer.echo(f"database is at revision {migrations.runner.status(db).revision or 'none'}", err=True)

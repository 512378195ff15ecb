"""The console that tables and explanations are written with."""

from rich.console import Console


class Terminal(Console):
    """Rich's console, but for a reader that stops early: that is for the caller to see, and no failure."""

    def on_broken_pipe(self) -> None:
        """Let the BrokenPipeError go on to who opened the file; rich would exit with 1."""
        raise  # rich calls this from within its except block

"""The page of help: what every key does, in as many screens as it takes. Knows Textual."""

from collections.abc import Iterator

from rich.text import Text
from textual.app import ComposeResult
from textual.events import Key, Resize
from textual.screen import Screen

from leaderboards.review import guide
from leaderboards.review.lines import wrapped
from leaderboards.review.panes import Pane

KEYS = 6
"""Cells for a key and the blanks around it."""
MOST = 40
"""Lines of one paragraph, at most."""


class Help(Screen[None], inherit_bindings=False):
    """What every key does. Arrow keys and blank move it where it is too long; any other key leads back."""

    AUTO_FOCUS = ""
    CSS = """
    Help { layout: vertical; background: ansi_default; }
    Pane { width: 100%; background: ansi_default; color: ansi_default; }
    #help { height: 1fr; }
    #back { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._top = 0

    def compose(self) -> ComposeResult:
        """Return the two parts."""
        yield Pane("help")
        yield Pane("back")

    def on_mount(self) -> None:
        """Show the text."""
        self._draw()

    def on_resize(self, event: Resize) -> None:
        """Show it in the new size."""
        self.call_after_refresh(self._draw)

    def on_key(self, event: Key) -> None:
        """Move the text, or go back."""
        event.stop()
        height = max(1, self.size.height - 1)
        steps = {"up": -1, "down": 1, "pageup": -height, "pagedown": height, "space": height}
        if event.key not in steps:
            self.dismiss()
            return
        self._top += steps[event.key]
        self._draw()

    def _draw(self) -> None:
        width, height = self.size.width, max(1, self.size.height - 1)
        lines = list(_lines(width))
        self._top = max(0, min(self._top, len(lines) - height))
        below = len(lines) - height - self._top
        more = f"{below} more below: arrow keys; any" if below > 0 else "any"
        more = f"{more}{' other' if len(lines) > height else ''} key leads back"
        self.query_one("#help", Pane).show(lines[self._top : self._top + height])
        self.query_one("#back", Pane).show(wrapped(more, width, "bold", 1))


def _lines(width: int) -> Iterator[Text]:
    """Yield the lines of the page; what has no key stands by itself, or under the key before it."""
    before = ""
    for key, words in guide.HELP:
        under = bool(key) or before == "e"
        if not under and before:
            yield Text("")
        for at, line in enumerate(wrapped(words, width - KEYS * under, "", MOST)):
            first = (key if at == 0 else "").ljust(KEYS - 1) if under else ""
            yield Text.assemble(" " * under, (first, "bold"), line.plain, no_wrap=True, end="")
        if not under and not before:
            yield Text("")
        before = key or "text"

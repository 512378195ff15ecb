"""The parts of the review screen: lines drawn elsewhere, and the line in which a field is typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from leaderboards.review.lines import cut, wrapped

_CONSOLE = Console(width=80, color_system="standard", force_terminal=True, legacy_windows=False)
LOOKS = """
Review { layout: vertical; background: ansi_default; color: ansi_default; }
Pane { height: 1; width: 100%; background: ansi_default; color: ansi_default; }
#passage { height: 1fr; min-height: 1; }
#fields { height: 9; }
#editor { height: 9; display: none; background: ansi_default; }
#asks { height: 1; }
#offers { height: 1fr; }
#entry, #entry:focus {
    height: 1; width: 100%; border: none; padding: 0 1;
    background: ansi_default; color: ansi_default; text-style: underline;
}
#entry > .input--cursor, #entry > .input--selection { text-style: reverse; }
"""
"""How the parts stand on the screen, in Textual's own words."""


class Pane(Widget):
    """Some lines of text, as they are: nothing in them is markup, and what is too long is cut."""

    can_focus = False

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Text] = ()

    def show(self, lines: Sequence[Text]) -> None:
        """Show these lines, the first at the top."""
        if list(lines) != list(self._lines):
            self._lines = lines
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line as Textual wants it."""
        width = self.size.width
        if y >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        segments = self._lines[y].render(_CONSOLE)
        return Strip(segments).adjust_cell_length(width, self.rich_style)


class Entry(Input, inherit_bindings=True):
    """The line that is typed in; keys that choose a completion go to the editor around it."""

    BINDINGS = [  # noqa: RUF012 - Textual's own way
        Binding("tab", "editor('fill')", show=False),
        Binding("down", "editor('down')", show=False),
        Binding("up", "editor('up')", show=False),
        Binding("escape", "editor('leave')", show=False),
    ]

    def action_editor(self, what: str) -> None:
        """Let the editor do what a key asks for."""
        if isinstance(self.parent, Editor):
            self.parent.asked(what)


class Editor(Vertical):
    """Where one field is typed: what it asks, the line, and below it what may be meant.

    Tab fills in the completion that is pointed at, or the first; Enter takes what stands in the line, or the
    completion that an arrow key points at; Esc leaves.
    """

    @dataclass
    class Taken(Message):
        """What was typed is meant."""

        text: str

    class Left(Message):
        """The field is left as it was."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._offer: Callable[[str], Sequence[str]] = lambda typed: ()
        self._offered: Sequence[str] = ()
        self._pointed = -1
        self._asks = self._wrong = ""
        self._untouched: str | None = None
        self._width, self._height = 80, 9

    def compose(self) -> ComposeResult:
        """Return the parts."""
        yield Pane("asks")
        yield Entry(id="entry", compact=True, select_on_focus=False)
        yield Pane("offers")

    def begin(self, asks: str, typed: str, offer: Callable[[str], Sequence[str]]) -> None:
        """Ask for a field: `offer` returns what may be meant by what is typed."""
        self._asks, self._offer, self._wrong = asks, offer, ""
        entry = self.query_one(Entry)
        self._untouched = typed
        entry.value = typed
        self._offer_for("")  # what stands there is to be replaced: offer what else there is
        self.display = True
        entry.focus()
        entry.select_all()

    def fit(self, width: int, height: int) -> None:
        """Take so many columns and lines."""
        self._width, self._height = width, height
        self.styles.height = height
        self._draw()

    def end(self) -> None:
        """Ask no longer."""
        self.display = False
        self.screen.set_focus(None)

    def refuse(self, why: str) -> None:
        """Say why what was typed cannot be meant; it stays to be corrected."""
        self._wrong = why
        self._draw()

    def asked(self, what: str) -> None:
        """Do what a key asks for: fill, down, up or leave."""
        match what:
            case "leave":
                self.post_message(self.Left())
            case "fill" if self._offered:
                entry = self.query_one(Entry)
                entry.value = self._offered[max(0, self._pointed)]
                entry.cursor_position = len(entry.value)
            case "down" | "up" if self._offered:
                step = 1 if what == "down" else -1
                self._pointed = max(-1, min(self._pointed + step, len(self._offered) - 1))
                self._draw()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what may be meant by what stands in the line now."""
        event.stop()
        if event.value != self._untouched:
            self._untouched, self._wrong = None, ""
            self._offer_for(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what stands in the line, or the completion that is pointed at."""
        event.stop()
        self.post_message(self.Taken(self._offered[self._pointed] if self._pointed >= 0 else event.value))

    def _offer_for(self, typed: str) -> None:
        self._offered = self._offer(typed)
        self._pointed = -1
        self._draw()

    def _draw(self) -> None:
        asks, pane = self.query_one("#asks", Pane), self.query_one("#offers", Pane)
        said = wrapped(self._asks, self._width, "bold", 2)
        asks.styles.height = len(said)
        asks.show(said)
        lines = wrapped(f"! {self._wrong}", self._width, "bold", 2) if self._wrong else []
        room = self._height - len(said) - 1 - len(lines)
        if len(self._offered) > room:
            room -= 1  # what is below is told there
        room = max(1, room)
        first = max(0, self._pointed - room + 1)
        for at, offered in enumerate(self._offered[first : first + room], first):
            here = at == self._pointed
            line = Text(f" {'▸' if here else ' '} ", no_wrap=True, end="")
            line.append(cut(offered, self._width - 4), "reverse" if here else "")
            lines.append(line)
        if (below := len(self._offered) - first - room) > 0:
            lines.append(Text(f"   … {below} more below: arrow keys", "dim", no_wrap=True, end=""))
        pane.show(lines)

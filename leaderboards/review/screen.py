"""The review screen: one item at a time, one key for each thing that a reviewer may say. Knows Textual."""

from collections.abc import Callable, Mapping, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.events import Key, Resize
from textual.screen import Screen

from leaderboards.review import completion, drawing, edits, guide, numerals
from leaderboards.review.items import Place
from leaderboards.review.panes import Editor, Pane
from leaderboards.review.reports import Report
from leaderboards.review.session import Session
from schema.inert import inert
from schema.records import Claim, Evidence

AROUND = 6
"""Lines of the screen beside the text and the fields."""
LEAST_TEXT = 4
"""Lines of the text that are shown however low the terminal is."""
FIELDS = len(edits.FIELDS)
FILLED_IN_TURN = ("method", "benchmark", "metric")
"""The fields that are asked for, one after the other, of a claim that is added."""
NUMBER = "number"
"""What the editor asks for first when a claim is added: no field."""


class Review(Screen[None], inherit_bindings=False):
    """The one screen: how far the reviewer is, the paper's text, the claim's fields, and the keys."""

    AUTO_FOCUS = ""
    CSS = """
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

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._chosen: str | None = None
        self._editing: str | None = None
        self._numbers: Sequence[Evidence] = ()
        self._to_fill: list[str] = []
        self._top = 0
        self._at: tuple[object, ...] = ()
        self._on: tuple[int, str] | None = None
        self._keys: Mapping[str, Callable[[], None]] = {
            "a": session.accept,
            "r": session.reject,
            "n": session.skip,
            "u": session.undo,
            "p": session.next_of_paper,
            "c": session.mark_read,
            "=": session.take_offer,
            "e": self._choose,
            "+": self._add,
            "?": self._help,
            "q": self._quit,
        }

    def compose(self) -> ComposeResult:
        """Return the parts, from top to bottom."""
        for name in ("top", "place", "paper", "passage", "rule", "fields"):
            yield Pane(name)
        yield Editor("editor")
        yield Pane("told")
        yield Pane("keys")

    def on_mount(self) -> None:
        """Show what there is."""
        self.draw()

    def on_resize(self, event: Resize) -> None:
        """Draw everything in the new size."""
        self._at = ()
        self.call_after_refresh(self.draw)

    def told(self, report: Report) -> None:
        """Take in what the clerk reports."""
        self._session.came(report)
        self.draw()

    def on_key(self, event: Key) -> None:
        """Do what a key says."""
        if self._editing is not None:
            return
        event.stop()
        event.prevent_default()
        pressed = event.character or event.key
        match event.key:
            case "up" | "down" | "pageup" | "pagedown" | "home" | "end":
                self._scroll(event.key)
                return
            case "tab" | "shift+tab" if self._session.item is not None:
                self._move(1 if event.key == "tab" else -1)
                return
            case "enter" if self._chosen is not None:
                self._edit(self._chosen)
                return
            case "escape":
                self._chosen, self._to_fill = None, []
        self._session.pressed(pressed)
        if (action := self._keys.get(pressed)) is not None:
            action()
        elif pressed in edits.BY_KEY and self._session.item is not None:
            self._edit(edits.BY_KEY[pressed].name)
            return
        self.draw()

    def on_editor_taken(self, event: Editor.Taken) -> None:
        """Take what was typed, if it can be meant; else say why not, and leave it to be corrected."""
        field = self._editing
        if field is None:
            return
        try:
            if field == NUMBER:
                item = self._session.item
                if item is not None:
                    mark = event.text.partition("  ")[0]
                    self._session.add(edits.numbers(item.sheet.text, mark, self._numbers))
                self._to_fill = list(FILLED_IN_TURN)
            else:
                self._session.change(field, event.text)
        except edits.EditError as error:
            self._editor.refuse(str(error))
            return
        self._end_editing()
        if self._to_fill:
            self._edit(self._to_fill.pop(0))
            return
        does = "a adds the claim" if self._session.adding else "a accepts it as changed"
        if self._session.changed:
            self._session.told = f"{does}, u takes the change back, a field's key goes on"
        self.draw()

    def on_editor_left(self) -> None:
        """Leave the field as it was."""
        self._to_fill = []
        self._end_editing()
        self.draw()

    def draw(self) -> None:
        """Draw everything as it is now."""
        session, width = self._session, self.size.width
        item, claim = session.item, session.claim
        height = max(LEAST_TEXT, self.size.height - AROUND - FIELDS)
        rows = max(1, min(FIELDS, self.size.height - AROUND - LEAST_TEXT))
        self.query_one("#fields").styles.height = rows
        self._editor.styles.height = rows
        board = _board(session.place, claim)
        self._show("top", [drawing.top(item, board, session.progress, session.unwritten, width)])
        self._show("told", [_told(session, width)])
        self._show("keys", [drawing.keys(guide.LINE, width)])
        if item is None:
            for name in ("place", "paper", "rule", "fields"):
                self._show(name, [])
            self._show(
                "passage",
                [Text(f" {line}") for line in ("", *session.waiting())],
            )
            return
        passage = (
            drawing.numbered(item, self._numbers, width)
            if self._editing == NUMBER or claim is None
            else drawing.passage(item, claim, width)
        )
        if item.key != self._on and self._editing is None:
            self._chosen = None
        self._on = item.key
        at = (item.key, claim and claim.sentence.start, width, height)
        if at != self._at:
            self._at, self._top = at, drawing.offset(passage, height)
        self._top = max(0, min(self._top, len(passage.lines) - height))
        self._show(
            "place", [drawing.place(item, session.place, width) if claim else Text(f" {guide.NO_CLAIM}")]
        )
        others = [other.id for other in session.others()]
        number = others.index(item.id) + 1 if item.id in others else 0
        self._show("paper", [drawing.paper(item, number, len(others), width)])
        self._show("passage", passage.lines[self._top : self._top + height])
        self._show("rule", [drawing.rule(passage, self._top, height, width)])
        shown = drawing.fields(item, claim, session.place, width, rows, self._chosen) if claim else ()
        self._show("fields", shown)

    @property
    def _editor(self) -> Editor:
        return self.query_one(Editor)

    def _show(self, name: str, lines: Sequence[Text]) -> None:
        self.query_one(f"#{name}", Pane).show(lines)

    def _choose(self) -> None:
        """Point at the field that is most in doubt."""
        if (item := self._session.item) is None:
            return
        sure = item.claim.slot_confidence
        parts = {("number" if field.name == "value" else field.name): field.name for field in edits.FIELDS}
        doubtful = min((part for part in parts if part in sure), key=sure.__getitem__, default="method")
        self._chosen = parts[doubtful]
        self._session.told = "a field's key, or Tab and Enter, changes it; Esc changes nothing"

    def _move(self, step: int) -> None:
        """Point at the next field, or the one before."""
        names = [field.name for field in edits.FIELDS]
        at = names.index(self._chosen) + step if self._chosen in names else 0
        self._chosen = names[at % len(names)]
        self._session.told = f"Enter changes the {self._chosen}; Tab goes on; Esc changes nothing"
        self.draw()

    def _edit(self, field: str) -> None:
        session = self._session
        if session.item is None or session.claim is None:
            return
        self._editing = self._chosen = field
        text = session.item.sheet.text
        choices = next(each.choices for each in edits.FIELDS if each.name == field)
        mentions = [inert(mention.text) for mention in session.mentions(field)]
        known = session.known(field)

        def offer(typed: str) -> Sequence[str]:
            if choices:
                return completion.among(typed, choices)
            if field == "value":
                return ()
            return completion.completions(typed, text, mentions, known)

        self._begin(guide.ASKS[field], edits.shown(session.claim, field), offer)

    def _add(self) -> None:
        """Ask which number of the text is claimed."""
        if (item := self._session.item) is None:
            return
        self._numbers = list(numerals.numbers_in(item.sheet.text))
        text = item.sheet.text
        offered = [f"{at}  {edits.in_context(text, number)}" for at, number in enumerate(self._numbers, 1)]
        self._editing = NUMBER
        self._begin(
            guide.ASKS[NUMBER], "", lambda typed: [line for line in offered if line.startswith(typed)]
        )

    def _begin(self, asks: str, typed: str, offer: Callable[[str], Sequence[str]]) -> None:
        self.query_one("#fields").display = False
        self._editor.begin(asks, typed, offer)
        self.draw()

    def _end_editing(self) -> None:
        self._editing = None
        self._editor.end()
        self.query_one("#fields").display = True

    def _scroll(self, key: str) -> None:
        height = max(LEAST_TEXT, self.size.height - AROUND - FIELDS)
        step = {"up": -1, "down": 1, "pageup": 1 - height, "pagedown": height - 1}
        self._top = max(0, self._top + step.get(key, -(10**6) if key == "home" else 10**6))
        self.draw()

    def _help(self) -> None:
        self.app.push_screen(Help())

    def _quit(self) -> None:
        if self._session.may_leave():
            self.app.exit()


class Help(Screen[None], inherit_bindings=False):
    """What every key does; any key leads back."""

    AUTO_FOCUS = ""
    CSS = """
    Help { background: ansi_default; }
    #help { height: 1fr; width: 100%; background: ansi_default; color: ansi_default; }
    """

    def compose(self) -> ComposeResult:
        """Return the one part."""
        yield Pane("help")

    def on_mount(self) -> None:
        """Show the text."""
        self.query_one(Pane).show([Text(f" {line}", no_wrap=True, end="") for line in guide.HELP.split("\n")])

    def on_key(self, event: Key) -> None:
        """Go back."""
        event.stop()
        self.dismiss()


def _board(place: Place | None, claim: Claim | None) -> str:
    if claim is None:
        return "claimboard review"
    if place is not None:
        return place.board
    return ", ".join(each.text for each in (claim.benchmark, claim.metric) if each) or "no benchmark"


def _told(session: Session, width: int) -> Text:
    words = session.told or (guide.offer(*session.offer) if session.offer else "")
    if not words:
        return Text("")
    mark = "! " if session.wrong else ""
    return Text(
        drawing.cut(f" {mark}{inert(words)}", width),
        "bold reverse" if session.wrong else "bold",
        no_wrap=True,
        end="",
    )

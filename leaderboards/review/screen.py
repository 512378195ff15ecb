"""The review screen: one item at a time, one key for each thing that a reviewer may say. Knows Textual."""

from collections.abc import Callable, Mapping, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.events import Key, Resize
from textual.screen import Screen

from leaderboards.review import adding, drawing, edits, guide, lines, numerals, questions
from leaderboards.review.help import Help
from leaderboards.review.items import Item, Place
from leaderboards.review.panes import LOOKS, Editor, Pane
from leaderboards.review.questions import Question
from leaderboards.review.reports import Report
from leaderboards.review.session import Session
from schema.records import Claim, Evidence

AROUND = 5
"""Lines of the screen beside the text, the fields, and what is told."""
LEAST_TEXT = 4
"""Lines of the text that are shown however low the terminal is."""
FIELDS = len(edits.FIELDS)
FILLED_IN_TURN = ("method", "benchmark", "metric")
"""The fields that are asked for, one after the other, of a claim that is added."""
NUMBER = "number"
"""What the editor asks for first when a claim is added: no field."""
HARMLESS = ("q", "?")
"""Keys that say nothing of what is on the screen."""


class Review(Screen[None], inherit_bindings=False):
    """The one screen: how far the reviewer is, the paper's text, the claim's fields, and the keys."""

    AUTO_FOCUS = ""
    CSS = LOOKS

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._chosen: str | None = None
        self._editing: str | None = None
        self._numbers: Sequence[Evidence] = ()
        self._to_fill: list[str] = []
        self._top, self._height = 0, LEAST_TEXT
        self._at: tuple[object, ...] = ()
        self._on: tuple[int, str] | None = None
        self._stands = False
        self._keys: Mapping[str, Callable[[], None]] = {
            "a": session.accept,
            "r": session.reject,
            "n": session.skip,
            "u": session.undo,
            "p": session.next_of_paper,
            "P": session.back_to_paper,
            "c": session.mark_read,
            "=": session.take_offer,
            "e": self._choose,
            "+": self._add,
            "?": self._help,
            "q": lambda: self.leave("q"),
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
        self._stands = True
        self.draw()

    def on_unmount(self) -> None:
        """Draw no more: the parts are being taken down."""
        self._stands = False

    def on_resize(self, event: Resize) -> None:
        """Draw everything in the new size."""
        self._at = ()
        self.call_after_refresh(self.draw)

    def told(self, report: Report) -> None:
        """Take in what the clerk reports."""
        self._session.came(report)
        if self._stands and self.app.is_running:  # the clerk begins before, and ends after
            self.draw()

    def on_key(self, event: Key) -> None:
        """Do what a key says."""
        if self._editing is not None:
            return
        event.stop()
        event.prevent_default()
        pressed = event.character or event.key
        if self._small and pressed != "q":
            return
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
                self.draw()
                return
        if not self._session.pressed(pressed) and pressed not in HARMLESS:
            self.draw()
            return
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
                    self._session.add(adding.numbers(item.sheet.text, mark, self._numbers))
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
        self._session.pressed("enter")
        does = "a adds the claim" if self._session.adding else "a accepts it as changed"
        if self._session.changed:
            self._session.told = f"{does}, u takes the change back, a field's key goes on"
        self._session.typed()
        self.draw()

    def on_editor_left(self) -> None:
        """Leave the field as it was."""
        field, self._to_fill = self._editing, []
        self._end_editing()
        self._session.pressed("escape")
        self._session.told = guide.left(
            "" if field == NUMBER else field or "", self._session.adding, self._session.twin is not None
        )
        self._session.typed()
        self.draw()

    def leave(self, key: str) -> None:
        """Leave the review, unless something would be lost by that: then a second time."""
        if isinstance(self.app.screen, Help):
            self.app.pop_screen()
        if self._session.may_leave(key):
            self.app.exit()
        self.draw()

    def draw(self) -> None:
        """Draw everything as it is now."""
        session, width = self._session, self.size.width
        item, claim = session.item, session.claim
        words = session.told or (guide.offer(*session.offer) if session.offer else "")
        told = lines.told(words, session.wrong, width)
        around = AROUND + len(told)
        self._height = height = max(LEAST_TEXT, self.size.height - around - FIELDS)
        rows = max(1, min(FIELDS, self.size.height - around - LEAST_TEXT))
        self.query_one("#told").styles.height = len(told)
        self.query_one("#fields").styles.height = rows
        self._editor.fit(width, rows)
        self._show("told", told)
        bound = guide.LINE if self._editing is None else guide.TYPING
        self._show("keys", [lines.keys(bound, guide.LEAST, width)])
        board = _board(session.place, claim)
        self._show("top", [lines.top(item, board, session.progress, session.unwritten, width)])
        if self._small:
            self._show_only("top", guide.small(width, self.size.height))
        elif item is None:
            self._show_only("passage", session.waiting())
        else:
            self._draw_item(item, claim, width, height, rows)

    def _draw_item(self, item: Item, claim: Claim | None, width: int, height: int, rows: int) -> None:
        session = self._session
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
        where = lines.place(item, session.place, width) if claim else Text(f" {guide.NO_CLAIM}")
        self._show("place", [where])
        others = [other.id for other in session.others()]
        number = others.index(item.id) + 1 if item.id in others else 0
        self._show("paper", [lines.paper(item, number, len(others), width)])
        self._show("passage", passage.lines[self._top : self._top + height])
        self._show("rule", [drawing.rule(passage, self._top, height, width)])
        shown = drawing.fields(item, claim, session.place, width, rows, self._chosen) if claim else ()
        self._show("fields", shown)

    @property
    def _small(self) -> bool:
        """Whether the terminal is too small for what has to be seen before one decides."""
        return self.size.width < guide.SMALLEST[0] or self.size.height < guide.SMALLEST[1]

    def _show_only(self, name: str, said: Sequence[str]) -> None:
        """Show nothing but a few words."""
        for each in ("place", "paper", "passage", "rule", "fields"):
            self._show(each, [])
        self._show(
            name, [line for each in said for line in lines.wrapped(each, self.size.width, "", lines.TOLD)]
        )

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
        self._tell_chosen()

    def _move(self, step: int) -> None:
        """Point at the next field, or the one before."""
        names = [field.name for field in edits.FIELDS]
        at = names.index(self._chosen) + step if self._chosen in names else 0
        self._chosen = names[at % len(names)]
        self._tell_chosen()
        self.draw()

    def _tell_chosen(self) -> None:
        """Tell all that there is to say of the field that is pointed at."""
        session = self._session
        if session.item is not None and session.claim is not None and self._chosen is not None:
            said = drawing.whole(session.item, session.claim, self._chosen, session.place)
            session.told = f"{said}: Enter edits it"

    def _edit(self, field: str) -> None:
        self._begin(field, questions.of_field(self._session, field))

    def _add(self) -> None:
        """Ask which number of the text is claimed."""
        if (item := self._session.item) is not None:
            self._numbers = list(numerals.numbers_in(item.sheet.text))
            self._begin(NUMBER, questions.of_number(self._session, self._numbers, self.size.width - 4))

    def _begin(self, field: str, question: Question | None) -> None:
        if question is None:
            return
        self._editing, self._session.typing = field, True
        self._session.told = ""
        if field != NUMBER:
            self._chosen = field
        self.query_one("#fields").display = False
        self._editor.begin(*question)
        self.draw()

    def _end_editing(self) -> None:
        self._editing = None
        self._editor.end()
        self.query_one("#fields").display = True

    def _scroll(self, key: str) -> None:
        step = {"up": -1, "down": 1, "pageup": 1 - self._height, "pagedown": self._height - 1}
        self._top = max(0, self._top + step.get(key, -(10**6) if key == "home" else 10**6))
        self.draw()

    def _help(self) -> None:
        self.app.push_screen(Help())


def _board(place: Place | None, claim: Claim | None) -> str:
    if claim is None:
        return "claimboard review"
    if place is not None:
        return place.board
    return ", ".join(each.text for each in (claim.benchmark, claim.metric) if each) or "no benchmark"

"""The review in a terminal: the screen, the clerk behind it, and the way between the two. Knows Textual."""

import sys
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.message import Message

from leaderboards.review.clerk import Clerk
from leaderboards.review.desk import Desk
from leaderboards.review.journal import Journal
from leaderboards.review.reports import Report
from leaderboards.review.screen import Review
from leaderboards.review.session import Session
from leaderboards.review.stack import Key

SWITCH = 0.001
"""Seconds for which the clerk's threads may keep the screen from answering a key (Python's own: 0.005)."""


class Told(Message):
    """Something that the clerk reports, on its way from its thread to the screen."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


class ReviewApp(App[None], inherit_bindings=False):
    """The terminal in full, as one reviewer sees it."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "leave", show=False, priority=True)]

    def __init__(self, desk: Desk, journal: Journal | None = None) -> None:
        super().__init__(ansi_color=True)
        self.clerk = Clerk(desk, self._report, journal)
        self.session = Session(self.clerk)
        self._late: list[Report] = []
        self._review = Review(self.session)

    def on_mount(self) -> None:
        """Show the screen and begin to fetch."""
        self.push_screen(self._review)
        sys.setswitchinterval(SWITCH)
        self.clerk.__enter__()

    def action_leave(self) -> None:
        """Leave, unless something would be lost by that."""
        self._review.leave("Ctrl+C")

    def on_told(self, event: Told) -> None:
        """Pass on what the clerk reports."""
        self._review.told(event.report)

    def close(self) -> dict[Key, str]:
        """Store everything; return what could not be stored, with the reason."""
        self.clerk.close()
        for report in self._late:
            self.session.came(report)
        return self.session.unstored

    def _report(self, report: Report) -> None:
        if not self.is_running or not self.post_message(Told(report)):
            self._late.append(report)

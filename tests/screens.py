"""The real review screen driven by keys, and how it looks after each as plain lines."""

import asyncio
import io
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from rich.console import Console
from textual import events
from textual.pilot import Pilot

from leaderboards.review.app import ReviewApp
from leaderboards.review.desk import Desk
from leaderboards.review.items import Item
from schema.records import Claim
from tests.reviewing import Pile, items

QUIET = 4
"""How often nothing has to be left to do until that is believed: one message leads to another."""
TYPED = "type "
KEYS = {" ": "space", "-": "minus"}
CHARACTERS = {"plus": "+", "question_mark": "?", "enter": "\r", "tab": "\t", "escape": "\x1b"}


def seen(app: ReviewApp) -> list[str]:
    """The screen as plain lines, without blanks at their ends."""
    size = app.size
    console = Console(
        width=size.width, height=size.height, file=io.StringIO(), force_terminal=True, record=True,
        color_system="truecolor", legacy_windows=False, safe_box=False,
    )  # fmt: skip
    console.print(app.screen._compositor.render_update(full=True))
    return [line.rstrip() for line in console.export_text().split("\n")[: size.height]]


At = TypeVar("At", bound=Desk)
Key = str | Callable[[], object]


class Sitting(Generic[At]):
    """The real screen with a desk behind it, driven by keys; `screens` has how it looked after each."""

    def __init__(self, desk: At, size: tuple[int, int] = (80, 24)) -> None:
        self.desk, self.size = desk, size
        self.app = ReviewApp(desk)
        self.screens: list[list[str]] = []

    def press(self, *keys: Key | tuple[Key, ...]) -> list[str]:
        """Press keys on a screen that has just come up, each when the one before is done; return the last.

        Several in a tuple do not wait for what they do in the store. What is no key is called in between.
        """
        asyncio.run(self._press(keys))
        return self.screens[-1]

    async def _press(self, keys: Sequence[Key | tuple[Key, ...]]) -> None:
        async with self.app.run_test(size=self.size) as pilot:
            self.screens.append(await settled(pilot))
            for several in keys:
                for key in several if isinstance(several, tuple) else (several,):
                    await self._do(pilot, key)
                self.screens.append(await settled(pilot))
        self.unstored = self.app.close()

    async def _do(self, pilot: Pilot[None], key: Key) -> None:
        if not isinstance(key, str):
            await pilot.pause()  # the keys before it have come to the screen
            key()
        elif key.startswith("size "):
            width, height = key.split()[1:]
            await pilot.resize_terminal(int(width), int(height))
        else:
            press(pilot, *(key.removeprefix(TYPED) if key.startswith(TYPED) else [key]))


def typed(text: str) -> str:
    """A text that is typed, as one of the keys of a sitting."""
    return f"{TYPED}{text}"


def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys as a terminal does, without waiting for what they do."""
    for key in keys:
        name = KEYS.get(key, key)
        character = key if len(key) == 1 else CHARACTERS.get(key)
        pilot.app.post_message(events.Key(name, character))


async def settled(pilot: Pilot[None]) -> list[str]:
    """The screen when everything is fetched, written and drawn."""
    app = pilot.app
    assert isinstance(app, ReviewApp)
    quiet = 0
    for _ in range(2000):
        await pilot.pause(0)
        done = not app.clerk.writing and not app.session.loading and _placed(app)
        quiet = quiet + 1 if done else 0
        if quiet == QUIET:
            return seen(app)
        if not done:
            await pilot.pause(0.005)
    raise AssertionError("\n".join(seen(app)))


def _placed(app: ReviewApp) -> bool:
    shown = app.session.claim is None or app.session.place is not None
    return shown and not app.clerk.looking


def sitting(
    *keys: str, pile: Sequence[Item] | None = None, size: tuple[int, int] = (80, 24)
) -> Sitting[Pile]:
    """A sitting in which these keys were pressed."""
    made = Sitting(Pile(items() if pile is None else pile), size)
    made.press(*keys)
    return made


def line(screen: list[str], beginning: str) -> str:
    """The one line of a screen that begins so."""
    (found,) = [each for each in screen if each.startswith(beginning)]
    return found


def only_claim(of: Sitting[Pile]) -> Claim:
    """The claim as it was when the one thing was said that was said of claims."""
    ((_, _, said),) = of.desk.log
    assert said is not None
    assert said.claim is not None
    return said.claim

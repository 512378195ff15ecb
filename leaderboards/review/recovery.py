"""What a sitting that was cut off had not stored is stored by the next one."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from leaderboards.review.desk import Desk, Said
from leaderboards.review.journal import left_over
from schema.errors import ClaimboardError, ConflictError


@dataclass(frozen=True, slots=True)
class Recovered:
    """`stored` of what was said in sittings that were cut off is stored now; `errors` tell of what is not."""

    stored: int
    errors: tuple[ClaimboardError, ...] = ()


def recover(desk: Desk, folder: Path) -> Recovered:
    """Store what the journals of sittings that were cut off hold; they go, whether or not all of it fits."""
    stored, errors = 0, list[ClaimboardError]()
    for file, unfinished in left_over(folder):
        for each in unfinished:
            try:
                if each.undone:
                    desk.undo(each.ids or ())
                else:
                    desk.decide(each.said)
                stored += 1
            except ConflictError as error:
                # it may have been stored just before the end
                if not each.undone and not _stands(desk, each.said):
                    errors.append(error)
            except ClaimboardError as error:
                errors.append(error)
        with suppress(OSError):
            file.unlink()
    return Recovered(stored, tuple(errors))


def _stands(desk: Desk, said: Iterable[Said]) -> bool:
    """Say whether the reviewer's own decisions on these claims stand."""
    for each in said:
        if each.action not in ("read", "skip"):
            now = desk.look(each.item)
            if now is None or now.decided is None or now.decided.who != desk.who:
                return False
    return True

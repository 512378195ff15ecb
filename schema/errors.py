"""What can go wrong: errors in use are exceptions, errors in data are values."""

from dataclasses import dataclass, field


class ClaimboardError(Exception):
    """An error that a person can act on: one clear sentence, and the next step to take.

    `exit_code` is what the command line exits with: 1 nothing found or a check failed, 2 wrong use,
    3 bad input, 4 the database.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NotFoundError(ClaimboardError):
    """Something that was asked for is not there; the hint lists the nearest."""


class ConflictError(ClaimboardError):
    """Somebody else changed meanwhile what is to be changed.

    `conflicts` are the places, in what was given, of what stands against each other, each with a sentence.
    """

    def __init__(self, message: str, hint: str = "", conflicts: tuple[tuple[int, str], ...] = ()) -> None:
        super().__init__(message, hint)
        self.conflicts = conflicts


class UsageError(ClaimboardError):
    """The command was called in a way that it does not understand."""

    exit_code = 2


class InputError(ClaimboardError):
    """A whole file cannot be read (a single bad record is a `Problem`)."""

    exit_code = 3


class StoreError(ClaimboardError):
    """The database cannot be reached, is too old or too new, or refuses a write."""

    exit_code = 4


class EngineError(ClaimboardError):
    """What reads the papers, worker processes or a cluster, cannot be had or cannot go on."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad record: the rest goes through, and this one is counted and named.

    `file` as the user gave it ("-" for stdin), `line` the first line of the record (1-based; 0 where the
    whole file is meant), `reason` one clause without a full stop, `hint` the next step; `record` is what was
    refused, as it was read: a JSON value, or its text where that could not be taken apart.
    """

    file: str
    line: int
    reason: str
    hint: str = ""
    record: object = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        tail = f" ({self.hint})" if self.hint else ""
        file = "stdin" if self.file == "-" else self.file
        where = f"{file}, line {self.line}: " if self.line else ""  # of a whole file the reason names it
        return f"{where}{self.reason}{tail}"


def json_kind(value: object) -> str:
    """Say what a JSON value is, in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"

"""What was said and is not in the store yet, in a file: whatever becomes of the program, it is stored later.

Each sitting has a file of its own, named after its process. A line says what one key said, that it was taken
back, or that the store has it. The file goes when the sitting ends; that of a sitting which was cut off is
read by the next one.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from leaderboards.review.desk import Said
from leaderboards.review.items import Decided, Item, Sheet
from schema.records import Claim


@dataclass(slots=True)
class Unfinished:
    """What one key said, as a file has it: `ids` are its decisions where the store had it, else None.

    `undone`: it was taken back, which the store did not hear of.
    """

    said: list[Said]
    ids: list[int] | None = None
    undone: bool = False


@dataclass(slots=True)
class Journal:
    """The file of one sitting, in a folder of the sittings of this reviewer with this store.

    It is made when it is needed. Where it cannot be written there is none, which keeps nobody from reviewing.
    """

    folder: Path
    _file: TextIO | None = field(default=None, init=False)
    _open: int = field(default=0, init=False)

    def say(self, slip: int, said: Sequence[Said]) -> None:
        """Note what a slip says, before the store has it."""
        self._open += 1
        self._write({"slip": slip, "said": [_to_json(each) for each in said]})

    def undo(self, slip: int) -> None:
        """Note that a slip is taken back, before the store knows."""
        self._open += 1
        self._write({"slip": slip, "undone": True})

    def done(self, slip: int, ids: Sequence[int]) -> None:
        """Note that the store has what was said last of a slip, or that the reviewer was told why not."""
        self._open -= 1
        self._write({"slip": slip, "ids": list(ids)})

    def close(self) -> None:
        """End the sitting: where nothing is open the file goes."""
        if self._file is not None:
            self._file.close()
            if self._open == 0:
                _file_of(self.folder, os.getpid()).unlink(missing_ok=True)

    def _write(self, line: dict[str, Any]) -> None:
        with suppress(OSError):
            if self._file is None:
                self.folder.mkdir(parents=True, exist_ok=True)
                self._file = _file_of(self.folder, os.getpid()).open("a", encoding="utf-8")
            self._file.write(json.dumps(line, ensure_ascii=True) + "\n")
            self._file.flush()


def left_over(folder: Path) -> Iterator[tuple[Path, list[Unfinished]]]:
    """Yield the files of sittings that were cut off, each with what the store does not know of it."""
    for file in sorted(folder.glob("*.jsonl")):
        if not file.stem.isdecimal() or runs(int(file.stem)):
            continue
        slips: dict[int, Unfinished] = {}
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                with suppress(ValueError, KeyError):  # the last line may be cut off, too
                    _take(json.loads(line), slips)
        yield file, [each for each in slips.values() if (each.ids is None) != each.undone]


def _take(line: dict[str, Any], slips: dict[int, Unfinished]) -> None:
    slip = line["slip"]
    if "said" in line:
        slips[slip] = Unfinished([_from_json(each) for each in line["said"]])
    elif "undone" in line:
        slips[slip].undone = True
    elif slips[slip].undone and slips[slip].ids is not None:
        del slips[slip]  # what was said and what took it back are both in the store
    else:
        slips[slip].ids = line["ids"]


def _file_of(folder: Path, process: int) -> Path:
    return folder / f"{process}.jsonl"


def runs(process: int) -> bool:
    """Say whether there is such a process on this machine; on Windows, whether it is this one."""
    if os.name == "nt":  # there a signal would end it
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _to_json(said: Said) -> dict[str, Any]:
    item = said.item
    return {
        "action": said.action,
        "claim": said.claim and said.claim.model_dump(mode="json"),
        "id": item.id,
        "seen": item.claim.model_dump(mode="json"),
        "read": item.seen and item.seen.model_dump(mode="json"),
        "against": item.against and item.against.model_dump(mode="json"),
        "status": item.status,
        "stood": item.stood,
        "decided": item.decided,
        "drawn": item.drawn,
        "chance": item.chance,
        "sheet": item.sheet,
    }


def _from_json(line: dict[str, Any]) -> Said:
    def claim(name: str) -> Claim | None:
        return None if line[name] is None else Claim.model_validate(line[name])

    item = Item(
        line["id"],
        Claim.model_validate(line["seen"]),
        Sheet(*line["sheet"]),
        line["status"],
        line["drawn"],
        line["chance"],
        decided=None if line["decided"] is None else Decided(*line["decided"]),
        seen=claim("read"),
        stood=line["stood"],
        against=claim("against"),
    )
    return Said(line["action"], item, claim("claim"))

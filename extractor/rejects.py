"""Refused records as JSON lines, so that they can be mended and added again (`claimboard add --rejects`)."""

import json

from schema.errors import Problem


def line(problem: Problem) -> str:
    r"""Return {"file", "line", "reason", "hint", "record"} in one line of ASCII, without the newline.

    `record` is the JSON value, or the text that is none, as it was read. What JSON cannot hold is escaped: a
    byte that is not UTF-8 as `\udc80` to `\udcff`, a NaN as a string.
    """
    told = {"file": problem.file, "line": problem.line, "reason": problem.reason, "hint": problem.hint}
    return json.dumps({**told, "record": _held(problem.record)})


def _held(record: object) -> object:
    try:
        held: object = json.loads(json.dumps(record), parse_constant=str)
    except RecursionError:
        return None  # so deep that it was hardly read: file and line say where it stands
    return held

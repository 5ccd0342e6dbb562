from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from rag import files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has no such rights")


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def _open_umask():
    before = os.umask(0o002)
    yield
    os.umask(before)


def test_a_new_file_has_what_the_umask_leaves_and_a_replaced_one_what_it_had(tmp_path: Path):
    for name, mode, given in (("a", files.AS_USUAL, 0o664), ("b", files.PRIVATE, 0o600)):
        files.write_whole(tmp_path / name, b"one", mode)
        assert rights(tmp_path / name) == given
    (tmp_path / "a").chmod(0o640)
    files.write_whole(tmp_path / "a", b"two")
    assert (rights(tmp_path / "a"), (tmp_path / "a").read_bytes()) == (0o640, b"two")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_link_laid_where_the_unfinished_file_would_be_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "precious").write_text("kept")
    monkeypatch.setattr(files, "token_hex", lambda _: "guessed")
    (tmp_path / ".a.guessed").symlink_to(tmp_path / "precious")
    with pytest.raises(FileExistsError):
        files.write_whole(tmp_path / "a", b"overwritten")
    assert (tmp_path / "precious").read_text() == "kept"


def test_what_cannot_be_written_leaves_the_earlier_file_and_nothing_else(tmp_path: Path):
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="directory"):
        files.write_whole(tmp_path / "a", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_folders_that_are_missing_are_made_for_their_owner_alone(tmp_path: Path):
    tmp_path.chmod(0o755)
    files.make_folder(tmp_path / "a" / "b")
    files.make_folder(tmp_path / "a" / "b")
    assert [rights(path) for path in (tmp_path, tmp_path / "a", tmp_path / "a" / "b")] == [0o755, 0o700, 0o700]
    (tmp_path / "file").touch()
    for wrong in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(OSError, match=r"directory|exists"):
            files.make_folder(wrong)


FULL = """
import resource, sys
from pathlib import Path
from rag import files
from rag.errors import RagError
from rag.evaluation.logs import LogWriter
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    with LogWriter(Path(sys.argv[1]), {"format": "x" * 40}) as log:
        log._append({"answer": "y" * 100})
except RagError as error:
    sys.exit(error.message)
"""


def test_a_line_that_a_full_disk_cannot_take_whole_is_not_in_the_file(tmp_path: Path):
    path = tmp_path / "log"
    done = subprocess.run([sys.executable, "-c", FULL, path], capture_output=True, text=True, check=False)
    assert (done.returncode, "cannot be written: File too large" in done.stderr, "Traceback" in done.stderr) == (
        1,
        True,
        False,
    )
    assert path.read_text() == '{"format": "' + "x" * 40 + '"}\n'


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs an endless device")
def test_what_has_no_end_is_refused_and_what_is_as_large_as_may_be_is_read_whole(tmp_path: Path):
    with pytest.raises(OSError, match="larger than"):
        files.read_bounded(Path("/dev/zero"), 2000)
    (tmp_path / "a").write_bytes(b"x" * 2000)
    assert files.read_bounded(tmp_path / "a", 2000) == b"x" * 2000
    assert files.read_bounded(Path(os.devnull)) == b""

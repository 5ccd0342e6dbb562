"""What others on the machine may see, and what may run."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from libraries import found, open_library, story, write

HERE = Path(__file__).parent

# Python says "pickle.find_class" before anything but plain data is unpickled, and "marshal.loads" for code in a .pyc alone.
SESSION = """
import sys
unpickled = []
sys.addaudithook(lambda event, args: unpickled.append(args) if event.startswith(("pickle.", "shelve.")) else None)
from rag import Rag
rag = Rag(home=sys.argv[1])
rag.ingest(sys.argv[2])
rag.ask("Who leads Scale AI?")
rag.rebuild()
rag.close()
print(unpickled)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX rights")
def test_whatever_is_done_home_stays_private(tmp_path: Path):
    home, before = tmp_path / "home", os.umask(0)
    try:
        library, folder = open_library(home), write(tmp_path / "in", a=story("Copper", "Chile"), b=story("Glass", "Osaka"))
        library.ingest([folder])
        write(folder, a=story("Harvest", "Malta"))
        for deed in (lambda: found(library), lambda: library.ingest([folder]), library.rebuild, lambda: library.remove(["b"])):
            deed()
            library.close()
            modes = {p: stat.S_IMODE(p.stat().st_mode) for p in [home, *home.rglob("*")]}
            assert {p.name: oct(mode) for p, mode in modes.items() if mode & 0o077} == {}
    finally:
        os.umask(before)


def test_nothing_is_unpickled(tmp_path: Path):
    seeds = HERE.parent / "seeds"
    done = subprocess.run([sys.executable, "-c", SESSION, str(tmp_path / "home"), str(seeds)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# Asks and tries to change a library, and says what came of it.
ASKED = """
import sys
from pathlib import Path
from libraries import found, open_library
from rag.errors import LibraryError
library = open_library(Path(sys.argv[1]))
print(library.article("a").title, found(library))
for change in (lambda: library.ingest([sys.argv[2]]), library.rebuild, lambda: library.remove(["a"])):
    try:
        change()
        print("changed")
    except LibraryError as error:
        print(error.message, error.hint)
library.close()
"""


def run_read_only(disk: Path, *command: str) -> str:
    """What the command prints where this folder can only be read."""
    if os.getuid() == 0:  # rights do not hold back root: a mount of its own does, which goes when the command does
        mounted = ["unshare", "-m", "sh", "-c", f'mount --bind -o ro "{disk}" "{disk}" || exit 77; exec "$@"', "sh"]
        done = subprocess.run([*mounted, *command], cwd=HERE, capture_output=True, text=True, check=False)
        if done.returncode == 77 or "unshare" in done.stderr:
            pytest.skip("this user may write everywhere")
    else:
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's mounts")
def test_a_library_that_can_only_be_read_is_asked_and_not_changed(tmp_path: Path):
    library, folder, disk = open_library(tmp_path / "disk" / "home"), write(tmp_path / "in", a=story("Copper", "Chile")), tmp_path / "disk"
    library.ingest([folder])
    answers = found(library)
    library.close()
    paths = [disk, *disk.rglob("*")]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    said = run_read_only(disk, sys.executable, "-c", ASKED, str(disk / "home"), str(folder)).splitlines()
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)
    assert said[0] == f"{library.article('a').title} {answers}"
    assert len(said) == 4
    assert all("cannot be opened" in line and "Check who owns" in line for line in said[1:]), said
    library.close()

"""What other users of the machine can see, and which stored data could run as code."""

from __future__ import annotations

import json
import os
import pickle
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from helpers.command_line import Door
from helpers.library_builders import found, open_library, story, write

from rag.embedding.any_model import SentenceTransformersEmbedder
from rag.errors import LibraryDamaged, ModelError
from rag.retrieval.reranker import CrossEncoderReranker

HERE = Path(__file__).parents[1]

# Python raises "pickle.find_class" before it unpickles anything but plain data, and "marshal.loads" only for a .pyc.
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
        library, folder = (
            open_library(home),
            write(tmp_path / "in", a=story("Copper", "Chile"), b=story("Glass", "Osaka")),
        )
        library.ingest([folder])
        write(folder, a=story("Harvest", "Malta"))
        for deed in (
            lambda: found(library),
            lambda: library.ingest([folder]),
            library.rebuild,
            lambda: library.remove(["b"]),
        ):
            deed()
            library.close()
            modes = {p: stat.S_IMODE(p.stat().st_mode) for p in [home, *home.rglob("*")]}
            assert {p.name: oct(mode) for p, mode in modes.items() if mode & 0o077} == {}
    finally:
        os.umask(before)


CASE = {
    "id": "a",
    "question": "Who paid for Copper?",
    "answers": ["310 million"],
    "articles": ["a"],
    "evidence": [],
    "answerable": True,
}


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX rights")
@pytest.mark.parametrize("mask", [0, pytest.param(0o022, marks=pytest.mark.soak)])
@pytest.mark.model
def test_what_the_commands_keep_is_private_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mask: int
):
    """Logs and reports without a library, in a home that does not exist yet."""
    rag, home = Door(capsys, monkeypatch), tmp_path / "new" / "home"
    folder, cases = write(tmp_path / "in", a=story("Copper", "Chile")), tmp_path / "cases.jsonl"
    cases.write_text(json.dumps(CASE) + "\n", encoding="utf-8")
    monkeypatch.setenv("RAG_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    before = os.umask(mask)
    try:
        assert rag("eval", cases, "--articles", folder, "--report").code == 0
        assert rag("ingest", folder).code == 0
        said = rag("chat", stdin=b"Who paid 310 million for Copper?\n/good\n/fix 310 million\n/save talk.md\n")
        assert rag("eval", cases, "--report", "--out", tmp_path / "logs").code == 0
        report = rag("eval", "report", next((tmp_path / "logs").glob("*.jsonl")), "-o", tmp_path / "shown.html")
    finally:
        os.umask(before)
    assert (said.code, report.code) == (0, 0)
    kept = [home.parent, *home.parent.rglob("*"), *(tmp_path / "logs").rglob("*")]
    assert {"feedback.jsonl", "evals"} <= {path.name for path in kept}
    assert {str(path): oct(mode) for path in kept if (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077} == {}
    for document in ("talk.md", "shown.html"):  # a file that the user names has ordinary rights
        assert stat.S_IMODE((tmp_path / document).stat().st_mode) == 0o666 & ~mask


def test_nothing_is_unpickled(tmp_path: Path):
    folder = write(tmp_path / "in", a=story("Copper", "Chile"))
    done = subprocess.run(
        [sys.executable, "-c", SESSION, str(tmp_path / "home"), str(folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


class Bomb:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def test_a_bomb_in_the_place_of_chromas_pickle_does_not_go_off(tmp_path: Path):
    """Chroma's own code for it, in Rust, reads only plain data."""
    library, folder = (
        open_library(tmp_path / "home"),
        write(tmp_path / "in", a=story("Copper", "Chile", *map(str, range(900)))),
    )
    library.ingest([folder])
    library.close()
    pickles = list((tmp_path / "home").rglob("*.pickle"))
    assert pickles, "Chroma writes one for so many passages"
    for path in pickles:
        path.write_bytes(pickle.dumps(Bomb(tmp_path / "bang")))
    with suppress(LibraryDamaged):
        found(open_library(tmp_path / "home"))
    rebuilt = open_library(tmp_path / "home")
    rebuilt.rebuild()
    assert found(rebuilt)
    rebuilt.close()
    assert not (tmp_path / "bang").exists()


@pytest.mark.parametrize("load", [SentenceTransformersEmbedder, CrossEncoderReranker])
def test_weights_that_are_a_pickle_are_refused(tmp_path: Path, load: Callable[[str], object]):
    """In a folder that holds all else that a model is made of."""
    (tmp_path / "config.json").write_text(
        '{"model_type": "bert", "hidden_size": 8, "num_attention_heads": 2, "vocab_size": 9}'
    )
    (tmp_path / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\nc\nd\n")
    (tmp_path / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb(tmp_path / "bang")))
    with pytest.raises(ModelError, match="safetensors"):
        load(str(tmp_path))
    assert not (tmp_path / "bang").exists()


# Asks and tries to change a library, and says what came of it.
ASKED = """
import sys
from pathlib import Path
from helpers.library_builders import found, open_library
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
    """What the command prints when this folder is read-only."""
    if os.getuid() == 0:  # root ignores file rights; a read-only mount stops it, and ends with the command
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
    library, folder, disk = (
        open_library(tmp_path / "disk" / "home"),
        write(tmp_path / "in", a=story("Copper", "Chile")),
        tmp_path / "disk",
    )
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

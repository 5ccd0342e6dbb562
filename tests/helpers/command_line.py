"""The command line called in this process, or as a program in a terminal."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from helpers.forked_program import Started

from rag.cli.app import main


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


class Door:
    """Calls the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: str | Path, stdin: bytes = b"") -> Done:
        self._monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        self._capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Done(code, *self._capsys.readouterr())


def in_terminal(columns: int, *arguments: str, environment: dict[str, str] | None = None) -> str:
    """What the program shows in a terminal of that width."""
    import termios

    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (50, columns))
    process = Started(
        "from rag.__main__ import run; run()", *arguments, terminal=theirs, env={**os.environ, **(environment or {})}
    )
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 65536):
            seen += part
    except OSError:  # Linux raises EIO when the other end is closed
        pass
    os.close(ours)
    process.communicate()
    return seen.decode().replace("\r\n", "\n")


on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

"""A program in a pseudo-terminal: keys in, characters out."""

from __future__ import annotations

import os
import re

import pytest
from helpers.forked_program import Started

pexpect, fdpexpect = pytest.importorskip("pexpect"), pytest.importorskip("pexpect.fdpexpect")


class Terminal:
    """A program in a pseudo-terminal. Its screen is compared without escape sequences, white space as one blank."""

    def __init__(self, program: str, *arguments: object, columns: int = 160, **environment: str) -> None:
        import termios

        ours, theirs = os.openpty()
        termios.tcsetwinsize(theirs, (30, columns))
        self.process = Started(program, *arguments, terminal=theirs, env={**os.environ, **environment})
        os.close(theirs)
        self.child = fdpexpect.fdspawn(ours, encoding="utf-8", timeout=60)
        self.raw = self.all = ""
        """The output after what was last seen, and all of it."""

    def see(self, text: str) -> str:
        """Waits until the text is shown after what was last seen; returns everything up to it."""
        wanted = re.sub(r"\s+", " ", text)
        while wanted not in (plain := self.plain()):
            self._read()
        before, _, after = plain.partition(wanted)
        self.raw = after
        return before + wanted

    def _read(self) -> None:
        read = self.child.read_nonblocking(4096)
        self.raw += read
        self.all += read

    def plain(self) -> str:
        bare = re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[=>]|\x08|\x07", "", self.raw)
        return re.sub(r"\s+", " ", bare)

    def type(self, keys: str) -> None:
        self.child.send(keys)

    def enter(self, line: str) -> None:
        """Types a line at the next prompt."""
        self.see("> ")
        self.type(f"{line}\r")

    def leave(self) -> int | None:
        self.see("> ")
        self.type("\x04")
        return self.ended()

    def ended(self) -> int | None:
        self.child.expect(pexpect.EOF)
        self.process.communicate()
        self.child.close()
        return self.process.returncode

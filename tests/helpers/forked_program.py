"""Programs that start at once: each is forked from a process that has done the heavy imports and has nothing open.

For tests of a process that is killed, interrupted or in a terminal. A test of the start itself must start Python.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

PRELOADED = ["chromadb.api.rust", "langchain_core.language_models.chat_models", "openvino.opset15", "prompt_toolkit"]
PRELOADED += [
    "rag.answering.extractive",
    "rag.chain",
    "rag.chat.session",
    "rag.cli.app",
    "rag.embedding.packaged",
    "rag.embedding.registry",
    "rag.storage.local.integrity",
    "rag.library.library",
    "rag.storage.local.keyword_index",
]
PRELOADED += ["rag.terminal.answers", "rag.storage.local.vector_index"]


class Started:
    """A running program, with the part of `subprocess.Popen` that tests use. It may print 64 KB, what a pipe holds."""

    def __init__(
        self, program: str, *arguments: object, terminal: int | None = None, env: Mapping[str, str] | None = None
    ) -> None:
        """`program` and `arguments` are those of `python -c`; `terminal` is its terminal and all its streams."""
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by communicate
        ours, theirs = os.pipe()
        self.stdout = os.fdopen(ours, encoding="utf-8")
        streams = [terminal] if terminal is not None else [theirs, self._errors.fileno()]
        forks = multiprocessing.get_context("forkserver")
        forks.set_forkserver_preload(PRELOADED)
        self._process = forks.Process(
            target=_Run(program, [*map(str, arguments)], streams, dict(os.environ if env is None else env))
        )
        self._process.start()
        os.close(theirs)

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._process.pid or 0, number)

    def communicate(self, timeout: float = 60) -> tuple[str, str]:
        """Waits for the end; the text of both outputs that was not read yet."""
        self._process.join(timeout)
        late = self.returncode is None
        if late:
            self.send_signal(signal.SIGKILL)
            self._process.join()
        self._errors.seek(0)
        with self.stdout, self._errors:
            said, errors = self.stdout.read(), self._errors.read().decode()
        assert not late, f"It still ran after {timeout} seconds. {errors}"
        return said, errors


class _Run:
    """What the forked process runs."""

    def __init__(self, program: str, arguments: list[str], streams: list[int], env: dict[str, str]) -> None:
        self._told = program, arguments, env, str(Path.cwd())
        self._streams: list[Any] = streams

    def __getstate__(self) -> dict[str, Any]:
        from multiprocessing.reduction import DupFd  # Windows has none

        return {"_told": self._told, "_streams": [DupFd(stream) for stream in self._streams]}

    def __call__(self) -> None:
        program, arguments, env, folder = self._told
        streams = [stream.detach() for stream in self._streams]
        if len(streams) == 1:
            os.login_tty(streams[0])
        else:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(streams[0], 1)
            os.dup2(streams[1], 2)
        sys.stdin, sys.stdout = os.fdopen(0, encoding="utf-8"), os.fdopen(1, "w", encoding="utf-8")
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", buffering=1)
        os.environ.clear()
        os.environ.update(env)
        os.chdir(folder)
        sys.argv = ["-c", *arguments]
        exec(compile(program, "<started>", "exec"), {"__name__": "__main__"})

"""The chat as a program for a pseudo-terminal, with a model that is slow or fails on request."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.fakes import WordEmbedder

from rag import Rag, RagError, Settings
from rag.chat import session
from rag.errors import ModelError
from rag.types import Progress


class Slow(Rag):
    """By question: "slowly" waits before each claim, "endless" after the first for ever, "break" fails there."""

    def stream(self, question: str, **kwargs: Any) -> Iterator[Progress]:
        claims = 0
        try:
            for step in super().stream(question, **kwargs):
                if step.stage in ("claim", "done"):
                    self._pause(question, claims)
                    claims += step.stage == "claim"
                yield step
        finally:
            (self.settings.home / "closed").write_text(question, encoding="utf-8")

    def _pause(self, question: str, claims: int) -> None:
        if "break" in question and claims:
            raise ModelError("The model broke.", "Mend it.")
        if "endless" in question and claims:
            time.sleep(120)
        if "slowly" in question:
            time.sleep(0.3)


def main(home: str) -> int:
    rag = Slow(settings=Settings(home=Path(home)), embedder=WordEmbedder())
    try:
        session.converse(rag)
    except RagError as error:
        sys.stderr.write(error.message)
        return 1
    rag.close()
    return 0

"""Workers that are none."""

from __future__ import annotations

import copy

from helpers.fakes import WordEmbedder

from rag.errors import SourceError
from rag.library.preparation import Prepared, Result, Source, prepare
from rag.loading.policy import FetchPolicy

OPEN = FetchPolicy(allow_private=True)


class LaterWorkers:
    """Prepare copies of what is sent, each only when its result is waited for, as in another process."""

    window = 3

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.unread: list[str] = []
        """Those that come without their data."""

    def send(self, source: Source) -> Result:
        self.sent.append(source.item.id)
        self.unread += [source.item.id] if source.data is None else []
        copied = copy.deepcopy(source)

        def result() -> Prepared | None:
            [found] = prepare([copied], OPEN, 300, WordEmbedder)
            if isinstance(found, SourceError):
                raise found
            return found

        return result

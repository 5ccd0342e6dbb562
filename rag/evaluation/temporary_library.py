"""A library for one run, made of some articles and deleted afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ..errors import SourceError
from ..service import Rag
from ..settings import Settings, load_settings

if TYPE_CHECKING:
    from ..embedding.embedder import Embedder
    from ..types import Outcome


@contextmanager
def throwaway(
    articles: Sequence[str | Path],
    *,
    settings: Settings | None = None,
    embedder: Embedder | None = None,
    on_start: Callable[[int], None] | None = None,
    on_outcome: Callable[[Outcome], None] | None = None,
) -> Iterator[Rag]:
    """A library of these files and folders, deleted at the end of the block.

    `settings` are the user's own if none are given; their home is replaced. `on_outcome` hears of articles that
    cannot be read. Raises `SourceError` if none can.
    """
    # Windows refuses to delete files that Chroma still has mapped; the system clears its temporary folder later.
    with TemporaryDirectory(prefix="rag-eval-", ignore_cleanup_errors=True) as folder:
        rag = Rag(settings=replace(settings or load_settings(), home=Path(folder)), embedder=embedder)
        try:
            outcomes = rag.ingest(articles, on_start=on_start, on_outcome=on_outcome)
            if not rag.articles():
                failed = (outcome.detail for outcome in outcomes if outcome.status == "failed")
                why = next(failed, "There are no articles.")
                raise SourceError(f"There is nothing to ask: {why}", "Name a folder of articles with --articles.")
            yield rag
        finally:
            rag.close()

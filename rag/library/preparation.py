"""What a source holds, chunked and embedded: a pure function of the source and the library's recipe.

It runs in this process, or in workers elsewhere (`Workers`). What it changes in the library is decided by `ingest.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from ..errors import SourceError
from ..loading.loader import Input, fingerprint, load, load_page, read_article
from ..loading.policy import FetchPolicy
from ..storage.records import Indexed, RevisionDraft
from ..types import Article, Chunk
from .vectors import embedded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..embedding.embedder import Embedder


@dataclass(frozen=True)
class Source:
    """The source of one article, on its way to be prepared."""

    item: Input
    data: bytes | None = field(repr=False)
    """None: it is read where it is prepared."""
    fingerprint: str
    """Of `data` as it was found; empty without."""
    overrides: Mapping[str, str]
    known: str = ""
    """The fingerprint of what the library holds: a source that has it is not prepared."""


@dataclass(frozen=True)
class Prepared:
    """What a source holds."""

    fingerprint: str
    article: Article
    remark: str
    """What of its metadata was not understood; mostly empty."""
    chunks: Sequence[Chunk] | None = None
    """None: not chunked yet."""
    vectors: Sequence[NDArray[np.floating]] = ()
    """Of each chunk; empty: not embedded yet."""


Result: TypeAlias = Callable[[], Prepared | None]
"""Waits for what a source holds; None: for the one that is `known`. Raises `SourceError`."""


class Workers(Protocol):
    """Prepare sources in parallel."""

    @property
    def window(self) -> int:
        """How many sources may be sent before the first result is taken."""
        ...

    def send(self, source: Source) -> Result:
        """Does not wait. Results are taken in the order of sending, each once."""
        ...


def loaded(source: Source, policy: FetchPolicy) -> Source:
    """With its data. Raises `SourceError`."""
    if source.data is not None:
        return source
    item, data = load(source.item, policy)
    return replace(source, item=item, data=data, fingerprint=fingerprint(item, data))


def with_page(source: Source, policy: FetchPolicy) -> Source:
    """With the page of a feed's entry in place of what the feed says of it. Raises `SourceError`."""
    if source.data is None or not source.item.page:
        return source
    item, data = load_page(source.item, source.data, policy)
    return replace(source, item=replace(item, page=""), data=data)


def read(source: Source, policy: FetchPolicy) -> Prepared:
    """The article, not chunked. Raises `SourceError`."""
    source = with_page(loaded(source, policy), policy)
    article, remark = read_article(source.item, source.data or b"", source.overrides)
    return Prepared(source.fingerprint, _checked(article), remark)


def prepare(
    sources: Sequence[Source], policy: FetchPolicy, chunk_chars: int, embedder: Callable[[], Embedder]
) -> list[Prepared | SourceError | None]:
    """What each source holds, chunked and embedded; None for one that is `known`."""
    found = [_chunked(source, policy, chunk_chars) for source in sources]
    work = [Indexed(RevisionDraft(p.article, ""), p.chunks or ()) for p in found if isinstance(p, Prepared)]
    done = iter(embedded(embedder(), work) if work else ())
    return [_with(p, next(done)) if isinstance(p, Prepared) else p for p in found]


def _chunked(source: Source, policy: FetchPolicy, chunk_chars: int) -> Prepared | SourceError | None:
    from ..text.chunking import chunk_article

    try:
        source = loaded(source, policy)
        if source.fingerprint == source.known:
            return None
        found = read(source, policy)
    except SourceError as error:
        return error
    return replace(found, chunks=chunk_article(found.article, chunk_chars))


def _with(prepared: Prepared, indexed: Indexed) -> Prepared:
    return replace(prepared, chunks=indexed.chunks, vectors=indexed.vectors)


def _checked(article: Article) -> Article:
    """Raises `SourceError` for a lone surrogate, as in a file name of another encoding: the catalog stores UTF-8."""
    fields: list[Any] = [getattr(article, name) for name in article.__dataclass_fields__]
    try:
        "".join(f for f in fields if isinstance(f, str)).encode("utf-8")
    except UnicodeEncodeError:
        raise SourceError(f"The name or the metadata of {article.origin!a} is not valid UTF-8; rename it.") from None
    return article

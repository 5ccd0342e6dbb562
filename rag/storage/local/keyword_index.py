"""The lexical index: BM25 over titles and texts. The only file that knows tantivy."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ...errors import LibraryDamaged
from ...text.dates import day_number
from ..analyzer import analyzer, prepared, terms
from ..errors import unusable
from ..filters import Where, outlet_key
from ..records import IndexEntry

if TYPE_CHECKING:
    from tantivy import Document, Index, IndexWriter, Query, Schema

HEAP_BYTES = 64_000_000
SEARCHED = ("title", "body")
LAST_DAY = 99991231


class KeywordIndex:
    """Readers see a snapshot: open the index again to see later writes. Safe beside a writer of another process."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Raises `LibraryDamaged` if `folder` has no index that tantivy can read."""
        self._folder = folder
        self._writer: IndexWriter | None = None
        self._links: TemporaryDirectory[str] | None = None
        try:
            with _translated(folder):
                self._index = self._opened_index(create=create)
                self._index.register_tokenizer("words", analyzer())
                self._searcher = self._index.searcher()
        except BaseException:
            self.close()
            raise

    @property
    def size(self) -> int:
        """Number of chunks in the index."""
        return self._searcher.num_docs

    def add(self, entries: Iterable[IndexEntry]) -> None:
        """Never add an id twice: tantivy has no keys and would store it twice."""
        with _translated(self._folder):
            writer = self._opened_writer()
            for entry in entries:
                writer.add_document(_document(entry))
            self._commit(writer)

    def replace(self, entries: Iterable[IndexEntry]) -> None:
        """Makes `entries` the whole content in one commit; a kill before it leaves the old content.

        This is the only way to delete chunks. Chunks deleted one by one would stay in the document frequencies, and so
        in all scores, until tantivy merges their segment.
        """
        with _translated(self._folder):
            writer = self._opened_writer()
            writer.delete_all_documents()
            for entry in entries:
                writer.add_document(_document(entry))
            self._commit(writer)
            writer.garbage_collect_files()

    def search(self, question: str, k: int, where: Where) -> list[tuple[str, float]]:
        """The `k` best chunks by BM25, and any that tie with the last; best first, ties by id.

        Any text is a valid question: it is split into terms, never parsed as a query.
        """
        if not (wanted := list(dict.fromkeys(terms(question)))) or k < 1:
            return []
        query, limit = self._query(wanted, where), k + 8
        with _translated(self._folder):
            # Which of several ties tantivy returns depends on how the index grew: take them all.
            hits = self._searcher.search(query, limit, count=False).hits
            while len(hits) == limit and _score(hits[-1]) == _score(hits[k - 1]):
                limit *= 4
                hits = self._searcher.search(query, limit, count=False).hits
            found = [(str(self._searcher.doc(hit[1])["id"][0]), _score(hit)) for hit in hits]
        found = [hit for hit in found if len(found) <= k or hit[1] >= found[k - 1][1]]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def spelt_like(self, word: str) -> list[str]:
        """At most a hundred chunks, by id, with a term close to the word's.

        Close means one edit (two for eight letters and more): a letter inserted, left out, changed or swapped.
        """
        from tantivy import Occur, Query

        schema, distance = self._index.schema, 1 if len(word) < 8 else 2
        close = [
            (Occur.Should, Query.fuzzy_term_query(schema, field, term, distance, True, False))
            for term in terms(word)
            for field in SEARCHED
        ]
        with _translated(self._folder):
            hits = self._searcher.search(Query.boolean_query(close), 100, count=False).hits
            return sorted(str(self._searcher.doc(address)["id"][0]) for _, address in hits)

    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """The number of chunks with each term in text or title. The terms are those of `terms()`."""
        from tantivy import Occur, Query

        def either(term: str) -> Query:
            fields = [Query.term_query(self._index.schema, field, term, "freq") for field in SEARCHED]
            return Query.boolean_query([(Occur.Should, field) for field in fields])

        with _translated(self._folder):
            found = {term: self._searcher.search(either(term), 1, count=True) for term in dict.fromkeys(terms)}
            return {term: int(hits.count) for term, hits in found.items()}  # type: ignore[attr-defined]

    def check(self, chunk_ids: Sequence[str]) -> None:
        """Raises `LibraryDamaged` unless it holds each of these chunks exactly once."""
        from tantivy import Query

        with _translated(self._folder):
            query = Query.term_set_query(self._index.schema, "id", list(chunk_ids))
            hits = self._searcher.search(query, len(chunk_ids) + 1, count=False).hits
            held = [str(self._searcher.doc(address)["id"][0]) for _, address in hits]
        if sorted(held) != sorted(chunk_ids):
            raise unusable("lexical", self._folder, "it has lost or doubled passages")

    def close(self) -> None:
        """Waits for running merges. Safe to call twice."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.wait_merging_threads()
        if self._links is not None:
            for _ in range(2):  # tantivy's reader thread may create its lock file while the folder is being emptied
                self._links.cleanup()

    def _opened_index(self, *, create: bool) -> Index:
        import tantivy

        if not create:
            return tantivy.Index.open(self._readable(self._folder))
        self._folder.mkdir(parents=True, exist_ok=True)
        return tantivy.Index(_schema(), path=str(self._folder))

    def _readable(self, folder: Path) -> str:
        """The folder; if read-only, a folder of links to its files: tantivy creates a lock file even to read."""
        if os.access(folder, os.W_OK) or not folder.is_dir():
            return str(folder)
        self._links = TemporaryDirectory(prefix="rag-", ignore_cleanup_errors=True)
        for file in folder.iterdir():
            if not file.name.endswith(".lock"):
                Path(self._links.name, file.name).symlink_to(file.absolute())
        return self._links.name

    def _opened_writer(self) -> IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(HEAP_BYTES, 1)
        return self._writer

    def _commit(self, writer: IndexWriter) -> None:
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def _query(self, wanted: Sequence[str], where: Where) -> Query:
        from tantivy import Occur, Query

        schema = self._index.schema
        words = [(Occur.Should, Query.term_query(schema, field, term, "freq")) for term in wanted for field in SEARCHED]
        query = Query.boolean_query(words)
        if where.everything:
            return query
        # `const_score_query(…, 0)`: a filter must not change the scores.
        musts = [(Occur.Must, Query.const_score_query(q, 0.0)) for q in _filters(schema, where)]
        return Query.boolean_query([(Occur.Must, query), *musts])


def check_lexical(folder: Path) -> None:
    """Raises `LibraryDamaged` if the index's `meta.json` is missing or invalid. Does not load tantivy."""
    meta = folder / "meta.json"
    if not meta.is_file():
        raise unusable("lexical", folder, "meta.json is missing")
    try:
        json.loads(meta.read_bytes())
    except (OSError, ValueError) as error:
        raise unusable("lexical", folder, str(error)) from None


def _filters(schema: Schema, where: Where) -> Iterator[Query]:
    from tantivy import FieldType, Occur, Query

    if where.articles:
        yield Query.term_set_query(schema, "article_id", list(where.articles))
    if where.outlets:
        yield Query.term_set_query(schema, "source", list(where.outlets))
    if where.since is not None or where.until is not None:
        yield Query.range_query(schema, "published", FieldType.Integer, where.since or 0, where.until or LAST_DAY)
    if where.as_of is not None:  # the catalog decides about what has no date
        later = Query.range_query(schema, "published", FieldType.Integer, where.as_of + 1, LAST_DAY)
        known = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, later)])
        rewritten = Query.term_set_query(schema, "article_id", list(where.rewritten))
        yield Query.boolean_query([(Occur.Should, known), (Occur.Should, rewritten)])


@cache
def _schema() -> Schema:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for key in ("article_id", "source"):
        builder.add_text_field(key, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", indexed=True, fast=True)
    for field in SEARCHED:
        builder.add_text_field(field, tokenizer_name="words", index_option="freq")
    return builder.build()


def _document(entry: IndexEntry) -> Document:
    from tantivy import Document

    document = Document()
    texts = {"id": entry.id, "article_id": entry.article_id}
    texts |= {field: prepared(t) for field, t in zip(SEARCHED, (entry.title, entry.text), strict=True)}
    if entry.source is not None:
        texts["source"] = outlet_key(entry.source)
    for field, text in texts.items():
        document.add_text(field, text)
    if (published := day_number(entry.published)) is not None:
        document.add_integer("published", published)
    return document


def _score(hit: tuple[Any, Any]) -> float:
    return round(float(hit[0]), 4)


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, LibraryDamaged):
        raise
    except BaseException as error:  # tantivy raises built-in exceptions; its Rust panics are no `Exception`
        raise unusable("lexical", folder, str(error)) from error

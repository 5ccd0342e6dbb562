"""Chunks for the tests of the two indexes."""

from __future__ import annotations

from helpers.fakes import WordEmbedder

from rag.storage.records import IndexEntry


def entry(
    number: int, text: str, *, title: str = "", article: str = "a", source: str | None = None, day: str | None = None
) -> IndexEntry:
    return IndexEntry(str(number), article, title, text, source, day, WordEmbedder().embed_queries([text])[0])


DATED = [
    entry(1, "copper in Chile", article="a", source="The Paper", day="2024-12-31"),
    entry(2, "copper in Peru", article="b", source="the PAPER", day="2025-01-01"),
    entry(3, "copper in Zambia", article="c", source="Straße", day=None),
    entry(4, "copper in Congo", article="d", source=None, day="2025-06-08T10:00:00Z"),
]

"""Large made-up corpora: the sentences of real articles, shuffled into new ones with a fixed seed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..embedding.registry import load_embedder
from ..settings import Settings
from ..storage.opening import open_store
from ..storage.records import Indexed, Kept, Model, RevisionDraft
from ..text.chunking import chunk_article
from ..types import Article, Chunk, Span
from ..urls import DatabaseURL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SENTENCES = 10
"""Sentences in an article, which then has about four passages."""
ROWS = 5_000
"""Articles in a file."""
NOISE = 0.02
"""Added to each of the 384 numbers of a unit vector."""


def sentences_of(folder: Path) -> list[str]:
    """The sentences of a folder's text files, split roughly at full stops."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    return [s for text in texts for s in re.split(r"(?<=[.!?])\s+", text) if 40 < len(s) < 400]


def made_up(sentences: list[str], n: int, length: int = SENTENCES, seed: int = 0) -> Iterator[dict[str, str]]:
    """`n` articles of `length` sentences as JSONL rows, from a hundred outlets; no two have the same text."""
    chance = random.Random(seed)
    for i in range(n):
        text = f"Report number {i} came in. " + " ".join(chance.choices(sentences, k=length))
        yield {
            "id": f"made-up-{i:06}",
            "title": f"Report {i}",
            "source": f"Outlet {i % 100:02}",
            "published": "2025-06-08",
            "text": text,
        }


def write_rows(folder: Path, sentences: list[str], n: int, length: int = SENTENCES) -> None:
    """Writes made-up articles as JSONL files, one row at a time."""
    folder.mkdir(parents=True)
    rows = made_up(sentences, n, length)
    for part in range(0, n, ROWS):
        with (folder / f"part-{part:06}.jsonl").open("w", encoding="utf-8") as file:
            for _ in range(min(ROWS, n - part)):
                file.write(json.dumps(next(rows), ensure_ascii=False) + "\n")


def write_files(folder: Path, sentences: list[str], n: int) -> None:
    """Writes short made-up articles, of a passage or two, as one text file each."""
    folder.mkdir(parents=True)
    for row in made_up(sentences, n, length=3):
        (folder / f"{row['id']}.txt").write_text(f"{row['title']}\n\n{row['text']}\n", encoding="utf-8")


def fill(rows: Path, home: Path | DatabaseURL) -> None:
    """Writes the rows of JSONL files as a library with made vectors: embedding a hundred thousand takes an hour.

    A sentence has the vector that the model gives it, computed once; a passage has the sum of its sentences' and of a
    little noise, so that no two are equal. Texts, words and chunks are real.
    """
    settings, embedder = Settings(), load_embedder()
    model = Model(settings.embedding, embedder.name, embedder.dimension, settings.chunk_chars, 0.0)
    with closing(open_store(home)) as store, store.writing(create=True) as writing:
        writing.fill(_kept(rows, _Vectors(embedder), settings.chunk_chars), model)
        writing.settle()


class _Vectors:
    def __init__(self, embedder: Any) -> None:
        import numpy as np

        self._embedder, self._known = embedder, dict[str, Any]()
        self._chance = np.random.default_rng(0)

    def of(self, title: str, chunk: Chunk) -> NDArray[np.float32]:
        import numpy as np

        texts = [chunk.text[start - chunk.start : end - chunk.start] for start, end in chunk.sentences]
        each = [self._sentence(text) for text in (title.rstrip("0123456789 "), *texts)]
        noise = self._chance.normal(0, NOISE, len(each[0]))
        whole = np.sum(each[1:] or each, axis=0) + noise
        return np.stack([whole / np.linalg.norm(whole), *each]).astype(np.float32)

    def _sentence(self, text: str) -> NDArray[np.float32]:
        if text not in self._known:
            size = len(text)
            alone = Chunk(0, size, text, (Span(0, size),))
            self._known[text] = self._embedder.embed_chunks([("", alone)])[0][0]
        found: NDArray[np.float32] = self._known[text]
        return found


def _kept(rows: Path, vectors: _Vectors, chunk_chars: int) -> Iterator[Kept]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    for file in sorted(rows.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            article = Article(row["id"], row["text"], row["title"], row["source"], None, row["published"])
            chunks = chunk_article(article, chunk_chars)
            draft = RevisionDraft(article, "made")
            yield Kept(draft, "live", now, Indexed(draft, chunks, [vectors.of(article.title, c) for c in chunks]))

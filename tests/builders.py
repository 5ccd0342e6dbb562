"""Small libraries for tests: real files, real indexes, the word embedder."""

from __future__ import annotations

from pathlib import Path

from fakes import WordEmbedder

from rag import Rag, Settings

SEEDS = Path(__file__).parents[1] / "seeds"


def write_articles(folder: Path, articles: dict[str, str]) -> Path:
    """A folder with a text file for each id."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in articles.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def rag_with(tmp_path: Path, articles: dict[str, str]) -> Rag:
    """A `Rag` over these articles."""
    rag = Rag(settings=Settings(home=tmp_path / "library"), embedder=WordEmbedder())
    rag.ingest(write_articles(tmp_path / "articles", articles))
    return rag

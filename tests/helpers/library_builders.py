"""Libraries for tests, with real files, SQLite, Chroma and tantivy; only the embedder is a fake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpers.fakes import WordEmbedder

from rag import Rag, Settings
from rag.library.library import Library
from rag.types import Filters

SEEDS = Path(__file__).parents[2] / "seeds"
QUESTIONS = [
    "Who mined copper in Chile?",
    "glass towers of Osaka",
    "What did the ferry carry to Malta?",
    "harvest",
    "the price in 2024",
]


def open_library(home: Path, embedder: Callable[[], Any] = WordEmbedder, **options: Any) -> Library:
    return Library(home, **{"embedding": "words", "chunk_chars": 300, "embedder": embedder} | options)


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def story(subject: str, place: str, *details: str) -> str:
    """An article of three paragraphs that no boilerplate rule removes."""
    more = "".join(f"{detail} was also mentioned in the report about {subject}.\n\n" for detail in details)
    life = f"The people of {place} have lived with {subject} for many years"
    paid = f"In 2024 the council of {place} paid 310 million for {subject}"
    return (
        f"{subject} changed the life of {place}\n\n"
        f"{life}, and most of them would not have it otherwise. "
        f"{paid}, which was more than anybody had expected.\n\n{more}"
        f"Nobody knows what will become of {subject} next year. "
        f"The mayor of {place} said that she would wait and see.\n"
    )


def found(library: Library, questions: list[str] = QUESTIONS, k: int = 10, filters: Filters | None = None) -> list[Any]:
    """Everything that a caller sees of the ranking, without chunk ids, which depend on how the library grew."""
    vectors = WordEmbedder().embed_queries(questions)
    answers: list[Any] = []
    with library.reading() as index:
        for question, vector in zip(questions, vectors, strict=True):
            for hits in (index.dense(vector, k, filters), index.lexical(question, k, filters)):
                chunks = index.chunks([chunk_id for chunk_id, _ in hits])
                answers.append([(chunks[i].article_id, chunks[i].start, chunks[i].title, score) for i, score in hits])
        from rag.storage.analyzer import terms

        answers.append((index.size, index.document_frequencies(terms(" ".join(questions)))))
    return answers


def statuses(outcomes: list[Any]) -> dict[str, str]:
    return {
        o.article_id: f"{o.status} {o.detail}".strip() if o.status in ("duplicate", "updated") else o.status
        for o in outcomes
    }


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

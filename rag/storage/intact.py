"""Whether a text, its passages and their vectors are what was stored."""

from __future__ import annotations

import json

from ..types import Article
from .database import Session
from .errors import changed_passage, changed_text


def check_text(db: Session, revision: int, sha256: str) -> None:
    article_id, text = db.execute(
        "SELECT article_id, text FROM revisions r JOIN texts t ON t.sha256 = r.sha256 WHERE id = ?", (revision,)
    ).fetchone()
    if Article(article_id, text, "").sha256 != sha256:
        raise changed_text(article_id, sha256)
    query = """SELECT start, "end", c.text, sentences, vectors FROM chunks c JOIN revisions r ON r.id = c.revision
               WHERE r.sha256 = ? AND status = 'live'"""
    for row in db.execute(query, (sha256,)):
        if not _is_sound(text, *row):
            raise changed_passage(article_id)


def _is_sound(text: str, start: int, end: int, passage: str, sentences: str, vectors: bytes) -> bool:
    """Whether the passage matches its text and its vectors have unit length, as far as half precision allows."""
    import numpy as np

    try:
        spans = json.loads(sentences)
        rows = np.frombuffer(vectors, dtype="<f2").reshape(2 + len(spans), -1).astype(np.float32)
        within = all(start <= s < e <= end for s, e in spans)
    except (ValueError, TypeError):
        return False
    with np.errstate(all="ignore"):
        return text[start:end] == passage and within and bool((np.abs(np.linalg.norm(rows, axis=1) - 1) < 0.02).all())

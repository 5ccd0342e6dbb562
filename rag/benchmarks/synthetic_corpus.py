"""Large made-up corpora: the sentences of real articles, shuffled into new ones with a fixed seed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

SENTENCES = 10
"""Sentences in an article, which then has about four passages."""
ROWS = 5_000
"""Articles in a file."""


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

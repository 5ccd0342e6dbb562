from __future__ import annotations

import json

import pytest

from rag.errors import SourceError
from rag.parsing.formats import read


def test_a_row_gives_its_text_and_metadata():
    row = {
        "text": "One.\r\nTwo \ud800",
        "title": " The  Bridge ",
        "published": "June 8, 2025",
        "author": None,
        "source": 24,
        "extra": [1],
    }
    reading = read("row", json.dumps(row).encode(), "Line 1")
    assert reading.text == "One.\nTwo \ufffd"
    assert reading.metadata == {"title": "The Bridge", "published": "2025-06-08", "source": "24"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[1]", "is not a JSON object"),
        ('"text"', "is not a JSON object"),
        ("{'text': 1}", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"text": 1}', "has no `text`"),
        ('{"text": " "}', "has no `text`"),
        ('{"title": "a"}', "has no `text`"),
        ('{"text": "One.", "title": ["a"]}', "has a `title` that is not text"),
    ],
)
def test_a_row_that_is_no_article_says_why(line: str, why: str):
    with pytest.raises(SourceError, match=f"^Line 1 {why}"):
        read("row", line.encode(), "Line 1")

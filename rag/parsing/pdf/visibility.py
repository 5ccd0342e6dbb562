"""The characters of a page that nobody sees."""

from __future__ import annotations

from typing import Any


def unseen_characters(page: Any, textpage: Any) -> frozenset[int]:
    """The indices, in PDFium's text page, of the characters that are not seen."""
    del page, textpage
    return frozenset()

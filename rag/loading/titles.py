"""A title for an article without one."""

from __future__ import annotations

import re

from ..parsing.metadata import clean_metadata
from ..text.article_body import blocks, headline

MAX_TITLE = 100
_TOP = 20_000
_END = re.compile(r"""(?:[.!?…]["'”’»)]*(?=\s)|[。！？])""")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|[Mm]rs?|[Mm]s|Dr|Prof|St|No|vs|Inc|Corp|Co|Ltd|Gen|Sen|Rep|Gov|Jr|Sr|e\.g|i\.e|approx)|\.[A-Za-z])$"
)


def infer_title(text: str) -> str:
    """The headline, else the first sentence, cut after a word to `MAX_TITLE` characters."""
    span = headline(text)
    if span is not None:
        return clean_metadata({"title": _plain(text[span.start : span.end])}).get("title") or "Untitled"
    first = next((b for b in blocks(text[:_TOP]) if b.kind == "text"), None)
    start = text[first.start : first.end] if first else text[:_TOP].strip()
    words = clean_metadata({"title": _plain(_first_sentence(start[:1000]))}).get("title", "Untitled")
    return words if len(words) <= MAX_TITLE else _cut(words)


def _first_sentence(text: str) -> str:
    for end in _END.finditer(text):
        follows = text[end.end() :].lstrip()[:1]
        if not _ABBREVIATED.search(text[max(0, end.start() - 12) : end.start()]) and not follows.islower():
            return text[: end.end()].rstrip(".。") if end[0][0] in ".。" else text[: end.end()]
    return text.rstrip().rstrip(".。")


def _cut(words: str) -> str:
    head = words[:MAX_TITLE].rsplit(" ", 1)[0] if " " in words[:MAX_TITLE] else words[: MAX_TITLE - 1]
    return head.rstrip(" ,;:–—-") + "…"


def _plain(words: str) -> str:
    """Without Markdown's links and emphasis."""
    words = re.sub(r"!?\[([^\[\]]*)\]\([^()\s]*\)", r"\1", words)
    return re.sub(r"(\*\*|__|[*_`])(?=\S)([^*_`]+)(?<=\S)\1(?!\w)", r"\2", words).strip().strip("*_` ")

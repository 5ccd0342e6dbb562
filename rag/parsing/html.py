"""HTML to text and metadata. The only file that imports trafilatura."""

from __future__ import annotations

import re
from typing import Any

from ..errors import SourceError
from ..text.paragraphs import is_sentence
from .encoding import decode, text_encoding
from .html_visibility import drop_unseen
from .metadata import Reading, clean_metadata, quiet, stored

MAX_ELEMENTS = 60_000
"""Of a page: what takes its article out of it compares them with one another, and a million would take it hours."""
MANY_ELEMENTS = 8_000
"""Above so many no second opinion is asked for, which takes time by their square: two minutes for thirty thousand."""
_CHARSET = re.compile(
    rb"<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_HUGE_TAG = re.compile(r"<[^<>]{50000,}>")
"""A picture within the page, or one of thousands of attributes, which take the parser time by their square."""


def read_html(data: bytes, name: str) -> Reading:
    with quiet("trafilatura", "htmldate", "courlan", "charset_normalizer", "justext", "readability"):
        try:
            found = _extract(_decode_html(data, name), name)
        except SourceError:
            raise
        except Exception:  # whatever lxml and its friends raise on a page made to break them
            found = None
    # Paragraphs get a blank line between them: on one line each, they could be taken for hard-wrapped lines.
    text = "" if found is None else stored("\n\n".join(line for line in (found.text or "").split("\n") if line.strip()))
    if found is None or not any(is_sentence(line.strip()) for line in text.split("\n")):
        raise SourceError(
            f"{name} holds no article: no sentence is left without its menus.", "Give the page of one article."
        )
    values = {
        "title": found.title,
        "source": found.sitename,
        "author": found.author,
        "published": found.date,
        "url": found.url,
    }
    return Reading(text, clean_metadata(values))


def _extract(html: str, name: str) -> Any:
    from trafilatura import bare_extraction, load_html

    dates = {"extensive_search": False, "original_date": True}  # a guessed date is worse than none
    html = _HUGE_TAG.sub("", html)
    if "<html" not in html[:10_000].lower():
        html = f"<html>{html}"  # whoever wrote the page may leave the tag out; trafilatura then takes it for no page
    if (tree := load_html(html)) is None:
        return None
    if (number := sum(1 for _ in tree.iter())) > MAX_ELEMENTS:
        raise SourceError(
            f"{name} has {number} elements; {MAX_ELEMENTS} are read at most.", "Save its text as a .txt file."
        )
    drop_unseen(tree)
    # What a script holds is for machines; of JSON-LD, the metadata has been taken when this is pruned.
    return bare_extraction(
        tree,
        fast=number > MANY_ELEMENTS,
        include_comments=False,
        with_metadata=True,
        date_extraction_params=dates,
        prune_xpath="//script",
    )


def _decode_html(data: bytes, name: str) -> str:
    declared = _CHARSET.search(data[:4096])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    encoding = text_encoding(declared[1].decode("ascii", errors="replace")) if declared else None
    if encoding and not encoding.startswith("utf-16"):  # a page whose label can be read as ASCII is not in UTF-16
        return data.decode(encoding, errors="replace")
    return decode(data, name)

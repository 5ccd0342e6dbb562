"""HTML to text and metadata. The only file that imports trafilatura."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from ...errors import SourceError
from ...text.paragraphs import is_sentence
from ..encoding import decode_markup
from ..metadata import Reading, clean_metadata, quiet, stored
from ..publication_dates import declared_date
from .cleanup import mend
from .notes import join_drop_caps
from .visibility import drop_unseen

MAX_ELEMENTS = 60_000
"""Elements of a page. trafilatura compares them with one another: a million would take hours."""
MANY_ELEMENTS = 8_000
"""Elements above which trafilatura skips its fallback extractors: their time is quadratic, two minutes for 30,000."""
_HUGE_TAG = re.compile(r"<[^<>]{50000,}>")
"""An embedded picture, or a tag with thousands of attributes, for which the parser takes quadratic time."""


def read_html(data: bytes, name: str, *, fragment: bool = False) -> Reading:
    """A `fragment` is the article alone, without a page around it, and may be short."""
    with quiet("trafilatura", "htmldate", "courlan", "charset_normalizer", "justext", "readability"):
        try:
            found, published = _extract(decode_markup(data, name), name, fragment)
        except SourceError:
            raise
        except Exception:  # lxml and trafilatura raise many kinds on a malformed page
            found = published = None
    # A blank line separates paragraphs; without it, they could be taken for hard-wrapped lines.
    text = "" if found is None else stored("\n\n".join(line for line in (found.text or "").split("\n") if line.strip()))
    if found is None or not any(is_sentence(line.strip()) for line in text.split("\n")):
        raise SourceError(
            f"{name} holds no article: no sentence is left without its menus.", "Give the page of one article."
        )
    values = {
        "title": found.title,
        "source": found.sitename,
        "author": found.author,
        "published": published,
        "url": found.url,
    }
    return Reading(text, clean_metadata(values))


def _extract(html: str, name: str, fragment: bool) -> tuple[Any, str | None]:
    """Trafilatura's document, None where it finds no article, and the date of publication."""
    from trafilatura import bare_extraction, extract_metadata, load_html

    html = _HUGE_TAG.sub("", html)
    if "<html" not in html[:10_000].lower():
        html = f"<html>{html}"  # the tag is optional in HTML, but trafilatura refuses a page without it
    if (tree := load_html(html)) is None:
        return None, None
    if (number := sum(1 for _ in tree.iter())) > MAX_ELEMENTS:
        raise SourceError(
            f"{name} has {number} elements; {MAX_ELEMENTS} are read at most.", "Save its text as a .txt file."
        )
    join_drop_caps(tree)
    drop_unseen(tree)
    is_large = number > MANY_ELEMENTS
    published = declared_date(tree)
    dates = {"extensive_search": False}  # its date is not used
    found = extract_metadata(tree, date_config=dates, extensive=is_large)  # a byline may be in what is mended
    mend(tree)
    # trafilatura reads the metadata of JSON-LD before it prunes scripts; their text is not the article.
    article: Any = bare_extraction(
        tree, fast=is_large, include_comments=False, prune_xpath="//script", config=_config(fragment)
    )
    if article is None:
        return None, published
    found.text = article.text
    return found, published


def _config(fragment: bool) -> Any:
    """Of a page, trafilatura takes fewer than 250 characters for a failure, and then splits paragraphs at links."""
    from trafilatura.settings import DEFAULT_CONFIG

    config = deepcopy(DEFAULT_CONFIG)
    if fragment:
        config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "1"
    return config

"""RSS and Atom to entries. The only file that imports feedparser."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from ...errors import SourceError
from ...urls import article_address, grants_access, url_of, without_trackers
from ..encoding import decode_markup
from ..metadata import clean_metadata
from .feed_xml import is_feed, sound_feed
from .record import NoArticles, Part, Parts

WHOLE = 500
"""Characters from which a description, of which nobody says that it is the whole text, is taken for it."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*-->")
_CUT = re.compile(r"(?:…|\.\.\.|\[\s?(?:mehr|more|suite|más)\s?\])[\s\]\)»›→>]*$", re.IGNORECASE)
"""The end of a teaser."""
_READ_MORE = re.compile(
    r"\b(?:read (?:more|on|the (?:full|whole|rest))|continue reading|keep reading|full (?:story|article)|weiterlesen"
    r"|mehr (?:lesen|erfahren|dazu)|zum artikel|lire (?:la suite|plus|l[’']article)|en savoir plus|leer más"
    r"|seguir leyendo)\b.{0,60}$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？।۔؟]")
_ADDRESS = re.compile(r"[<(]?[^\s<>()]{1,100}@[^\s<>()]{1,100}[>)]?")
_ADVERTISED = re.compile(
    r"\s*<p>(?:(?!<p\b)[^\n]){1,1000} (?:appeared first on|erschien zuerst auf|est apparu en premier sur"
    r"|(?:se publicó|apareció) primero en) (?:(?!<p\b)[^\n]){1,1000}$",
    re.IGNORECASE,
)
"""WordPress's last paragraph of each entry: `The post … appeared first on …`."""


def split_feed(data: bytes, name: str, base: str = "") -> Parts:
    """The entries; `base` is the feed's address. Raises `SourceError` for a feed without an entry.

    An entry has its text where the feed gives it whole: as content, or as a long description. A teaser is no text,
    unless there is no link to the rest.
    """
    import feedparser

    text = decode_markup(data, name)
    if not is_feed(text, at_top=False):
        raise NoArticles(f"{name} is XML, but neither RSS nor Atom.", "Give the address of a feed, or of a page.")
    headers = {"content-type": "application/xml; charset=utf-8"} | ({"content-location": base} if base else {})
    try:
        found: Any = feedparser.parse(
            BytesIO(sound_feed(text, name)), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except SourceError:
        raise
    except Exception:  # feedparser raises several kinds on a malformed feed
        raise SourceError(f"{name} is damaged: it cannot be read as a feed.", "Try again later.") from None
    if not found.entries:
        raise SourceError(f"{name} is a feed without entries.", "Try again when something has been published.")
    outlet = dict(found.feed)  # feedparser's own records warn of the keys that they lack
    parts = [_part(dict(entry), outlet, base, number) for number, entry in enumerate(found.entries, 1)]
    return Parts("Entry", tuple(_without_repeats(parts)))


def _part(entry: Mapping[str, Any], feed: Mapping[str, Any], base: str, number: int) -> Part:
    link, content = _link(entry, feed, base), _content(entry)
    told = str(entry.get("summary") or "")
    is_whole = bool(content) or (len(_visible(told)) >= WHOLE and not _is_cut(told))
    text = content or told
    row = {"text": text if is_whole or not link else "", **_metadata(entry, feed), "url": link}
    if row["text"] or not link:
        row = {key: value for key, value in row.items() if value}
        fault = "" if _visible(text) else _missing(entry)
        return Part(number, _json(row), "row", str(entry.get("id") or ""), link, True, fault)
    row |= {"text": "", "updated": str(entry.get("updated") or ""), "summary": told}
    return Part(number, _json(row), "row", str(entry.get("id") or ""), link, False)


def _without_repeats(parts: Sequence[Part]) -> list[Part]:
    """Entries that lead to one page are one; those that have texts of their own are articles without a page."""
    shared = Counter(part.link for part in parts if part.is_whole)
    kept: dict[str, Part] = {}
    for part in parts:
        if part.link and part.is_whole and shared[part.link] > 1:
            part = replace(part, link="", key=part.key if part.key != part.link else "")
        kept.setdefault(part.link or f"#{part.key or part.number}", part)
    return list(kept.values())


def _metadata(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, str]:
    outlet = (entry.get("source") or {}).get("title") or feed.get("title")
    written = next((entry[key] for key in ("published", "created", "updated") if entry.get(key)), "")
    parsed = next((entry[f"{key}_parsed"] for key in ("published", "updated") if entry.get(f"{key}_parsed")), None)
    if parsed and not clean_metadata({"published": written}).get("published"):
        written = f"{parsed[0]:04}-{parsed[1]:02}-{parsed[2]:02}"
    title, source = (_one_line(str(value or "")) for value in (entry.get("title"), outlet))
    return {"title": title, "source": source, "author": _author(entry, feed), "published": written}


def _author(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str:
    """The names, without e-mail addresses; of the feed where the entry has none, unless that is the outlet."""
    names = _names(entry)
    return names or ("" if _names(feed) == _one_line(str(feed.get("title") or "")) else _names(feed))


def _names(written: Mapping[str, Any]) -> str:
    authors = [str(author.get("name") or "") for author in written.get("authors") or []]
    if len(authors) == 1:  # feedparser cuts addresses of long top-level domains in two, but keeps what was written
        authors = [str(written.get("author") or "")]
    names = (_ADDRESS.sub("", _one_line(author)).strip(" ,()<>") for author in authors)
    return ", ".join(name for name in names if name)


def _link(entry: Mapping[str, Any], feed: Mapping[str, Any], base: str) -> str:
    """The address of the entry's page; empty for none, for a site's front page, and for one that grants access."""
    written = str(entry.get("feedburner_origlink") or entry.get("link") or "").strip()
    link = url_of(urljoin(base or str(feed.get("link") or ""), written)) if written else None
    return without_trackers(link) if link and article_address(link) and not grants_access(link) else ""


def _content(entry: Mapping[str, Any]) -> str:
    """The whole text; empty where there is none, or a teaser."""
    texts = [str(content.get("value") or "") for content in entry.get("content") or []]
    longest = max(texts, key=len, default="")
    text = _ADVERTISED.sub("", longest)
    # feedparser copies a content into the summary, without its details, where a feed has none.
    is_teaser = (
        "summary_detail" in entry and _visible(text) == _visible(str(entry.get("summary"))) and len(text) < WHOLE
    )
    return "" if not _SENTENCE_END.search(_visible(text)) or is_teaser or _is_cut(text) else text


def _is_cut(markup: str) -> bool:
    text = _visible(markup)
    return bool(_CUT.search(text[-200:]) or (len(text) < 3 * WHOLE and _READ_MORE.search(text[-200:])))


def _visible(markup: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", markup)).split())


def _one_line(words: str) -> str:
    """A title without the tags and entities of HTML that it is written with."""
    return " ".join(unescape(_TAG.sub("", unescape(words))).split())


def _missing(entry: Mapping[str, Any]) -> str:
    enclosed = [link for link in entry.get("links") or [] if link.get("rel") == "enclosure"]
    kinds = {str(link.get("type") or "a file").partition("/")[0] for link in enclosed}
    only = f", only {' and '.join(sorted(kinds))}" if kinds else ""
    return f"has neither a text nor the address of a page{only}"


def _json(row: Mapping[str, str]) -> bytes:
    return json.dumps(row).encode()

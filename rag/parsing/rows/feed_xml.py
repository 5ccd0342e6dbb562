"""Bytes to well-formed XML of bounded size, of what a feed reader knows.

A malformed feed would send feedparser to its second parser, which takes quadratic time, as many attributes and many
namespaces do. The descriptions of pictures (media:description) would pass for an entry's text.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from ...errors import SourceError

MAX_ENTRIES = 5_000
MAX_ELEMENTS = 200_000
"""Of a feed; feedparser reads so many in ten seconds."""
_MAX_ATTRIBUTES = 20
_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|RDF)[\s>]", re.IGNORECASE)
_NOTHING = ("", "\ufeff", "<!DOCTYPE")
_XHTML = "http://www.w3.org/1999/xhtml"
_CONTENT, _DC = "http://purl.org/rss/1.0/modules/content/", "http://purl.org/dc/elements/1.1/"
_KNOWN = frozenset(
    {
        *("http://www.w3.org/2005/atom", "http://purl.org/atom/ns#", _XHTML, _CONTENT, _DC),
        *("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/dc/terms/"),
        *("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://rssnamespace.org/feedburner/ext/1.0"),
        *(
            "http://backend.userland.com/rss",
            "http://backend.userland.com/rss2",
            "http://www.w3.org/xml/1998/namespace",
        ),
    }
)
"""Namespaces, in lower case."""
_PREFIXES = {"content": _CONTENT, "dc": _DC}
"""Prefixes that feeds write without declaring them."""


def is_feed(text: str, *, at_top: bool = True) -> bool:
    """Whether the outermost element is a feed's. `at_top=False` admits the warnings of a server's program before it."""
    top = re.sub(r"<!--.*?-->|<\?[^<>]*>", "", text[:4096], flags=re.DOTALL)
    first = re.search(r"<(?=[a-zA-Z])", top)
    before = top[: first.start()] if first else ""
    return bool(first and _ROOT.match(top, first.start()) and (not at_top or before.strip()[:9].upper() in _NOTHING))


def sound_feed(text: str, name: str) -> bytes:
    """The feed as XML in UTF-8. Raises `SourceError` where there is none, and for one that is too large."""
    from lxml import etree

    found = _ROOT.search(text)
    root = None if found is None else _parsed(text[found.start() :])
    if root is None:
        raise SourceError(f"{name} is damaged: its XML cannot be read.", "Open it in a browser to see where.")
    if (number := sum(1 for _ in root.iter())) > MAX_ELEMENTS:
        raise SourceError(f"{name} has {number:,} elements; {MAX_ELEMENTS:,} of a feed are read at most.")
    etree.strip_tags(root, etree.Entity)
    _drop_unknown(root)
    entries = sum(1 for element in root.iter() if etree.QName(element).localname in ("item", "entry"))
    if entries > MAX_ENTRIES:
        raise SourceError(f"{name} has {entries:,} entries; {MAX_ENTRIES:,} are read at most.")
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _parsed(text: str) -> Any:
    """The root; None where nothing can be read. What is not well-formed is mended, at worst with some loss."""
    from lxml import etree

    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "remove_comments": True}
    for source, recover in ((text, False), (_mended(text), True)):
        try:
            return etree.fromstring(
                source.encode("utf-8", "replace"), etree.XMLParser(recover=recover, remove_pis=True, **options)
            )
        except (etree.XMLSyntaxError, ValueError):
            continue
    return None


def _drop_unknown(root: Any) -> None:
    for element in list(root.iter()):
        namespace, _, local = element.tag.rpartition("}")
        prefix, colon, bare = local.partition(":")
        if colon and prefix in _PREFIXES:
            element.tag = f"{{{_PREFIXES[prefix]}}}{bare}"
        elif colon or (namespace and namespace[1:].lower() not in _KNOWN):
            _remove(element)
        if len(element.attrib) > _MAX_ATTRIBUTES:
            element.attrib.clear()
        if local == "guid" and not (element.text or "").strip().lower().startswith(("http://", "https://")):
            element.set("isPermaLink", "false")  # it is true without the attribute, which most feeds forget


def _remove(element: Any) -> None:
    """Removes the element, and keeps the text after it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _mended(text: str) -> str:
    """The entities of HTML, a bare `&` and a bare `<` become what XML knows, outside of CDATA."""
    outside, *sections = text.split("<![CDATA[")
    mended = [_mended_markup(outside)]
    for section in sections:
        inside, end, outside = section.partition("]]>")
        mended += ["<![CDATA[", inside, end or "]]>", _mended_markup(outside)]
    return "".join(mended)


def _mended_markup(text: str) -> str:
    text = re.sub(r"&(?!(?:amp|lt|gt|quot|apos);)[a-zA-Z]{2,20};", lambda match: _characters(match[0]), text)
    text = re.sub(r"&(?!#?\w{1,20};)", "&amp;", text)
    return re.sub(r"<(?=[\s\d=<])", "&lt;", text)


def _characters(entity: str) -> str:
    return unescape(entity).replace("&", "&amp;").replace("<", "&lt;")

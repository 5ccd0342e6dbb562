"""The pages of e-books and of messages as elements, with their notes, tables and lists settled.

trafilatura does not read them: it looks for one article in a page and drops what is repeated or short.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import Any

from ..html.cleanup import mend
from .body import limit_spans, number_items
from .packages import MOST_TAGS, local

_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))


def parsed_page(data: bytes) -> Any:
    """A page as HTML elements: XML if it is well formed, else as browsers read HTML."""
    from lxml import etree
    from lxml import html as lxml_html

    if data.count(b"<") > MOST_TAGS:
        raise ValueError("too many tags")
    data = _ENTITY.sub(_numbered, data.replace(b"\t", b" "))
    options = {"no_network": True, "huge_tree": False, "remove_comments": True, "remove_pis": True}
    try:
        tree = etree.fromstring(data, lxml_html.XHTMLParser(resolve_entities=False, load_dtd=False, **options))
    except etree.XMLSyntaxError:
        try:
            encoding: str | None = "utf-8" if data.decode("utf-8") else None
        except UnicodeDecodeError:
            encoding = None
        return lxml_html.document_fromstring(data, parser=lxml_html.HTMLParser(encoding=encoding, **options))
    for element in tree.iter():
        if isinstance(element.tag, str):
            element.tag = local(element)
    return tree


def body_of(tree: Any) -> Any:
    """The body of a page; the whole of one that has none."""
    body = tree.find("body")
    return tree if body is None else body


def settle(tree: Any) -> None:
    """Settles, in place, what a browser shows beside the words: marks of notes, spans of cells, numbers of items."""
    limit_spans(body_of(tree))
    mend(tree)
    number_items(body_of(tree))


def _numbered(entity: re.Match[bytes]) -> bytes:
    """A named character of HTML by its number: XML does not know the names."""
    name = entity[1]
    characters = None if name in _OF_XML else html5.get(f"{name.decode('ascii')};")
    return entity[0] if characters is None else "".join(f"&#{ord(c)};" for c in characters).encode("ascii")

"""E-books to text and metadata: the chapters in their order, without cover, contents and imprint."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ...errors import SourceError
from ..html.notes import join_drop_caps, replace, text_of
from ..html.visibility import drop_unseen
from ..metadata import Reading, clean_metadata
from ..properties import proper_author, proper_title
from .body import HEADINGS, written
from .epub_sheets import read_sheet
from .packages import Package, local, reading, resolved
from .xhtml import body_of, parsed_page, settle

_TYPE = "{http://www.idpf.org/2007/ops}type"
_APART = frozenset(
    "cover toc landmarks page-list copyright-page titlepage title-page halftitlepage halftitle loi lot".split()
)
"""Types of pages, and of sections, that are not the text."""
_NOTES = frozenset("footnote endnote rearnote footnotes endnotes rearnotes".split())
_OBFUSCATED = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways in which a book hides its fonts, not its text."""
_IMPRINT = re.compile(
    r"©|\bcopyright\b|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos|\bISBN\b"
    r"|first published|\bimpressum\b|erstausgabe|dépôt légal|printed in|library of congress|bibliothek verzeichnet",
    re.IGNORECASE,
)
LONGEST_IMPRINT = 4_000
"""Characters of a page with the rights to a book."""


class _Book(NamedTuple):
    """What its package file says. `pages` are paths in their order."""

    package: Package
    about: Any
    pages: tuple[str, ...]
    apart: frozenset[str]
    """Pages that it says are its cover, its contents or its imprint."""
    sheets: dict[str, tuple[str, frozenset[str]]]
    """Its style sheets that were read, by their paths."""


def read_epub(data: bytes, name: str) -> Reading:
    """Raises `SourceError` for what is damaged, protected, or too large."""
    with reading(data, name, "an e-book", "Open it in a reader of e-books, or get it anew."):
        package = Package(data, name)
        _refuse_protected(package, name)
        book = _opened(package)
        pages = [(path, _page(book, path)) for path in book.pages]
        kept = [body for path, body in pages if path not in book.apart and not _is_apart(body, len(pages))]
        texts = (written(body).strip() for body in kept or [body for _, body in pages])
        return Reading("\n\n".join(text for text in texts if text), _metadata(book.about))


def _refuse_protected(package: Package, name: str) -> None:
    if "META-INF/encryption.xml" in package.names:
        listed = package.tree("META-INF/encryption.xml")
        methods = {method.get("Algorithm") for method in listed.iter("{*}EncryptionMethod")}
        if methods - set(_OBFUSCATED) or "META-INF/rights.xml" in package.names:
            raise SourceError(f"{name} is protected against copying.", "Only books without DRM can be read.")


def _opened(package: Package) -> _Book:
    container = package.tree("META-INF/container.xml")
    path = next(container.iter("{*}rootfile")).get("full-path", "")
    root = package.tree(path)
    items = {item.get("id"): item for item in root.iter("{*}item")}
    spine = [(ref, items[ref.get("idref")]) for ref in root.iter("{*}itemref") if ref.get("idref") in items]
    spine.sort(key=lambda pair: pair[0].get("linear") == "no")  # notes that open when they are clicked
    pages = {resolved(path, item.get("href")): item for _, item in spine if _is_page(item)}
    apart = {page for page, item in pages.items() if "nav" in item.get("properties", "").split()}
    for reference in root.iter("{*}reference"):
        if reference.get("type", "").lower() in _APART and "#" not in reference.get("href", ""):
            apart.add(resolved(path, reference.get("href")))
    about = next(root.iter("{*}metadata"), root)
    return _Book(package, about, tuple(page for page in pages if page in package.names), frozenset(apart), {})


def _is_page(item: Any) -> bool:
    return "html" in item.get("media-type", "") or item.get("href", "").lower().endswith((".html", ".xhtml", ".htm"))


def _metadata(about: Any) -> dict[str, str]:
    found: dict[str, list[Any]] = {}
    for element in about.iter():
        if isinstance(element.tag, str) and (element.text or "").strip():
            found.setdefault(local(element), []).append(element)
    dates = [e for e in found.get("date", []) if _event(e) in ("", "publication", "original-publication")]
    values = {
        "title": next((proper_title(e.text) for e in found.get("title", [])), None),
        "author": proper_author("; ".join(e.text for e in found.get("creator", []))),
        "source": next((e.text for e in found.get("publisher", [])), None),
        "published": next((e.text for e in dates if not e.text.strip().startswith("0")), None),
    }
    return clean_metadata(values)


def _event(date: Any) -> str:
    return next((value for key, value in date.attrib.items() if key.rpartition("}")[2] == "event"), "")


def _page(book: _Book, path: str) -> Any:
    """The body of a page, without what is not seen, its marks settled and its notes at its end."""
    tree = parsed_page(book.package.part(path))
    _apply_sheets(tree, book, path)
    body = body_of(tree)
    for element in list(body.iter()):
        kinds = (element.get(_TYPE) or "").split() if isinstance(element.tag, str) else []
        if "noteref" in kinds:
            element.set("class", "noteref")
        elif "pagebreak" in kinds or element.get("role") == "doc-pagebreak" or element.tag in ("svg", "rt", "rp"):
            replace(element, "")
    join_drop_caps(tree)
    drop_unseen(tree)
    settle(tree)
    for element in [e for e in body.iter("aside", "section", "div", "li", "p") if _kinds(e) & (_NOTES | _APART)]:
        if _kinds(element) & _APART:
            replace(element, "")
        elif not any(_kinds(around) & _NOTES for around in element.iterancestors()):
            body.append(_detached(element))
    return body


def _detached(element: Any) -> Any:
    """The element without its tail, which stays where it was."""
    copy = element.makeelement(element.tag, element.attrib)
    copy.text = element.text
    copy.extend(list(element))
    replace(element, "")
    return copy


def _kinds(element: Any) -> frozenset[str]:
    return frozenset((element.get(_TYPE) or "").split())


def _apply_sheets(tree: Any, book: _Book, path: str) -> None:
    """Puts into a page what the book's style sheets hide, and makes `<sup>` of the classes that raise letters."""
    head = tree.find("head")
    links = [link for link in tree.iter("link") if "stylesheet" in link.get("rel", "").lower()]
    raised: set[str] = set()
    for sheet in dict.fromkeys(resolved(path, link.get("href")) for link in links):
        if head is None or sheet not in book.package.names:
            continue
        if sheet not in book.sheets:
            book.sheets[sheet] = read_sheet(book.package.part(sheet))
        hiding, classes = book.sheets[sheet]
        raised |= classes
        if hiding:
            style = head.makeelement("style")
            style.text = hiding
            head.append(style)
    for span in tree.iter("span"):
        if raised and not raised.isdisjoint((span.get("class") or "").split()):
            span.tag = "sup"


def _is_apart(body: Any, pages: int) -> bool:
    """Whether a page is a cover, a table of contents or an imprint; not in a book of one page."""
    top = [body, *body.iterchildren("section", "div", "nav")]
    if any(_kinds(element) & _APART for element in top[:2]):
        return True
    if pages < 2 or (words := text_of(body, 20_000)) is None:
        return pages > 1 and _is_contents(body, " ".join(body.text_content().split()))
    return _is_contents(body, words) or (
        len(words) <= LONGEST_IMPRINT and len({found.casefold() for found in _IMPRINT.findall(words)}) >= 2
    )


def _is_contents(body: Any, words: str) -> bool:
    """Whether hardly anything but links is on the page."""
    links = [" ".join(link.text_content().split()) for link in body.iter("a") if link.get("href")]
    heads = sum(len(head.text_content()) for head in body.iter(*HEADINGS) if next(head.iter("a"), None) is None)
    return len(links) >= 3 and sum(map(len, links)) >= 0.7 * (len(words) - heads)

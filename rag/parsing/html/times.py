"""Times within a page. trafilatura drops `<time>`, within a sentence as well as above the entries of a live blog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, takewhile
from typing import Any, NamedTuple

from .notes import replace, text_of

_CLOCK = re.compile(
    r"(?:[^\d]{0,20}\d{1,2}[^\d:]{1,12}(?:\d{4},?)?[^\d:]{0,6})?\d{1,2}(?:[:.h]|\s?h\s?)\d{2}(?::\d{2})?"
    r"(?:\s?(?:[ap]\.?m\.?|uhr|h))?(?:\s?\(?(?:[A-Z]{2,5}|[a-z]{2,12} time)\)?)?"
    r"(?:\W{0,3}\d{1,2}[./ ]\w{1,9}[./ ]\d{2,4})?",
    re.IGNORECASE,
)
"""18:40 · 18.40 BST · 18h40 · 6:40 p.m. · 18:40 Uhr · 3 October 2025, 18:40"""
_STAMPED = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)")
_BYLINE = re.compile(
    r"byline|publish|modified|updated|dateline|article-?(?:meta|date)|entry-?(?:meta|date)|author", re.I
)
_COMMENTS = re.compile(r"comment|kommentar|respond|repl(?:y|ies)|disqus|forum|guestbook|sidebar|widget", re.IGNORECASE)
_ARTICLE_CLASS = re.compile(
    r"^(?:post|entry|article|story|text|content|main)(?:\s|$)"
    r"|(?:post|entry|article|art|page|text|story|theme|blog|section|single|content|body|field)[-_]*"
    r"(?:content|body\w*|text|entry|post|main|container)",
    re.IGNORECASE,
)
"""What trafilatura knows an article by."""
_STAMP_TAGS = ("time", "span", "div", "p", "b", "strong", "a", "small")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_TEXT_TAGS = ("p", "li", "div", "blockquote")
_APART = frozenset("td th nav footer figure aside header form".split())
FEWEST = 2
"""Times with an entry that make a page a live blog."""
LONGEST_ENTRY = 3_000
"""Characters."""


class _Entry(NamedTuple):
    stamp: Any
    moment: str
    texts: list[Any]
    """Its headings and its first paragraph, each of which may be quoted by itself."""


def keep_times(tree: Any) -> None:
    """Keeps, in place, the times of a page that belong to a sentence, and those of a live blog with their entries."""
    for time in list(tree.iter("time")):
        if _is_within_text(time):
            _keep_in_sentence(time)
    alike: dict[tuple[object, ...], list[_Entry]] = {}
    for entry in _entries(tree):
        depth = sum(1 for _ in entry.stamp.iterancestors())
        alike.setdefault((entry.stamp.tag, entry.stamp.get("class"), depth), []).append(entry)
    for entries in alike.values():
        if len(entries) >= FEWEST and _open_entries([entry.texts[-1] for entry in entries]):
            for entry in entries:
                for text in entry.texts:
                    text.text = f"{entry.moment} – {(text.text or '').lstrip()}"
                if entry.stamp.tag != "time":
                    replace(entry.stamp, "")


def _open_entries(texts: list[Any]) -> bool:
    """Makes the entries plain divs: trafilatura takes the first `<article>`, or class `post`, for the whole article.

    False if they are as long as articles: a page may hold several.
    """
    shared = set(texts[0].iterancestors()) & set(texts[-1].iterancestors())
    around = [list(takewhile(lambda element: element not in shared, text.iterancestors())) for text in texts]
    if any(len(ancestors[-1].text_content()) > LONGEST_ENTRY for ancestors in around if ancestors):
        return False
    for element in chain.from_iterable(around):
        element.tag = "div" if element.tag in ("article", "main") else element.tag
        element.attrib.pop("itemprop", None)
        element.attrib.pop("role", None)
        for name in ("class", "id"):
            if _ARTICLE_CLASS.search(element.get(name, "")):
                del element.attrib[name]
    return True


def _is_within_text(time: Any) -> bool:
    around = next(time.iterancestors("p", "li", "td", "dd", "h2", "h3", "h4", "blockquote", "figcaption", "div"), None)
    if around is None or around.tag == "div":
        return False
    own, all_text = text_of(time, 100), text_of(around, 10**6)
    return bool(own and all_text and len(all_text) > len(own) and not _is_byline(time)) and not any(
        child.tag in _TEXT_TAGS for child in around
    )


def _is_byline(element: Any) -> bool:
    chain = [element, *(parent for _, parent in zip(range(2), element.iterancestors(), strict=False))]
    return any(
        _BYLINE.search(f"{one.get('class', '')} {one.get('itemprop', '')}") or one.tag == "header" for one in chain
    )


def _keep_in_sentence(time: Any) -> None:
    """A copy of the text in front of the element, which stays for the metadata."""
    kept = time.makeelement("span")
    kept.text = time.text_content()
    time.addprevious(kept)
    attributes = dict(time.attrib)
    time.clear(keep_tail=True)
    time.attrib.update(attributes)


def _entries(tree: Any) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for element in tree.iter(*_STAMP_TAGS, *_TEXT_TAGS, *_HEADINGS):
        if (moment := _moment(element)) and not _is_in_comments(element):
            entry = _Entry(element, moment, [])
        elif entry and element.tag in _HEADINGS and element not in entry.stamp.iterancestors():
            entry.texts.append(element)
        elif entry and element.tag in _TEXT_TAGS and _is_text(element):
            if next(element.iterancestors(*_APART), None) is None:
                entry.texts.append(element)
                yield entry
            entry = None


def _moment(element: Any) -> str:
    """The time that an element stands for; empty if it is no time of an entry."""
    words = text_of(element, 60)
    if element.tag not in _STAMP_TAGS or not words or next(element.iterancestors(*_APART), None) is not None:
        return ""
    if _is_byline(element):
        return ""
    if _CLOCK.fullmatch(words):
        return words
    given = _STAMPED.match(element.get("datetime", "")) if element.tag == "time" else None
    return f"{given[1]} {given[2]}" if given else ""


def _is_in_comments(element: Any) -> bool:
    return any(_COMMENTS.search(f"{one.get('class', '')} {one.get('id', '')}") for one in element.iterancestors())


def _is_text(element: Any) -> bool:
    """Whether it is a paragraph, or another block that begins with its own text."""
    words = text_of(element, 10**6) or ""
    return words.count(" ") >= 3 and (element.tag == "p" or len((element.text or "").strip()) >= 3)

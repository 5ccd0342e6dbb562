"""Letters of another size: note marks are dropped, exponents kept apart from their number, drop caps joined.

trafilatura strips the tag, so that `1,150<sup>2</sup>` becomes 1,1502.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..raised_numbers import BRACKETED, SIGNS, read_raised

INLINE_TAGS = frozenset(
    "a abbr b bdi cite code data dfn em font i ins kbd mark q s small span strong sub sup time u var".split()
)
LONGEST_MARK = 40
"""Characters of a mark such as `[citation needed]`. Longer raised text is text."""
_ONE = rf"(?:\d{{1,3}}|[a-z]{{1,2}}|{SIGNS}|(?:note|n|nb|fn)\.? ?\d{{1,3}})"
_MARK = re.compile(rf"[\[(]?{_ONE}(?:\s?[,;–-]\s?{_ONE})*[\])]?", re.IGNORECASE)
"""1 · [2] · (3) · 4,5 · a · † · [note 6]"""
_NOTE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:reference|(?:foot|end)?-?notes?|fn|fnref|(?:foot)?noteref|citation|cite)(?![a-z])"
)
_NOTE_TEXT = re.compile(r"(?:foot|side|margin|end)-?note", re.IGNORECASE)
_NOTE_TARGET = re.compile(r"#_?(?:sd)?(?:fn|ftn|edn|foot|end|note|cite|ref|easy)", re.IGNORECASE)


def settle_notes(tree: Any) -> None:
    """Drops, in place, the marks of notes and sets other raised numbers apart."""
    for element in list(tree.iter("sup", "a", "span")):
        words = text_of(element, LONGEST_MARK)
        if words and _is_note_mark(element, words):
            replace(element, "")
        elif words and element.tag == "sup":
            if (read := read_raised(words, text_before(element), element.tail or "")) is not None:
                replace(element, read)
        elif _NOTE_TEXT.search(element.get("class", "")):
            _enclose(element)


def _enclose(note: Any) -> None:
    """Puts a note that is opened by a click, and is therefore within its sentence, in parentheses."""
    if " " in note.text_content().strip() and (before := text_before(note)) and not before[-1:].isspace():
        note.text = f" ({(note.text or '').lstrip()}"
        note.tail = f"){note.tail or ''}"


def _is_note_mark(element: Any, words: str) -> bool:
    marked = bool(_NOTE_CLASS.search(f"{element.get('class', '')} {element.get('role', '')}"))
    if element.tag != "sup":
        linked = element.tag == "a" and bool(_NOTE_TARGET.search(element.get("href", "")))
        return (marked or linked) and bool(_MARK.fullmatch(words)) and not words.isalpha()
    if marked or BRACKETED.fullmatch(words) or re.fullmatch(SIGNS, words):
        return True
    around = element.getparent()
    links = [*element.iter("a"), *([around] if around is not None and around.tag == "a" else [])]
    linked = any("#" in link.get("href", "") or link is not around for link in links)
    return linked and bool(_MARK.fullmatch(words)) and not re.fullmatch("[a-z]{2}", words)


def text_of(element: Any, most: int) -> str | None:
    """The text on one line; None if it is longer than `most`, or the element is too large to be small."""
    if sum(1 for _ in _first(element.iter(), 151)) > 150:
        return None
    words = " ".join(element.text_content().split())
    return words if len(words) <= most else None


def _first(elements: Iterator[Any], number: int) -> Iterator[Any]:
    return (element for _, element in zip(range(number), elements, strict=False))


def text_before(element: Any) -> str:
    """The last characters in front of an inline element, within its paragraph."""
    for _ in range(10):
        previous, parent = element.getprevious(), element.getparent()
        if previous is None:
            text = "" if parent is None else parent.text
        elif previous.tail or previous.tag not in INLINE_TAGS:
            text = previous.tail or ""
        else:
            text = text_of(previous, 1000) or ""
        if text:
            return str(text[-30:])
        if previous is not None and previous.tag not in INLINE_TAGS:
            return ""
        if previous is None and (parent is None or parent.tag not in INLINE_TAGS):
            return ""
        element = parent if previous is None else previous
    return ""


def replace(element: Any, text: str) -> None:
    """Puts a text in the place of an element. The tail stays: to move it for each element takes quadratic time."""
    element.clear(keep_tail=True)
    element.tag, element.text = "span", text or None


def join_drop_caps(tree: Any) -> None:
    """Joins a large first letter with its word: in an element of its own, it ends with a blank or a paragraph.

    To be called before unseen text is dropped: the letter is often hidden from screen readers, though not from readers.
    """
    for element in list(tree.iter("span", "div", "p", "b", "strong", "big", "font", "i", "em", "a")):
        if _DROP_CAP.search(element.get("class", "")) and (letter := text_of(element, 2)):
            _join_letter(element, letter)


_DROP_CAP = re.compile(
    r"drop-?_?cap|lettrine|letrine|initial(?![a-z])|first-?letter|capitular|kapit[äa]l", re.IGNORECASE
)
_WORDS = frozenset("AIOYEÀÈÉÓUÚWZKVSЯВКСОИУА")
"""Letters that are words in some language: a blank after one of them stays."""


def _join_letter(element: Any, letter: str) -> None:
    if not letter[-1].isupper():
        return
    following = element.getnext()
    is_block = element.tag in ("div", "p") and not (element.tail or "").strip()
    if is_block and following is not None and following.tag == "p":
        following.text = letter + (following.text or "").lstrip()
        replace(element, "")
        return
    replace(element, letter)
    if letter[-1] not in _WORDS and (element.tail or " ").lstrip()[:1].islower():
        element.tail = (element.tail or "").lstrip()
    if not (element.tail or "").strip() and following is not None and (following.text or "").lstrip()[:1].islower():
        element.tail, following.text = None, following.text.lstrip()
